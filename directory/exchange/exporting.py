"""The public directory, or the part of it that a query asks for, as a file that imports back to the same."""

import os
from collections.abc import Iterable, Iterator
from itertools import batched, chain
from pathlib import Path

from django.http import QueryDict

from directory.curation import document
from directory.exchange import workbooks, writing
from directory.exchange.rows import COLUMNS, flat
from directory.exchange.writing import Entry
from directory.models import Organization
from directory.search import index
from directory.search.query import Query

BATCH = 200
FORMATS = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
}
MOST_ROWS = 1_048_575  # of a sheet, below its header


class CannotExport(Exception):
    """What was asked for cannot be written; says why."""


def entries(query: str = "") -> Iterator[Entry]:
    """All public entries, the oldest first, or those of a query in its order; raise BadQuery."""
    for ids in batched(_matching(query) if query else _all(), BATCH, strict=False):
        for organization in Organization.objects.published().with_page_data().in_order(list(ids)):
            yield Entry(str(organization.uid), document.read(organization))


def _matching(query: str) -> Iterator[int]:
    held = index.current()
    return held.stream(Query.from_params(QueryDict(query), held.topics, strict=True))


def _all() -> Iterator[int]:
    last = 0
    while ids := list(Organization.objects.published().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from ids
        last = ids[-1]


def count(query: str = "") -> int:
    """How many entries an export has; raise BadQuery."""
    if not query:
        return Organization.objects.published().count()
    held = index.current()
    return held.find(Query.from_params(QueryDict(query), held.topics, strict=True)).total


def write(path: Path, found: Iterable[Entry]) -> None:
    """Write entries in the format that the file's name says; the file appears when it is whole."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise CannotExport(f"{path.name}: the name of an export ends in {', '.join(FORMATS)}.")
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            if suffix == ".xlsx":
                workbooks.write(file, chain([COLUMNS], _rows(found)))
            else:
                file.writelines(text.encode() for text in TEXTS[suffix](found))
        os.replace(unfinished, path)
    except OSError as error:
        raise CannotExport(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _rows(found: Iterable[Entry]) -> Iterator[list]:
    for number, entry in enumerate(found, start=1):
        if number > MOST_ROWS:
            raise CannotExport(f"A sheet has {MOST_ROWS:,} rows below its header: export CSV or JSON Lines.")
        yield list(flat(entry.document, entry.id).values())


def _csv(found: Iterable[Entry]) -> Iterator[str]:
    """With the mark by which spreadsheet programs know UTF-8."""
    return chain(["\ufeff"], writing.csv_lines(found))


TEXTS = {".csv": _csv, ".json": writing.json_pieces, ".jsonl": writing.jsonl_lines}
