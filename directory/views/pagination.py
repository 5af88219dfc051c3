"""Pages of a plain list, by the place after which they begin: as fast on the thousandth page as on the first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from directory.search import cursors
from directory.search.query import BadQuery


@dataclass(frozen=True)
class Page:
    rows: list
    next: str  # query string of the next page, or ""
    is_first: bool


def page_after(request: HttpRequest, rows: QuerySet, keys: tuple[str, str], size: int) -> Page:
    """The rows after the cursor in the address, ordered by two keys that no two rows share; raise BadQuery for a bad one."""
    cursor = request.GET.get("after", "").strip()
    if cursor:
        try:
            first, second = cursors.unpack(cursor, str, str)
        except ValueError as error:
            raise BadQuery("after", cursor, "this is not a place in the list; begin at its first page.") from error
        rows = rows.filter(Q(**{f"{keys[0]}__gt": first}) | Q(**{keys[0]: first, f"{keys[1]}__gt": second}))
    found = list(rows.order_by(*keys)[: size + 1])
    following = ""
    if len(found) > size:
        last = found[size - 1]
        following = urlencode({"after": cursors.pack([getattr(last, key) for key in keys])})
    return Page(found[:size], following, not cursor)
