"""How many of some entries have each value of a facet: the dearest part of a page, done in the cheapest of three ways.

Few entries are looked up one by one in what each of them has. Many are intersected with each value's set; more than half of all
by way of those that are left out. And how a single choice divides the directory is kept as long as the directory stays the same.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from pyroaring import BitMap

from directory.search.base import Base
from directory.search.members import GROUPS, Members
from directory.search.recent import Recent
from directory.search.tables import numbers_of

FEW = 30_000  # so many entries at most are looked up one by one,
FEW_IN_A_CONTAINER = 2_000  # and so many for each 65,536 of the directory, on which the price of an intersection depends
MANY_VALUES = 50  # of a facet: fewer sets are intersected sooner than entries are looked up
ONE_BY_ONE = set(GROUPS) | {"topic"}  # facets that are; decades are in no table
FEW_RECENT = 200  # of those that came since the base was made

type Counts = list[int]  # beside the choices of a facet


class Tally:
    """Counts the members of one set, facet by facet, as it is asked."""

    def __init__(self, members: BitMap, counting: "Counting"):
        self.members, self.counting = members, counting
        self.counted: dict[str, Counts] = {}

    def of(self, facet: str) -> Counts:
        """How many have each value of this facet. The list is not to be altered."""
        if facet not in self.counted:
            self.counted[facet] = self._count(facet)
        return self.counted[facet]

    def _count(self, facet: str) -> Counts:
        values = self.counting.values(facet)
        if self._is_few and facet in ONE_BY_ONE and (self.has_looked or len(values.sets) > MANY_VALUES):
            return self.one_by_one.of(facet)
        if self._rest is None:
            return [self.members.intersection_cardinality(having) for having in values.sets]
        counted = [self._rest.intersection_cardinality(having) for having in values.sets]
        return [size - without for size, without in zip(values.sizes, counted, strict=True)]

    @property
    def has_looked(self) -> bool:
        """Whether the entries have been looked up, so that other facets' counts are there for nothing."""
        return "one_by_one" in self.__dict__

    @cached_property
    def one_by_one(self) -> "_OneByOne":
        return _OneByOne(self.counting, self.members)

    @cached_property
    def _is_few(self) -> bool:
        count = self.counting.base.count
        few = min(FEW, FEW_IN_A_CONTAINER * (1 + (count >> 16)))
        return len(self.members) <= few and self.members.range_cardinality(count, 2**32) <= FEW_RECENT

    @cached_property
    def _rest(self) -> BitMap | None:
        """All others, when they are fewer."""
        live = self.counting.live
        return live - self.members if 2 * len(self.members) > len(live) else None


class Counting:
    """Counts in one version of the directory."""

    def __init__(self, base: Base, recent: Recent, members: Members, live: BitMap):
        self.base, self.recent, self.sets, self.live = base, recent, members, live
        self.kept: dict[tuple[str, str], Tally] = {}
        self._values: dict[str, _Values] = {}

    def tally(self, members: BitMap, only: tuple[str, str] | None = None) -> Tally:
        """The counts of a set. `only` names the one choice that has made it, if there is no other: a facet, or `not`, and a
        value."""
        if only is None or not self._is_known(*only):
            return Tally(members, self)
        if only not in self.kept:
            self.kept[only] = Tally(members, self)
        return self.kept[only]

    def values(self, facet: str) -> "_Values":
        if facet not in self._values:
            self._values[facet] = _Values.of(facet, self)
        return self._values[facet]

    def _is_known(self, facet: str, value: str) -> bool:
        """Whether it is one of the directory's own values, which are so many and no more."""
        return not facet or value in self.sets.of("topic" if facet == "not" else facet)


@dataclass(frozen=True)
class _Values:
    """A facet's values, beside its choices."""

    sets: list[BitMap]
    sizes: Counts
    groups: tuple[tuple[str, str], ...]  # under which group and value the entries have it
    places: np.ndarray  # where the base counts that; one behind the last where it does not know it

    @classmethod
    def of(cls, facet: str, counting: Counting) -> Self:
        having, table = counting.sets.of(facet), counting.sets.table
        values = [choice.value for choice in counting.sets.choices(facet)]
        groups = tuple([("own", str(table.rows[value].id)) if facet == "topic" else (facet, value) for value in values])
        places = counting.base.places_of_values
        return cls(
            [having[value] for value in values],
            [len(having[value]) for value in values],
            groups,
            np.array([places.get(each, len(places)) for each in groups], dtype=np.intp),
        )


class _OneByOne:
    """What each of a few entries has, added up."""

    def __init__(self, counting: Counting, members: BitMap):
        self.members, self.counting = members, counting
        base = counting.base
        numbers = numbers_of(members)
        known = np.searchsorted(numbers, base.count)
        self.counts = np.bincount(base.has.all_of(numbers[:known]), minlength=len(base.places_of_values) + 1)
        self.recent = Counter(each for number in numbers[known:].tolist() for each in counting.recent.has[number])

    def of(self, facet: str) -> Counts:
        values = self.counting.values(facet)
        counts = self.counts[values.places].tolist()
        if self.recent:
            counts = [count + self.recent[each] for count, each in zip(counts, values.groups, strict=True)]
        return self._with_subs(counts) if facet == "topic" else counts

    def _with_subs(self, counts: Counts) -> Counts:
        """Causes have what their sub-causes have: an entry may have several, and counts once."""
        rows = self.counting.sets.table.rows
        causes = {row.parent for row in rows.values()}
        return [
            self.members.intersection_cardinality(self.counting.sets.topics[slug]) if slug in causes else count
            for slug, count in zip(rows, counts, strict=True)
        ]
