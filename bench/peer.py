"""Datasette with FTS5 and facets on the same entries: what is easily had without an index of one's own."""

import json
import sqlite3
from itertools import batched
from pathlib import Path

from bench.entries import TOPICS, Entry, entry
from bench.servers import serving

MOST = 100_000

TABLES = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, slug TEXT, name TEXT, summary TEXT, kind TEXT, country TEXT, began INTEGER, decade TEXT,
    topics TEXT, help TEXT, networks TEXT, languages TEXT, verified_on TEXT
);
CREATE VIRTUAL TABLE entries_fts USING fts5(name, summary, topics, description, content='', tokenize='porter unicode61');
"""
INDEXES = """
CREATE INDEX by_name ON entries (name);
CREATE INDEX by_kind ON entries (kind);
CREATE INDEX by_country ON entries (country);
CREATE INDEX by_decade ON entries (decade);
"""
# Without its own time limits, so that it answers in full, and without guessing at facets, which only costs it time.
SETTINGS = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000, "suggest_facets": "off"}
METADATA = {"databases": {"directory": {"tables": {"entries": {"fts_table": "entries_fts", "fts_pk": "id"}}}}}


def build(count: int, folder: Path) -> None:
    """Write the database and what Datasette has to know of it."""
    (folder / "metadata.json").write_text(json.dumps(METADATA))
    database = sqlite3.connect(folder / "directory.db")
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")
    for numbers in batched(range(count), 5_000, strict=False):
        entries = [entry(number) for number in numbers]
        database.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(row, entries))
        database.executemany(
            "INSERT INTO entries_fts (rowid, name, summary, topics, description) VALUES (?, ?, ?, ?, ?)", map(words, entries)
        )
    database.executescript(f"{INDEXES} ANALYZE;")
    database.commit()
    database.close()


def row(made: Entry) -> tuple:
    return (
        made.number + 1,
        made.slug,
        made.name,
        made.summary,
        made.kind,
        made.country,
        made.began,
        f"{made.began // 10 * 10}s",
        json.dumps([slug(topic) for topic in made.topics]),
        json.dumps(made.helps),
        json.dumps([network for network, _ in made.channels]),
        json.dumps(made.languages),
        made.verified_on and made.verified_on.isoformat(),
    )


def words(made: Entry) -> tuple:
    topics = ", ".join(TOPICS[topic].name for topic in made.topics)
    return made.number + 1, made.name, made.summary, topics, made.description


def slug(topic: int) -> str:
    return TOPICS[topic].name.lower().replace(" ", "-")


def datasette(folder: Path):
    """The server, on a file that it knows to be final."""
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, str(value))]
    files = ["--immutable", str(folder / "directory.db"), "--metadata", str(folder / "metadata.json")]
    return serving(["-m", "datasette", "serve", *files, *settings], folder=folder)
