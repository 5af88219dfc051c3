"""Files that people send become records: CSV in any encoding and dialect, Excel, JSON, JSON Lines. Nothing is held whole in memory.

A file is looked at before it is read (`open_table`): what it is, its columns, and where its records stand. What cannot be read
as a whole raises BadFile; a record that cannot be read says so itself and holds up no other.
"""

import csv
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson

from directory.exchange import dialects, workbooks
from directory.exchange.rows import unguarded

LONGEST_CELL = 1_000_000  # characters
LONGEST_LINE = 16 * 1024**2
MOST_COLUMNS = 1_000
DEEPEST = 5  # of objects within an object
MOST_BRACKETS = 100
OPENING, CLOSING = ("start_map", "start_array"), ("end_map", "end_array")  # as ijson calls them
MOST_BYTES = 2 * 1024**3
FORMATS = {
    ".csv": "CSV",
    ".tsv": "CSV",
    ".txt": "CSV",
    ".xlsx": "Excel",
    ".json": "JSON",
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
}
# What a file begins with, whatever it is called.
MAGIC = {
    b"PK\x03\x04": "an archive or a workbook",
    b"\xd0\xcf\x11\xe0": "a workbook that is protected by a password, or of the old Excel format (.xls)",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}


class BadFile(Exception):
    """A file that cannot be read at all; says why, in words for whoever sent it."""


@dataclass(frozen=True)
class Record:
    """One row. `number` is the row that a spreadsheet shows (the header is row 1), or else the record's place in the file.

    `faults` says what cannot be read, by column ("" for the whole of it).
    """

    number: int
    cells: dict[str, Any]
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file that can be read: how it was understood, its columns, and its records from the first, as often as one likes."""

    about: str
    columns: list[str]
    records: Callable[[], Iterator[Record]]
    repeated: frozenset[str] = frozenset()  # names that more than one column has


def open_table(path: Path, name: str = "") -> Table:
    """Look at a file, which came under this name; raise BadFile."""
    name = name or path.name
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise BadFile(f"{name}: a file to import ends in {', '.join(FORMATS)}.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise BadFile(f"{name} cannot be opened: {error.strerror}.") from error
    if not size:
        raise BadFile(f"{name} is empty.")
    if size > MOST_BYTES:
        raise BadFile(f"{name} is larger than {MOST_BYTES // 1024**3} GB.")
    _check_kind(name, FORMATS[suffix], start)
    try:
        return OPENERS[FORMATS[suffix]](path)
    except (BadFile, workbooks.BadWorkbook) as error:
        raise BadFile(f"{name}: {error}") from error
    except OSError as error:
        raise BadFile(f"{name} cannot be read: {error.strerror}.") from error


def _check_kind(name: str, kind: str, start: bytes) -> None:
    """Refuse what is not what its name says."""
    found = next((words for magic, words in MAGIC.items() if start.startswith(magic)), "")
    if kind == "Excel":
        if not start.startswith(b"PK\x03\x04"):
            raise BadFile(f"{name} is {found or 'no Excel workbook'}: save it as .xlsx, without a password.")
        return
    if found:
        raise BadFile(f"{name} is {found}, not {kind}: give it the ending that it should have, or save it as {kind}.")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise BadFile(f"{name} is a web page, not {kind}: download the file itself.")
    if kind == "CSV" and text[:1] in (b"{", b"[") and _is_json(text):
        raise BadFile(f"{name} is JSON, not CSV: call it .json, or .jsonl when each line is an object.")
    if kind != "CSV" and text[:1] not in (b"{", b"["):
        raise BadFile(f"{name} is no {kind}: it begins neither with [ nor with {{.")


def _is_json(text: bytes) -> bool:
    return text[1:].lstrip()[:1] in (b'"', b"{", b"}", b"]")


# Tables: CSV and Excel


def _open_csv(path: Path) -> Table:
    dialect = dialects.detect(path)

    def rows() -> Iterator[list[str]]:
        with path.open(encoding=dialect.encoding, newline="") as file:
            csv.field_size_limit(LONGEST_LINE)  # here, as it is the whole process's, and others set it too
            lines = csv.reader(file, delimiter=dialect.delimiter)
            try:
                yield from lines
            except csv.Error as error:
                raise BadFile(f"a cell that ends in line {lines.line_num} is too long: is a quotation mark missing?") from error
            except UnicodeDecodeError as error:
                raise BadFile(f"the file is not {dialect.encoding} throughout.") from error

    return _table(str(dialect), rows)


def _open_workbook(path: Path) -> Table:
    def rows() -> Iterator[list[str]]:
        with path.open("rb") as file:
            try:
                yield from workbooks.read(file, MOST_COLUMNS)
            except workbooks.BadWorkbook as error:
                raise BadFile(str(error)) from error

    return _table("Excel workbook", rows)


def _table(about: str, rows: Callable[[], Iterator[list[str]]]) -> Table:
    first = next(((number, row) for number, row in enumerate(rows(), start=1) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise BadFile("there is nothing in it.")
    header, names = first
    if len(names) > MOST_COLUMNS:
        raise BadFile(f"it has more than {MOST_COLUMNS} columns.")
    columns = _distinct([name.strip() for name in names])

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows(), start=1):
            if number > header and any(cell.strip() for cell in row):
                yield _record(number, columns, row)

    seen = [name.strip() for name in names if name.strip()]
    return Table(about, columns, records, frozenset(name for name in seen if seen.count(name) > 1))


def _distinct(names: list[str]) -> list[str]:
    """Every column has a name of its own: `Note`, `Note (2)`, and `column 4` for one without."""
    columns: list[str] = []
    taken = set(names)
    for place, name in enumerate(names, start=1):
        name = name[:200] or f"column {place}"
        number, own = 1, name
        while own in columns or (number > 1 and own in taken):
            number += 1
            own = f"{name} ({number})"
        columns.append(own)
    return columns


def _record(number: int, columns: list[str], row: list[str]) -> Record:
    faults = {}
    if extra := [cell for cell in row[len(columns) :] if cell.strip()]:
        faults[""] = f"it has {len(extra)} more cell{'s' if len(extra) > 1 else ''} than there are columns."
    cells = dict(itertools.zip_longest(columns, map(unguarded, row[: len(columns)]), fillvalue=""))
    for column, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            faults[column] = _too_long(len(cell))
    return Record(number, cells, faults)


def _too_long(length: int) -> str:
    return f"this is {length:,} characters long; a cell may have {LONGEST_CELL:,}. Is a quotation mark missing?"


# Objects: JSON and JSON Lines


def _open_json(path: Path) -> Table:
    with path.open("rb") as file:
        place = _place_of_records(file)

    def found() -> Iterator[tuple[Any, str]]:
        with path.open("rb") as file, _json_faults():
            for item in ijson.items(_events(file), place):
                yield item, ""

    return _objects("JSON" + (f", the list at {place.removesuffix('.item')}" if "." in place else ""), found)


def _place_of_records(file: Any) -> str:
    """Where the longest list of objects is that is in no other list; the whole file when it is one object."""
    lengths: dict[str, int] = {}
    with _json_faults():
        for prefix, event, _value in _events(file):
            if not prefix and event == "start_array":
                return "item"
            if event == "start_map" and prefix.split(".").count("item") == 1 and prefix.endswith(".item"):
                lengths[prefix] = lengths.get(prefix, 0) + 1
    return max(lengths, key=lambda place: lengths[place]) if lengths else ""


def _events(file: Any) -> Iterator[tuple[str, str, Any]]:
    return ijson.parse(_not_too_deep(ijson.basic_parse(_without_mark(file), use_float=True)))


def _not_too_deep(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Of what stands in very many brackets ijson would keep the whole path with each: small files would fill the memory."""
    depth = 0
    for event in events:
        if event[0] in OPENING:
            depth += 1
            if depth > MOST_BRACKETS:
                raise BadFile(f"something in it stands in more than {MOST_BRACKETS} brackets.")
        elif event[0] in CLOSING:
            depth -= 1
        yield event


class _json_faults:
    """Says in words what ijson found wrong."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, ijson.IncompleteJSONError):
            raise BadFile("the JSON is cut off, or not JSON: it ends or breaks where something has to come.") from error
        if isinstance(error, ijson.JSONError | UnicodeDecodeError | ValueError | OverflowError):
            raise BadFile(f"this is not JSON ({str(error).splitlines()[0][:100]}).") from error


def _without_mark(file: Any) -> Any:
    """UTF-8 may begin with a mark, which is none of the JSON."""
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    return file


def _open_json_lines(path: Path) -> Table:
    def found() -> Iterator[tuple[Any, str]]:
        with path.open("rb") as file:
            _without_mark(file)
            while line := file.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise BadFile(f"a line is longer than {LONGEST_LINE // 1024**2} MB.")
                if line.strip():
                    yield _of_line(line)

    return _objects("JSON Lines", found)


def _of_line(line: bytes) -> tuple[Any, str]:
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_no_number), ""
    except (ValueError, RecursionError) as error:
        return None, f"this line is not JSON ({str(error)[:100]})."


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _objects(about: str, found: Callable[[], Iterator[tuple[Any, str]]]) -> Table:
    def records() -> Iterator[Record]:
        for number, (item, fault) in enumerate(found(), start=1):
            if fault or not isinstance(item, dict):
                yield Record(number, {}, {"": fault or "this is no object with keys."})
            else:
                yield _of_object(number, item)

    columns: dict[str, None] = {}
    for record in records():
        columns |= dict.fromkeys(record.cells)
        if len(columns) > MOST_COLUMNS:
            raise BadFile(f"its objects have more than {MOST_COLUMNS} different keys.")
    if not columns:
        raise BadFile("there is no object with keys in it.")
    return Table(about, list(columns), records)


def _of_object(number: int, item: dict[str, Any]) -> Record:
    cells = dict(_flattened(item, "", DEEPEST))
    faults = {key: _too_long(len(cell)) for key, cell in cells.items() if isinstance(cell, str) and len(cell) > LONGEST_CELL}
    return Record(number, cells, faults)


def _flattened(item: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Objects within an object as `location.city`; lists stay as they are."""
    for key, value in item.items():
        if isinstance(value, dict) and value and depth > 1:
            yield from _flattened(value, f"{before}{key}.", depth - 1)
        else:
            yield f"{before}{key}", value


OPENERS: dict[str, Callable[[Path], Table]] = {
    "CSV": _open_csv,
    "Excel": _open_workbook,
    "JSON": _open_json,
    "JSON Lines": _open_json_lines,
}
