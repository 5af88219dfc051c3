"""What may stand behind the question mark of an operation: described for OpenAPI, and read with a message for what cannot be.

The parameters of the listing are read by `search.query.Query`, as on pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from ninja import Path

from directory.api.shapes import Shape
from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES
from directory.search.query import LARGEST_PAGE, LONGEST_TEXT, PAGE, SORTS, BadQuery

LARGEST_NUMBER = 10**18 - 1


@dataclass(frozen=True)
class Parameter:
    """`many`: it may come several times, or (`joined`) hold several values with commas between."""

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    many: bool = False
    joined: bool = False

    def described(self) -> dict[str, Any]:
        """As OpenAPI says it."""
        schema = {"type": "array", "items": self.schema} if self.many or self.joined else self.schema
        said = {"name": self.name, "in": "query", "required": False, "description": self.description, "schema": schema}
        return said | ({"style": "form", "explode": False} if self.joined else {})


def words(values: Iterable[str]) -> dict[str, Any]:
    """One of these; an empty value counts as absent."""
    return {"type": "string", "enum": [*values, ""]}


def numbers(least: int, most: int, **more: int) -> dict[str, Any]:
    """A number between these two; an empty value counts as absent."""
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, {"type": "string", "const": ""}], **more}


SLUG = Path(..., description="Its word in addresses, as `slug` in an answer.")
CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}
NUMBER = numbers(0, LARGEST_NUMBER)

AFTER = Parameter("after", "A place in the list, from the `next` of an answer.", CURSOR)
BEFORE = Parameter("before", "A place in the list, from the `previous` of an answer.", CURSOR)
LIMIT = Parameter("limit", "How many a page.", numbers(1, LARGEST_PAGE, default=PAGE))
LISTING = (
    Parameter("q", "Words that entries say, as in the search field.", {"type": "string", "maxLength": LONGEST_TEXT}),
    Parameter("topic", "The slug of a cause, with its sub-causes. Several: all must match.", many=True),
    Parameter("match", "`any`: one of several topics is enough.", words(["all", "any"])),
    Parameter("not", "The slug of a cause to leave out, with its sub-causes.", many=True),
    Parameter("kind", "What it is. Several: any.", words(Kind.values), many=True),
    Parameter("help", "What one can do. Several: any.", words(Help.values), many=True),
    Parameter("country", "Where it is based or works; `001` is worldwide. Several: any.", words(COUNTRIES), many=True),
    Parameter("network", "Where it speaks. Several: any.", words(Network.values), many=True),
    Parameter("language", "Its language, BCP 47. Several: any.", many=True),
    Parameter("began", "The year it began, or a range: `2005`, `2000-2009`, `-1999`, `2010-`."),
    Parameter("sort", "`relevance` unless told otherwise with `q`, `name` without.", words(SORTS)),
    AFTER,
    BEFORE,
    LIMIT,
)
PLAIN_LIST = (AFTER, BEFORE, LIMIT)
LARGEST_CHANGES = 1000
CHANGES = (
    Parameter("since", "The number of a change: all after it, oldest first. `0` begins at the beginning.", NUMBER),
    Parameter("before", "The number of a change: those before it, newest first.", NUMBER),
    Parameter("limit", "How many a page.", numbers(1, LARGEST_CHANGES, default=100)),
)


def fields_of(shape: type[Shape]) -> Parameter:
    """`fields`, for the keys that this shape has."""
    return Parameter("fields", "Only these keys, with commas between.", words(shape.model_fields), joined=True)


def only_known(params: QueryDict, known: Iterable[Parameter]) -> None:
    """Raise BadQuery for a parameter that this operation does not have."""
    names = [parameter.name for parameter in known]
    for name in params:
        if name not in names:
            can = f"use {', '.join(names)}." if names else "this address takes none."
            raise BadQuery(name, params.get(name, ""), f"there is no such parameter; {can}")


def asked_fields(params: QueryDict, shape: type[Shape]) -> set[str]:
    """The keys that `fields` asks for, all when it is absent; raise BadQuery naming the first that the shape does not have."""
    asked = {name.strip() for given in params.getlist("fields") for name in given.split(",")} - {""}
    for name in sorted(asked - shape.model_fields.keys()):
        raise BadQuery("fields", name, f"there is no such field; use {', '.join(shape.model_fields)}.")
    return asked or set(shape.model_fields)


def kept(params: QueryDict, *names: str) -> list[tuple[str, str]]:
    """What the address of another page takes over from this one."""
    return [(name, value) for name in names for value in params.getlist(name) if value.strip()]


def number(params: QueryDict, name: str) -> int | None:
    """A whole number, None when it is absent or empty."""
    if not (value := params.get(name, "").strip()):
        return None
    if not re.fullmatch(r"\d{1,18}", value, re.ASCII):
        raise BadQuery(name, value, "use the number of a change.")
    return int(value)


def limit(params: QueryDict, *, unless_given: int = PAGE, largest: int = LARGEST_PAGE) -> int:
    """How many a page."""
    if not (value := params.get("limit", "").strip()):
        return unless_given
    if not re.fullmatch(r"\d{1,4}", value, re.ASCII) or not 1 <= int(value) <= largest:
        raise BadQuery("limit", value, f"use a number from 1 to {largest}.")
    return int(value)
