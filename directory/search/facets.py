"""What each facet offers, and how many entries each choice would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyroaring import BitMap

from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES, language_name

if TYPE_CHECKING:
    from directory.search.index import Index
    from directory.search.query import Query


@dataclass(frozen=True)
class FacetValue:
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
    for facet in chosen:
        others = base.copy()
        for name, matching in chosen.items():
            if name != facet and matching is not None:
                others &= matching
        facets[facet] = _count(index, query, facet, others, chosen[facet], result)
    return facets


def _count(index: Index, query: Query, facet: str, others: BitMap, matching: BitMap | None, result: BitMap) -> list[FacetValue]:
    """`others` is B in docs/query.md: what matches everything but this facet; `own` is C: those that match this facet too."""
    own = others if matching is None else others & matching
    selected = query.chosen(facet)
    narrowing = facet == "topic" and query.match == "all"
    values = []
    for value, label, parent in _offered(index, query, facet):
        having = index.having(facet, value)
        if value in selected:
            values.append(FacetValue(value, label, result.intersection_cardinality(having), True, parent))
            continue
        count = (own if narrowing else others).intersection_cardinality(having)
        if not count:
            continue
        adds = None
        if selected and not narrowing and facet != "began":
            count = len(own) + (adds := count - own.intersection_cardinality(having))
        values.append(FacetValue(value, label, count, False, parent, adds))
    return values


def _offered(index: Index, query: Query, facet: str) -> list[tuple[str, str, str | None]]:
    """Value, label and parent, in an order that never depends on counts, so that nothing jumps when they change."""
    if facet == "topic":
        return [(row.slug, row.name, row.parent) for row in index.topics.rows.values()]
    if facet == "began":
        decades = {f"{year // 10 * 10}-{year // 10 * 10 + 9}" for year in index.years} | set(query.chosen("began"))
        return [(value, value.replace("-", "–"), None) for value in sorted(decades, reverse=True)]
    present = set(index.sets[facet]) | set(query.chosen(facet))
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
