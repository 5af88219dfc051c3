"""The index of the directory as it is now, kept by this process."""

import logging
import threading

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
    """The index of the directory as it is now: one query when nothing has changed, none when the caller knows the version."""
    global _current
    version = DirectoryVersion.current() if version is None else version
    held = _current
    if held is None or held.version < version:
        with _lock:
            if _current is None or _current.version < version:
                _current = _kept_up(_current or _started(), version)
            held = _current
    return held


def forget() -> None:
    """Drop the index, so that the next question reads the database: for tests, whose databases jump back in time."""
    global _current
    _current = None


def renew_snapshot() -> bool:
    """Write a new snapshot when the directory has moved far from the old one; whether it did. Processes take it over."""
    index = current()
    moved = len(index.recent.cards) + len(index.dead)
    if snapshot.path() is None or (snapshot.path().exists() and moved < max(STALE, index.total // 20)):
        return False
    _built()
    return True


def _started() -> Index:
    """From the snapshot, or from the database."""
    try:
        held, version = snapshot.load()
    except snapshot.Unusable as reason:
        with snapshot.alone():
            try:
                held, version = snapshot.load()  # another process has made it in the meantime
            except snapshot.Unusable:
                logger.info("The index is built anew: %s.", reason)
                return _built()
    return Index.of(held, version, TopicTable.load())


def _built() -> Index:
    version = DirectoryVersion.current()  # before the entries: what is published while they are read will be read again
    made = base.build(entries.read_all())
    snapshot.save(made, version)
    return Index.of(made, version, TopicTable.load())


def _kept_up(index: Index, version: int) -> Index:
    """The index with all changes up to this version, or a little more."""
    if index.version >= version:
        return index
    changes = list(Change.objects.since(index.version).values_list("number", "subject", "slug", "action", "organization_id"))
    changed = {organization for _, subject, _, _, organization in changes if organization and subject == Subject.ORGANIZATION}
    people = {slug for _, subject, slug, _, _ in changes if subject == Subject.PERSON}
    changed |= set(Role.objects.filter(person__slug__in=people).values_list("organization_id", flat=True))
    if any(subject == Subject.PERSON and action == Action.REMOVED for _, subject, _, action, _ in changes):
        snapshot.discard()
    if len(changed) > max(MOST_CHANGES, index.total // 2):
        return _built()
    moved_topics = any(subject == Subject.TOPIC for _, subject, _, _, _ in changes)
    table = TopicTable.load() if moved_topics else index.topics
    reached = max([version, *(number for number, *_ in changes)])
    return index.with_changes(reached, changed, list(entries.read_some(changed)), table)
