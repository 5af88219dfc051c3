"""Pages of a plain list in both directions, by the place beside which they stand: as fast on the last page as on the first."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from directory.api.answers import absolute
from directory.api.parameters import kept, limit
from directory.search import cursors
from directory.search.query import BadQuery

type Keys = dict[str, type]


def page_of(rows: QuerySet, params: QueryDict, keys: Keys, path: str) -> dict[str, Any]:
    """`results`, `count`, `next` and `previous` of a list that is ordered by keys which no two rows share.

    Raises BadQuery for a place that is none.
    """
    after, before, size = _place(params, "after", keys), _place(params, "before", keys), limit(params)
    if after and before:
        raise BadQuery("before", params.get("before", ""), "give after or before, not both.")
    count = rows.count()
    if before:
        found = list(rows.filter(_beyond(keys, before, "lt")).order_by(*(f"-{key}" for key in keys))[: size + 1])
        page = found[:size][::-1]
        is_first, is_last = len(found) <= size, False
    else:
        beyond = rows.filter(_beyond(keys, after, "gt")) if after else rows
        found = list(beyond.order_by(*keys)[: size + 1])
        page = found[:size]
        is_first, is_last = not after, len(found) <= size

    def beside(direction: str, row: Model) -> str:
        cursor = cursors.pack([getattr(row, key) for key in keys])
        return f"{absolute(path)}?{urlencode([*kept(params, 'limit', 'fields'), (direction, cursor)])}"

    return {
        "results": page,
        "count": count,
        "next": beside("after", page[-1]) if page and not is_last else None,
        "previous": beside("before", page[0]) if page and not is_first else None,
    }


def _place(params: QueryDict, name: str, keys: Keys) -> list | None:
    if not (cursor := params.get(name, "").strip()):
        return None
    try:
        return cursors.unpack(cursor, *keys.values())
    except ValueError as error:
        raise BadQuery(name, cursor, "this is not a place in the list; begin at its first page.") from error


def _beyond(keys: Keys, place: list, comparison: str) -> Q:
    """Rows on one side of a place: the first key decides, and among its equals the next."""
    beyond, equal = Q(), Q()
    for key, value in zip(keys, place, strict=True):
        beyond |= equal & Q(**{f"{key}__{comparison}": value})
        equal &= Q(**{key: value})
    return beyond
