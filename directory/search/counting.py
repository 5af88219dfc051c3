"""How many of some entries have each value of a facet: the dearest part of a page, done in the cheapest of three ways.

Few entries are looked up one by one in what each of them has. Many are intersected with each value's set; more than half of all
by way of those that are left out. And how a single choice divides the directory is kept as long as the directory stays the same.
"""

from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.search.base import Base
from directory.search.members import GROUPS, Members, decade_of
from directory.search.recent import Recent
from directory.search.tables import numbers_of

FEW = 30_000  # so many entries at most are looked up one by one,
FEW_IN_A_CONTAINER = 2_000  # and so many for each 65,536 of the directory, on which the price of an intersection depends
MANY_VALUES = 50  # of a facet: fewer sets are intersected sooner than entries are looked up
FEW_RECENT = 200  # of those that came since the base was made

type Counts = dict[str, int]


class Tally:
    """Counts the members of one set, facet by facet, as it is asked."""

    def __init__(self, members: BitMap, counting: "Counting"):
        self.members, self.counting = members, counting
        self.counted: dict[str, Counts] = {}

    def of(self, facet: str) -> Counts:
        """How many have each value of this facet."""
        if facet not in self.counted:
            self.counted[facet] = self._count(facet)
        return self.counted[facet]

    def _count(self, facet: str) -> Counts:
        sets = self.counting.sets.of(facet)
        if self._is_few and ("one_by_one" in self.__dict__ or len(sets) > MANY_VALUES):
            return self.one_by_one.of(facet)
        if self._rest is None:
            return {value: self.members.intersection_cardinality(having) for value, having in sets.items()}
        return {value: len(having) - self._rest.intersection_cardinality(having) for value, having in sets.items()}

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

    def tally(self, members: BitMap, only: tuple[str, str] | None = None) -> Tally:
        """The counts of a set. `only` names the one choice that has made it, if there is no other: a facet, or `not`, and a
        value."""
        if only is None or not self._is_known(*only):
            return Tally(members, self)
        if only not in self.kept:
            self.kept[only] = Tally(members, self)
        return self.kept[only]

    def _is_known(self, facet: str, value: str) -> bool:
        """Whether it is one of the directory's own values, which are so many and no more."""
        return not facet or value in self.sets.of("topic" if facet == "not" else facet)


class _OneByOne:
    """What each of a few entries has, added up."""

    def __init__(self, counting: Counting, members: BitMap):
        self.members, self.sets = members, counting.sets
        base = counting.base
        numbers = numbers_of(members)
        known = np.searchsorted(numbers, base.count)
        places = np.bincount(base.has.all_of(numbers[:known]), minlength=base.values_count).tolist()
        self.counts: dict[str, Counts] = {}
        start = 0
        for group in GROUPS:
            values = base.values[group]
            self.counts[group] = dict(zip(values, places[start : start + len(values)], strict=True))
            start += len(values)
        for number in numbers[known:].tolist():
            for group, value in counting.recent.has[number]:
                self.counts[group][value] = self.counts[group].get(value, 0) + 1

    def of(self, facet: str) -> Counts:
        if facet == "began":
            decades: Counts = {}
            for year, count in self.counts["year"].items():
                decade = decade_of(int(year))
                decades[decade] = decades.get(decade, 0) + count
            return decades
        if facet != "topic":
            return self.counts[facet]
        own, table = self.counts["own"], self.sets.table
        causes = {row.parent for row in table.rows.values()}
        return {
            # An entry may have several sub-topics of a cause, and counts once.
            row.slug: self.members.intersection_cardinality(self.sets.topics[row.slug])
            if row.slug in causes
            else own.get(str(row.id), 0)
            for row in table.rows.values()
        }
