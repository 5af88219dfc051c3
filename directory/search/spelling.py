"""The words that are spelled nearly like one, out of very many, without looking at each.

A word within one slip has a form in common with what was typed when each leaves out one letter or none. Of a word within two
slips, one half at least is within one. So a table leads from hashes of such forms to words; what it gives is then measured
exactly. The table is one run of bytes, which can lie in a mapped file: some hundred bytes for each word.
"""

import struct
from collections.abc import Buffer, Iterable, Iterator, Sequence
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
        asked = np.unique(np.fromiter(_forms_asked(word), dtype=np.uint32))
        starts, stops = (np.searchsorted(self.hashes, asked, side) for side in ("left", "right"))
        known = starts < stops
        bounds = zip(starts[known].tolist(), stops[known].tolist(), strict=True)
        numbers = {number for start, stop in bounds for number in self.numbers[start:stop].tolist()}
        return sorted(near_among((self.words[number] for number in numbers), word, slips))


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
        yield from _shortened(WHOLE, word)
    if SHORTEST_FOR_TWO - 2 <= length <= LONGEST:
        half = length // 2
        yield from _shortened(BEGINNING + bytes([length]), word[:half])
        yield from _shortened(END + bytes([length]), word[half:])


def _forms_asked(word: str) -> Iterator[int]:
    """What the words that are near to one may be filed under."""
    if len(word) < SHORTEST_FOR_TWO:
        yield from _shortened(WHOLE, word)
        return
    for more in (-2, -1, 0, 1, 2):
        length = len(word) - more
        half = length // 2
        # A slip leaves the length of a half, or adds a letter or takes one; where the whole word has more, no half has less.
        for shift in [each for each in (-1, 0, 1) if each * more >= 0]:
            yield from _shortened(BEGINNING + bytes([length]), word[: half + shift])
            yield from _shortened(END + bytes([length]), word[-(length - half + shift) :])


def _shortened(mark: bytes, text: str) -> set[int]:
    """The hashes of the text, and of the text without each of its letters."""
    start = crc32(mark)
    return {crc32(form.encode(), start) for form in (text, *(text[:at] + text[at + 1 :] for at in range(len(text))))}
