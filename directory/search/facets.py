"""What each facet offers, and how many entries each choice would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


class Choice(NamedTuple):
    """What a facet may offer; `parent` is the cause above a sub-cause."""

    value: str
    label: str
    parent: str | None = None


class FacetValue(NamedTuple):
    """One choice. `count` is what the list would hold after the click, or what it holds of a chosen value; `adds` is how many
    entries a further choice in an any-of facet would add, else None."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # tuples have a method of this name, which nobody needs here
    selected: bool
    parent: str | None = None
    adds: int | None = None


@dataclass(frozen=True)
class Facet:
    """A facet of a result, as columns, since there are hundreds of choices: iterate for the values that it offers."""

    choices: tuple[Choice, ...]
    numbers: Sequence[int]  # beside each choice: how many entries it would give, or would add
    offered: Sequence[int]  # beside each choice: not 0 if it is offered
    chosen: tuple[str, ...] = ()
    adds_to: int | None = None  # as many as the list holds, where a further choice adds to it

    def __len__(self) -> int:
        return len(self.offered) - self.offered.count(0)

    def __iter__(self) -> Iterator[FacetValue]:
        for (value, label, parent), number, is_offered in zip(self.choices, self.numbers, self.offered, strict=True):
            if not is_offered:
                continue
            if value in self.chosen or self.adds_to is None:
                yield FacetValue(value, label, number, value in self.chosen, parent)
            else:
                yield FacetValue(value, label, self.adds_to + number, False, parent, adds=number)


def count_facets(
    index: Index, query: Query, base: BitMap, chosen: dict[str, BitMap | None], result: BitMap
) -> dict[str, Facet]:
    """All facets of a result. `base` matches the words and leaves out what is left out; `chosen` matches each facet."""
    facets = {}
    here = index.counting.tally(result, _only_choice(query))
    for facet, matching in chosen.items():
        if matching is None:
            counts = here.of(facet)
            facets[facet] = Facet(index.members.choices(facet), counts, counts)
            continue
        others = here
        if not _is_narrowing(query, facet):
            rest = index.narrowed(base, (members for name, members in chosen.items() if name != facet))
            others = index.counting.tally(rest, _only_choice(query.with_values(facet, ())))
        facets[facet] = _with_choices(index, query, facet, others, here)
    return facets


def _is_narrowing(query: Query, facet: str) -> bool:
    """Whether a further choice leaves fewer entries."""
    return facet == "topic" and query.match == "all"


def _only_choice(query: Query) -> tuple[str, str] | None:
    """The one choice that makes the result, if there is one at most: a facet, or `not`, and a value."""
    choices = [("not", slug) for slug in query.without]
    choices += [(facet, value) for facet in FACETS for value in query.chosen(facet)]
    if query.text or len(choices) > 1:
        return None
    return choices[0] if choices else ("", "")


def _with_choices(index: Index, query: Query, facet: str, others: Tally, here: Tally) -> Facet:
    """A facet in which something is chosen.

    `others` are B in docs/query.md: what matches everything but this facet; C, what matches this facet too, are `here`.
    """
    chosen, choices = query.chosen(facet), index.members.choices(facet)
    counts, present = others.of(facet), here.of(facet)
    if strange := set(chosen) - index.members.of(facet).keys():  # a span of years, or what no entry has
        known = {choice.value: both for choice, *both in zip(choices, counts, present, strict=True)}
        known |= {value: [0, here.members.intersection_cardinality(index.having(facet, value))] for value in strange}
        choices = offered(facet, set(known), index.topics)
        counts, present = ([known[choice.value][which] for choice in choices] for which in (0, 1))
    adds = facet != "began" and not _is_narrowing(query, facet)
    numbers = [count - now for count, now in zip(counts, present, strict=True)] if adds else list(counts)
    is_offered = list(counts)
    for place, choice in enumerate(choices):
        if choice.value in chosen:
            numbers[place], is_offered[place] = present[place], 1
    return Facet(choices, numbers, is_offered, chosen, len(here.members) if adds else None)


def offered(facet: str, present: set[str], table: TopicTable) -> tuple[Choice, ...]:
    """What a facet may offer, in an order that never depends on counts, so that nothing jumps when they change."""
    if facet == "topic":
        return tuple([Choice(row.slug, row.name, row.parent) for row in table.rows.values()])
    if facet == "began":
        return tuple([Choice(value, label_of(facet, value)) for value in sorted(present, reverse=True)])
    if facet in VOCABULARIES:
        return tuple([Choice(value, str(label)) for value, label in VOCABULARIES[facet].choices if value in present])
    named = [Choice(value, label_of(facet, value)) for value in present]
    return tuple(sorted(named, key=lambda choice: (choice.value == "001", choice.label, choice.value)))


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
