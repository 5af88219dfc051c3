"""One page of very many entries, from the place that a cursor means."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice

from pyroaring import BitMap

from directory.search.base import Base
from directory.search.cards import Card, Key, key_of
from directory.search.recent import Recent

type Section = tuple[Key, BitMap]  # what the keys of its members begin with, and the members


@dataclass
class Page:
    """Numbers of entries, what the keys of each begin with, and how many stand before the first in the whole result."""

    numbers: list[int] = field(default_factory=list)
    prefixes: list[Key] = field(default_factory=list)
    skipped: int = 0

    def take(self, prefix: Key, numbers: Iterator[int], limit: int) -> None:
        """Fill the page with these up to its limit."""
        self.numbers += islice(numbers, limit - len(self.numbers))
        self.prefixes += [prefix] * (len(self.numbers) - len(self.prefixes))


@dataclass(frozen=True)
class Listed:
    """Entries in an order: sections one after the other, in each the order of the keys."""

    base: Base
    recent: Recent
    order: str
    places: dict[tuple[Key, bool], int] = field(default_factory=dict)

    def page(self, sections: Iterable[Section], limit: int, after: Key | None = None) -> Page:
        """The first entries, or those after this key. Sections are asked for only until the page is full."""
        page = Page()
        for prefix, members in sections:
            start = None
            if after is not None and prefix <= after[: len(prefix)]:
                if prefix < after[: len(prefix)]:
                    page.skipped += len(members)
                    continue
                start = after[len(prefix) :]
                page.skipped += self._count(members, start)
            page.take(prefix, self.walk(members, start), limit)
            if len(page.numbers) == limit:
                break
        return page

    def page_before(self, sections: Iterable[Section], limit: int, before: Key) -> Page:
        """The last entries before this key."""
        page = Page()
        reached = []
        for prefix, members in sections:
            if prefix > before[: len(prefix)]:
                break
            reached.append((prefix, members))
        total = 0
        for prefix, members in reversed(reached):
            stop = before[len(prefix) :] if prefix == before[: len(prefix)] else None
            total += len(members) if stop is None else self._count(members, stop, included=False)
            if len(page.numbers) < limit:
                page.take(prefix, self._walk_back(members, stop), limit)
        page.numbers.reverse()
        page.prefixes.reverse()
        page.skipped = total - len(page.numbers)
        return page

    def walk(self, members: BitMap, after: Key | None = None) -> Iterator[int]:
        """All of the members, or those after this key, in order."""
        start = 0 if after is None else self._place(after, after=True)
        listed = self.base.orders[self.order].walk(members, start)
        if not self._has_recent(members):
            return listed
        recent = self.recent.walk(self.order, members, after)
        return (number for _, number in merge(self._keyed(listed), recent))

    def _walk_back(self, members: BitMap, before: Key | None) -> Iterator[int]:
        stop = self.base.count if before is None else self._place(before, after=False)
        listed = self.base.orders[self.order].walk_back(members, stop)
        if not self._has_recent(members):
            return listed
        recent = self.recent.walk_back(self.order, members, before)
        return (number for _, number in merge(self._keyed(listed), recent, reverse=True))

    def _count(self, members: BitMap, key: Key, *, included: bool = True) -> int:
        """How many of the members stand before this key, and at it if `included`."""
        count = self.base.orders[self.order].count_before(members, self._place(key, after=included))
        if self._has_recent(members):
            count += sum(1 for _ in self.recent.walk_back(self.order, members, key, included=included))
        return count

    def _place(self, key: Key, *, after: bool) -> int:
        """Where a key stands in the base's order, which takes reading some cards, so only once."""
        if (key, after) not in self.places:
            self.places[key, after] = self.base.place_in(self.order, key, after=after)
        return self.places[key, after]

    def _has_recent(self, members: BitMap) -> bool:
        """Whether any member is not of the base, whose numbers come first."""
        return bool(members) and members.max() >= self.base.count

    def _keyed(self, numbers: Iterable[int]) -> Iterator[tuple[Key, int]]:
        return ((key_of(self.order, self.card(number)), number) for number in numbers)

    def key(self, page: Page, place: int) -> Key:
        """Where an entry of the page stands in the whole result."""
        return *page.prefixes[place], *key_of(self.order, self.card(page.numbers[place]))

    def card(self, number: int) -> Card:
        return self.base.cards[number] if number < self.base.count else self.recent.cards[number]
