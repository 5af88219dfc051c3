"""Other people's lists matched to our entries, as OpenRefine asks for it: the Reconciliation Service API 0.2.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Ids are the entries' permanent ones.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.urls import reverse
from rapidfuzz import fuzz

from directory.addresses import page_key
from directory.api.answers import absolute
from directory.curation.match_keys import identifier_key
from directory.models import MatchKey, Organization
from directory.models.match import Sort
from directory.models.vocabulary import Kind
from directory.opendata.entries import passed_on, said
from directory.search.cards import Card
from directory.search.index import Index
from directory.search.query import LONGEST_TEXT, BadQuery, Query
from directory.text import UNSTORABLE, fold

MOST_QUERIES, MOST_CANDIDATES, USUAL = 50, 20, 5
MOST_PROPERTIES, MOST_IDS = 50, 200
MOST_HOLDERS = 2_000
CERTAIN = 90  # from here on an only candidate is the one
LEAST = 35
WORTH = {Sort.IDENTIFIER: 100, Sort.WEBSITE: 98, Sort.NAME: 96, Sort.OTHER_NAME: 92}
SIMILAR = 0.85  # of a name that is merely like it
ENTITY = {"id": "organization", "name": "Organization"}
TYPES = [ENTITY, *({"id": value, "name": str(label)} for value, label in Kind.choices)]
IDENTIFIER = "identifier:"
PROPERTIES = {
    "name": "Name",
    "slug": "Word in addresses",
    "url": "Page in this directory",
    "website": "Website",
    "kind": "Kind",
    "summary": "Summary",
    "began": "Year begun",
    "ended": "Year ended",
    "seat": "Seat",
    "country": "Country of the seat",
    "works_in": "Countries where it works",
    "languages": "Languages",
    "topics": "Causes",
    "ways_to_help": "Ways to help",
    "licence": "Licence of the texts",
    "attribution": "Whom the licence asks to name",
    f"{IDENTIFIER}wikidata": "Wikidata",
    f"{IDENTIFIER}GB-CHC": "Charity number, England and Wales",
    f"{IDENTIFIER}US-EIN": "Employer identification number, United States",
}


def manifest() -> dict[str, Any]:
    """What the service is and can do."""

    def at(name: str) -> dict[str, str]:
        return {"service_url": absolute(""), "service_path": reverse(f"directory:{name}")}

    view = reverse("directory:reconcile_entity", args=[UUID(int=0)]).replace(str(UUID(int=0)), "{{id}}")
    return {
        "versions": ["0.1", "0.2"],
        "name": "socialchange",
        "identifierSpace": "urn:uuid:",
        "schemaSpace": absolute(reverse("directory:api_docs")),
        "defaultTypes": [ENTITY],
        "documentation": absolute(reverse("directory:data")),
        "batchSize": MOST_QUERIES,
        "view": {"url": absolute(view)},
        "preview": {"url": f"{absolute(reverse('directory:reconcile_preview'))}?id={{{{id}}}}", "width": 480, "height": 230},
        "suggest": {part: at(f"reconcile_suggest_{part}") for part in ("entity", "property", "type")},
        "extend": {"propose_properties": at("reconcile_properties"), "property_settings": []},
    }


# What is asked


@dataclass(frozen=True)
class Asked:
    """One line of somebody's list."""

    text: str
    kind: str = ""
    limit: int = USUAL
    keys: frozenset[tuple[str, str]] = frozenset()  # what an entry may be known by

    @classmethod
    def read(cls, query: Any) -> "Asked":
        """Raise BadQuery for what is no query."""
        if not isinstance(query, dict):
            raise BadQuery("queries", str(query), "each query is an object with a text `query`.")
        text = " ".join(
            "".join(char if char.isprintable() else " " for char in str(query.get("query", ""))[:LONGEST_TEXT]).split()
        )
        kind = query.get("type")
        kinds = kind if isinstance(kind, list) else [kind]
        limit = query.get("limit", USUAL)
        if type(limit) is not int or limit < 1:
            raise BadQuery("limit", str(limit), "use a number from 1.")
        keys = {(Sort.NAME, fold(text)), (Sort.OTHER_NAME, fold(text))}
        properties = query.get("properties") or []
        if not isinstance(properties, list) or not all(isinstance(each, dict) for each in properties):
            raise BadQuery("properties", str(properties), "this is a list of objects with `pid` and `v`.")
        for each in properties[:MOST_PROPERTIES]:
            keys |= _keys_of(str(each.get("pid", "")), each.get("v"))
        return cls(
            text=text,
            kind=next((each for each in kinds if each in Kind.values), ""),
            limit=min(limit, MOST_CANDIDATES),
            keys=frozenset((str(sort), key) for sort, key in keys if key and not UNSTORABLE.search(key)),
        )


def _keys_of(property: str, value: Any) -> set[tuple[Sort, str]]:
    values = value if isinstance(value, list) else [value]
    texts = [
        str(each.get("id") or each.get("name") or "") if isinstance(each, dict) else str(each or "") for each in values[:10]
    ]
    if property == "website":
        return {(Sort.WEBSITE, page_key(text.strip())) for text in texts}
    if property.startswith(IDENTIFIER):
        return {(Sort.IDENTIFIER, identifier_key(property.removeprefix(IDENTIFIER), text)) for text in texts}
    return set()


# What is answered


def candidates(index: Index, asked: dict[str, Asked]) -> dict[str, dict[str, Any]]:
    """For each question the entries that may be meant, the likeliest first: one query for all of them."""
    known = _known_by({key for each in asked.values() for key in each.keys})
    return {name: {"result": _candidates(index, each, known)} for name, each in asked.items()}


def _known_by(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Public entries by their keys."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    wanted = {key for _, key in keys}
    rows = MatchKey.objects.filter(key__in=wanted, sort__in=WORTH, organization__in=Organization.objects.published())
    for sort, key, pk in rows.order_by("pk").values_list("sort", "key", "organization_id")[:MOST_HOLDERS]:
        found[sort, key].append(pk)
    return found


def _candidates(index: Index, asked: Asked, known: dict[tuple[str, str], list[int]]) -> list[dict[str, Any]]:
    worth: defaultdict[int, float] = defaultdict(float)
    for sort, key in asked.keys:
        for pk in known.get((sort, key), []):
            worth[pk] = max(worth[pk], WORTH[Sort(sort)])
    if asked.text:
        for pk in islice(index.stream(Query(text=asked.text)), MOST_CANDIDATES):
            worth.setdefault(pk, 0)
    scored = [(_score(card, asked, worth[card.id]), card) for card in index.cards(list(worth))]
    likely = sorted(
        ((score, card) for score, card in scored if score >= LEAST and asked.kind in ("", card.kind)),
        key=lambda pair: (-pair[0], pair[1].name, pair[1].id),
    )
    certain = [score for score, _ in likely if score >= CERTAIN]
    is_one = len(certain) == 1 or (len(certain) > 1 and certain[0] >= WORTH[Sort.WEBSITE] > certain[1])
    return [
        {**_entity(card), "score": round(score, 1), "match": is_one and number == 0}
        for number, (score, card) in enumerate(likely[: asked.limit])
    ]


def _score(card: Card, asked: Asked, worth: float) -> float:
    return worth or SIMILAR * fuzz.token_sort_ratio(fold(card.name), fold(asked.text))


def _entity(card: Card) -> dict[str, Any]:
    kind = Kind(card.kind)
    return {
        "id": str(UUID(bytes=card.uid)),
        "name": card.name,
        "description": card.summary,
        "type": [{"id": kind.value, "name": str(kind.label)}],
    }


def entities(index: Index, prefix: str) -> list[dict[str, Any]]:
    """Entries one of whose names begins so, then those that say it in a name."""
    beginning = fold(prefix[:LONGEST_TEXT])
    if not beginning:
        return []
    numbers = [*index.first_named_from(beginning, MOST_CANDIDATES), *index.saying_in_name(beginning)]
    cards = [index.card(number) for number in dict.fromkeys(numbers)][:MOST_CANDIDATES]
    return [_entity(card) for card in cards]


def named(things: Iterable[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    """Those whose name has a word that begins so."""
    beginning = fold(prefix)
    return [each for each in things if f" {beginning}" in f" {fold(each['name'])}"]


def properties() -> list[dict[str, str]]:
    return [{"id": id, "name": name} for id, name in PROPERTIES.items()]


def extended(ids: list[UUID], wanted: list[str]) -> dict[str, Any]:
    """What these entries say of these properties; nothing of an entry that is not public or may not be passed on."""
    found = Organization.objects.published().filter(uid__in=ids).values_list("pk", flat=True)
    entries = {organization.uid: said(organization) for organization in passed_on(found)}
    rows = {str(uid): {name: _cells(entries[uid], name) if uid in entries else [] for name in wanted} for uid in ids}
    return {"meta": [{"id": name, "name": PROPERTIES.get(name, name)} for name in wanted], "rows": rows}


def _cells(entry: dict[str, Any], name: str) -> list[dict[str, Any]]:
    if name == "website":
        values = [each["url"] for each in entry["channels"] if each["network"] == "website"]
    elif name == "ways_to_help":
        values = [each["kind"] for each in entry["ways_to_help"]]
    elif name.startswith(IDENTIFIER):
        values = [each["value"] for each in entry["identifiers"] if each["scheme"] == name.removeprefix(IDENTIFIER)]
    else:
        values = entry[name] if isinstance(entry[name], list) else [entry[name]]
    return [{"int": value} if isinstance(value, int) else {"str": value} for value in values if value not in (None, "")]
