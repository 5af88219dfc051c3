"""The index in a file, so that a process starts in a moment and all of a machine share its memory.

A file is believed only when its checksum, made with the site's secret key, is right, when this very code has made it, and when
the change that it ends with stands in the database. Anything else is as good as no file.
"""

import hashlib
import json
import logging
import mmap
import os
import tempfile
from collections.abc import Buffer
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files import locks

from directory.models import Change
from directory.search.base import Base

logger = logging.getLogger(__name__)

MAGIC = b"socialchange index 1\n"
ALIGNED = 64
DIGEST = 32
CODE = ("search/*.py", "text.py", "places.py", "models/vocabulary.py")  # what decides what stands in a snapshot


class Unusable(Exception):
    """There is no snapshot, or none that can be believed; says why."""


def path() -> Path | None:
    """Where this site keeps its snapshot; None when it keeps none."""
    return settings.SNAPSHOT_ROOT / "index" if settings.SNAPSHOT_ROOT else None


def save(base: Base, version: int) -> None:
    """Write the base of this version beside the old file, and put it in its place in one step."""
    file, last = path(), Change.objects.filter(number__lte=version).first()
    if file is None or last is None:
        return
    head = {"code": MADE_BY, "version": version, "number": last.number, "at": last.at.isoformat(), "values": base.values}
    places, position = {}, 0
    for name, section in base.sections.items():
        places[name] = (position, memoryview(section).nbytes)
        position += -(-memoryview(section).nbytes // ALIGNED) * ALIGNED
    said = json.dumps(head | {"places": places}).encode()
    start = len(MAGIC) + DIGEST + 4 + len(said)
    said += b" " * (-start % ALIGNED)
    pieces: list[Buffer] = [len(said).to_bytes(4, "little"), said]
    for section in base.sections.values():
        pieces += [section, bytes(-memoryview(section).nbytes % ALIGNED)]
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix="index-", delete=False) as new:
        try:
            new.write(MAGIC + _digest(pieces))
            for piece in pieces:
                new.write(piece)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def load(newer_than: int = -1) -> tuple[Base, int]:
    """The base in the snapshot, and its version; raise Unusable when there is none that is newer and can be believed."""
    file = path()
    if file is None:
        raise Unusable("no snapshots are kept")
    try:
        with file.open("rb") as opened:
            memory = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} cannot be read") from error
    body = memory[len(MAGIC) + DIGEST :]
    if memory[: len(MAGIC)] != MAGIC or len(body) < 4:
        raise Unusable("it is no snapshot of this kind")
    said = int.from_bytes(body[:4], "little")
    version = _version_of(body[4 : 4 + said])
    if version <= newer_than:
        raise Unusable(f"it is of version {version}")
    if memory[len(MAGIC) : len(MAGIC) + DIGEST] != _digest([body]):
        raise Unusable("its checksum is wrong")
    head = json.loads(bytes(body[4 : 4 + said]))
    if head["code"] != MADE_BY:
        raise Unusable("another release made it")
    if not Change.objects.filter(number=head["number"], at=datetime.fromisoformat(head["at"])).exists():
        raise Unusable("it is of another directory")
    sections: dict[str, Buffer] = {
        name: body[4 + said + start : 4 + said + start + length] for name, (start, length) in head["places"].items()
    }
    return Base(sections, head["values"]), head["version"]


def _version_of(said: memoryview) -> int:
    """What the file claims, before it is believed."""
    try:
        return int(json.loads(bytes(said))["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable("its head cannot be read") from error


def discard() -> None:
    """Take the file away: it holds what must be kept nowhere."""
    if file := path():
        file.unlink(missing_ok=True)


def _digest(pieces: list[Buffer]) -> bytes:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"index snapshot").digest()
    digest = hashlib.blake2b(key=key, digest_size=DIGEST)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _code_digest() -> str:
    """Of all code that decides what stands in a snapshot."""
    folder = Path(__file__).parents[1]
    digest = hashlib.blake2b(digest_size=8)
    for pattern in CODE:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class alone:
    """Only one process of this machine builds at a time; the others wait, and find its snapshot."""

    def __enter__(self) -> None:
        file = path()
        self.lock = None
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.lock = file.with_suffix(".lock").open("wb")
            locks.lock(self.lock, locks.LOCK_EX)

    def __exit__(self, *error) -> None:
        if self.lock is not None:
            locks.unlock(self.lock)
            self.lock.close()


MADE_BY = _code_digest()  # of the code that runs here, also when another release is laid over it later
