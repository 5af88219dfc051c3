"""What was probably meant by words that nobody uses."""

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from rapidfuzz.distance import OSA

from directory.search import words
from directory.search.understanding import Term
from directory.text import fold

MOST_CORRECTED = 8  # words of one text
RUN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Vocabulary(Protocol):
    """What the index knows of spelling."""

    def near_words(self, word: str, slips: int) -> list[str]: ...
    def uses(self, word: str) -> int: ...


def corrected(vocabulary: Vocabulary, text: str, terms: Iterable[Term], is_known: Callable[[Term], bool]) -> str:
    """The text with each word that nobody uses replaced by the nearest that somebody does; of eight such words at most."""
    unknown = [word for term in terms if not term.is_quoted and not is_known(term) for word in term.words]
    for word in unknown[:MOST_CORRECTED]:
        if near := nearest(vocabulary, word):
            text = _replace(text, word, near)
    return text


def nearest(vocabulary: Vocabulary, word: str) -> str | None:
    """The word in use that is spelled most like this one: one slip in four letters or more, two in eight.

    Of words that are as near, the one of the same letters (one doubled, or two swapped), the one with the same first letter,
    then the one that is used most.
    """
    slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not slips or words.UNSPACED.search(word):
        return None
    distances = {
        near: (OSA.distance(word, near), set(near) != set(word), near[0] != word[0])
        for near in vocabulary.near_words(word, slips)
    }
    closest = min(distances.values(), default=None)
    alike = (near for near, distance in distances.items() if distance == closest)
    return min(alike, key=lambda near: (-vocabulary.uses(near), near), default=None)


def _replace(text: str, word: str, by: str) -> str:
    """The text with one word replaced where it stands, whatever its case and accents."""
    return RUN.sub(lambda run: by if fold(run.group()).replace("'", "").replace("’", "") == word else run.group(), text)
