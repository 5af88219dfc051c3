"""What each facet offers, and how many entries each choice would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyroaring import BitMap

from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES, language_name

if TYPE_CHECKING:
    from directory.search.finding import Index
    from directory.search.query import Query
    from directory.search.topics import TopicTable


FACETS = ("topic", "kind", "help", "country", "network", "language", "began")


class FacetValue(NamedTuple):
    """One choice. `count` is what the list would hold after the click, or what it holds of a chosen value; `adds` is how many
    entries a further choice in an any-of facet would add, else None."""

    value: str
    label: str
    count: int
    selected: bool
    parent: str | None = None
    adds: int | None = None


def count_facets(
    index: Index, query: Query, base: BitMap, chosen: dict[str, BitMap | None], result: BitMap
) -> dict[str, list[FacetValue]]:
    """All facets of a result. `base` matches the words and leaves out what is left out; `chosen` matches each facet."""
    facets = {}
    for facet, matching in chosen.items():
        if matching is None:
            others = result
        else:
            rest = (members for name, members in chosen.items() if name != facet and members is not None)
            others = BitMap.intersection(base, *rest)
        facets[facet] = _count(index, query, facet, others, result)
    return facets


def _count(index: Index, query: Query, facet: str, others: BitMap, result: BitMap) -> list[FacetValue]:
    """`others` is B in docs/query.md: what matches everything but this facet; C, what matches this facet too, is the result."""
    selected = query.chosen(facet)
    narrowing = facet == "topic" and query.match == "all"
    adding = bool(selected) and not narrowing and facet != "began"
    total = len(result)
    sets = index.members.of(facet)
    values = []
    for value, label, parent in index.members.offered(facet, selected):
        having = sets.get(value)
        if value in selected:
            here = index.having(facet, value) if having is None else having
            values.append(FacetValue(value, label, result.intersection_cardinality(here), True, parent))
        elif having is None:
            continue
        elif count := (result if narrowing else others).intersection_cardinality(having):
            adds = count - result.intersection_cardinality(having) if adding else None
            values.append(FacetValue(value, label, count if adds is None else total + adds, False, parent, adds))
    return values


def offered(facet: str, present: set[str], table: TopicTable) -> list[tuple[str, str, str | None]]:
    """Value, label and parent of what a facet may offer, in an order that never depends on counts, so that nothing jumps when
    they change."""
    if facet == "topic":
        return [(row.slug, row.name, row.parent) for row in table.rows.values()]
    if facet == "began":
        return [(value, label_of(facet, value), None) for value in sorted(present, reverse=True)]
    if facet in VOCABULARIES:
        return [(value, str(label), None) for value, label in VOCABULARIES[facet].choices if value in present]
    named = [(value, label_of(facet, value)) for value in present]
    return [(value, label, None) for value, label in sorted(named, key=lambda pair: (pair[0] == "001", pair[1], pair[0]))]


VOCABULARIES = {"kind": Kind, "help": Help, "network": Network}


def label_of(facet: str, value: str) -> str:
    """How a person reads a facet's value; a topic's name is in the index's table instead."""
    if facet in VOCABULARIES:
        return VOCABULARIES[facet](value).label
    if facet == "country":
        return COUNTRIES[value]
    if facet == "language":
        return language_name(value) or value
    return value.replace("-", "–")
