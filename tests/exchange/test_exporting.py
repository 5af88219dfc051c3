"""export_organizations: whole, the same bytes every time, harmless in a spreadsheet; and its way back."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from directory.curation import actions, document
from directory.curation.document import BadDocument
from directory.exchange.rows import COLUMNS
from directory.models import Organization, Person, Revision, Status
from tests.curation.test_document import WHOLE
from tests.test_naughty_strings import OWN, is_published

FORMATS = ["csv", "xlsx", "json", "jsonl"]


@pytest.fixture
def export(tmp_path, db):
    def make(name, *options):
        path = tmp_path / name
        call_command("export_organizations", path, *options, stdout=StringIO(), stderr=StringIO())
        return path

    return make


@pytest.fixture
def everything(make_topic, make_organization):
    """Entries with something in every place, and with what breaks careless programs."""
    make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending")
    make_organization(slug="parent", name="Parent", relations=[])
    make_organization(**WHOLE)
    make_organization(slug="twin", name="Parent", summary='=HYPERLINK("https://example.org")')  # another of the same name
    make_organization(slug="long", name="@Long", description="\n\n".join(["=1+1", "x" * 20_000, "-ÿ🏳️‍🌈" * 4_000]))
    make_organization(slug="plain", name="NA", kind="blog", seat="'t Zand", country="NA", works_in=["001"], began=1000)
    for number, text in enumerate(OWN):
        is_published(naughty(number, text))
    make_organization(name="Hidden", status=Status.UNPUBLISHED)


def naughty(number, text):
    return {
        "name": f"Naughty {number} {text}"[:200], "slug": f"naughty-{number}", "kind": "blog", "summary": text[:300],
        "description": text, "editors_note": f"{text}\r\n{text}", "seat": text[:100], "attribution": text[:300],
        "other_names": [{"name": text[:200]}, {"name": "a | b; c\\"}],
        "ways_to_help": [{"kind": "learn", "note": text[:200]}],
        "channels": [{"network": "x", "url": "https://x.com/x", "handle": text[:100]}],
        "people": [{"slug": f"p{number}", "name": f"{text}|"[:200], "role": text[:200]}],
        "identifiers": [{"scheme": text[:50], "value": f"{number} {text}"[:100]}],
        "sources": [{"url": "https://example.org/?a=1;b=2,3", "title": text[:300], "supports": text[:500]}],
        "disputes": [{"field": text[:50], "note": f"{text}\n{text}", "sources": ["https://example.org/?a=1;b=2,3"]}],
    }  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_imports_to_the_same_directory(export, run, everything, directory, ending):
    path = export(f"all.{ending}")
    before, content = directory(), path.read_bytes()
    assert len(before) > 15
    assert run(path, "--publish")[-1] == f"rows {len(before)}: new 0, changed 0, same {len(before)}, duplicate 0, refused 0"
    Revision.objects.all().delete()
    Organization.objects.all().delete()
    Person.objects.all().delete()
    assert run(path, "--publish", "--dry-run") == [
        f"rows {len(before)}: new {len(before)}, changed 0, same 0, duplicate 0, refused 0"
    ]
    run(path, "--publish")
    assert directory() == before
    assert export(f"again.{ending}").read_bytes() == content


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_undoes_what_was_changed_since(export, run, make_organization, directory, ending):
    organization = make_organization(slug="water", name="Water", seat="Bern")
    path, before = export(f"all.{ending}"), directory()

    said = document.read(Organization.objects.with_page_data().get())
    said |= {"slug": "wasser", "seat": "", "began": 2005, "summary": "Other.", "languages": ["de"]}
    actions.publish(actions.propose(said, by=None, organization=organization), by=None)
    assert run(path, "--publish")[-1] == "rows 1: new 0, changed 1, same 0, duplicate 0, refused 0"
    assert directory() == before


@pytest.mark.parametrize("ending", FORMATS)
def test_two_exports_are_the_same_bytes(export, everything, ending):
    assert export(f"one.{ending}").read_bytes() == export(f"two.{ending}").read_bytes()


def test_drafts_and_withdrawn_entries_are_not_exported(export, make_organization):
    make_organization(name="Public")
    make_organization(name="Hidden", status=Status.UNPUBLISHED)
    make_organization(name="Gone", status=Status.WITHDRAWN)
    assert [row["name"] for row in json.loads(export("all.json").read_text())] == ["Public"]


def test_nothing_in_a_table_is_a_formula(export, everything):
    with export("all.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == COLUMNS
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    sheet = load_workbook(export("all.xlsx")).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_query_chooses_what_is_exported(export, make_organization, make_topic):
    make_topic("Water", "water", synonyms=[])
    make_organization(name="B Wells", topics=["water"])
    make_organization(name="A Wells", topics=["water"])
    make_organization(name="Fire")
    rows = json.loads(export("some.json", "--query", "topic=water").read_text())
    assert [row["name"] for row in rows] == ["A Wells", "B Wells"]
    assert json.loads(export("none.json", "--query", "country=TV").read_text()) == []


def test_what_cannot_be_exported_is_one_line_and_leaves_nothing(export, tmp_path, make_organization):
    make_organization()
    with pytest.raises(CommandError, match="topic=nowhere: there is no such topic"):
        export("all.csv", "--query", "topic=nowhere")
    with pytest.raises(CommandError, match="colour=red: there is no such parameter"):
        export("all.csv", "--query", "colour=red")
    with pytest.raises(CommandError, match="the name of an export ends in"):
        export("all.pdf")
    with pytest.raises(CommandError, match="cannot be written"):
        export("missing/all.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_directory_is_exported_too(export, ending):
    assert export(f"all.{ending}").read_bytes() == export(f"all2.{ending}").read_bytes()


def test_an_export_costs_the_same_queries_for_each_batch(export, make_organization, django_assert_max_num_queries):
    for _ in range(30):
        make_organization(channels=[{"network": "website", "url": "https://water.example/"}])
    with django_assert_max_num_queries(16):
        export("all.csv")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_big_list_of_naughty_strings_survives(export, run, shared, db, directory, ending):
    strings = json.loads((shared / "conformance/naughty-strings/blns-a.json").read_text())
    for number, text in enumerate(string for string in strings if string.strip()):
        try:
            is_published({"name": f"{number} {text}"[:200], "slug": f"n{number}", "kind": "blog", "description": text})
        except BadDocument:
            continue
    path, before = export(f"all.{ending}"), directory()
    assert len(before) > 100
    assert run(path, "--publish")[-1] == f"rows {len(before)}: new 0, changed 0, same {len(before)}, duplicate 0, refused 0"
