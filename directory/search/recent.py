"""What was published or edited since the base was made: a few entries, under the numbers after those of the base."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from copy import copy
from typing import Self

from pyroaring import BitMap

from directory.search import words
from directory.search.base import PAIRED_TIERS, people_rows
from directory.search.cards import ORDERS, Card, Key, key_of
from directory.search.entries import Entry
from directory.search.hashes import pair_key
from directory.search.members import memberships
from directory.search.sets import EMPTY
from directory.search.tables import LAST_CHARACTER
from directory.search.terms import TIERS
from directory.text import fold


class Recent:
    """The same questions as a base answers. It is copied before it grows, so whoever reads one sees it stay as it is."""

    def __init__(self) -> None:
        self.cards: dict[int, Card] = {}
        self.has: dict[int, tuple[tuple[str, str], ...]] = {}  # groups and values, by number
        self.numbers: dict[int, int] = {}  # by id, the newest one
        self.said: list[dict[str, BitMap]] = [{} for _ in range(TIERS)]
        self.pairs: list[dict[int, BitMap]] = [{} for _ in range(PAIRED_TIERS)]
        self.words: list[str] = []  # sorted
        self.stems: dict[str, tuple[str, ...]] = {}
        self.exact: dict[str, BitMap] = {}
        self.names: list[tuple[str, int]] = []  # sorted; folded
        self.people: list[tuple[str, int]] = []  # sorted
        self.orders: dict[str, list[tuple[Key, int]]] = {order: [] for order in ORDERS}

    def with_entries(self, new: list[tuple[int, Entry]]) -> Self:
        """These entries too."""
        if not new:
            return self
        grown = copy(self)
        grown.cards, grown.numbers, grown.has = dict(self.cards), dict(self.numbers), dict(self.has)
        grown.said, grown.pairs = [dict(each) for each in self.said], [dict(each) for each in self.pairs]
        grown.stems, grown.exact = dict(self.stems), dict(self.exact)
        grown.words, grown.names, grown.people = list(self.words), list(self.names), list(self.people)
        grown.orders = {order: list(listed) for order, listed in self.orders.items()}
        for number, entry in new:
            grown._add(number, entry)
        return grown

    def _add(self, number: int, entry: Entry) -> None:
        self.cards[number] = entry.card
        self.has[number] = tuple(memberships(entry))
        self.numbers[entry.card.id] = number
        for order, listed in self.orders.items():
            insort(listed, (key_of(order, entry.card), number))
        for name in entry.names:
            insort(self.names, (fold(name), number))
            _put(self.exact, words.key(name), number)
        for row in people_rows(entry):
            insort(self.people, (row, number))
        for tier, texts in enumerate(entry.texts):
            for text in texts:
                in_order, besides = words.spoken(text)
                for word in {*in_order, *besides}:
                    self._know(word)
                    _put(self.said[tier], word, number)
                if tier < PAIRED_TIERS:
                    for first, second in zip(in_order, in_order[1:], strict=False):
                        _put(self.pairs[tier], pair_key(first + second), number)

    def _know(self, word: str) -> None:
        if any(word in said for said in self.said):
            return
        insort(self.words, word)
        stem = words.stem(word)
        self.stems[stem] = (*self.stems.get(stem, ()), word)

    def saying_pair(self, key: int) -> list[BitMap]:
        return [pairs.get(key, EMPTY) for pairs in self.pairs]

    def words_from(self, beginning: str) -> Iterator[str]:
        start = bisect_left(self.words, beginning)
        stop = bisect_left(self.words, beginning + LAST_CHARACTER)
        yield from self.words[start:stop]

    def named_from(self, beginning: str) -> BitMap:
        start = bisect_left(self.names, (beginning,))
        stop = bisect_left(self.names, (beginning + LAST_CHARACTER,))
        return BitMap(number for _, number in self.names[start:stop])

    def walk(self, order: str, members: BitMap, after: Key | None = None) -> Iterator[tuple[Key, int]]:
        """Those of the members that stand after this key, in order, each with its key."""
        listed = self.orders[order]
        start = 0 if after is None else bisect_left(listed, (after, _LAST_NUMBER))
        return (each for each in listed[start:] if each[1] in members)

    def walk_back(
        self, order: str, members: BitMap, before: Key | None, *, included: bool = False
    ) -> Iterator[tuple[Key, int]]:
        """Those of the members that stand before this key (or at it, if `included`), the last first, each with its key."""
        listed = self.orders[order]
        stop = len(listed) if before is None else bisect_left(listed, (before, _LAST_NUMBER if included else -1))
        return (each for each in reversed(listed[:stop]) if each[1] in members)


_LAST_NUMBER = 2**32


def _put[K](sets: dict[K, BitMap], key: K, number: int) -> None:
    """Into a new set, since the old one may be read by others."""
    members = sets.get(key)
    sets[key] = BitMap([number]) if members is None else members | BitMap([number])
