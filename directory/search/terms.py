"""The entries that one word or term of a question finds, as it is written or nearly, in names or further down.

Each word is looked up once, however many tiers and terms ask for it, and also when the question is asked again in other words.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Protocol

from pyroaring import BitMap

from directory.search import correcting, meanings
from directory.search.sets import intersection, union
from directory.search.topics import TopicTable
from directory.search.understanding import Term

TIERS = 3  # words in names; in topics, summary and facts; anywhere else
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
    def said_from(self, beginning: str, *, besides: Collection[str]) -> Said: ...
    def said_pair(self, pair: str) -> Said: ...
    def saying_phrase(self, phrase: tuple[str, ...], tier: int) -> BitMap: ...
    def spellings(self, word: str) -> list[str]: ...
    def topics_saying(self, word: str) -> Iterable[str]: ...
    def topics_from(self, beginning: str) -> Iterable[str]: ...
    def named(self, text: str) -> BitMap: ...
    def named_from(self, beginning: str) -> BitMap: ...


class Asked:
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
    def forms(self) -> list[Said]:
        """As it is written, and in each of its other forms."""
        return [self.written, *(self.lexicon.said(other) for other in self.spellings if other != self.word)]

    @cached_property
    def begun(self) -> Said:
        """As a beginning of other words than its own forms."""
        return self.lexicon.said_from(self.word, besides=self.spellings)

    @cached_property
    def in_two(self) -> Said:
        """As two words side by side."""
        return self.lexicon.said_pair(self.word)

    def saying(self, tier: int, *, nearly: bool, as_prefix: bool) -> Iterator[BitMap]:
        """The sets that together say it in this tier or a better one; names of topics belong to the second."""
        for said in self.forms if nearly else [self.written]:
            yield from said[: tier + 1]
        if nearly and as_prefix:
            yield from self.begun[: tier + 1]
        if tier > 0:
            yield from (self.lexicon.having("topic", slug) for slug in self._topics(nearly, nearly and as_prefix))

    def _topics(self, nearly: bool, as_prefix: bool) -> Iterator[str]:
        for spelling in self.spellings if nearly else [self.word]:
            yield from self.lexicon.topics_saying(spelling)
        if as_prefix:
            yield from self.lexicon.topics_from(self.word)


class Lookup:
    """What the lexicon says of the words and terms of a question."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.words: dict[str, Asked] = {}
        self.held: dict[tuple[Term, int, bool], BitMap] = {}

    def word(self, word: str) -> Asked:
        if word not in self.words:
            self.words[word] = Asked(self.lexicon, word)
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
