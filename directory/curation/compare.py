"""What is different between two documents, field by field, as plain data that can be shown and carried out.

`compare(a, b)` applied to `a` gives `b`. `choices` sets two versions that grew from one beside each other.
"""

import json
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from directory.curation.document import LISTS, PARTS, SHAPE, Document, normal
from directory.curation.words import Mark, Run, compare_words, text_after, text_before

# Texts in which single words are marked; of all others the whole value is.
PROSE = ("name", "summary", "description", "editors_note", "seat", "attribution")

# By what a row is known again after it was edited, besides the keys that no two rows share.
ALIKE = {
    "ways_to_help": ("url", "kind"),
    "channels": ("url", "network"),
    "people": ("slug",),
    "relations": ("organization",),
    "identifiers": ("scheme",),
    "sources": ("title",),
    "disputes": ("field",),
}


class DoesNotFit(ValueError):
    """A comparison was applied to another document than the one that it was made of."""


@dataclass(frozen=True)
class ChangedValue:
    """A field that is one thing: a year, a code, an address."""

    key: str
    before: Any
    after: Any

    def onto(self, value: Any) -> Any:
        if value != self.before:
            raise DoesNotFit(self.key)
        return self.after


@dataclass(frozen=True)
class ChangedText:
    """A field that is prose, with its words marked."""

    key: str
    runs: tuple[Run, ...]

    def onto(self, value: Any) -> Any:
        if value != text_before(self.runs):
            raise DoesNotFit(self.key)
        return text_after(self.runs)


@dataclass(frozen=True)
class ChangedRow:
    """An item of a list that was added, removed, edited or moved; places count from 0 and are None where it isn't."""

    before: Any
    after: Any
    was_at: int | None
    is_at: int | None
    is_moved: bool = False

    @property
    def mark(self) -> Mark:
        if self.was_at is None:
            return Mark.ADDED
        if self.is_at is None:
            return Mark.REMOVED
        return Mark.CHANGED if self.before != self.after else Mark.MOVED


@dataclass(frozen=True)
class ChangedList:
    """A field that is a list: the items that are not as they were; all others stay in their order."""

    key: str
    rows: tuple[ChangedRow, ...]

    def onto(self, value: Any) -> Any:
        left = {row.was_at: row.before for row in self.rows if row.was_at is not None}
        if any(place >= len(value) or value[place] != before for place, before in left.items()):
            raise DoesNotFit(self.key)
        rows = [row for place, row in enumerate(value) if place not in left]
        arrived = {row.is_at: row.after for row in self.rows if row.is_at is not None}
        for place in sorted(arrived):  # the first place first, so that each lands where it belongs
            rows.insert(place, arrived[place])
        return rows


type ChangedField = ChangedValue | ChangedText | ChangedList


@dataclass(frozen=True)
class Comparison:
    """The fields in which two documents are not the same, in the order of the entry; false when there is none."""

    fields: tuple[ChangedField, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields)


def compare(before: Document, after: Document) -> Comparison:
    """What to do to the first document to get the second."""
    before, after = normal(before), normal(after)
    return Comparison(tuple(_field(key, before[key], after[key]) for key in changed_keys(before, after)))


def changed_keys(before: Document, after: Document) -> list[str]:
    """The fields in which two documents are not the same, without looking at what is different."""
    before, after = normal(before), normal(after)
    return [key for key in SHAPE if before[key] != after[key]]


def apply(comparison: Comparison, document: Document) -> Document:
    """The document with the changes carried out; raise DoesNotFit when it isn't the one that was compared."""
    document = normal(document)
    return document | {field.key: field.onto(document[field.key]) for field in comparison.fields}


def _field(key: str, before: Any, after: Any) -> ChangedField:
    if key in PARTS or key in LISTS:
        return ChangedList(key, _rows(key, before, after))
    if key in PROSE:
        return ChangedText(key, compare_words(before, after))
    return ChangedValue(key, before, after)


def _rows(key: str, before: list, after: list) -> tuple[ChangedRow, ...]:
    pairs = _pairs(key, before, after)
    stay = _in_order(pairs)
    removed = [ChangedRow(row, None, place, None) for place, row in enumerate(before) if place not in pairs]
    came_from = {is_at: was_at for was_at, is_at in pairs.items()}
    rows = []
    for is_at, row in enumerate(after):
        was_at = came_from.get(is_at)
        if was_at is None:
            rows.append(ChangedRow(None, row, None, is_at))
        elif was_at not in stay or before[was_at] != row:
            rows.append(ChangedRow(before[was_at], row, was_at, is_at, is_moved=was_at not in stay))
    return (*removed, *rows)


def _pairs(key: str, before: list, after: list) -> dict[int, int]:
    """Which item became which, by their places: the same one first, then the one of the same keys, then one that is alike."""
    pairs: dict[int, int] = {}
    for known_by in _likenesses(key):
        taken = set(pairs.values())
        free: dict[Any, deque[int]] = defaultdict(deque)
        for place, row in enumerate(after):
            if place not in taken and (likeness := known_by(row)):
                free[likeness].append(place)
        for place, row in enumerate(before):
            if place not in pairs and (waiting := free.get(known_by(row))):
                pairs[place] = waiting.popleft()
    return pairs


def _likenesses(key: str) -> Iterable[Callable[[Any], str]]:
    """Ways to know an item again, the surest first; each gives "" for one that it does not know."""
    yield lambda row: json.dumps(row, sort_keys=True)
    if key in PARTS and (unique := PARTS[key].unique):
        yield lambda row: json.dumps([row[name] for name in unique]) if any(row[name] for name in unique) else ""
    for name in ALIKE.get(key, ()):
        yield itemgetter(name)


def _in_order(pairs: dict[int, int]) -> set[int]:
    """The most items that did not move past each other: the longest rising sequence of places."""
    ends: list[int] = []  # the smallest place in which a sequence of each length ends
    last: list[int] = []  # and the item that stands there
    previous: dict[int, int | None] = {}
    for was_at in sorted(pairs):
        length = bisect_left(ends, pairs[was_at])
        previous[was_at] = last[length - 1] if length else None
        ends[length : length + 1] = [pairs[was_at]]
        last[length : length + 1] = [was_at]
    stay: set[int] = set()
    item = last[-1] if last else None
    while item is not None:
        stay.add(item)
        item = previous[item]
    return stay


@dataclass(frozen=True)
class Choice:
    """A field in which two versions are not the same, and what each of them made of what was there before (None: nothing)."""

    key: str
    theirs: ChangedField | None
    yours: ChangedField | None
    is_clash: bool


def choices(base: Document | None, theirs: Document, yours: Document) -> list[Choice]:
    """The fields to choose from when two versions grew from one; when that one is not known, each is a clash."""
    made_by_them = {field.key: field for field in compare(base or {}, theirs).fields}
    made_by_you = {field.key: field for field in compare(base or {}, yours).fields}
    found = []
    for key in changed_keys(theirs, yours):
        by_them, by_you = made_by_them.get(key), made_by_you.get(key)
        found.append(Choice(key, by_them, by_you, is_clash=base is None or bool(by_them and by_you)))
    return found


def combine(yours: Document, theirs: Document, take: Iterable[str]) -> Document:
    """Your version, with these fields as they are in theirs."""
    taken = set(take)
    return normal(yours) | {key: value for key, value in normal(theirs).items() if key in taken}
