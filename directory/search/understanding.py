"""What was typed, taken apart: what must match, in which words or topics, and what must not."""

import re
from dataclasses import dataclass, replace

from directory.search import words
from directory.search.topics import TopicTable, joined_stems

MOST_TERMS = 24
LONGEST_TOPIC = 6  # words in a topic's name or synonym
PIECE = re.compile(r'(?P<minus>-?)"(?P<quoted>[^"]*)"?|-(?P<unwanted>[^\W_]\S*)|(?P<plain>\S+)')


@dataclass(frozen=True)
class Term:
    """Words that must match together, and the topics that they may stand for."""

    words: tuple[str, ...]
    topics: tuple[str, ...] = ()
    near_topics: tuple[str, ...] = ()  # those that other forms of the words stand for
    is_open: bool = False  # the last word, perhaps still being typed
    is_quoted: bool = False

    @property
    def any_topics(self) -> tuple[str, ...]:
        return (*self.topics, *self.near_topics)


@dataclass(frozen=True)
class Words:
    """A visitor's words, understood: what must match, and what must not."""

    text: str
    terms: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def understand(topics: TopicTable, text: str) -> Words:
    """Read what was typed: words, "quoted phrases", and -unwanted ones; the first 24 of each."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    plain: list[str] = []
    for piece in PIECE.finditer(text):
        if piece["plain"]:
            plain.append(piece["plain"])
            continue
        wanted += _terms(topics, " ".join(plain))
        plain = []
        if piece["unwanted"]:
            unwanted += _terms(topics, piece["unwanted"])
        elif phrase := tuple(words.tokens(piece["quoted"])):
            meant = tuple(topics.phrases.get("".join(phrase), ()))
            (unwanted if piece["minus"] else wanted).append(Term(phrase, meant, is_quoted=True))
    wanted += _terms(topics, " ".join(plain))
    if plain and wanted and not text[-1:].isspace():
        wanted[-1] = replace(wanted[-1], is_open=True)
    wanted = [term for term in wanted if not _is_stop(term)] or wanted
    return Words(text, tuple(wanted[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]))


def _is_stop(term: Term) -> bool:
    return len(term.words) == 1 and term.words[0] in words.STOP_WORDS and not term.is_quoted


def _terms(topics: TopicTable, text: str) -> list[Term]:
    """Words one by one, but those that together name a topic as one term, the longest such run first."""
    tokens = words.telling(text)
    terms: list[Term] = []
    at = 0
    while at < len(tokens):
        runs = (tuple(tokens[at : at + length]) for length in range(min(LONGEST_TOPIC, len(tokens) - at), 1, -1))
        named = (term for run in runs if (term := _term(topics, run)).any_topics)
        terms.append(next(named, None) or _term(topics, (tokens[at],)))
        at += len(terms[-1].words)
    return terms


def _term(topics: TopicTable, run: tuple[str, ...]) -> Term:
    meant = tuple(topics.phrases.get("".join(run), ()))
    near = topics.stemmed_phrases.get(joined_stems(run), ())
    return Term(run, meant, tuple(slug for slug in near if slug not in meant))
