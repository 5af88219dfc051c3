import csv
import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from frictionless import Package, validate
from openpyxl import load_workbook

from directory.curation import document
from directory.exchange.rows import whole
from directory.models import Organization
from directory.opendata import files
from directory.opendata.entries import COLUMNS
from directory.opendata.tables import TABLES

# frictionless looks into the zip to see whether it is one, and leaves it open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tables.zip:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file.*tables.zip:ResourceWarning"),
]


def valid(path: Path, monkeypatch) -> Package:
    """A data package of which frictionless finds every file, checksum and cell as described."""
    monkeypatch.chdir(path.parent)
    report = validate(path.name)
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "type", "note"])
    return Package(path.name)


def rows_of(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_package_describes_every_file_and_frictionless_finds_it_so(lenders, build, monkeypatch):
    made = build()
    package = valid(made.folder / "datapackage.json", monkeypatch)
    assert {resource.path for resource in package.resources} == {file.name for file in files.WRITERS}
    for resource in made.resources.values():
        content = (made.folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(field.description for field in package.get_resource("organizations-csv").schema.fields)


def test_the_zip_is_a_package_of_linked_tables_and_frictionless_follows_the_links(lenders, build, monkeypatch, tmp_path):
    made = build()
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(made.folder / "tables.zip") as archive:
        archive.extractall(folder)  # noqa: S202  our own
    package = valid(folder / "datapackage.json", monkeypatch)
    assert {resource.path for resource in package.resources} == {f"{table.name}.csv" for table in TABLES}
    rows = {table.name: rows_of(folder / f"{table.name}.csv") for table in TABLES}
    assert all(rows.values()), [name for name, found in rows.items() if not found]
    assert [row["name"] for row in rows["organizations"]] == ["Parent", "Kiva"]
    assert rows["organizations"][1]["summary"].startswith("'=")
    kiva = rows["organizations"][1]["id"]
    assert rows["ways_to_help"] == [
        {"organization": kiva, "kind": "lend", "url": "https://kiva.example/lend", "note": "From 25 dollars"}
    ]
    assert rows["relations"][0]["other"] == rows["organizations"][0]["id"]
    assert [(row["topic"], row["position"]) for row in rows["organization_topics"]] == [
        ("micro-lending", "0"),
        ("poverty", "1"),
    ]


def test_csv_is_read_back_whole(lenders, build):
    rows = rows_of(build().folder / "organizations.csv")
    assert tuple(rows[0]) == COLUMNS
    assert whole(rows[1]) == document.read(Organization.objects.with_page_data().get(slug="kiva"))


def test_the_workbook_is_read_back_by_openpyxl(lenders, build):
    workbook = load_workbook(build().folder / "organizations.xlsx", read_only=True)
    head, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    workbook.close()
    assert head == COLUMNS
    kiva = dict(zip(head, rows[1], strict=False))  # empty cells at the end of a row are not there
    assert (kiva["name"], kiva["began"], kiva["licence"]) == ("Kiva", 2005, "CC-BY-4.0")
    assert kiva["summary"].startswith("'=")


def test_json_lines_are_what_the_api_says(client, lenders, build):
    lines = [json.loads(line) for line in (build().folder / "organizations.jsonl").read_text().splitlines()]
    assert lines == [client.get(f"/api/v1/organizations/{slug}").json() for slug in ("parent", "kiva")]


@pytest.mark.parametrize("name", ["organizations.csv", "organizations.jsonl", "organizations.jsonld", "directory.db"])
def test_what_may_not_be_passed_on_is_in_no_file(lenders, build, name):
    content = (build().folder / name).read_bytes()
    assert b"Kiva" in content
    assert b"Not For Trade" not in content


def test_the_database_links_searches_and_says_what_it_is(lenders, build):
    with closing(sqlite3.connect(build().folder / "directory.db")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = database.execute(
            "SELECT name FROM organizations WHERE rowid IN "
            "(SELECT rowid FROM organizations_fts WHERE organizations_fts MATCH 'kenya')"
        )
        assert found.fetchall() == [("Kiva",)]
        metadata = dict(database.execute("SELECT key, value FROM metadata"))
        assert (metadata["licence"], metadata["version"].isdecimal()) == ("CC-BY-4.0", True)
        meanings = database.execute("SELECT meaning FROM columns").fetchall()
        assert all(meaning for (meaning,) in meanings)
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM ways_to_help WHERE kind = 'lend'").fetchall()
        assert "USING INDEX" in str(plan)


def test_the_same_directory_gives_the_same_bytes(lenders, settings, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        files.write_all(folder)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_a_directory_too_large_for_a_sheet_does_without_a_workbook(lenders, build, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    assert "organizations.xlsx" not in build().resources
    assert "organizations.csv" in build().resources


def test_an_empty_directory_has_files_too(db, build, monkeypatch):
    made = build()
    valid(made.folder / "datapackage.json", monkeypatch)
    assert (made.folder / "organizations.csv").read_text().startswith('"id"')
