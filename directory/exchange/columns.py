"""Which column says what of an entry: by its name, by hand, or as it was for the same columns the last time."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self
from uuid import UUID

from directory.curation.document import LISTS, PARTS, SHAPE
from directory.exchange import values
from directory.exchange.fields import IDENTIFIER, NAMES, is_field, key_of
from directory.exchange.reading import Table
from directory.exchange.values import Unreadable, shown
from directory.licences import KNOWN
from directory.models.vocabulary import Help, Network
from directory.text import fold

SAMPLE = 100
MANY = {*LISTS, *PARTS}  # keys that several columns may add to

# Field → other names of columns that say it, as `_plain` makes them.
ALSO = {
    "name": "organization|organization name|org name|name of organization|title|name en|project|nom|nombre|nome|naam|titel"
    "|organization user name|название|nombre de la organizacion|nom de l organisation",
    "slug": "permalink",
    "summary": "tagline|short description|slogan|abstract|one liner|subtitle|resume",
    "description": "about|mission|mission statement|long description|details|bio|description en|beschreibung|descripcion|descrizione",
    "kind": "type|organization type|type of organization|org type|form of organization|organizational structure|legal status",
    "began": "founded|year founded|founding year|founding date|established|year established|date established|inception"
    "|date incorporated|start year|foundation year|founded in|foundation date|grundungsjahr|ano de fundacion|annee de creation",
    "ended": "dissolved|closed|end year|year ended|dissolution date",
    "seat": "city|town|locality|headquarters|hq|location city|headquarters location|ville|ciudad|stadt|ort",
    "country": "country code|country id|country name|location country|land|pays|pais|paese|nation|headquarters country|iso2",
    "works_in": "countries|area served|areas served|countries served|coverage|service area|works in countries"
    "|locations deploymentcountries|operating countries|countries of operation",
    "languages": "language|lang|langue|sprache|idioma",
    "topics": "topic|tags|tag|cause|causes|category|categories|keyword|keywords|focus|focus area|focus areas|theme|themes|sector"
    "|sectors|issue areas|subjects|subject|themen|temas",
    "website": "url|web|web site|homepage|home page|link|site|webpage|web page|web address|www|organization website|site web"
    "|sitio web|webseite|official website",
    "x": "twitter|twitter handle|twitter url|x twitter|twitter x",
    "github": "organization namespace url|github url|github handle|projects list url",
    "feed": "rss|rss feed|rss url|atom|feed url|atom feed",
    "blog": "blog url",
    "donate": "donate url|donation url|donation link|donation page|donate link",
    "volunteer": "volunteer url|volunteering|volunteer link|volunteer page",
    "other_name": "alternate name|alternative name|alternate names|alternative names|alias|aliases|aka|also known as|name local"
    "|local name|nickname",
    "legal_name": "registered name|official name|legal entity name",
    "former_name": "previous name|previous names|former names|formerly|old name",
    "short_name": "acronym|abbreviation|short",
    "licence": "license|licence id|license id|spdx",
    "attribution": "credit|attribution name",
    "identifiers": "ids|registration",
    "identifier:wikidata": "wikidata|wikidata id|qid|wikidata item",
    "identifier:GB-CHC": "charity number|registered charity number|charity commission number",
    "identifier:GB-COH": "companies house number|company number uk",
    "identifier:XI-LEI": "lei",
    "identifier:ROR": "ror|ror id",
    "people": "founders|founder",
}


def _plain(column: str) -> str:
    """`Organisation_Name` and `organization name` are the same."""
    return " ".join(re.findall(r"[^\W_]+", fold(column))).replace("organisation", "organization")


BY_NAME = {
    **{also: field for field, names in ALSO.items() for also in names.split("|")},
    **{_plain(field): field for field in (*Network.values, *Help.values, *NAMES, "channel", "feed")},
    **{_plain(label): code for code, label in (*Network.choices, *Help.choices)},
    **{_plain(key): key for key in ("id", *SHAPE)},
}


class BadMapping(ValueError):
    """Columns and fields that do not fit; says which."""


@dataclass(frozen=True)
class Fields:
    """What each column says; a column that is not here says nothing."""

    of: Mapping[str, str]

    @classmethod
    def stored(cls, fields: Mapping[str, str], columns: list[str]) -> Self:
        """Fields from the database, which keeps no order, in the order of the columns."""
        return cls({column: fields[column] for column in columns if column in fields})

    @property
    def is_whole(self) -> bool:
        """Whether each row is a whole entry, as our exports are: then an empty cell says that there is nothing."""
        return set(SHAPE) <= {field for column, field in self.of.items() if field == column}

    def unused(self, columns: Iterable[str]) -> list[str]:
        return [column for column in columns if column not in self.of]


def guess(table: Table) -> Fields:
    """By the columns' names. Of several for one field, the one that is called as the field is, or else the first."""
    sample = list(islice(table.records(), SAMPLE))
    found: dict[str, str] = {}
    for column in sorted(table.columns, key=lambda column: _plain(column) != _named(column).replace("_", " ")):
        field = _named(column)
        if field and _is_free(field, found) and _fits(field, [record.cells.get(column) for record in sample]):
            found[column] = field
    chosen = Fields({column: found[column] for column in table.columns if column in found})
    if twice := [column for column in chosen.of if column in table.repeated]:
        raise BadMapping(f"two columns are called “{shown(twice[0])}”: rename one of them, or say which is which by hand.")
    return chosen


def _named(column: str) -> str:
    """The field that a column's name says, or ""; `profiles.facebook` is as good as `facebook`."""
    last = BY_NAME.get(_plain(column.rpartition(".")[2]), "")
    return BY_NAME.get(_plain(column)) or (last if "." in column and last in Network.values else "")


def _is_free(field: str, found: dict[str, str]) -> bool:
    """Whether a column may still be guessed to say this: there can be several channels, but one website and one list of topics."""
    adds_a_part = field not in SHAPE and key_of(field) in MANY and field != Network.WEBSITE
    return adds_a_part or field not in found.values()


def _fits(field: str, cells: list[Any]) -> bool:
    """Whether cells say what the column's name promises: `type`, `id` and `license` mean many things."""
    test = TESTS.get(field)
    said = [cell for cell in cells if cell not in (None, "", [])]
    return test is None or not said or sum(_passes(test, cell) for cell in said) * 2 > len(said)


def _passes(test, cell: Any) -> bool:
    try:
        test(str(cell[0] if isinstance(cell, list) and cell else cell))
    except (Unreadable, ValueError):
        return False
    return True


def _is_licence(text: str) -> None:
    if text not in KNOWN:
        raise ValueError(text)


TESTS = {"kind": values.kind, "id": UUID, "licence": _is_licence}


def by_hand(fields: Fields, choices: Iterable[str], columns: list[str]) -> Fields:
    """Take over choices such as `Web address=website`; nothing after the sign leaves a column out. Raise BadMapping."""
    chosen = dict(fields.of)
    for choice in choices:
        column, sign, field = choice.rpartition("=")
        if not sign:
            raise BadMapping(f"“{shown(choice)}”: write COLUMN=FIELD.")
        chosen = changed(Fields(chosen), column, field, columns).of  # type: ignore[assignment]
    return checked(Fields(chosen))


def constants(choices: Iterable[str]) -> dict[str, str]:
    """Choices such as `kind=cooperative`, for rows that do not say it themselves. Raise BadMapping."""
    said = {}
    for choice in choices:
        field, sign, value = choice.partition("=")
        if not sign or not is_field(field := field.strip()):
            raise BadMapping(f"“{shown(choice)}”: write FIELD=VALUE, where FIELD is one of {', '.join(CHOICES)}.")
        said[field] = value.strip()
    return said


def changed(fields: Fields, column: str, field: str, columns: list[str]) -> Fields:
    """The same but for one column, which takes its field from any other that had it."""
    column, field = column.strip(), field.strip()
    if column not in columns:
        raise BadMapping(f"there is no column “{shown(column)}”: there are {', '.join(map(shown, columns[:30]))}.")
    if field and not is_field(field):
        raise BadMapping(f"“{shown(field)}” is no field of an entry: use {', '.join(CHOICES)} or {IDENTIFIER}SCHEME.")
    kept = {each: said for each, said in fields.of.items() if each != column and (said != field or key_of(field) in MANY)}
    kept |= {column: field} if field else {}
    return Fields({each: kept[each] for each in columns if each in kept})


def checked(fields: Fields) -> Fields:
    """Raise BadMapping when a field that holds one thing has two columns, or nothing says what an entry is called."""
    seen: dict[str, str] = {}
    for column, field in fields.of.items():
        if field in seen and key_of(field) not in MANY:
            raise BadMapping(f"both “{shown(seen[field])}” and “{shown(column)}” are to be the {field}.")
        seen[field] = column
    if not seen.keys() & {"name", "slug", "id"}:
        raise BadMapping("no column says which organization a row is about: say which holds its name, with COLUMN=name.")
    return fields


CHOICES = ("id", *SHAPE, *Network.values, "channel", "feed", *Help.values, *NAMES)


def digest(columns: list[str]) -> str:
    """By what a set of headers is known again."""
    return hashlib.sha256(json.dumps(columns).encode("utf-8", "surrogatepass")).hexdigest()
