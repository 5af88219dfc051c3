"""A document in words, for curators who read one or mend it."""

import re

from directory.curation.document import PARTS, SHAPE, BadDocument, Document
from directory.curation.wording import label, lines, topic_names


def entry(document: Document) -> list[tuple[str, list[str]]]:
    """All that a document says, field by field, without what is empty."""
    topics = topic_names(document.get("topics", []))
    return [(label(key), said) for key in SHAPE if (said := lines(key, document.get(key, ""), topics))]


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
