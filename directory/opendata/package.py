"""What the files are: a Frictionless data package, https://datapackage.org/."""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from directory.licences import KNOWN
from directory.models import Change, DirectoryVersion
from directory.models.organization import OWN_LICENCE
from directory.opendata import entries, tables
from directory.opendata.tables import Column, Table

NAME = "datapackage.json"
LICENCE = KNOWN[OWN_LICENCE]
TITLE = "socialchange: organizations for social change"
DESCRIPTION = (
    "A curated directory of organizations that work for social change. Texts are under the licence named here, unless the columns "
    "licence and attribution of an entry say otherwise; name the directory and link to the entry. Entries whose licence does not "
    "let us pass them on are left out. Logos are no part of the data."
)
CELLS = "Lists stand in one cell, parts in one line each; a cell that would be a formula begins with an apostrophe. See docs/exchange.md."

type Described = dict[str, Any]
type About = dict[str, str]


class File(NamedTuple):
    name: str
    title: str
    about: str
    media_type: str


def about() -> About:
    """What every file says of itself where its format lets it: the same for the same version of the directory."""
    newest = Change.objects.first()
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "homepage": f"{settings.SITE_URL}{reverse('directory:data')}",
        "licence": LICENCE.id,
        "licence_url": LICENCE.url,
        "version": str(DirectoryVersion.current()),
        "date": newest.at.isoformat(timespec="seconds") if newest else "",
    }


def of_files(about: About, folder: Path, rows: dict[File, int]) -> Described:
    """The files in a folder, each with size and checksum, and the columns of those that have any."""
    return _package("socialchange", about, [_file(file, folder / file.name, count) for file, count in rows.items()])


def of_tables(about: About) -> Described:
    """The linked tables, each with its columns and what they refer to."""
    return _package("socialchange-tables", about, [_table(table) for table in tables.TABLES])


def _package(name: str, about: About, resources: list[Described]) -> Described:
    created = {"created": about["date"]} if about["date"] else {}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": about["title"],
        "description": about["description"],
        "homepage": about["homepage"],
        "version": about["version"],
        **created,
        "licenses": [{"name": LICENCE.id, "path": LICENCE.url, "title": LICENCE.name}],
        "contributors": [{"title": "socialchange", "path": f"{settings.SITE_URL}/", "roles": ["publisher"]}],
        "resources": resources,
    }


def _file(file: File, path: Path, rows: int) -> Described:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    said: Described = {
        "name": file.name.replace(".", "-"),
        "type": "file",
        "path": file.name,
        "title": file.title,
        "description": file.about,
        "format": path.suffix[1:],
        "mediatype": file.media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "licenses": [{"name": LICENCE.id, "path": LICENCE.url, "title": LICENCE.name}],
    }
    if path.suffix == ".csv":
        said |= {
            "type": "table",
            "encoding": "utf-8",
            "dialect": {"delimiter": ","},
            "schema": _schema(flat_columns(), key="id"),
        }
        said["description"] += f" {CELLS}"
    return said


def flat_columns() -> tuple[Column, ...]:
    """The columns of the flat file."""
    types = {
        "began": "integer",
        "ended": "integer",
        "published_at": "datetime",
        "changed_at": "datetime",
        "verified_on": "date",
    }
    return tuple(Column(name, entries.meaning(name), types.get(name, "string")) for name in entries.COLUMNS)


def _table(table: Table) -> Described:
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "description": table.meaning,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(table.columns, key=table.key),
    }


def _schema(columns: tuple[Column, ...], key: str = "") -> Described:
    fields = [{"name": each.name, "type": each.type, **_format(each), "description": each.meaning} for each in columns]
    said: Described = {"fields": fields}
    said |= {"primaryKey": [key]} if key else {}
    links = [
        {
            "fields": [each.name],
            "reference": {"resource": each.refers.replace("_", "-"), "fields": [tables.BY_NAME[each.refers].key]},
        }
        for each in columns
        if each.refers
    ]
    return said | ({"foreignKeys": links} if links else {})


def _format(column: Column) -> dict[str, str]:
    return {"format": "any"} if column.type == "datetime" else {}


def as_text(described: Described) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
