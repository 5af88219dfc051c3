"""Which entries a visitor's words mean, from the best kind of match to the weakest.

Every word must match. A word matches as it is written, or nearly: by its stem, and the last one as a beginning. Words that mean
a topic match the topic's entries. When nothing matches, words that nobody uses are corrected to the nearest that somebody does;
when that gives nothing either, most of the words are enough. Both are decided over all public entries, never by other filters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import log
from typing import Protocol

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search import words
from directory.text import fold

TIERS = 3  # words in names; in topics, summary and facts; anywhere else
MOST_TERMS = 24
MOST_TERMS_TO_DROP_FROM = 8
MOST_TERMS_WEIGHED = 6
CLOSEST = 1000  # more than any closeness
# What orders equal matches: the entry's first topic is meant, it has the very topic, its summary says it, its description does.
LED, TAGGED, SUMMARY, TEXT = 2, 2, 2, 1
LONGEST_TOPIC = 6  # words in a topic's name or synonym
EMPTY = BitMap()


class Lexicon(Protocol):
    """What the index knows of words."""

    everything: BitMap
    ended: BitMap
    phrases: dict[str, list[str]]

    def having(self, facet: str, value: str) -> BitMap: ...
    def saying(self, word: str, tier: int) -> BitMap: ...
    def saying_only_in(self, word: str, tier: int) -> BitMap: ...
    def led_by(self, slug: str) -> BitMap: ...
    def tagged(self, slug: str) -> BitMap: ...
    def saying_pair(self, pair: str, tier: int) -> BitMap: ...
    def saying_phrase(self, phrase: tuple[str, ...], tier: int) -> BitMap: ...
    def spellings(self, word: str, *, as_prefix: bool) -> list[str]: ...
    @property
    def known_words(self) -> list[str]: ...
    def named(self, text: str) -> BitMap: ...
    def named_from(self, beginning: str) -> BitMap: ...


@dataclass(frozen=True)
class Term:
    """Words that must match together, and the topics that they may stand for."""

    words: tuple[str, ...]
    topics: tuple[str, ...] = ()
    is_open: bool = False  # the last word, perhaps still being typed
    is_quoted: bool = False


@dataclass(frozen=True)
class Words:
    """A visitor's words, understood: what must match, and what must not."""

    text: str
    terms: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


@dataclass
class Match:
    """Entries by rank, the best (smallest) first; no entry has two. A rank says how an entry matches, whatever others do."""

    ranked: list[tuple[int, BitMap]]
    corrected: str = ""  # the words that were searched instead
    is_partial: bool = False  # only most of the words match

    @property
    def all(self) -> BitMap:
        return BitMap.union(EMPTY, *(members for _, members in self.ranked))


@dataclass
class _Search:
    """One question to the lexicon, which looks each word up once."""

    lexicon: Lexicon
    held: dict[tuple[Term, int, bool], BitMap] = field(default_factory=dict)

    def having(self, term: Term, tier: int, *, nearly: bool) -> BitMap:
        """Entries that match a term in this tier or a better one."""
        key = (term, tier, nearly and not term.is_quoted)
        if key not in self.held:
            self.held[key] = BitMap.union(EMPTY, *self._ways(term, tier, nearly))
        return self.held[key]

    def _ways(self, term: Term, tier: int, nearly: bool) -> Iterator[BitMap]:
        if tier > 0:
            yield from (self.lexicon.having("topic", slug) for slug in term.topics)
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

    def _saying(self, word: str, tier: int, *, nearly: bool, as_prefix: bool) -> BitMap:
        spellings = self.lexicon.spellings(word, as_prefix=as_prefix) if nearly else [word]
        return BitMap.union(EMPTY, *(self.lexicon.saying(spelling, tier) for spelling in spellings))

    def matching(self, terms: tuple[Term, ...], tier: int, *, nearly: bool) -> BitMap:
        if not terms:
            return self.lexicon.everything
        return BitMap.intersection(*(self.having(term, tier, nearly=nearly) for term in terms))

    def led(self, term: Term) -> BitMap:
        """Entries whose first topic is meant."""
        return BitMap.union(EMPTY, *(self.lexicon.led_by(slug) for slug in term.topics))

    def tagged(self, term: Term) -> BitMap:
        """Entries that have the very topic that is meant."""
        return BitMap.union(EMPTY, *(self.lexicon.tagged(slug) for slug in term.topics))

    def says_in(self, word: str, tier: int) -> BitMap:
        """Entries that say a word, in any form, in this very tier."""
        forms = self.lexicon.spellings(word, as_prefix=False)
        return BitMap.union(EMPTY, *(self.lexicon.saying_only_in(form, tier) for form in forms))

    def unwanted(self, asked: Words) -> BitMap:
        return BitMap.union(EMPTY, *(self.having(term, TIERS - 1, nearly=False) for term in asked.unwanted))

    def anywhere(self, term: Term) -> BitMap:
        return self.having(term, TIERS - 1, nearly=True)


PIECE = re.compile(r'(?P<minus>-?)"(?P<quoted>[^"]*)"?|-(?P<unwanted>[^\W_]\S*)|(?P<plain>\S+)')


def understand(lexicon: Lexicon, text: str) -> Words:
    """Read what was typed: words, "quoted phrases", and -unwanted ones."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    plain: list[str] = []
    for piece in PIECE.finditer(text):
        if piece["plain"]:
            plain.append(piece["plain"])
            continue
        wanted += _terms(lexicon, " ".join(plain))
        plain = []
        if piece["unwanted"]:
            unwanted += _terms(lexicon, piece["unwanted"])
        elif phrase := tuple(words.tokens(piece["quoted"])):
            topics = tuple(lexicon.phrases.get("".join(phrase), ()))
            (unwanted if piece["minus"] else wanted).append(Term(phrase, topics, is_quoted=True))
    wanted += _terms(lexicon, " ".join(plain))
    if plain and wanted and not text[-1:].isspace():
        wanted[-1] = replace(wanted[-1], is_open=True)
    wanted = [term for term in wanted if not _is_stop(term)] or wanted
    return Words(text, tuple(wanted[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]))


def _is_stop(term: Term) -> bool:
    return len(term.words) == 1 and term.words[0] in words.STOP_WORDS and not term.is_quoted


def _terms(lexicon: Lexicon, text: str) -> list[Term]:
    """Words one by one, but those that together name a topic as one term, the longest such run first."""
    tokens = words.telling(text)
    terms, at = [], 0
    while at < len(tokens):
        runs = range(min(LONGEST_TOPIC, len(tokens) - at), 0, -1)
        length = next((n for n in runs if "".join(tokens[at : at + n]) in lexicon.phrases), 1)
        run = tuple(tokens[at : at + length])
        terms.append(Term(run, tuple(lexicon.phrases.get("".join(run), ()))))
        at += length
    return terms


def match(lexicon: Lexicon, text: str) -> Match:
    """The entries that the words mean; corrected, or by most words, only where all words as typed give nothing."""
    asked = understand(lexicon, text)
    found = _match_all(lexicon, asked)
    if found.all or not asked.terms:
        return found
    corrected = _corrected(lexicon, asked)
    if corrected != text:
        again = understand(lexicon, corrected)
        found = _match_all(lexicon, again)
        found.corrected = corrected
        if found.all:
            return found
        asked = again
    partial = _match_most(lexicon, asked)
    partial.corrected = found.corrected if partial.all else ""
    return partial


def _match_all(lexicon: Lexicon, asked: Words) -> Match:
    search = _Search(lexicon)
    unwanted = search.unwanted(asked)
    everything = search.matching(asked.terms, TIERS - 1, nearly=True) - unwanted
    if not everything or not asked.terms:
        return Match([(0, everything)] if everything else [])
    rungs = [lexicon.named(asked.text), lexicon.named_from(fold(asked.text))]
    rungs += [search.matching(asked.terms, tier, nearly=nearly) for tier in range(TIERS) for nearly in (False, True)]
    return Match(_ranked(lexicon, rungs, _by_closeness(search, asked.terms, everything)))


def _ranked(lexicon: Lexicon, rungs: list[BitMap], parts: list[tuple[int, BitMap]]) -> list[tuple[int, BitMap]]:
    """Each entry on the best rung that has it; there the closest first, and what goes on before what has ended."""
    ranked, left = [], BitMap.union(EMPTY, *(part for _, part in parts))
    for rung, members in enumerate(rungs):
        here = members & left
        left -= here
        for closeness, part in parts if here else []:
            for ended, some in enumerate((part - lexicon.ended, part & lexicon.ended)):
                if found := some & here:
                    ranked.append((((rung + 1) * CLOSEST - closeness) * 2 + ended, found))
    return ranked


def _by_closeness(search: _Search, terms: tuple[Term, ...], everything: BitMap) -> list[tuple[int, BitMap]]:
    """The entries parted by how close they are to what is meant, the closest first, each part with its closeness.

    Each term adds LED when it means the entry's first topic and TAGGED when it means a topic of the entry, not only the cause
    above it; each of its words adds SUMMARY and TEXT for the summary and the description that say it.
    """
    parts = {0: everything}
    for term in terms[:MOST_TERMS_WEIGHED]:
        evidence = [(search.led(term), LED), (search.tagged(term), TAGGED)] if term.topics else []
        for word in term.words:
            evidence += [(search.says_in(word, 1), SUMMARY), (search.says_in(word, 2), TEXT)]
        for members, weight in evidence:
            parted: dict[int, BitMap] = {}
            for closeness, part in parts.items():
                for change, piece in ((weight, part & members), (0, part - members)):
                    if piece:
                        parted[closeness + change] = parted.get(closeness + change, EMPTY) | piece
            parts = parted
    return sorted(parts.items(), reverse=True)


def _match_most(lexicon: Lexicon, asked: Words) -> Match:
    """Entries that match as many of the terms as any does, those with the rarer terms first."""
    search = _Search(lexicon)
    unwanted = search.unwanted(asked)
    weights = {
        term: log(1 + len(lexicon.everything) / len(members)) for term in asked.terms if (members := search.anywhere(term))
    }
    terms = sorted(weights, key=lambda term: -weights[term])[:MOST_TERMS_TO_DROP_FROM]
    for kept in range(len(terms), 0, -1):
        groups = sorted(combinations(terms, kept), key=lambda group: -sum(weights[term] for term in group))
        rungs = [search.matching(group, tier, nearly=True) for group in groups for tier in range(TIERS)]
        if found := BitMap.union(*rungs) - unwanted:
            return Match(_ranked(lexicon, rungs, [(0, found)]), is_partial=True)
    return Match([])


def _corrected(lexicon: Lexicon, asked: Words) -> str:
    """The text with each word that nobody uses replaced by the nearest that somebody does."""
    search = _Search(lexicon)
    corrected = asked.text
    for term in asked.terms:
        if term.is_quoted or search.anywhere(term):
            continue
        for word in term.words:
            if (near := nearest(lexicon, word)) and near != word:
                corrected = _replace(corrected, word, near)
    return corrected


def _replace(text: str, word: str, by: str) -> str:
    """The text with one word replaced where it stands, whatever its case and accents."""
    return re.sub(
        r"[^\W_]+(?:['’][^\W_]+)*",
        lambda run: by if fold(run.group()).replace("'", "").replace("’", "") == word else run.group(),
        text,
    )


def nearest(lexicon: Lexicon, word: str) -> str | None:
    """The word in use that is spelled most like this one: one slip in four letters or more, two in eight; the more common of
    two that are as near."""
    slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not slips or words.UNSPACED.search(word):
        return None
    near = process.extract(word, lexicon.known_words, scorer=OSA.distance, score_cutoff=slips, limit=None)
    if not near:
        return None
    return min(near, key=lambda each: (each[1], each[0][0] != word[0], -_use(lexicon, each[0]), each[0]))[0]


def _use(lexicon: Lexicon, word: str) -> int:
    return len(lexicon.saying(word, TIERS - 1)) + sum(
        len(lexicon.having("topic", slug)) for slug in lexicon.phrases.get(word, ())
    )
