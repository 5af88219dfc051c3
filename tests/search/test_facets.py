"""The index against a plain, slow reading of docs/query.md: sets of entries, one `if` for each sentence."""

from dataclasses import dataclass, field
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models.vocabulary import Help, Kind
from directory.search import counting
from directory.search import entries as entries_of
from directory.search.base import build
from directory.search.cards import Card
from directory.search.index import Index
from directory.search.query import Query, Years
from directory.search.topics import TopicRow, TopicTable

PARENTS = {"a": None, "a1": "a", "a2": "a", "b": None, "b1": "b"}
TOPICS = TopicTable({slug: TopicRow(pk, slug, slug, parent, 1, "") for pk, (slug, parent) in enumerate(PARENTS.items())})
KINDS, HELPS, COUNTRIES = Kind.values[:3], Help.values[:3], ["KE", "US", "001"]


@dataclass(frozen=True)
class Entry:
    topics: frozenset[str] = frozenset()
    kind: str = KINDS[0]
    help: frozenset[str] = frozenset()
    country: frozenset[str] = frozenset()
    began: int | None = None

    def has(self, facet: str, value: str) -> bool:
        if facet == "topic":
            return any(topic == value or PARENTS[topic] == value for topic in self.topics)
        if facet == "began":
            years = Years.read(value)
            return self.began is not None and (years.first or 0) <= self.began <= (years.last or 9999)
        if facet == "kind":
            return self.kind == value
        return value in getattr(self, facet)


@dataclass
class Plain:
    """The directory as a list."""

    entries: list[Entry]
    query: Query = field(default_factory=Query)

    def matches_facet(self, entry: Entry, facet: str) -> bool:
        values = self.query.chosen(facet)
        if not values:
            return True
        if facet == "topic" and self.query.match == "all":
            return all(entry.has(facet, value) for value in values)
        return any(entry.has(facet, value) for value in values)

    def matching(self, but: str = "") -> set[int]:
        facets = [facet for facet in ("topic", "kind", "help", "country", "began") if facet != but]
        return {
            number
            for number, entry in enumerate(self.entries)
            if not any(entry.has("topic", slug) for slug in self.query.without)
            and all(self.matches_facet(entry, facet) for facet in facets)
        }

    def facet(self, facet: str, values: list[str]) -> dict[str, tuple[int, bool]]:
        """What is offered, with its count, and whether it is chosen."""
        chosen, result = self.query.chosen(facet), self.matching()
        b = self.matching(but=facet)
        c = {number for number in b if self.matches_facet(self.entries[number], facet)}
        offered = {}
        for value in values:
            v = {number for number in b if self.entries[number].has(facet, value)}
            if value in chosen:
                offered[value] = (len({number for number in result if self.entries[number].has(facet, value)}), True)
            elif facet == "topic" and self.query.match == "all":
                if c & v:
                    offered[value] = (len(c & v), False)
            elif v:
                replaces = facet == "began" or not chosen
                offered[value] = (len(v) if replaces else len(c | v), False)
        return offered


def index_of(entries: list[Entry]) -> Index:
    return Index.of(build(read(number, entry) for number, entry in enumerate(entries)), 1, TOPICS)


def read(number: int, entry: Entry) -> entries_of.Entry:
    """The entry as the database would give it; what is not a facet stays empty."""
    card = Card(
        id=number,
        uid=bytes(16),
        slug=f"entry-{number}",
        name=f"{number:04}",
        kind=entry.kind,
        summary="",
        seat="",
        country="",
        began=entry.began,
        ended=None,
        language="",
        logo="",
        topics=tuple(TOPICS.rows[slug].id for slug in sorted(entry.topics)),
        ways=tuple(sorted(entry.help)),
        published=0,
        verified=None,
    )
    return entries_of.Entry(card, ([card.name], [], []), countries=entry.country)


subset = lambda values: st.frozensets(st.sampled_from(values), max_size=2)  # noqa: E731
entries = st.lists(
    st.builds(
        Entry,
        topics=subset(list(PARENTS)),
        kind=st.sampled_from(KINDS),
        help=subset(HELPS),
        country=subset(COUNTRIES),
        began=st.none() | st.integers(1995, 2012),
    ),
    max_size=25,
)
some = lambda values: st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)  # noqa: E731
queries = st.builds(
    Query,
    topics=some(list(PARENTS)),
    match=st.sampled_from(["all", "any"]),
    without=some(list(PARENTS)),
    kind=some(KINDS),
    help=some(HELPS),
    country=some(COUNTRIES),
    began=st.none() | st.sampled_from([Years(2000, 2009), Years(2005, 2005), Years(None, 1999), Years(2001, None)]),
    limit=st.just(100),
)


@pytest.mark.parametrize("as_dear", [0, counting.AS_DEAR])  # all intersected, and few looked up
@settings(max_examples=200)
@given(entries=entries, query=queries)
def test_results_and_counts_are_those_of_the_plain_reading(as_dear, entries, query):
    with patch.object(counting, "AS_DEAR", as_dear):
        plain, found = Plain(entries, query), index_of(entries).find(query)
    assert set(found.ids) == plain.matching()
    assert found.total == len(found.ids)
    decades = {f"{entry.began // 10 * 10}-{entry.began // 10 * 10 + 9}" for entry in entries if entry.began is not None}
    values = {
        "topic": list(PARENTS),
        "kind": KINDS,
        "help": HELPS,
        "country": COUNTRIES,
        "began": sorted(decades | set(query.chosen("began"))),
    }
    for facet, known in values.items():
        assert len(found.facets[facet]) == len(list(found.facets[facet]))
        told = {value.value: (value.count, value.selected) for value in found.facets[facet]}
        assert told == plain.facet(facet, known), facet


@settings(max_examples=300)
@given(entries, queries)
def test_a_count_is_what_the_click_gives(entries, query):
    index = index_of(entries)
    for facet, values in index.find(query).facets.items():
        for value in values:
            if value.selected:
                continue
            chosen = (value.value,) if facet == "began" else (*query.chosen(facet), value.value)
            clicked = index.find(query.with_values(facet, chosen))
            assert clicked.total == value.count, (facet, value)
            if value.adds is not None:
                assert clicked.total == len(index.find(query).ids) + value.adds


@pytest.mark.parametrize("facet", ["topic", "kind", "help", "country", "began"])
def test_an_empty_directory_offers_nothing(facet):
    offered = index_of([]).find(Query()).facets[facet]
    assert (len(offered), list(offered)) == (0, [])
