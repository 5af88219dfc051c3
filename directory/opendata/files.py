"""The files of the data page. Each is written in memory that does not grow with the directory, and alike for the same directory.

The database is read once, for the JSON Lines and the JSON-LD; all other files are made of the JSON Lines, so they agree.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Self

from pyroaring import BitMap

from directory.api.answers import absolute
from directory.exchange import workbooks, writing
from directory.exchange.rows import Cell, guarded
from directory.models import Organization
from directory.opendata import database, entries, package, tables
from directory.opendata.entries import Said
from directory.opendata.package import About, File
from directory.search.topics import TopicTable
from directory.views import structured

MOST_ROWS = 1_048_575  # of a sheet, below its header
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows
LINES, CSV, WORKBOOK = "organizations.jsonl", "organizations.csv", "organizations.xlsx"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATABASE, TABLES, LINKED = "directory.db", "tables.zip", "organizations.jsonld"


class Making(NamedTuple):
    """Where the files are written, and what they say of themselves."""

    folder: Path
    about: About

    @classmethod
    def of_today(cls, folder: Path) -> Self:
        return cls(folder, package.about())


def write_lines(making: Making) -> int:
    """All entries as JSON Lines, straight from the database, and beside them as JSON-LD."""
    published = BitMap(Organization.objects.published().values_list("pk", flat=True).iterator(chunk_size=10_000))
    rows = 0
    with _text(making.folder / LINES) as lines, _text(making.folder / LINKED) as linked:
        linked.write(structured.graph_head(making.about))
        for organization in entries.passed_on(published):
            lines.write(entries.json_line(organization))
            linked.write(f",\n{json.dumps(structured.organization_node(organization), ensure_ascii=False)}")
            rows += 1
        linked.write(structured.GRAPH_END)
    return rows


def _text(path: Path):
    return path.open("w", encoding="utf-8", newline="")


def read_lines(making: Making) -> Iterator[Said]:
    with (making.folder / LINES).open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)


def count_lines(making: Making) -> int:
    with (making.folder / LINES).open("rb") as lines:
        return sum(1 for _ in lines)


def write_csv(making: Making) -> int:
    with _text(making.folder / CSV) as file:
        return _written(file, entries.csv_lines(read_lines(making))) - 1


def write_workbook(making: Making) -> int | None:
    rows = count_lines(making)
    if rows > MOST_ROWS:
        return None
    workbooks.write(making.folder / WORKBOOK, entries.flat_rows(read_lines(making)))
    return rows


def write_database(making: Making) -> int:
    """The linked tables in SQLite; a row for everything that they know."""
    parts = chain.from_iterable(map(tables.rows_of, read_lines(making)))
    path = making.folder / DATABASE
    database.write(path, chain(tables.rows_beside_entries(TopicTable.load(), absolute), parts), making.about)
    return database.count(path)


def write_tables(making: Making) -> int:
    """The same tables as CSV files in a zip, itself a data package."""
    rows = 0
    with zipfile.ZipFile(making.folder / TABLES, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member("datapackage.json"), "w") as file:
            file.write(package.as_text(package.of_tables(making.about)).encode())
        for table in tables.TABLES:
            with archive.open(_member(f"{table.name}.csv"), "w", force_zip64=True) as file:
                found = map(_safe, database.read(making.folder / DATABASE, table))
                rows += sum(bool(file.write(line.encode())) for line in writing.csv_table(table.names, found)) - 1
    return rows


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, LONG_AGO)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _safe(row: tables.Row) -> list[Cell]:
    return [guarded(value) if isinstance(value, str) else value for value in row]


def _written(file, lines: Iterator[str]) -> int:
    """Write lines and say how many they were."""
    return sum(bool(file.write(line)) for line in lines)


# In the order in which they are written: what is made of another stands after it. Each writer says how many rows its file has,
# or None when its format would not take them all.
WRITERS: dict[File, Callable[[Making], int | None]] = {
    File(LINES, "JSON Lines", "One entry a line, whole, as the API says it.", "application/jsonl"): write_lines,
    File(LINKED, "JSON-LD", "The entries in the words of schema.org.", "application/ld+json"): count_lines,
    File(CSV, "CSV", "One row an entry; lists stand in one cell.", "text/csv"): write_csv,
    File(WORKBOOK, "Excel", "The same rows as a workbook.", EXCEL): write_workbook,
    File(
        DATABASE, "SQLite", "Linked tables with full-text search, ready for Datasette.", "application/vnd.sqlite3"
    ): write_database,
    File(TABLES, "Linked tables", "The same tables as CSV files in a zip.", "application/zip"): write_tables,
}


def write_all(folder: Path) -> dict[str, int]:
    """Write every file and its description; how many rows each has. One that would be too large for its format is left out."""
    making = Making.of_today(folder)
    found = {file: write(making) for file, write in WRITERS.items()}
    rows = {file: count for file, count in found.items() if count is not None}
    (folder / package.NAME).write_text(package.as_text(package.of_files(making.about, folder, rows)), encoding="utf-8")
    return {file.name: count for file, count in rows.items()}
