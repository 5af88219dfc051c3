"""The entries that we pass on, whole, and each of them as one flat row."""

from collections.abc import Iterable, Iterator
from itertools import batched, chain
from typing import Any

from directory.api.organizations import organization_shape
from directory.api.shapes import Organization as Shape
from directory.curation.document import SHAPE
from directory.exchange import rows, writing
from directory.exchange.rows import Cell
from directory.licences import may_be_passed_on
from directory.models import Organization

BATCH = 200
COLUMNS = ("id", "url", *(key for key in SHAPE if key != "logo"), "published_at", "changed_at", "verified_on")

type Said = dict[str, Any]  # an entry as the API says it, in values that JSON has


def passed_on(ids: Iterable[int]) -> Iterator[Organization]:
    """Those of these entries whose licence lets us pass them on, with all that they say; as many queries for each batch."""
    for batch in batched(ids, BATCH, strict=False):
        for organization in Organization.objects.published().with_page_data().in_order(list(batch)):
            if may_be_passed_on(organization.licence):
                yield organization


def said(organization: Organization) -> Said:
    """What the API says of it, key for key."""
    return organization_shape(organization).model_dump(mode="json")


def json_line(organization: Organization) -> str:
    return organization_shape(organization).model_dump_json() + "\n"


def json_lines(organizations: Iterable[Organization]) -> Iterator[str]:
    """One object a line, as the API has it at the entry's own address."""
    return map(json_line, organizations)


def csv_lines(entries: Iterable[Said]) -> Iterator[str]:
    """A line of column names, then one for each entry: lists in one cell, as docs/exchange.md says."""
    return writing.csv_table(COLUMNS, map(flat, entries))


def flat(entry: Said) -> list[Cell]:
    """An entry as a row of cells that no spreadsheet runs, in the order of COLUMNS."""
    cells = rows.flat(entry | {"logo": ""}, entry["id"])
    return [cells[column] if column in cells else entry[column] for column in COLUMNS]


def flat_rows(entries: Iterable[Said]) -> Iterator[Iterable[Cell]]:
    """The same as a sheet: column names first."""
    return chain([COLUMNS], map(flat, entries))


def meaning(column: str) -> str:
    """What a column says and where that comes from, as the API describes it."""
    return Shape.model_fields[column].description or ""
