"""How many of some entries have each value of a facet: the dearest part of a page, done in the cheapest way.

The entries are intersected with the set of each value, or looked up in what each of them has; where they are more than half of all,
the others are counted instead. And how a single choice divides the directory is kept as long as the directory stays the same.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from pyroaring import BitMap

from directory.search.base import Base
from directory.search.columns import Columns
from directory.search.facets import FACETS
from directory.search.members import Members
from directory.search.recent import Recent

# To intersect with one value, where the entries lie in one container (65,536 numbers), costs what it costs to look up so many.
AS_DEAR = 20
FEW_RECENT = 200  # of those that came since the base was made are looked up

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
            if len(self.counted) == len(FACETS):
                self._forget()
        return self.counted[facet]

    def _forget(self) -> None:
        """Let go of what was only needed to count, since some tallies are kept for long."""
        for name in ("_fewer", "_in_runs", "_recent"):
            self.__dict__.pop(name, None)

    def _count(self, facet: str) -> Counts:
        values = self.counting.values(facet)
        if values.columns and self._is_sooner_looked_up(len(values.sets)):
            counts = self._look_up(values, values.columns)
        else:
            counts = [self._in_runs.intersection_cardinality(having) for having in values.sets]
        if self._fewer is self.members:
            return counts
        return [size - count for size, count in zip(values.sizes, counts, strict=True)]

    def _look_up(self, values: "Values", columns: Columns) -> Counts:
        recent, of_base = self._recent, self._fewer - self._recent if self._recent else self._fewer
        counts = np.append(columns.counts(of_base), 0)[values.places].tolist()
        if recent:
            has = Counter(membership for number in recent for membership in self.counting.recent.has[number])
            counts = [count + has[membership] for count, membership in zip(counts, values.memberships, strict=True)]
        for place, having in values.causes.items():
            counts[place] = self._in_runs.intersection_cardinality(having)
        return counts

    @cached_property
    def _fewer(self) -> BitMap:
        """The members, or all others when they are fewer."""
        live = self.counting.live
        return live - self.members if 2 * len(self.members) > len(live) else self.members

    @cached_property
    def _in_runs(self) -> BitMap:
        """The same, with neighbours kept as runs where most are neighbours, as under topics: such a set is soon intersected."""
        runs = BitMap(self._fewer)  # a copy, since others may hold the set
        runs.run_optimize()
        said = runs.get_statistics()
        return runs if 2 * said["n_run_containers"] > said["n_containers"] else self._fewer

    @cached_property
    def _recent(self) -> BitMap:
        """Those of the fewer that are not of the base."""
        return self._fewer & self.counting.recent_numbers

    @cached_property
    def _containers(self) -> int:
        return self._fewer.get_statistics()["n_containers"]

    def _is_sooner_looked_up(self, values: int) -> bool:
        return len(self._fewer) < AS_DEAR * values * self._containers and len(self._recent) <= FEW_RECENT


class Counting:
    """Counts in one version of the directory."""

    def __init__(self, base: Base, recent: Recent, members: Members, live: BitMap):
        self.base, self.recent, self.members, self.live = base, recent, members, live
        self.recent_numbers = BitMap(recent.has)
        self.kept: dict[tuple[str, str], Tally] = {}
        self._values: dict[str, Values] = {}

    def tally(self, members: BitMap, only: tuple[str, str] | None = None) -> Tally:
        """The counts of a set. `only` names the one choice that has made it, if there is no other: a facet, or `not`, and a
        value."""
        if only is None or not self._is_known(*only):
            return Tally(members, self)
        if only not in self.kept:
            self.kept[only] = Tally(members, self)
        return self.kept[only]

    def values(self, facet: str) -> "Values":
        if facet not in self._values:
            self._values[facet] = Values.of(facet, self.base, self.members)
        return self._values[facet]

    def _is_known(self, facet: str, value: str) -> bool:
        """Whether it is one of the directory's own values, which are so many and no more."""
        return not facet or value in self.members.of("topic" if facet == "not" else facet)


@dataclass(frozen=True)
class Values:
    """The values of a facet, beside its choices."""

    sets: list[BitMap]
    sizes: Counts
    columns: Columns | None  # where the base says which of the values each entry has
    places: np.ndarray  # of the values in these columns; one behind the last for what the base does not know
    memberships: list[tuple[str, str]]  # the group and value that stands for each
    causes: dict[int, BitMap]  # topics with sub-topics, by place: they have what those have

    @classmethod
    def of(cls, facet: str, base: Base, members: Members) -> Self:
        having, rows = members.of(facet), members.table.rows
        values = [choice.value for choice in members.choices(facet)]
        group = "own" if facet == "topic" else facet
        named = [str(rows[value].id) for value in values] if facet == "topic" else values
        known = {value: place for place, value in enumerate(base.values.get(group, ()))}
        above = {row.parent for row in rows.values()} if facet == "topic" else set()
        return cls(
            sets=[having[value] for value in values],
            sizes=[len(having[value]) for value in values],
            columns=base.has.get(group),
            places=np.array([known.get(value, len(known)) for value in named], dtype=np.intp),
            memberships=[(group, value) for value in named],
            causes={place: having[value] for place, value in enumerate(values) if value in above},
        )
