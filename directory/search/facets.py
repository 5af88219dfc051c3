"""What each facet offers, and how many entries each choice would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyroaring import BitMap

from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES, language_name

if TYPE_CHECKING:
    from directory.search.counting import Tally
    from directory.search.finding import Index
    from directory.search.query import Query
    from directory.search.topics import TopicTable


FACETS = ("topic", "kind", "help", "country", "network", "language", "began")


class FacetValue(NamedTuple):
    """One choice. `count` is what the list would hold after the click, or what it holds of a chosen value; `adds` is how many
    entries a further choice in an any-of facet would add, else None."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # tuples have a method of this name, which nobody needs here
    selected: bool
    parent: str | None = None
    adds: int | None = None


def count_facets(
    index: Index, query: Query, base: BitMap, chosen: dict[str, BitMap | None], result: BitMap
) -> dict[str, list[FacetValue]]:
    """All facets of a result. `base` matches the words and leaves out what is left out; `chosen` matches each facet."""
    facets = {}
    here = index.counting.tally(result, _only_choice(query))
    for facet, matching in chosen.items():
        others = here
        if matching is not None:
            rest = (members for name, members in chosen.items() if name != facet and members is not None)
            without = query.with_values(facet, ())
            others = index.counting.tally(BitMap.intersection(base, *rest), _only_choice(without))
        facets[facet] = _count(index, query, facet, others, here, len(result))
    return facets


def _only_choice(query: Query) -> tuple[str, str] | None:
    """The one choice that makes the result, if there is one at most: a facet, or `not`, and a value."""
    choices = [("not", slug) for slug in query.without]
    choices += [(facet, value) for facet in FACETS for value in query.chosen(facet)]
    if query.text or len(choices) > 1:
        return None
    return choices[0] if choices else ("", "")


def _count(index: Index, query: Query, facet: str, others: Tally, here: Tally, total: int) -> list[FacetValue]:
    """`others` are B in docs/query.md: what matches everything but this facet; C, what matches this facet too, are `here`."""
    selected = query.chosen(facet)
    narrowing = facet == "topic" and query.match == "all"
    adding = bool(selected) and not narrowing and facet != "began"
    counts = (here if narrowing else others).of(facet)
    present = here.of(facet) if selected else counts
    values = []
    for value, label, parent in index.members.offered(facet, selected):
        if value in selected:
            count = present.get(value)
            if count is None:  # a span of years, or what nobody has
                count = here.members.intersection_cardinality(index.having(facet, value))
            values.append(FacetValue(value, label, count, True, parent))
        elif count := counts.get(value, 0):
            adds = count - present.get(value, 0) if adding else None
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
