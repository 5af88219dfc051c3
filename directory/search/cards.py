"""What a list shows of an entry, as plain values that the index keeps: a page of cards needs no query."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
