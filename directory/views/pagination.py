"""Pages of a plain list, by the place after which they begin: as fast on the thousandth page as on the first."""

import base64
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

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
        first, second = _read(cursor)
        rows = rows.filter(Q(**{f"{keys[0]}__gt": first}) | Q(**{keys[0]: first, f"{keys[1]}__gt": second}))
    found = list(rows.order_by(*keys)[: size + 1])
    following = ""
    if len(found) > size:
        last = found[size - 1]
        text = json.dumps([getattr(last, key) for key in keys], ensure_ascii=False)
        following = urlencode({"after": base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")})
    return Page(found[:size], following, not cursor)


def _read(cursor: str) -> tuple[str, str]:
    try:
        first, second = json.loads(base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor[:2000]) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadQuery("after", cursor, "this is not a place in the list; begin at its first page.") from error
    if not (isinstance(first, str) and isinstance(second, str)) or "\x00" in first + second:
        raise BadQuery("after", cursor, "this is not a place in the list; begin at its first page.")
    return first, second
