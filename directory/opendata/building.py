"""All files are made anew when the directory has changed, and replace the old ones in one step.

Each set has a folder of its own, named by the version of the directory and the release of the code. Making one costs time that
grows with the directory: of that time nine parts are left to everything else before the next begins,
unless something must not be given away any longer.
"""

import json
import logging
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks

from directory.models import Change, DirectoryVersion
from directory.models.change import Action
from directory.opendata import files, package
from socialchange.release import release

logger = logging.getLogger(__name__)

SHARE = 10  # at most one part in so many of the time
BEGUN = ".begun"


@dataclass(frozen=True)
class FileSet:
    """A folder with one of each file."""

    folder: Path

    @property
    def version(self) -> int:
        return int(self.folder.name.partition("-")[0])

    @cached_property
    def described(self) -> dict[str, Any]:
        return json.loads((self.folder / package.NAME).read_text(encoding="utf-8"))

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """What is said of each file, by name."""
        return {each["path"]: each for each in self.described["resources"]}

    @property
    def date(self) -> datetime | None:
        """Of the newest change that is in it."""
        return datetime.fromisoformat(self.described["created"]) if "created" in self.described else None

    def rests_until(self) -> datetime:
        """Before then no other is made."""
        begun, done = (self.folder / name for name in (BEGUN, package.NAME))
        done_at = datetime.fromtimestamp(done.stat().st_mtime, UTC)
        took = timedelta(seconds=max(0, done.stat().st_mtime - begun.stat().st_mtime))
        return done_at + took * (SHARE - 1)


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "data"


def current() -> FileSet | None:
    """The newest set; None when none is made yet."""
    folders = [each for each in root().glob("*-*") if (each / package.NAME).is_file()]
    return FileSet(max(folders, key=lambda each: (each / package.NAME).stat().st_mtime)) if folders else None


def build_due(now: datetime) -> int:
    """Make the files when the directory or the code has changed since; how many files it made. One process does so at a time."""
    newest, name = current(), f"{DirectoryVersion.current()}-{release()}"
    if newest and (newest.folder.name == name or (now < newest.rests_until() and not _holds_what_has_gone(newest))):
        return 0
    with _alone() as is_alone:
        return _build(name) if is_alone else 0


def _holds_what_has_gone(made: FileSet) -> bool:
    """Whether something in it was withdrawn or erased since: then nothing waits."""
    return Change.objects.since(made.version).filter(action__in=[Action.WITHDRAWN, Action.REMOVED]).exists()


def _build(name: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix=".unfinished.", dir=root()))
    try:
        (folder / BEGUN).touch()
        made = len(files.write_all(folder)) + 1
        folder.chmod(0o755)
        shutil.rmtree(root() / name, ignore_errors=True)
        os.replace(folder, root() / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _clear(but=name)
    return made


def _clear(but: str) -> None:
    """Former sets go, and what a process left that died; whoever is reading one of their files still gets it whole."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name != but:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone():
    """Whether no other process of this machine is at it."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / ".lock").open("wb") as lock:
        yield locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB)
