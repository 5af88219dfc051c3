"""What a visitor asks of the listing, as one frozen value: read once from the address, and written back as one address.

Pages, API, feeds and exports share it. The parameters and their meaning are public: see docs/query.md.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal, Self
from urllib.parse import urlencode

from django.http import QueryDict

from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES, language_name
from directory.search import cursors
from directory.search.topics import TopicTable

LONGEST_TEXT = 500
MOST_VALUES = 100
PAGE, LARGEST_PAGE = 20, 100

SORTS = {
    "relevance": "Best match",
    "name": "Name",
    "newest": "Newest here",
    "verified": "Checked last",
    "began": "Year begun",
}
# Parameters of which any value may match; each is a facet.
ANY_OF = {
    "kind": frozenset(Kind.values),
    "help": frozenset(Help.values),
    "country": frozenset(COUNTRIES),
    "network": frozenset(Network.values),
}
NAMES = (
    "q",
    "topic",
    "match",
    "not",
    "kind",
    "help",
    "country",
    "network",
    "language",
    "began",
    "sort",
    "after",
    "before",
    "limit",
)


@dataclass
class BadQuery(ValueError):
    """A value that we do not know or cannot read. `without` is the query string with that value left out."""

    parameter: str
    value: str
    reason: str
    without: str = ""

    def __post_init__(self):
        """What is shown of the value can be shown: bounded, and without control characters."""
        self.value = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in self.value[:LONGEST_TEXT])

    def __str__(self) -> str:
        return f"{self.parameter}={self.value}: {self.reason}"


@dataclass(frozen=True)
class Years:
    """From the first year to the last, both included; None leaves that end open."""

    first: int | None
    last: int | None

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return "-".join("" if year is None else str(year) for year in (self.first, self.last))

    @classmethod
    def read(cls, text: str) -> Self:
        """`2005`, `2000-2009`, `-1999` or `2010-`; raise ValueError for anything else."""
        if not (match := re.fullmatch(r"(\d{1,4})|(\d{1,4})?-(\d{1,4})?", text, re.ASCII)) or text == "-":
            raise ValueError("use a year or a range, like 2005, 2000-2009, -1999 or 2010-.")
        year, first, last = (int(part) if part else None for part in match.groups())
        years = cls(year, year) if year is not None else cls(first, last)
        if years.first is not None and years.last is not None and years.first > years.last:
            raise ValueError("the first year comes after the last.")
        return years


@dataclass(frozen=True)
class Cursor:
    """A place in an order: the sort key and id of the entry beside it. It means the same while entries come and go."""

    sort: str
    key: tuple[str | int, ...]
    id: int

    @classmethod
    def at(cls, sort: str, key: tuple[str | int, ...]) -> Self:
        """The place of a whole key, whose last part is the id."""
        *first, pk = key
        return cls(sort, tuple(first), int(pk))

    def __str__(self) -> str:
        return cursors.pack([self.sort, *self.key, self.id])

    def following(self) -> Self:
        """The place right behind the entry at this one."""
        return replace(self, id=self.id + 1)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raise ValueError for what no page of ours has given out."""
        try:
            sort, *key, last = cursors.unpack(text)
            if not isinstance(sort, str) or [type(part) for part in (*key, last)] != KEY_TYPES[sort] + [int]:
                raise ValueError(text)
        except (ValueError, KeyError) as error:
            raise ValueError("this is not a place in the list; begin at its first page.") from error
        return cls(sort, tuple(key), last)


# The sort key of each order, before the id.
KEY_TYPES: dict[str, list[type]] = {
    "name": [str],
    "relevance": [int, str],
    "newest": [int, str],
    "verified": [int, str],
    "began": [int, str],
}


@dataclass(frozen=True)
class Query:
    text: str = ""
    topics: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    without: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    began: Years | None = None
    sort: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    limit: int = PAGE

    @classmethod
    def from_params(cls, params: QueryDict, topics: TopicTable, *, strict: bool = False) -> Self:
        """Read a query string; raise BadQuery naming the first value that we do not know.

        Empty values are absent ones, former topic slugs become the present ones, and parameters that we do not know are left
        out, or refused when `strict`.
        """
        return _Reader(params, topics).query(cls, strict=strict)

    @property
    def order(self) -> str:
        """The sort that holds: the one that was asked for, or else relevance for words and name without."""
        return self.sort or ("relevance" if self.text else "name")

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters, always in the same order, without those that say what holds anyway."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [("topic", slug) for slug in self.topics]
        pairs += [("match", "any")] if self.match == "any" else []
        pairs += [("not", slug) for slug in self.without]
        for name in (*ANY_OF, "language"):
            pairs += [(name, value) for value in getattr(self, name)]
        pairs += [("began", str(self.began))] if self.began else []
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("limit", str(self.limit))] if self.limit != PAGE else []
        pairs += [("after", str(self.after))] if self.after else []
        pairs += [("before", str(self.before))] if self.before else []
        return pairs

    def __str__(self) -> str:
        """The canonical query string."""
        return urlencode(self.pairs())

    def first_page(self) -> Self:
        """The same question, from its first page."""
        return replace(self, after=None, before=None)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values chosen in a facet."""
        if facet == "topic":
            return self.topics
        if facet == "began":
            return (str(self.began),) if self.began else ()
        return getattr(self, facet)

    def with_values(self, facet: str, values: tuple[str, ...]) -> Self:
        """The same question with other values chosen in a facet, from its first page."""
        page = self.first_page()
        if facet == "topic":
            return replace(page, topics=values)
        if facet == "began":
            return replace(page, began=Years.read(values[-1]) if values else None)
        return replace(page, **{facet: values})  # type: ignore[arg-type]  # every other facet is a tuple of texts

    @property
    def is_filtered(self) -> bool:
        """Whether anything is chosen besides words."""
        return bool(replace(self, text="", sort="", after=None, before=None, limit=PAGE, match="all") != Query())


class _Reader:
    """Reads the parameters one by one, so that a refusal can name the value and what is left without it."""

    def __init__(self, params: QueryDict, topics: TopicTable):
        self.params, self.topics = params, topics

    def query[Q: Query](self, cls: type[Q], *, strict: bool) -> Q:
        if strict and (unknown := sorted(set(self.params) - set(NAMES))):
            raise self._bad(unknown[0], self.params.get(unknown[0], ""), "there is no such parameter.")
        text = self._single("q")
        if len(text) > LONGEST_TEXT:
            raise self._bad("q", text, f"use at most {LONGEST_TEXT} characters.")
        after, before = self._read("after", Cursor.read), self._read("before", Cursor.read)
        if after and before:
            raise self._bad("before", str(before), "give after or before, not both.")
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        query = cls(
            text=text,
            topics=self._topics("topic"),
            match="any" if self._one_of("match", ("all", "any")) == "any" else "all",
            without=self._topics("not"),
            language=self._any_of("language", lambda tag: language_name(tag) is not None),
            began=self._read("began", Years.read),
            sort=self._sort(text),
            after=after,
            before=before,
            limit=self._limit(),
            **{name: self._any_of(name, known.__contains__) for name, known in ANY_OF.items()},
        )
        for name, cursor in (("after", after), ("before", before)):
            if cursor and cursor.sort != query.order:
                raise self._bad(name, str(cursor), f"this is a place in the list by {cursor.sort}, not by {query.order}.")
        return query

    def _values(self, name: str) -> list[str]:
        if name not in self.params:
            return []
        values = list(dict.fromkeys(value.strip() for value in self.params.getlist(name) if value.strip()))
        if len(values) > MOST_VALUES:
            raise self._bad(name, values[MOST_VALUES], f"use at most {MOST_VALUES} values.")
        return values

    def _single(self, name: str) -> str:
        values = self._values(name)
        return values[-1] if values else ""

    def _topics(self, name: str) -> tuple[str, ...]:
        slugs = []
        for value in self._values(name):
            slug = self.topics.present(value)
            if slug is None:
                raise self._bad(name, value, "there is no such topic.")
            slugs.append(slug)
        return tuple(dict.fromkeys(slugs))

    def _any_of(self, name: str, known) -> tuple[str, ...]:
        values = self._values(name)
        for value in values:
            if not known(value):
                raise self._bad(name, value, f"there is no such {name}.")
        return tuple(values)

    def _one_of(self, name: str, known: tuple[str, ...]) -> str:
        value = self._single(name)
        if value and value not in known:
            raise self._bad(name, value, f"use {', '.join(known[:-1])} or {known[-1]}.")
        return value

    def _read[T](self, name: str, read) -> T | None:
        if not (value := self._single(name)):
            return None
        try:
            return read(value)
        except ValueError as error:
            raise self._bad(name, value, str(error)) from error

    def _sort(self, text: str) -> str:
        """The sort that was asked for, or "" when it holds anyway."""
        sort = self._one_of("sort", tuple(SORTS))
        return "" if sort == ("relevance" if text else "name") or (sort == "relevance" and not text) else sort

    def _limit(self) -> int:
        if not (value := self._single("limit")):
            return PAGE
        if not re.fullmatch(r"\d{1,4}", value, re.ASCII) or not 1 <= int(value) <= LARGEST_PAGE:
            raise self._bad("limit", value, f"use a number from 1 to {LARGEST_PAGE}.")
        return int(value)

    def _bad(self, name: str, value: str, reason: str) -> BadQuery:
        left = [(key, kept) for key, values in self.params.lists() for kept in values if key in NAMES and kept.strip()]
        left = [(key, kept) for key, kept in left if not (key == name and kept.strip() == value)]
        return BadQuery(name, value, reason, urlencode(left))
