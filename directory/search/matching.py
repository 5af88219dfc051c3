"""Which entries a visitor's words mean, from the best kind of match to the weakest.

Every word must match. A word matches as it is written, or nearly: by its stem, and the last one as a beginning. Words that mean
a topic match the topic's entries. When nothing matches, words that nobody uses are corrected to the nearest that somebody does;
when that gives nothing either, most of the words are enough. Both are decided over all public entries, never by other filters.

All of it is algebra on sets, whose number depends on the words and not on what they find; the order is worked out only as far
as it is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log

from pyroaring import BitMap

from directory.search import correcting
from directory.search.sets import EMPTY, difference, intersection, union, with_some
from directory.search.terms import TIERS, Lexicon, Lookup
from directory.search.understanding import Term, understand
from directory.text import fold

MOST_TERMS_TO_DROP_FROM = 8
MOST_TERMS_WEIGHED = 6
CLOSEST = 1000  # more than any closeness
# What orders equal matches: the entry's first topic is meant, it has the very topic, its summary says it, its description does.
LED, TAGGED, SUMMARY, TEXT = 2, 2, 2, 1
WORTH = (1.5, 1, 0.5)  # where only some words match: of a word in names; in topics, summary and facts; anywhere else

type Evidence = list[tuple[list[BitMap], int]]  # entries, in one or more sets, that something speaks for, and how much


@dataclass
class Match:
    """The entries that words mean."""

    all: BitMap
    order: "_Order | None" = None
    corrected: str = ""  # the words that were searched instead
    is_partial: bool = False  # only most of the words match

    def ranked(self, entries: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Some of them by rank, the best (smallest) first, worked out as far as it is read; no entry has two.

        A rank says how an entry matches; only where most words are enough it depends on how rare they are.
        """
        return self.order.ranked(entries) if self.order else iter([(0, entries)] if entries else [])


@dataclass
class _Order:
    """Rungs from the best to the weakest, each with all its entries, and what orders the entries of one rung."""

    ended: BitMap
    rungs: Callable[[], Iterator[BitMap]]
    weigh: Callable[[], Evidence]

    @cached_property
    def evidence(self) -> Evidence:
        return self.weigh()

    def ranked(self, entries: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Each entry on the best rung that has it; there the closest first, and what goes on before what has ended."""
        seen, left = EMPTY, len(entries)
        for rung, members in enumerate(self.rungs(), start=1):
            if here := difference(entries & members, seen):
                for closeness, part in _parted(here, self.evidence):
                    rank = (rung * CLOSEST - closeness) * 2
                    if going_on := part - self.ended:
                        yield rank, going_on
                    if over := part & self.ended:
                        yield rank + 1, over
                seen, left = union([seen, here]), left - len(here)
            if not left:
                return


def _parted(members: BitMap, evidence: Evidence) -> list[tuple[int, BitMap]]:
    """The entries parted by how much speaks for them, the most first."""
    parts = {0: members}
    for spoken_for, weight in evidence:
        if weight and (closer := union(some & members for some in spoken_for)):
            parts = _moved(parts, closer, weight)
    return sorted(parts.items(), reverse=True)


def _moved(parts: dict[int, BitMap], closer: BitMap, by: int) -> dict[int, BitMap]:
    """The same parts when some of the entries are closer than was known."""
    moved: dict[int, list[BitMap]] = {}
    for closeness, part in parts.items():
        moving = part & closer
        if moving:
            moved.setdefault(closeness + by, []).append(moving)
        if len(moving) < len(part):
            moved.setdefault(closeness, []).append(difference(part, moving))
    return {closeness: union(pieces) for closeness, pieces in moved.items()}


class _Search:
    """One question: what all its terms find together."""

    def __init__(self, lookup: Lookup, text: str):
        self.lookup, self.lexicon = lookup, lookup.lexicon
        self.asked = understand(self.lexicon.topics, text)

    # ---- all terms ----

    @cached_property
    def unwanted(self) -> BitMap:
        return union(self.lookup.having(term, TIERS - 1, nearly=False) for term in self.asked.unwanted)

    @cached_property
    def named(self) -> BitMap:
        """Entries of which all that was typed is a name."""
        return self.lexicon.named(self.asked.text)

    @cached_property
    def named_from(self) -> BitMap:
        """Entries of which all that was typed begins a name."""
        return self.lexicon.named_from(fold(self.asked.text))

    def matching(self, tier: int, *, nearly: bool) -> BitMap:
        """Entries that match every term in this tier or a better one."""
        if not self.asked.terms:
            return self.lexicon.everything
        return intersection(self.lookup.having(term, tier, nearly=nearly) for term in self.asked.terms)

    def rungs(self) -> Iterator[BitMap]:
        yield self.named
        yield self.named_from
        for tier in range(TIERS):
            yield self.matching(tier, nearly=False)
            yield self.matching(tier, nearly=True)

    def closeness(self) -> Evidence:
        """What says that an entry is close to what is meant.

        Each term speaks for the entries whose first topic it means, and for those that have the very topic that it means, not
        only the cause above it; each of its words for those whose summary and whose description say it.
        """
        evidence: Evidence = []
        for term in self.asked.terms[:MOST_TERMS_WEIGHED]:
            evidence.append(([self.lexicon.led_by(slug) for slug in term.any_topics], LED))
            evidence.append(([self.lexicon.tagged(slug) for slug in term.any_topics], TAGGED))
            for word in term.words:
                _, in_summaries, in_texts = zip(*self.lookup.word(word).forms, strict=True)
                evidence += [(list(in_summaries), SUMMARY), (list(in_texts), TEXT)]
        return evidence

    # ---- most terms ----

    @cached_property
    def rarest(self) -> list[Term]:
        """The terms that match anything, the rarest first."""
        matching = [term for term in self.asked.terms if self.lookup.anywhere(term)]
        return sorted(matching, key=lambda term: len(self.lookup.anywhere(term)))[:MOST_TERMS_TO_DROP_FROM]

    def matching_most(self) -> BitMap:
        """Entries that match as many of the terms as any does."""
        levels: list[BitMap] = []  # entries that match at least one term, two, three …
        for term in self.rarest:
            more = difference(self.lookup.anywhere(term), self.unwanted)
            for place, level in enumerate(levels):
                levels[place], more = level | more, level & more
            if more:
                levels.append(more)
        return levels[-1] if levels else EMPTY

    def telling(self) -> Evidence:
        """What each term tells of the entries that match it: the fewer they are and the better the place, the more."""
        evidence: Evidence = []
        for term in self.rarest:
            told = 0
            for tier in reversed(range(TIERS)):
                if members := self.lookup.having(term, tier, nearly=True):
                    tells = round(WORTH[tier] * log(1 + len(self.lexicon.everything) / len(members)))
                    evidence.append(([members], tells - told))
                    told = tells
        return evidence


def match(lexicon: Lexicon, text: str) -> Match:
    """The entries that the words mean; corrected, or by most words, only where all words as typed give nothing."""
    lookup = Lookup(lexicon)
    search = _Search(lookup, text)
    found = _match_all(search)
    if found.all or not search.asked.terms:
        return found
    corrected = correcting.corrected(lexicon, text, search.asked.terms, lambda term: bool(lookup.anywhere(term)))
    if corrected != text:
        search = _Search(lookup, corrected)
        found = _match_all(search)
        found.corrected = corrected
        if found.all:
            return found
    partial = Match(search.matching_most(), _Order(lexicon.ended, lambda: iter([lexicon.everything]), search.telling))
    if partial.all:
        partial.corrected, partial.is_partial = found.corrected, True
    return partial


def _match_all(search: _Search) -> Match:
    everything = search.matching(TIERS - 1, nearly=True)
    if not search.asked.terms:
        return Match(difference(everything, search.unwanted))
    everything = with_some(everything, union([search.named, search.named_from]))
    return Match(difference(everything, search.unwanted), _Order(search.lexicon.ended, search.rungs, search.closeness))
