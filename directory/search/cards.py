"""What a list shows of an entry, as plain values that the index keeps: a page of cards needs no query."""

import marshal
import threading
from collections.abc import Buffer, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import zstandard

from directory.search.tables import Sections
from directory.text import sort_key

LEVEL = 3
LONGEST_DICTIONARY = 32_768
SAMPLE = 1_000
MOST_KEPT = 2_048  # cards that were read lately: some 3 MB
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


class Card(NamedTuple):
    """An entry in a list. All values are plain, so that a snapshot can hold them; topics are ids, the most telling first."""

    id: int
    uid: bytes
    slug: str
    name: str
    kind: str
    summary: str
    seat: str
    country: str
    began: int | None
    ended: int | None
    language: str  # the first of its languages, or ""
    logo: str  # name of the file in the storage, or ""
    topics: tuple[int, ...]
    ways: tuple[str, ...]  # kinds of help, each once, in the entry's order
    published: int  # microseconds since 1970
    verified: int | None  # ordinal of the day

    @property
    def published_at(self) -> datetime:
        return EPOCH + timedelta(microseconds=self.published)

    @property
    def verified_on(self) -> date | None:
        return date.fromordinal(self.verified) if self.verified else None


type Key = tuple[int | str, ...]
NO_DATE = 2**62  # after every date

_dates: dict[str, Callable[[Card], int | None]] = {
    "newest": lambda card: card.published,
    "verified": lambda card: card.verified,
    "began": lambda card: card.began,
}
ORDERS = ("name", *_dates)


def key_of(order: str, card: Card) -> Key:
    """Where an entry stands in an order: by the latest date, what has none last, then by name and id."""
    return _key(order, card, sort_key(card.name))


def keys_of(card: Card) -> tuple[Key, ...]:
    """Where an entry stands in each of ORDERS."""
    name = sort_key(card.name)
    return tuple(_key(order, card, name) for order in ORDERS)


def _key(order: str, card: Card, name: str) -> Key:
    if order == "name":
        return name, card.id
    value = _dates[order](card)
    return NO_DATE if value is None else -value, name, card.id


class _Unpacker(threading.local):
    """Each thread's own, since two must not share one."""

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None):
        self.unpack = zstandard.ZstdDecompressor(dict_data=dictionary).decompress


class Cards(Sequence[Card]):
    """The cards of a base by number, each compressed with a dictionary made from some of them: 20 are read in no time."""

    def __init__(self, sections: Sections):
        memory = memoryview(sections["cards"])
        self.ends = memoryview(sections["card_ends"]).cast("B").cast("Q")
        unpacker = _Unpacker(_dictionary(bytes(sections["card_dictionary"])))
        self.read = lru_cache(MOST_KEPT)(partial(_read, memory, self.ends, unpacker))  # the same entries lead most lists

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number):
        return self.read(number)


def _read(memory: memoryview, ends: memoryview, unpacker: _Unpacker, number: int) -> Card:
    flat = unpacker.unpack(memory[ends[number] : ends[number + 1]])
    return Card._make(marshal.loads(flat))  # noqa: S302  # our own bytes, under a checksum with the site's key


def _dictionary(known: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(known) if known else None


class CardWriter:
    """Packs cards one by one. The first ones make the dictionary, so they wait for it."""

    def __init__(self):
        self.waiting: list[bytes] = []
        self.packed: list[bytes] = []
        self.dictionary = b""

    def add(self, card: Card) -> None:
        self.waiting.append(marshal.dumps(tuple(card)))
        if len(self.waiting) >= SAMPLE:
            self._pack()

    def _pack(self) -> None:
        if not self.packed:
            self.dictionary = self._learned()
            known = _dictionary(self.dictionary)
            if known:
                known.precompute_compress(level=LEVEL)
            self.compress = zstandard.ZstdCompressor(LEVEL, dict_data=known, write_dict_id=False).compress
        self.packed += [self.compress(flat) for flat in self.waiting]
        self.waiting = []

    def _learned(self) -> bytes:
        """What cards have in common; where they are few, or too much alike to tell, the cards themselves."""
        if len(self.waiting) >= SAMPLE:
            with suppress(zstandard.ZstdError):
                return zstandard.train_dictionary(LONGEST_DICTIONARY, [*self.waiting]).as_bytes()
        return b"".join(self.waiting)[-LONGEST_DICTIONARY:]

    def sections(self, order: Iterable[int]) -> dict[str, Buffer]:
        """What the cards are read from: `order` gives the place in which each was added."""
        self._pack()
        packed = [self.packed[place] for place in order]
        ends = np.cumsum([0, *map(len, packed)], dtype=np.uint64)
        return {"cards": b"".join(packed), "card_ends": ends.tobytes(), "card_dictionary": self.dictionary}
