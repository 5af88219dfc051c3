"""The index in a file, so that a process starts in a moment and all of a machine share its memory.

A file is believed only when its checksum, made with the site's secret key, is right, when this very code has made it, and when
the change that it ends with stands in the database. Anything else is as good as no file.
"""

import hashlib
import json
import logging
import mmap
import os
import sys
from collections.abc import Buffer, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks

from directory.models import Change
from directory.search.base import Base

logger = logging.getLogger(__name__)

MAGIC = b"socialchange index 1\n"
ALIGNED = 64
DIGEST, LENGTH = 32, 4  # bytes of the checksum, and of the head's length
NEW = ".new"  # while it is written
# What decides what stands in a snapshot.
CODE = ("search/*.py", "text.py", "places.py", "models/vocabulary.py")
LIBRARIES = ("babel", "numpy", "pyroaring", "snowballstemmer", "zstandard")


class Unusable(Exception):
    """There is no snapshot, or none that can be believed; says why."""


def path() -> Path | None:
    """Where this site keeps its snapshot; None when it keeps none."""
    return settings.SNAPSHOT_ROOT / "index" if settings.SNAPSHOT_ROOT else None


def save(base: Base, version: int) -> bool:
    """Write the base of this version beside the old file, and put it in its place in one step; whether that could be done."""
    file, last = path(), Change.objects.filter(number__lte=version).first()
    if file is None or last is None:
        return False
    head = {"code": MADE_BY, "version": version, "number": last.number, "at": last.at.isoformat(), "values": base.values}
    pieces = _pieces(base, head)
    new = file.with_suffix(NEW)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as opened:
            for piece in (MAGIC, _digest(pieces), *pieces):
                opened.write(piece)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except OSError as error:  # a full or read-only disk costs time, and no answer
        logger.warning("The index cannot be kept in %s: %s", file, error)
        with suppress(OSError):
            new.unlink(missing_ok=True)
        return False
    return True


def _pieces(base: Base, head: dict[str, Any]) -> list[Buffer]:
    """What stands after the checksum: the length of the head, the head, and the sections, each at a round place."""
    places, position = {}, 0
    for name, section in base.sections.items():
        places[name] = (position, memoryview(section).nbytes)
        position += -(-memoryview(section).nbytes // ALIGNED) * ALIGNED
    said = json.dumps(head | {"places": places}).encode()
    start = len(MAGIC) + DIGEST + LENGTH + len(said)
    said += b" " * (-start % ALIGNED)
    pieces: list[Buffer] = [len(said).to_bytes(LENGTH, "little"), said]
    for section in base.sections.values():
        pieces += [section, bytes(-memoryview(section).nbytes % ALIGNED)]
    return pieces


def load(newer_than: int = -1) -> tuple[Base, int]:
    """The base in the snapshot, and its version; raise Unusable when there is none that is newer and can be believed."""
    digest, body = _mapped()
    said = _head(body)
    version = _claimed_version(said)
    if version <= newer_than:
        raise Unusable(f"it is of version {version}")
    if digest != _digest([body]):
        raise Unusable("its checksum is wrong")
    head = json.loads(bytes(said))
    if head["code"] != MADE_BY:
        raise Unusable("another release made it")
    if not Change.objects.filter(number=head["number"], at=datetime.fromisoformat(head["at"])).exists():
        raise Unusable("it is of another directory")
    flat = body[LENGTH + len(said) :]
    sections: dict[str, Buffer] = {name: flat[start : start + length] for name, (start, length) in head["places"].items()}
    return Base(sections, head["values"]), version


def _mapped() -> tuple[memoryview, memoryview]:
    """The checksum in the file, and what it is of."""
    file = path()
    if file is None:
        raise Unusable("no snapshots are kept")
    try:
        with file.open("rb") as opened:
            memory = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} cannot be read") from error
    start = len(MAGIC) + DIGEST
    if memory[: len(MAGIC)] != MAGIC or len(memory) < start + LENGTH:
        raise Unusable("it is no snapshot of this kind")
    return memory[len(MAGIC) : start], memory[start:]


def _head(body: memoryview) -> memoryview:
    return body[LENGTH : LENGTH + int.from_bytes(body[:LENGTH], "little")]


def _claimed_version(said: memoryview) -> int:
    """What the file claims, before it is believed."""
    try:
        return int(json.loads(bytes(said))["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable("its head cannot be read") from error


def discard(older_than: int) -> None:
    """Take the file away, and any that is being written, unless it is of this version or a newer one: it holds what must be kept
    nowhere."""
    if (file := path()) is None:
        return
    with suppress(Unusable):
        if _claimed_version(_head(_mapped()[1])) >= older_than:
            return
    try:
        file.unlink(missing_ok=True)
        file.with_suffix(NEW).unlink(missing_ok=True)
    except OSError as error:
        logger.error("Delete %s by hand, since it still names a person who was removed: %s", file, error)


def _digest(pieces: list[Buffer]) -> bytes:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"index snapshot").digest()
    digest = hashlib.blake2b(key=key, digest_size=DIGEST)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _code_digest() -> str:
    """Of all code that decides what stands in a snapshot."""
    folder = Path(__file__).parents[1]
    digest = hashlib.blake2b(sys.version.encode(), digest_size=8)
    for library in LIBRARIES:
        digest.update(f"{library} {version_of(library)}\0".encode())
    for pattern in CODE:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def alone() -> Iterator[bool]:
    """Only one process of this machine builds at a time; the others wait, and find its snapshot.

    Yields whether that is so: where no file can be written, each builds for itself.
    """
    with ExitStack() as opened:
        yield _lock(opened)


def _lock(opened: ExitStack) -> bool:
    if (file := path()) is None:
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return locks.lock(opened.enter_context(file.with_suffix(".lock").open("wb")), locks.LOCK_EX)
    except OSError as error:
        logger.warning("No process can wait for another at %s: %s", file, error)
        return False


MADE_BY = _code_digest()  # of the code that runs here, also when another release is laid over it later
