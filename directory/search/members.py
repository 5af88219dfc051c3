"""Who has what: the sets of entries behind the facets."""

from collections.abc import Buffer, Iterable, Iterator
from typing import Self

from pyroaring import BitMap

from directory.search.entries import Entry
from directory.search.facets import Choice, offered
from directory.search.sets import EMPTY, union
from directory.search.tables import Sections, Sets
from directory.search.topics import TopicRow, TopicTable

type Groups = dict[str, dict[str, BitMap]]

# `own` and `leading` are topics by id: those that an entry has, and the first of them; what is above a topic may change.
GROUPS = ("kind", "help", "country", "network", "language", "own", "leading", "year", "ended")


def memberships(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every group and value that the entry belongs to."""
    card = entry.card
    yield "kind", card.kind
    for group, values in (("help", card.ways), ("country", entry.countries), ("network", entry.networks)):
        for value in values:
            yield group, value
    for tag in set(entry.languages):
        yield "language", tag
    for topic in card.topics:
        yield "own", str(topic)
    if card.topics:
        yield "leading", str(card.topics[0])
    if card.began is not None:
        yield "year", str(card.began)
    if card.ended is not None:
        yield "ended", ""


def decade_of(year: int) -> str:
    """`2000-2009`."""
    return f"{year // 10 * 10}-{year // 10 * 10 + 9}"


class Members:
    """The sets of one version of the directory; none of them is ever altered."""

    def __init__(self, groups: Groups, table: TopicTable):
        self.groups, self.table = groups, table
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self.topics = {row.slug: self._with_subs(row, "own") for row in table.rows.values()}
        self.leading = {row.slug: self._with_subs(row, "leading") for row in table.rows.values()}
        self.decades = self._by_decade()

    def sections(self) -> tuple[dict[str, Buffer], dict[str, list[str]]]:
        """The sets in flat memory, and the values of each group, in the order in which the sets stand."""
        values = {group: sorted(sets) for group, sets in self.groups.items()}
        return Sets.sections("members", self.in_order()), values

    def in_order(self) -> Iterator[BitMap]:
        """All sets, group by group, in the order of their values."""
        return (self.groups[group][value] for group in GROUPS for value in sorted(self.groups[group]))

    @classmethod
    def read(cls, sections: Sections, values: dict[str, list[str]], table: TopicTable) -> Self:
        sets = iter(Sets(sections, "members"))
        return cls({group: {value: next(sets) for value in values[group]} for group in GROUPS}, table)

    def having(self, facet: str, value: str) -> BitMap:
        """The entries that have a facet's value; a topic includes its sub-topics, `began` takes a decade."""
        return self.of(facet).get(value, EMPTY)

    def of(self, facet: str) -> dict[str, BitMap]:
        """The sets of all values of a facet."""
        if facet == "topic":
            return self.topics
        return self.decades if facet == "began" else self.groups[facet]

    def choices(self, facet: str) -> tuple[Choice, ...]:
        """All that a facet may offer, in the order in which it does."""
        if facet not in self._choices:
            self._choices[facet] = offered(facet, set(self.of(facet)), self.table)
        return self._choices[facet]

    def own(self, row: TopicRow) -> BitMap:
        """The entries that have this very topic."""
        return self.groups["own"].get(str(row.id), EMPTY)

    def _with_subs(self, row: TopicRow, group: str) -> BitMap:
        having = self.groups[group]
        return union(having.get(str(each.id), EMPTY) for each in (row, *self.table.children(row.slug)))

    def _by_decade(self) -> dict[str, BitMap]:
        decades: dict[str, list[BitMap]] = {}
        for year, members in self.groups["year"].items():
            decades.setdefault(decade_of(int(year)), []).append(members)
        return {decade: union(years) for decade, years in decades.items()}

    def changed(self, gone: BitMap, new: Iterable[tuple[int, Entry]], table: TopicTable) -> Self:
        """The sets without some entries, and with others under new numbers."""
        groups = {group: dict(sets) for group, sets in self.groups.items()}
        for sets in groups.values():
            for value, members in sets.items():
                if members.intersect(gone):
                    sets[value] = members - gone
        copied = set()
        for number, entry in new:
            for group, value in memberships(entry):
                if (group, value) not in copied:
                    groups[group][value] = groups[group].get(value, EMPTY).copy()
                    copied.add((group, value))
                groups[group][value].add(number)
        return type(self)(
            {group: {value: sets[value] for value in sets if sets[value]} for group, sets in groups.items()}, table
        )
