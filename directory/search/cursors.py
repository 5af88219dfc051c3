"""A place in a list as an opaque word in an address: a JSON list, in base64 without padding."""

import base64
import json
import re

LONGEST = 2_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def pack(values: list[str | int]) -> str:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(word: str, *types: type) -> list:
    """The values, of these types; raise ValueError for what `pack` has not made, and for what no database could be asked."""
    if len(word) > LONGEST or not re.fullmatch(r"[A-Za-z0-9_-]+", word):
        raise ValueError("not a cursor")
    try:
        values = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except RecursionError as error:
        raise ValueError("not a cursor") from error
    if not isinstance(values, list) or (types and [type(value) for value in values] != list(types)):
        raise ValueError("not a cursor")
    for value in values:
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise ValueError("not a cursor")
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError("not a cursor")
    return values
