"""What a list shows of an entry, as plain values that the index keeps: a page of cards needs no query."""

import marshal
from collections.abc import Buffer, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from directory.search.tables import Sections
from directory.text import sort_key

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
    if order == "name":
        return sort_key(card.name), card.id
    value = _dates[order](card)
    return NO_DATE if value is None else -value, sort_key(card.name), card.id


class Cards:
    """The cards of a base by number, in flat memory."""

    def __init__(self, sections: Sections):
        self.memory = memoryview(sections["cards"])
        self.ends = np.frombuffer(sections["card_ends"], dtype=np.uint64)

    @staticmethod
    def packed(card: Card) -> bytes:
        return marshal.dumps(tuple(card))

    @staticmethod
    def sections(packed: Sequence[bytes]) -> dict[str, Buffer]:
        ends = np.cumsum([0, *map(len, packed)], dtype=np.uint64)
        return {"cards": b"".join(packed), "card_ends": ends.tobytes()}

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> Card:
        return Card._make(marshal.loads(self.memory[int(self.ends[number]) : int(self.ends[number + 1])]))  # noqa: S302  # our own bytes, under a keyed checksum
