"""Entries that are near to one: by the causes they share, the rarer the nearer, by ways to help and by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log

from pyroaring import BitMap

from directory.models.vocabulary import Help
from directory.places import COUNTRIES, WORLD
from directory.search.cards import key_of
from directory.search.finding import Index

MOST = 4
MOST_CANDIDATES = 400
TOPIC, HELP, PLACE = 1.0, 0.4, 0.4
ENDED = 0.6  # what goes on is nearer to a visitor who wants to act
REASONS = {"topic": "Both about {}", "help": "to {}", "country": "in {}"}


@dataclass(frozen=True)
class Related:
    """The id of a near entry, and what both have in common, in words."""

    id: int
    reason: str


@dataclass(frozen=True)
class Trait:
    """Something that entries have in common: who has it, how much it weighs, and how it is said."""

    members: BitMap
    weight: float
    sort: str
    label: str


def related(index: Index, pk: int) -> list[Related]:
    """At most four entries that share a cause with this one, the nearest first; ties by name."""
    number = index.number_of(pk)
    if number is None:
        return []
    traits = sorted(_traits(index, number), key=lambda trait: (-trait.weight, trait.label))
    topics = [trait for trait in traits if trait.sort == "topic"]
    scored = []
    for other in _candidates(topics, traits) - BitMap([number]):
        shared = [trait for trait in traits if other in trait.members]
        if any(trait.sort == "topic" for trait in shared):
            weight = sum(trait.weight for trait in shared) * (ENDED if other in index.ended else 1)
            scored.append((-weight, key_of("name", index.card(other)), other, shared))
    return [
        Related(index.card(other).id, _reason(shared)) for _, _, other, shared in sorted(scored, key=lambda row: row[:3])[:MOST]
    ]


def _traits(index: Index, number: int) -> Iterator[Trait]:
    everything = len(index.everything)

    def weigh(members: BitMap, factor: float) -> float:
        return factor * log(1 + everything / len(members))

    for slug, members in index.members.of("topic").items():
        if number in members:
            yield Trait(members, weigh(members, TOPIC), "topic", index.topics.rows[slug].name)
    for value, members in index.members.of("help").items():
        if number in members:
            yield Trait(members, weigh(members, HELP), "help", str(Help(value).label).lower())
    for code, members in index.members.of("country").items():
        if number in members and code != WORLD:
            yield Trait(members, weigh(members, PLACE), "country", COUNTRIES[code])


def _candidates(topics: list[Trait], traits: list[Trait]) -> BitMap:
    """Entries that share much, a bounded number of them: first those that share two traits, then those that share a rare one."""
    found = BitMap()
    pairs = [first.members & second.members for first, second in combinations(traits[:8], 2)]
    for members in (*pairs, *(topic.members for topic in topics)):
        found |= BitMap(members[:MOST_CANDIDATES]) if len(members) > MOST_CANDIDATES else members
        if len(found) >= 2 * MOST_CANDIDATES:
            break
    return found


def _reason(shared: list[Trait]) -> str:
    """`Both about Micro-lending, to lend, in Kenya`: of each sort what weighs most."""
    best: dict[str, str] = {}
    for trait in shared:
        best.setdefault(trait.sort, trait.label)
    return ", ".join(said.format(best[sort]) for sort, said in REASONS.items() if sort in best)
