"""An entry as rows of the database's tables, in texts and numbers that SQLite and PostgreSQL read alike."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bench.entries import Entry

type Row = tuple[Any, ...]

# By model, in the order in which they refer to each other; the loader fills other columns with their defaults.
COLUMNS = {
    "Organization": (
        "id uid slug name kind summary description began ended seat country works_in languages"
        " status published_at changed_at verified_on"
    ).split(),
    "OtherName": ["organization_id", "name", "kind"],
    "OrganizationTopic": ["content_object_id", "tag_id", "position"],
    "WayToHelp": ["organization_id", "kind", "url", "position"],
    "Channel": ["organization_id", "network", "url", "position"],
    "Role": ["organization_id", "person_id", "role", "began"],
    "Relation": ["organization_id", "kind", "other_id"],
    "Identifier": ["organization_id", "scheme", "value"],
    "Source": ["organization_id", "url", "title", "supports"],
}


def key(number: int) -> int:
    """The primary key of what has this number: numbers begin at 0, keys at 1."""
    return number + 1


def rows(entries: Iterable[Entry]) -> dict[str, list[Row]]:
    """The rows of each model."""
    found: dict[str, list[Row]] = defaultdict(list)
    for entry in entries:
        found["Organization"].append(organization(entry))
        for model, row in parts(entry):
            found[model].append((key(entry.number), *row))
    return found


def organization(entry: Entry) -> Row:
    published_at = entry.published_at.strftime("%Y-%m-%d %H:%M:%S")  # in UTC, as both databases take it
    return (
        key(entry.number),
        entry.uid.hex,
        entry.slug,
        entry.name,
        entry.kind,
        entry.summary,
        entry.description,
        entry.began,
        entry.ended,
        entry.seat,
        entry.country,
        json.dumps(entry.works_in),
        json.dumps(entry.languages),
        "published",
        published_at,
        published_at,
        entry.verified_on and entry.verified_on.isoformat(),
    )


def parts(entry: Entry) -> Iterator[tuple[str, Row]]:
    """What hangs on the organization, without its key."""
    if entry.short_name:
        yield "OtherName", (entry.short_name, "short")
    for position, topic in enumerate(entry.topics):
        yield "OrganizationTopic", (key(topic), position)
    for position, kind in enumerate(entry.helps):
        yield "WayToHelp", (kind, f"{entry.website}{kind}/", position)
    for position, (network, url) in enumerate([("website", entry.website), *entry.channels]):
        yield "Channel", (network, url, position)
    if entry.person is not None:
        yield "Role", (key(entry.person), "Founder", entry.began)
    if entry.partner is not None:
        yield "Relation", ("partner-of", key(entry.partner))
    if entry.identifier:
        yield "Identifier", ("GB-CHC", entry.identifier)
    yield "Source", (f"{entry.website}about/", f"{entry.name}: about us", "began, seat")
