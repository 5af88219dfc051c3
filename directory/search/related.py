"""Entries that are near to one: by the causes they share, the rarer the nearer, by ways to help and by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from math import log

from pyroaring import BitMap

from directory.models.vocabulary import Help
from directory.places import COUNTRIES, WORLD
from directory.search.cards import key_of
from directory.search.finding import Index
from directory.search.sets import union

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
    about_the_same = union(topic.members for topic in topics)
    candidates = (_candidates(topics, traits) & about_the_same) - BitMap([number])
    return [Related(index.card(other).id, _reason(traits, other)) for other in _nearest(index, traits, candidates)]


def _nearest(index: Index, traits: list[Trait], candidates: BitMap) -> list[int]:
    """The four that weigh most; names are read only of those that may be among them."""
    weights = dict.fromkeys(candidates, 0.0)
    for trait in traits:
        for other in trait.members & candidates:
            weights[other] += trait.weight
    for other in index.ended & candidates:
        weights[other] *= ENDED
    enough = min(nlargest(MOST, weights.values()), default=0.0)
    best = [other for other, weight in weights.items() if weight >= enough]
    return sorted(best, key=lambda other: (-weights[other], key_of("name", index.card(other))))[:MOST]


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


def _reason(traits: list[Trait], other: int) -> str:
    """`Both about Micro-lending, to lend, in Kenya`: of each sort what weighs most."""
    best: dict[str, str] = {}
    for trait in traits:
        if other in trait.members:
            best.setdefault(trait.sort, trait.label)
    return ", ".join(said.format(best[sort]) for sort, said in REASONS.items() if sort in best)
