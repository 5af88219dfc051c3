"""A document in words, for people who compare two or read an old one."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import models

from directory.admin.fields import language_label
from directory.curation.document import PARTS, SHAPE, BadDocument, Document
from directory.models import Organization
from directory.models.vocabulary import Kind
from directory.places import COUNTRIES

LABELS = {
    "topics": "Topics",
    "works_in": "Works in",
    "people": "People",
    "other_names": "Other names",
    "ways_to_help": "Ways to help",
    "disputes": "Where sources disagree",
}


@dataclass(frozen=True)
class Difference:
    """A field in which two documents are not the same, each as lines of text."""

    key: str
    label: str
    theirs: list[str]
    yours: list[str]


def label(key: str) -> str:
    """What the desk calls a key of the document."""
    if key in LABELS or key in PARTS:
        return LABELS.get(key, key.capitalize())
    name = str(getattr(Organization._meta.get_field(key), "verbose_name", key))
    return name[:1].upper() + name[1:]


def lines(key: str, value: Any) -> list[str]:
    """A value as a person reads it; no line when it says nothing."""
    if key in PARTS:
        return [_row(key, row) for row in value]
    if key == "works_in":
        return [", ".join(COUNTRIES.get(code, code) for code in value)] if value else []
    if key == "languages":
        return [", ".join(language_label(tag) for tag in value)] if value else []
    if isinstance(value, list):
        return [", ".join(value)] if value else []
    if key == "country":
        return [COUNTRIES.get(value, value)] if value else []
    if key == "kind":
        return [str(dict(Kind.choices).get(value, value))] if value else []
    return [line for line in str("" if value is None else value).splitlines() if line]


def _row(part: str, row: dict[str, Any]) -> str:
    said = []
    for key, value in row.items():
        field = next((field for field in PARTS[part].model._meta.get_fields() if field.name == key), None)
        if isinstance(value, list):
            value = ", ".join(value)
        elif isinstance(field, models.Field) and field.choices:
            value = dict(field.flatchoices).get(value, value)
        if value not in ("", None) and key != "slug":
            said.append(str(value))
    return " · ".join(said)


def entry(document: Document) -> list[tuple[str, list[str]]]:
    """All that a document says, field by field, without what is empty."""
    return [(label(key), said) for key in SHAPE if (said := lines(key, document.get(key, "")))]


def differences(theirs: Document, yours: Document) -> list[Difference]:
    """The fields in which two documents are not the same, in the order of the entry."""
    return [
        Difference(key, label(key), lines(key, theirs[key]), lines(key, yours[key]))
        for key in SHAPE
        if theirs[key] != yours[key]
    ]


PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")


def faults(bad: BadDocument) -> list[str]:
    """What is wrong with a document, as sentences."""
    return [f"{_place(place)}: {' '.join(said)}" for place, said in bad.errors.items()]


def _place(place: str) -> str:
    """`channels[1].url` as a person says it: `Channels, row 2, url`."""
    found = PLACE.match(place)
    if found is None or found[1] not in SHAPE:
        return place
    words = [label(found[1]), f"row {int(found[2]) + 1}" if found[2] and found[1] in PARTS else "", found[3] or ""]
    return ", ".join(word for word in words if word)
