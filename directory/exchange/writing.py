"""Documents become files: CSV, Excel, JSON and JSON Lines. The same documents give the same bytes, in memory that does not grow."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from directory.curation.document import Document
from directory.exchange.rows import COLUMNS, Cell, flat


class Entry(NamedTuple):
    """A document, and the permanent id of the organization that it is of."""

    id: str
    document: Document


class _Line:
    """A file that keeps the last line for whoever wants it."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A table with a line of column names, then one for each entry."""
    return csv_table(COLUMNS, (flat(entry.document, entry.id).values() for entry in entries))


def csv_table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """A table after RFC 4180, line by line.

    Every text is in quotes, so that a spreadsheet that parts cells at semicolons finds no formula inside one.
    """
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_STRINGS, lineterminator="\r\n")
    writer.writerow(columns)
    yield line.text
    for row in rows:
        writer.writerow(row)
        yield line.text


def jsonl_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """One object a line: the id, then the document's keys in their order."""
    for entry in entries:
        yield json.dumps({"id": entry.id} | entry.document, ensure_ascii=False) + "\n"


def json_pieces(entries: Iterable[Entry]) -> Iterator[str]:
    """One array of the same objects, a line for each."""
    before = "[\n"
    for line in jsonl_lines(entries):
        yield before + line.removesuffix("\n")
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"
