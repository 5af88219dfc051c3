"""The words that are spelled nearly like one, out of very many, without looking at each.

A word within one slip has a form in common with what was typed when each leaves out one letter or none. Of a word within two
slips, one half at least is within one. So a table leads from such forms to words; what it gives is then measured exactly. The
table is one run of bytes, which can lie in a mapped file: at 200,000 words 12 MB, and a question takes about a millisecond.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Self
from zlib import crc32

import numpy as np
from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 3, 30  # letters of a word that can be meant
SHORTEST_FOR_TWO = 8  # letters of a word that may have two slips
HEAD = struct.Struct("<II")  # buckets, words
BUCKETS_FOR_A_WORD = 2  # some six forms share a bucket: more would cost room, fewer time
WHOLE, BEGINNING, END = b"w", b"b", b"e"


class Spelling:
    """Finds the near ones among `words`, with a table that `table_of` has made of the same words in the same order."""

    def __init__(self, words: Sequence[str], table: bytes | memoryview) -> None:
        self.words = words
        view = memoryview(table)
        self.buckets, count = HEAD.unpack_from(view)
        numbers = np.frombuffer(view[HEAD.size :], dtype=np.uint32)
        self.starts, self.numbers = numbers[: self.buckets + 1], numbers[self.buckets + 1 :]
        if count != len(words) or len(self.numbers) != self.starts[-1]:
            raise ValueError("this table was made of other words, or is not whole.")

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
        buckets = np.fromiter({_bucket(form, self.buckets) for form in _forms_asked(word)}, dtype=np.int64)
        bounds = zip(self.starts[buckets].tolist(), self.starts[buckets + 1].tolist(), strict=True)
        numbers = np.unique(np.concatenate([self.numbers[start:stop] for start, stop in bounds]))
        return near_among((self.words[number] for number in numbers.tolist()), word, slips)


def table_of(words: Sequence[str]) -> bytes:
    """The table for these words: where each bucket starts, then the words' numbers bucket by bucket."""
    buckets = BUCKETS_FOR_A_WORD * len(words) or 1
    places = (_bucket(form, buckets) << 32 | number for number, word in enumerate(words) for form in _forms(word))
    filed = np.sort(np.fromiter(places, dtype=np.uint64))
    sizes = np.bincount((filed >> np.uint64(32)).astype(np.int64), minlength=buckets)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
    return HEAD.pack(buckets, len(words)) + starts.tobytes() + filed.astype(np.uint32).tobytes()


def near_among(words: Iterable[str], word: str, slips: int) -> list[str]:
    """Those of a few words that are within so many slips, in no order."""
    return [each for each in words if OSA.distance(word, each, score_cutoff=slips) <= slips]


def _bucket(form: bytes, buckets: int) -> int:
    return crc32(form) % buckets


def _forms(word: str) -> Iterator[bytes]:
    """What a word is filed under, so that it is found by all that may mean it."""
    length = len(word)
    if SHORTEST <= length <= SHORTEST_FOR_TWO:
        yield from _shortened(WHOLE, word)
    if SHORTEST_FOR_TWO - 2 <= length <= LONGEST:
        half = length // 2
        yield from _shortened(BEGINNING + bytes([length]), word[:half])
        yield from _shortened(END + bytes([length]), word[half:])


def _forms_asked(word: str) -> Iterator[bytes]:
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


def _shortened(mark: bytes, text: str) -> set[bytes]:
    """The text, and the text without each of its letters."""
    return {mark + form.encode() for form in (text, *(text[:at] + text[at + 1 :] for at in range(len(text))))}
