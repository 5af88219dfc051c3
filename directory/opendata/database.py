"""The linked tables as a SQLite database: with indexes, references that Datasette follows, and full-text search."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from directory.opendata.tables import BY_NAME, TABLES, Column, Row, Table

AT_ONCE = 5_000  # rows that wait to be written
SEARCHED = ("name", "summary", "description")
ALSO_INDEXED = {
    "organizations": ("kind", "country", "began", "name"),
    "organization_countries": ("country",),
    "organization_languages": ("language",),
    "ways_to_help": ("kind",),
    "channels": ("network",),
    "identifiers": ("scheme", "value"),
    "relations": ("kind",),
}


def write(path: Path, rows: Iterable[tuple[str, Row]], metadata: dict[str, str]) -> None:
    """Write rows, each with the name of its table. The same rows give the same bytes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # a file that is not whole is thrown away
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for table in TABLES:
            database.execute(_created(table))
        _insert(database, rows)
        _link(database)
        for table in TABLES:
            for column in _indexed(table):
                database.execute(f"CREATE INDEX {table.name}_{column} ON {table.name} ({column})")
        _make_searchable(database)
        _describe(database, metadata)
        database.execute("COMMIT")


def _created(table: Table) -> str:
    columns = [_defined(table, column) for column in table.columns]
    columns += ["UNIQUE (slug)"] if table.name == "organizations" else []
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _defined(table: Table, column: Column) -> str:
    kind = "INTEGER" if column.type == "integer" else "TEXT"
    key = " PRIMARY KEY NOT NULL" if column.name == table.key else ""
    refers = f" REFERENCES {column.refers} ({BY_NAME[column.refers].key})" if column.refers else ""
    return f"{column.name} {kind}{key}{refers}"


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
    waiting: defaultdict[str, list[Row]] = defaultdict(list)
    for number, (name, row) in enumerate(rows, start=1):
        waiting[name].append(row)
        if number % AT_ONCE == 0:
            _flush(database, waiting)
    _flush(database, waiting)


def _flush(database: sqlite3.Connection, waiting: dict[str, list[Row]]) -> None:
    for name, rows in waiting.items():
        places = ", ".join("?" * len(BY_NAME[name].columns))
        database.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608  # names of our own
    waiting.clear()


def _link(database: sqlite3.Connection) -> None:
    """Entries that were told by their slug are told by their id, and what refers to none in these files goes."""
    for name, column in (("relations", "other"), ("collection_items", "organization")):
        database.execute(f"UPDATE {name} SET {column} = (SELECT id FROM organizations WHERE slug = {name}.{column})")  # noqa: S608
        database.execute(f"DELETE FROM {name} WHERE {column} IS NULL")  # noqa: S608
    for table in TABLES:
        for each in table.columns:
            if each.refers:
                known = f"SELECT {BY_NAME[each.refers].key} FROM {each.refers}"  # noqa: S608
                database.execute(f"DELETE FROM {table.name} WHERE {each.name} NOT IN ({known})")  # noqa: S608


def _indexed(table: Table) -> list[str]:
    return list(dict.fromkeys([*(each.name for each in table.columns if each.refers), *ALSO_INDEXED.get(table.name, ())]))


def _make_searchable(database: sqlite3.Connection) -> None:
    columns = ", ".join(SEARCHED)
    database.execute(
        f'CREATE VIRTUAL TABLE organizations_fts USING fts5 ({columns}, content="organizations", '
        "tokenize='unicode61 remove_diacritics 2')"
    )
    database.execute(f"INSERT INTO organizations_fts (rowid, {columns}) SELECT rowid, {columns} FROM organizations")  # noqa: S608


def _describe(database: sqlite3.Connection, metadata: dict[str, str]) -> None:
    """What the file is, and what each of its columns says, in the file itself."""
    database.execute("CREATE TABLE metadata (key TEXT PRIMARY KEY NOT NULL, value TEXT)")
    database.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
    database.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, meaning TEXT)')
    described = ((table.name, column.name, column.meaning) for table in TABLES for column in table.columns)
    database.executemany("INSERT INTO columns VALUES (?, ?, ?)", described)


def read(path: Path, table: Table) -> Iterator[Row]:
    """The rows of a table, in the order in which they were written."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        yield from database.execute(f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY rowid")  # noqa: S608


def count(path: Path) -> int:
    """How many rows the linked tables have in all."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        counts = (database.execute(f"SELECT count(*) FROM {table.name}") for table in TABLES)  # noqa: S608
        return sum(row[0] for row in chain.from_iterable(counts))
