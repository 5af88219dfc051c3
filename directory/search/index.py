"""The index of the directory as it is now, kept by this process."""

import logging
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

from directory.models import Change, DirectoryVersion, Role
from directory.models.change import Action, Subject
from directory.search import base, entries, snapshot
from directory.search.finding import Found, Index
from directory.search.topics import TopicTable

__all__ = ["Found", "Index", "current", "forget", "renew_snapshot"]

logger = logging.getLogger(__name__)

MOST_CHANGES = 5_000  # taken over one by one; more of them, in a directory that is not much larger, and all is read anew
STALE = 1_000  # changes since the snapshot, or a twentieth of the directory, and a new one is worth its making

_lock = threading.Lock()
_current: Index | None = None


def current(version: int | None = None) -> Index:
    """The index of the directory as it is now: one query when nothing has changed, none when the caller knows the version.

    It is kept for all threads, so it must not be asked for in a transaction that has changed something and may still fail.
    """
    global _current
    version = DirectoryVersion.current() if version is None else version
    held = _current
    if held is None or held.version < version:
        with _lock:
            if _current is None or _current.version < version:
                _current = _kept_up(_current or _made(), version)
            held = _current
    return held


def forget() -> None:
    """Drop the index, so that the next question reads the database: for tests, whose databases jump back in time."""
    global _current
    _current = None


def renew_snapshot() -> bool:
    """Write a new snapshot when the directory has moved far from the old one, or there is none; whether it did.

    Processes take it over when they have taken over many changes one by one.
    """
    global _current
    index, file = current(), snapshot.path()
    if file is None or (file.exists() and not _wants_another_base(index)):
        return False
    with snapshot.alone() as can_be_kept:
        if not can_be_kept or not snapshot.save(*_read()):
            return False
    with suppress(snapshot.Unusable):
        _current = _loaded()
    return True


def _wants_another_base(index: Index) -> bool:
    return index.holds_removed or len(index.recent.cards) + len(index.dead) >= max(STALE, index.total // 20)


def _made(newer_than: int = -1) -> Index:
    """From a snapshot that is newer, or from the database: one process reads it, and the others wait for that snapshot."""
    with suppress(snapshot.Unusable):
        return _loaded(newer_than)
    with snapshot.alone():
        try:
            return _loaded(newer_than)  # another process has made it in the meantime
        except snapshot.Unusable as reason:
            logger.info("The index is built anew: %s.", reason)
            return _built()


def _loaded(newer_than: int = -1) -> Index:
    held, version = snapshot.load(newer_than)
    return Index.of(held, version, TopicTable.load())


def _built() -> Index:
    made, version = _read()
    if snapshot.save(made, version):
        with suppress(snapshot.Unusable):  # the file's memory is everybody's, instead of this process's own
            return _loaded()
    return Index.of(made, version, TopicTable.load())


def _read() -> tuple[base.Base, int]:
    """The directory as the database has it, and its version."""
    version = DirectoryVersion.current()  # before the entries: what is published while they are read will be read again
    return base.build(entries.read_all()), version


def _kept_up(index: Index, version: int) -> Index:
    """The index with all changes up to this version, or a little more."""
    if _wants_another_base(index):
        with suppress(snapshot.Unusable):
            index = _loaded(newer_than=index.base_version)
    if index.version >= version:
        return index
    columns = ("number", "subject", "slug", "action", "organization_id")
    changes = list(Change.objects.since(index.version).values_list(*columns, named=True))
    removed = [each.number for each in changes if each.subject == Subject.PERSON and each.action == Action.REMOVED]
    if removed:
        snapshot.discard(older_than=removed[-1])
    changed = _changed(changes)
    if len(changed) > max(MOST_CHANGES, index.total // 2):
        return _kept_up(_made(newer_than=index.version), version)
    has_moved_topics = any(each.subject == Subject.TOPIC for each in changes)
    table = TopicTable.load() if has_moved_topics else index.topics
    reached = max([version, *(each.number for each in changes)])
    taken_over = index.with_changes(reached, changed, list(entries.read_some(changed)), table)
    return replace(taken_over, holds_removed=index.holds_removed or bool(removed))


def _changed(changes: list[Any]) -> set[int]:
    """The entries that are perhaps not as they were: those that changed, and those of people who did."""
    people = {each.slug for each in changes if each.subject == Subject.PERSON}
    theirs = Role.objects.filter(person__slug__in=people).values_list("organization_id", flat=True)
    return {each.organization_id for each in changes if each.organization_id} | set(theirs)
