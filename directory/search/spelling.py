"""The words that are spelled nearly like one, out of very many, without looking at each.

A word within one slip has a form in common with what was typed when each leaves out one letter or none. Of a word within two
slips, one half is as it was typed, or both are within one. So a table leads from hashes of such forms to words; what it gives is
then measured exactly. The table is one run of bytes, which can lie in a mapped file: some hundred bytes for each word.
"""

import struct
from collections.abc import Buffer, Iterable, Iterator, Sequence
from functools import cache
from typing import Self
from zlib import crc32

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 3, 30  # letters of a word that can be meant
SHORTEST_FOR_TWO = 8  # letters of a word that may have two slips
HEAD = struct.Struct("<II")  # how many words, and how many forms of them
WHOLE, BEGINNING, END = b"w", b"b", b"e"


class Spelling:
    """Finds the near ones among `words`, with a table that `table_of` has made of the same words in the same order."""

    def __init__(self, words: Sequence[str], table: Buffer) -> None:
        self.words = words
        count, forms = HEAD.unpack_from(table)
        filed = np.frombuffer(table, dtype=np.uint32, offset=HEAD.size)
        if count != len(words) or len(filed) != 2 * forms:
            raise ValueError("this table was made of other words, or is not whole.")
        self.hashes, self.numbers = filed[:forms], filed[forms:]

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        return cls(words, table_of(words))

    def near(self, word: str, slips: int) -> list[str]:
        """The words within so many slips (a letter too many, too few, another, or two swapped), sorted.

        At most one slip in words of fewer than eight letters, and two in others.
        """
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        slips = min(slips, 1 if len(word) < SHORTEST_FOR_TWO else 2)
        return sorted(near_among(map(self.words.__getitem__, self._perhaps_near(word)), word, slips))

    def _perhaps_near(self, word: str) -> set[int]:
        """Numbers of the words that are near, and of a few others."""
        if len(word) < SHORTEST_FOR_TWO:
            return self._filed_under(_marked(WHOLE, _shortened(word)))
        halves, beginnings, ends = _asked(word)
        return self._filed_under(halves) | self._filed_under(beginnings) & self._filed_under(ends)

    def _filed_under(self, hashes: set[int]) -> set[int]:
        """Numbers of the words that are filed under any of these hashes."""
        asked = np.fromiter(hashes, dtype=np.uint32)
        starts, stops = self.hashes.searchsorted(asked, "left"), self.hashes.searchsorted(asked, "right")
        known = starts < stops
        bounds = zip(starts[known].tolist(), stops[known].tolist(), strict=True)
        return {number for start, stop in bounds for number in self.numbers[start:stop].tolist()}


def table_of(words: Sequence[str]) -> bytes:
    """The table for these words: the hashes of all forms, ascending, and then for each the number of its word."""
    places = (form << 32 | number for number, word in enumerate(words) for form in _forms(word))
    filed = np.sort(np.fromiter(places, dtype=np.uint64))
    hashes, numbers = (filed >> np.uint64(32)).astype(np.uint32), filed.astype(np.uint32)
    return HEAD.pack(len(words), len(filed)) + hashes.tobytes() + numbers.tobytes()


def near_among(words: Iterable[str], word: str, slips: int) -> list[str]:
    """Those of a few words that are within so many slips, in no order."""
    return [near for near, _, _ in process.extract(word, list(words), scorer=OSA.distance, score_cutoff=slips, limit=None)]


def _forms(word: str) -> Iterator[int]:
    """What a word is filed under, so that it is found by all that may mean it."""
    length = len(word)
    if SHORTEST <= length <= SHORTEST_FOR_TWO:
        yield from _marked(WHOLE, _shortened(word))
    if SHORTEST_FOR_TWO - 2 <= length <= LONGEST:
        half = length // 2
        yield from _marked(BEGINNING + bytes([length]), _shortened(word[:half]))
        yield from _marked(END + bytes([length]), _shortened(word[half:]))


def _asked(word: str) -> tuple[set[int], set[int], set[int]]:
    """What words within two slips of this one are filed under: one half of theirs as it is; or both, each but for a letter."""
    halves: set[int] = set()
    beginnings: set[int] = set()
    ends: set[int] = set()
    shortened = cache(_shortened)  # words of other lengths have halves of the same length
    for more in (-2, -1, 0, 1, 2):
        length = len(word) - more
        half, rest = length // 2, length - length // 2
        begins, ends_so = BEGINNING + bytes([length]), END + bytes([length])
        # Two letters may be swapped just where the word is cut; then its halves hold one of them each.
        halves |= _marked(begins, map(_hash, (word[:half], word[: half - 1] + word[half])))
        halves |= _marked(ends_so, map(_hash, (word[-rest:], word[-rest - 1] + word[1 - rest :])))
        for longer in (-1, 0, 1):
            if abs(more - longer) <= 1:  # the other half makes up the difference with one slip at most
                beginnings |= _marked(begins, shortened(word[: half + longer]))
                ends |= _marked(ends_so, shortened(word[-rest - longer :]))
    return halves, beginnings, ends


def _shortened(text: str) -> set[int]:
    """The hashes of the text, and of the text without each of its letters."""
    return {_hash(text), *(_hash(text[:at] + text[at + 1 :]) for at in range(len(text)))}


def _hash(text: str) -> int:
    return crc32(text.encode())


def _marked(mark: bytes, hashes: Iterable[int]) -> set[int]:
    """Hashes of what is filed as a whole, a beginning or an end, of words of one length."""
    return {crc32(mark, hashed) for hashed in hashes}
