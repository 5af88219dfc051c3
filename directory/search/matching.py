"""Which entries a visitor's words mean, from the best kind of match to the weakest.

Every word must match. A word matches as it is written, or nearly: by its stem, and the last one as a beginning. Words that mean
a topic match the topic's entries. When nothing matches, words that nobody uses are corrected to the nearest that somebody does;
when that gives nothing either, most of the words are enough. Both are decided over all public entries, never by other filters.

All of it is algebra on sets, whose number depends on the words and not on what they find; the order is worked out only as far
as it is read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Protocol

from pyroaring import BitMap

from directory.search import correcting, meanings
from directory.search.sets import EMPTY, difference, intersection, union
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

type Evidence = list[tuple[BitMap, int]]  # entries that something speaks for, and how much
type Said = list[BitMap]  # by tier: the entries that say something in this very tier, names of topics aside


class Lexicon(correcting.Vocabulary, Protocol):
    """What the index knows of words."""

    @property
    def everything(self) -> BitMap: ...
    @property
    def ended(self) -> BitMap: ...
    @property
    def topics(self) -> TopicTable: ...
    def having(self, facet: str, value: str) -> BitMap: ...
    def led_by(self, slug: str) -> BitMap: ...
    def tagged(self, slug: str) -> BitMap: ...
    def said(self, word: str) -> Said: ...
    def said_from(self, beginning: str) -> Said: ...
    def said_pair(self, pair: str) -> Said: ...
    def saying_phrase(self, phrase: tuple[str, ...], tier: int) -> BitMap: ...
    def spellings(self, word: str) -> list[str]: ...
    def topics_saying(self, word: str) -> Iterable[str]: ...
    def topics_from(self, beginning: str) -> Iterable[str]: ...
    def named(self, text: str) -> BitMap: ...
    def named_from(self, beginning: str) -> BitMap: ...


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
        left = entries
        for rung, members in enumerate(self.rungs(), start=1):
            if here := left & members:
                for closeness, part in _parted(here, self.evidence):
                    rank = (rung * CLOSEST - closeness) * 2
                    if going_on := part - self.ended:
                        yield rank, going_on
                    if over := part & self.ended:
                        yield rank + 1, over
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
                    parted[closeness + change] = union([parted.get(closeness + change, EMPTY), piece])
        parts = parted
    return sorted(parts.items(), reverse=True)


class _Asked:
    """What the lexicon says of one word; each is looked up once, when it is needed."""

    def __init__(self, lexicon: Lexicon, word: str):
        self.lexicon, self.word = lexicon, word

    @cached_property
    def spellings(self) -> list[str]:
        return self.lexicon.spellings(self.word)

    @cached_property
    def written(self) -> Said:
        """As it is written."""
        return self.lexicon.said(self.word)

    @cached_property
    def in_any_form(self) -> Said:
        others = (self.lexicon.said(spelling) for spelling in self.spellings if spelling != self.word)
        return [union(tier) for tier in zip(self.written, *others, strict=True)]

    @cached_property
    def begun(self) -> Said:
        """As a beginning."""
        return self.lexicon.said_from(self.word)

    @cached_property
    def in_two(self) -> Said:
        """As two words side by side."""
        return self.lexicon.said_pair(self.word)

    def saying(self, tier: int, *, nearly: bool, as_prefix: bool) -> Iterator[BitMap]:
        """The sets that together say it in this tier or a better one; names of topics belong to the second."""
        yield from (self.in_any_form if nearly else self.written)[: tier + 1]
        if nearly and as_prefix:
            yield from self.begun[: tier + 1]
        if tier > 0:
            yield from (self.lexicon.having("topic", slug) for slug in self._topics(nearly, nearly and as_prefix))

    def _topics(self, nearly: bool, as_prefix: bool) -> Iterator[str]:
        for spelling in self.spellings if nearly else [self.word]:
            yield from self.lexicon.topics_saying(spelling)
        if as_prefix:
            yield from self.lexicon.topics_from(self.word)


class _Search:
    """One question to the lexicon, which looks each word up once."""

    def __init__(self, lexicon: Lexicon, asked: Words):
        self.lexicon, self.asked = lexicon, asked
        self.words: dict[str, _Asked] = {}
        self.held: dict[tuple[Term, int, bool], BitMap] = {}

    # ---- one term ----

    def word(self, word: str) -> _Asked:
        if word not in self.words:
            self.words[word] = _Asked(self.lexicon, word)
        return self.words[word]

    def having(self, term: Term, tier: int, *, nearly: bool) -> BitMap:
        """Entries that match a term in this tier or a better one."""
        nearly = nearly and not term.is_quoted
        key = (term, tier, nearly)
        if key not in self.held:
            self.held[key] = union(self._ways(term, tier, nearly))
        return self.held[key]

    def anywhere(self, term: Term) -> BitMap:
        return self.having(term, TIERS - 1, nearly=True)

    def _ways(self, term: Term, tier: int, nearly: bool) -> Iterator[BitMap]:
        *whole, last = map(self.word, term.words)
        if tier > 0:
            yield from self._meant(term, nearly)
        if whole and term.is_quoted:
            yield self.lexicon.saying_phrase(term.words, tier)
        elif whole:
            spelled = [each.saying(tier, nearly=nearly, as_prefix=False) for each in whole]
            spelled.append(last.saying(tier, nearly=nearly, as_prefix=term.is_open))
            yield intersection(map(union, spelled))
            yield from self.word("".join(term.words)).saying(tier, nearly=nearly, as_prefix=term.is_open)
        else:
            yield from last.saying(tier, nearly=nearly, as_prefix=term.is_open)
            if not term.is_quoted:
                yield from last.in_two[: tier + 1]

    def _meant(self, term: Term, nearly: bool) -> Iterator[BitMap]:
        """Entries that have what the words stand for: topics, and other facets' values where a form of the word is enough."""
        yield from (self.lexicon.having("topic", slug) for slug in (term.any_topics if nearly else term.topics))
        if nearly and len(term.words) == 1:
            yield from (self.lexicon.having(facet, value) for facet, value in meanings.meant(term.words[0]))

    # ---- all terms ----

    @cached_property
    def unwanted(self) -> BitMap:
        return union(self.having(term, TIERS - 1, nearly=False) for term in self.asked.unwanted)

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
        return intersection(self.having(term, tier, nearly=nearly) for term in self.asked.terms)

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
            evidence.append((union(map(self.lexicon.led_by, term.any_topics)), LED))
            evidence.append((union(map(self.lexicon.tagged, term.any_topics)), TAGGED))
            for word in term.words:
                _, in_summary, in_text = self.word(word).in_any_form
                evidence += [(in_summary, SUMMARY), (in_text, TEXT)]
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
            more = difference(self.anywhere(term), self.unwanted)
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
        return Match(difference(everything, search.unwanted))
    everything = union([everything, search.named, search.named_from])
    return Match(difference(everything, search.unwanted), _Order(lexicon.ended, search.rungs, search.closeness))
