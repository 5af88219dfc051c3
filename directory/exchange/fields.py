"""What a column can say of an entry, and how its cells are read.

Beside the keys of the document and `id`, a column may be about one part of the entry: its `website` or another channel, the page
where one can `donate`, another name, its number in a register (`identifier:GB-CHC`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from directory.addresses import page_key
from directory.curation.document import PARTS, SHAPE, TEXTS, YEARS, Document
from directory.curation.match_keys import identifier_key
from directory.exchange import rows, values
from directory.exchange.values import Unreadable
from directory.models.vocabulary import Help, NameKind, Network
from directory.places import WORLD
from directory.text import fold

IDENTIFIER = "identifier:"
NAMES = {f"{code}_name": code for code in NameKind.values}
CHANNEL, FEED = "channel", "feed"


@dataclass
class Said:
    """What one row says: keys of a document, parts to be added to what is there, and what could not be read, by column."""

    id: UUID | None = None
    document: Document = field(default_factory=dict)
    added: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    feed: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    assumed: set[str] = field(default_factory=set)  # keys that hold for all rows which do not say them themselves
    columns: dict[str, str] = field(default_factory=dict)  # key of the document → the column that says it

    def add(self, part: str, **keys: Any) -> None:
        row = {key: keys.get(key, default) for key, default in PARTS[part].keys.items()}
        if row not in self.added.setdefault(part, []):
            self.added[part].append(row)


def is_field(name: str) -> bool:
    """Whether a column can be about this."""
    return name in READERS or (name.startswith(IDENTIFIER) and len(name) > len(IDENTIFIER))


def key_of(name: str) -> str:
    """The key of the document that a field ends up in."""
    if name in SHAPE or name == "id":
        return name
    if name in NAMES:
        return "other_names"
    if name.startswith(IDENTIFIER):
        return "identifiers"
    return "ways_to_help" if name in Help.values else "channels"


def take(name: str, column: str, cell: Any, said: Said) -> None:
    """Take over what a cell says; a cell that cannot be read becomes a fault of its column."""
    said.columns.setdefault(key_of(name), column)
    try:
        if name.startswith(IDENTIFIER):
            if text := _text(cell):
                said.add("identifiers", scheme=name.removeprefix(IDENTIFIER), value=text)
        else:
            READERS[name](name, cell, said)
    except Unreadable as error:
        said.faults[column] = str(error)


def _text(cell: Any) -> str:
    """A cell as text: of a list its texts, of anything else that is none, nothing that we could use."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "; ".join(text for item in cell if (text := _text(item)))
    if isinstance(cell, dict):
        raise Unreadable("this is an object where a text should be.")
    return str(cell).strip()


def _texts(cell: Any) -> list[str]:
    """The items of a list; an object among them counts by its name."""
    if isinstance(cell, list):
        named = [item.get("name", "") if isinstance(item, dict) else item for item in cell]
        return [text for item in named if (text := _text(item))]
    return rows.split(_text(cell))


# One reader for each sort of field


def _id(name: str, cell: Any, said: Said) -> None:
    if text := _text(cell):
        try:
            said.id = UUID(text)
        except ValueError as error:
            raise Unreadable(f"“{values.shown(text)}” is not one of our permanent ids.") from error


def _plain(name: str, cell: Any, said: Said) -> None:
    said.document[name] = _text(cell)


def _kind(name: str, cell: Any, said: Said) -> None:
    text = _text(cell)
    said.document["kind"] = values.kind(text) if text else ""


def _year(name: str, cell: Any, said: Said) -> None:
    said.document[name] = cell if type(cell) is int else values.year(_text(cell))


def _country(name: str, cell: Any, said: Said) -> None:
    """Of the seat. `Global` is no country to have a seat in, but says where it works; so do several."""
    found = list(dict.fromkeys(code for text in cell for code in values.areas(_text(text)))) if isinstance(cell, list) else None
    found = values.areas(_text(cell)) if found is None else found
    if len(found) == 1 and found != [WORLD]:
        said.document["country"] = found[0]
        return
    said.document.setdefault("country", "")
    if found:
        said.document["works_in"] = list(dict.fromkeys([*said.document.get("works_in", []), *found]))


def _works_in(name: str, cell: Any, said: Said) -> None:
    cells = cell if isinstance(cell, list) else [cell]
    found = [code for each in cells for code in values.areas(_text(each))]
    said.document["works_in"] = list(dict.fromkeys([*said.document.get("works_in", []), *found]))


def _languages(name: str, cell: Any, said: Said) -> None:
    said.document["languages"] = list(dict.fromkeys(values.language(text) for text in _texts(cell)))


def _topics(name: str, cell: Any, said: Said) -> None:
    """As they stand; `planning` knows the vocabulary."""
    said.document["topics"] = [*said.document.get("topics", []), *_texts(cell)]


def _parts(name: str, cell: Any, said: Said) -> None:
    """Rows as `rows.parts` reads them, or objects; a line that says less is understood where it can be."""
    if isinstance(cell, list) and all(isinstance(row, dict) for row in cell):
        said.document[name] = cell
        return
    lines = "\n".join(_text(item) for item in cell) if isinstance(cell, list) else _text(cell)
    said.document[name] = []
    for row in rows.parts(name, lines):
        said.document[name] += UNDERSTOOD[name](row) if name in UNDERSTOOD else [row]


def _name(name: str, cell: Any, said: Said) -> None:
    for text in _text(cell).replace("\n", ";").split(";"):
        if text.strip():
            said.add("other_names", name=text.strip(), kind=NAMES[name])


def _channel(name: str, cell: Any, said: Said) -> None:
    text = _text(cell)
    if url := values.address(text) if name == CHANNEL else values.profile(name, text):
        said.add("channels", network=values.network_of(url) if name == CHANNEL else name, url=url)


def _feed(name: str, cell: Any, said: Said) -> None:
    said.feed = values.address(_text(cell))


def _help(name: str, cell: Any, said: Said) -> None:
    if url := values.address(_text(cell)):
        said.add("ways_to_help", kind=name, url=url)


# Lines that say less than a part has keys


def _understood_way(row: dict[str, Any]) -> list[dict[str, Any]]:
    if row["url"] or row["note"] or row["kind"] in Help.values:
        return [row]
    return [{**row, "kind": values.help_word(word)} for word in rows.split(row["kind"])]


def _understood_channel(row: dict[str, Any]) -> list[dict[str, Any]]:
    if row["url"] or not row["network"]:
        return [row]
    urls = [values.address(word) for word in row["network"].split()]
    return [{**row, "network": values.network_of(url), "url": url} for url in urls if url]


def _understood_person(row: dict[str, Any]) -> list[dict[str, Any]]:
    """`Asha Example | Founder | 2005`, without the address that a person has with us."""
    if row["role"] and not row["role"].isdecimal():
        return [row]
    began = int(row["role"]) if row["role"] else None
    return [{"slug": "", "name": row["slug"] or row["name"], "role": row["name"], "began": began, "ended": row["began"]}]


def _understood_identifier(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row] if row["value"] or not row["scheme"] else [values.identifier(word) for word in rows.split(row["scheme"])]


UNDERSTOOD: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "ways_to_help": _understood_way,
    "channels": _understood_channel,
    "people": _understood_person,
    "identifiers": _understood_identifier,
}
READERS: dict[str, Callable[[str, Any, Said], None]] = {
    "id": _id,
    **dict.fromkeys(TEXTS, _plain),
    **dict.fromkeys(YEARS, _year),
    **dict.fromkeys(PARTS, _parts),
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(Network.values, _channel),
    **dict.fromkeys(Help.values, _help),
    "kind": _kind,
    "country": _country,
    "works_in": _works_in,
    "languages": _languages,
    "topics": _topics,
    CHANNEL: _channel,
    FEED: _feed,
}


def united(said: Said, document: Document) -> None:
    """Add to a document the parts that columns of their own speak of, where it does not say the same in other words."""
    for part, added in said.added.items():
        for row in added:
            if part == "channels":
                _unite_channel(document["channels"], row)
            elif _key(part, row) not in {_key(part, present) for present in document[part]}:
                document[part].append(row)
    if said.feed:
        _unite_feed(document["channels"], said.feed)


def _key(part: str, row: dict[str, Any]) -> tuple[str, ...]:
    """By what two rows of a part are the same to a reader."""
    if part == "other_names":
        return (fold(row["name"]),)
    if part == "identifiers":
        return (identifier_key(row["scheme"], row["value"]),)
    return row["kind"], page_key(row["url"])


def _unite_channel(channels: list[dict[str, Any]], row: dict[str, Any]) -> None:
    """An entry has one website: a row that says another one changes it. Of other channels it may have several."""
    same = [each for each in channels if each["network"] == row["network"]]
    if page_key(row["url"]) in {page_key(each["url"]) for each in same}:
        return
    if same and row["network"] == Network.WEBSITE:
        same[0]["url"] = row["url"]
    else:
        channels.append(row)


def _unite_feed(channels: list[dict[str, Any]], feed: str) -> None:
    """A feed is that of the website or blog; without either it is all there is."""
    if feed in {each["feed"] for each in channels}:
        return
    for each in channels:
        if each["network"] in {Network.WEBSITE, Network.BLOG}:
            each["feed"] = each["feed"] or feed
            return
    channels.append({"network": Network.BLOG.value, "url": feed, "handle": "", "feed": feed})
