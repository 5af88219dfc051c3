"""Which entries a visitor's words mean, from the best kind of match to the weakest.

Every word must match. A word matches as it is written, or nearly: by its stem, and the last one as a beginning. Words that mean
a topic match the topic's entries. When nothing matches, words that nobody uses are corrected to the nearest that somebody does;
when that gives nothing either, most of the words are enough. Both are decided over all public entries, never by other filters.

All of it is algebra on sets, whose number depends on the words and not on what they find; the order is worked out only as far
as it is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Protocol

from pyroaring import BitMap

from directory.search import correcting, meanings
from directory.search.topics import TopicTable
from directory.search.understanding import Term, Words, understand
from directory.text import fold

TIERS = 3  # words in names; in topics, summary and facts; anywhere else
MOST_TERMS_TO_DROP_FROM = 8
MOST_TERMS_WEIGHED = 6
CLOSEST = 1000  # more than any closeness
# What orders equal matches: the entry's first topic is meant, it has the very topic, its summary says it, its description does.
LED, TAGGED, SUMMARY, TEXT = 2, 2, 2, 1
WORTH = (1.5, 1, 0.5)  # where only some words match: of a word in names; in topics, summary and facts; anywhere else
EMPTY = BitMap()

Evidence = list[tuple[BitMap, int]]  # entries that something speaks for, and how much


class Lexicon(correcting.Vocabulary, Protocol):
    """What the index knows of words."""

    everything: BitMap
    ended: BitMap
    topics: TopicTable

    def having(self, facet: str, value: str) -> BitMap: ...
    def saying(self, word: str, tier: int) -> BitMap: ...
    def saying_only_in(self, word: str, tier: int) -> BitMap: ...
    def led_by(self, slug: str) -> BitMap: ...
    def tagged(self, slug: str) -> BitMap: ...
    def saying_pair(self, pair: str, tier: int) -> BitMap: ...
    def saying_phrase(self, phrase: tuple[str, ...], tier: int) -> BitMap: ...
    def spellings(self, word: str, *, as_prefix: bool) -> list[str]: ...
    def named(self, text: str) -> BitMap: ...
    def named_from(self, beginning: str) -> BitMap: ...


@dataclass
class Match:
    """The entries that words mean."""

    all: BitMap
    order: "_Order | None" = None
    corrected: str = ""  # the words that were searched instead
    is_partial: bool = False  # only most of the words match

    @property
    def ranked(self) -> Iterator[tuple[int, BitMap]]:
        """The entries by rank, the best (smallest) first, worked out as far as it is read; no entry has two.

        A rank says how an entry matches, whatever others do.
        """
        return self.order.ranked(self.all) if self.order else iter([(0, self.all)] if self.all else [])


@dataclass
class _Order:
    """Rungs from the best to the weakest, each with all its entries, and what orders the entries of one rung."""

    ended: BitMap
    rungs: Callable[[], Iterator[BitMap]]
    weigh: Callable[[], Evidence]

    @cached_property
    def evidence(self) -> Evidence:
        return self.weigh()

    def ranked(self, found: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Each entry on the best rung that has it; there the closest first, and what goes on before what has ended."""
        left = found
        for rung, members in enumerate(self.rungs()):
            here = left & members
            for closeness, part in _parted(here, self.evidence) if here else []:
                for ended, some in enumerate((part - self.ended, part & self.ended)):
                    if some:
                        yield ((rung + 1) * CLOSEST - closeness) * 2 + ended, some
            left = left - here
            if not left:
                return


def _parted(members: BitMap, evidence: Evidence) -> list[tuple[int, BitMap]]:
    """The entries parted by how much speaks for them, the most first."""
    parts = {0: members}
    for spoken_for, weight in evidence:
        if not weight or not spoken_for.intersect(members):
            continue
        parted: dict[int, BitMap] = {}
        for closeness, part in parts.items():
            for change, piece in ((weight, part & spoken_for), (0, part - spoken_for)):
                if piece:
                    parted[closeness + change] = parted.get(closeness + change, EMPTY) | piece
        parts = parted
    return sorted(parts.items(), reverse=True)


@dataclass
class _Search:
    """One question to the lexicon, which looks each word up once."""

    lexicon: Lexicon
    asked: Words
    held: dict[tuple[Term, int, bool], BitMap] = field(default_factory=dict)

    # ---- one term ----

    def having(self, term: Term, tier: int, *, nearly: bool) -> BitMap:
        """Entries that match a term in this tier or a better one."""
        key = (term, tier, nearly and not term.is_quoted)
        if key not in self.held:
            self.held[key] = BitMap.union(EMPTY, *self._ways(term, tier, nearly))
        return self.held[key]

    def anywhere(self, term: Term) -> BitMap:
        return self.having(term, TIERS - 1, nearly=True)

    def _ways(self, term: Term, tier: int, nearly: bool) -> Iterator[BitMap]:
        if tier > 0:
            yield from self._meant(term, nearly)
        if term.is_quoted and len(term.words) > 1:
            yield self.lexicon.saying_phrase(term.words, tier)
            return
        spelled = []
        for place, word in enumerate(term.words):
            as_prefix = term.is_open and place == len(term.words) - 1
            spelled.append(self._saying(word, tier, nearly=nearly and not term.is_quoted, as_prefix=as_prefix))
        yield BitMap.intersection(*spelled)
        joined = "".join(term.words)
        if len(term.words) > 1:
            yield self._saying(joined, tier, nearly=nearly, as_prefix=term.is_open)
        elif not term.is_quoted:
            yield self.lexicon.saying_pair(joined, tier)

    def _meant(self, term: Term, nearly: bool) -> Iterator[BitMap]:
        """Entries that have what the words stand for: topics, and other facets' values where a form of the word is enough."""
        yield from (self.lexicon.having("topic", slug) for slug in (term.any_topics if nearly else term.topics))
        if nearly and len(term.words) == 1 and not term.is_quoted:
            yield from (self.lexicon.having(facet, value) for facet, value in meanings.meant(term.words[0]))

    def _saying(self, word: str, tier: int, *, nearly: bool, as_prefix: bool) -> BitMap:
        spellings = self.lexicon.spellings(word, as_prefix=as_prefix) if nearly else [word]
        return BitMap.union(EMPTY, *(self.lexicon.saying(spelling, tier) for spelling in spellings))

    def _says_only_in(self, word: str, tier: int) -> BitMap:
        forms = self.lexicon.spellings(word, as_prefix=False)
        return BitMap.union(EMPTY, *(self.lexicon.saying_only_in(form, tier) for form in forms))

    # ---- all terms ----

    @cached_property
    def unwanted(self) -> BitMap:
        return BitMap.union(EMPTY, *(self.having(term, TIERS - 1, nearly=False) for term in self.asked.unwanted))

    def matching(self, tier: int, *, nearly: bool) -> BitMap:
        """Entries that match every term in this tier or a better one."""
        if not self.asked.terms:
            return self.lexicon.everything
        return BitMap.intersection(*(self.having(term, tier, nearly=nearly) for term in self.asked.terms))

    def rungs(self) -> Iterator[BitMap]:
        yield self.lexicon.named(self.asked.text)
        yield self.lexicon.named_from(fold(self.asked.text))
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
            for slug_members, weight in ((self.lexicon.led_by, LED), (self.lexicon.tagged, TAGGED)):
                evidence.append((BitMap.union(EMPTY, *(slug_members(slug) for slug in term.any_topics)), weight))
            for word in term.words:
                evidence += [(self._says_only_in(word, 1), SUMMARY), (self._says_only_in(word, 2), TEXT)]
        return evidence

    # ---- most terms ----

    @cached_property
    def rarest(self) -> list[Term]:
        """The terms that match anything, the rarest first."""
        matching = [term for term in self.asked.terms if self.anywhere(term)]
        return sorted(matching, key=lambda term: len(self.anywhere(term)))[:MOST_TERMS_TO_DROP_FROM]

    def matching_most(self) -> BitMap:
        """Entries that match as many of the terms as any does."""
        levels: list[BitMap] = []  # entries that match at least one term, two, three …
        for term in self.rarest:
            more = self.anywhere(term) - self.unwanted
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
                if members := self.having(term, tier, nearly=True):
                    tells = round(WORTH[tier] * log(1 + len(self.lexicon.everything) / len(members)))
                    evidence.append((members, tells - told))
                    told = tells
        return evidence


def match(lexicon: Lexicon, text: str) -> Match:
    """The entries that the words mean; corrected, or by most words, only where all words as typed give nothing."""
    search = _Search(lexicon, understand(lexicon.topics, text))
    found = _match_all(search)
    if found.all or not search.asked.terms:
        return found
    corrected = correcting.corrected(lexicon, text, search.asked.terms, lambda term: bool(search.anywhere(term)))
    if corrected != text:
        search = _Search(lexicon, understand(lexicon.topics, corrected))
        found = _match_all(search)
        found.corrected = corrected
        if found.all:
            return found
    partial = Match(search.matching_most(), _Order(lexicon.ended, lambda: iter([lexicon.everything]), search.telling))
    if partial.all:
        partial.corrected, partial.is_partial = found.corrected, True
    return partial


def _match_all(search: _Search) -> Match:
    lexicon = search.lexicon
    everything = search.matching(TIERS - 1, nearly=True)
    if not search.asked.terms:
        return Match(everything - search.unwanted)
    everything = everything | lexicon.named(search.asked.text) | lexicon.named_from(fold(search.asked.text))
    return Match(everything - search.unwanted, _Order(lexicon.ended, search.rungs, search.closeness))
