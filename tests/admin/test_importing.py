"""Imports and exports at the desk: sent, mapped, shown, taken over; by whom; and what goes wrong."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from directory import tasks
from directory.curation.transitions import NotAllowed
from directory.exchange import importing, uploads
from directory.exchange.importing import move
from directory.models import AuditRecord, Curator, Import, Organization, Revision, State
from directory.models.importing import Stage
from tests.admin.conftest import Desk
from tests.html import Page

TABLE = "Organisation;Web;Tags;Note\nWater First;water.example;Rain;x\nCafé;not an address;;y\n"


def send(desk, content=TABLE, name="table.csv", **typed):
    """Send a file, as the first page's form does."""
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))
    fields = {"file": file, "licence": "CC0-1.0", "attribution": "Example Register", **typed}
    return desk.client.post(reverse("desk:directory_import_add"), fields, follow=True)


def map_columns(desk, job, **chosen):
    """Say what columns mean: `field_0="name"`."""
    fields = {name.replace("_", "-", 1): value for name, value in chosen.items()}
    return desk.client.post(reverse("desk:directory_import_columns", args=[job.pk]), fields, follow=True)


def press(desk, job, button="_take"):
    return desk.client.post(reverse("desk:directory_import_decide", args=[job.pk]), {button: "1"}, follow=True)


@pytest.fixture
def job(contributor) -> Import:
    """A file that was sent and planned."""
    send(contributor)
    job = Import.objects.get()
    map_columns(contributor, job, field_0="name", field_1="website", field_2="topics")
    job.refresh_from_db()
    return job


def files() -> list:
    folder = uploads.path_of(Import()).parent
    return list(folder.iterdir()) if folder.exists() else []


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_contributor_imports_a_file_as_drafts(contributor, client):
    page = send(contributor)
    assert "Windows-1252" in page.text
    assert "semicolons" in page.text
    assert "Water First" in page.text
    job = Import.objects.get()
    assert job.fields == {"Organisation": "name", "Web": "website", "Tags": "topics"}
    page = map_columns(contributor, job, field_0="name", field_1="website", field_2="topics")
    assert "waits for a decision" in page.text
    assert "“not an address” is not a web address" in page.text
    assert "Proposes Rain" in page.text
    assert Organization.objects.count() == 0
    page = press(contributor, job)
    assert "This import is done" in page.text
    revision = Revision.objects.get()
    assert (revision.state, revision.author, revision.origin) == (State.DRAFT, contributor.curator, "import")
    assert (revision.document["licence"], revision.document["attribution"]) == ("CC0-1.0", "Example Register")
    assert client.get("/organizations/water-first/").status_code == 404
    assert AuditRecord.objects.get(deed="imported").detail == "rows 2: new 1, changed 0, same 0, duplicate 0, refused 1"
    assert files() == []


def test_an_editor_publishes(editor, client):
    send(editor, "name,kind\nWater First,nonprofit\n", publishes="yes")
    job = Import.objects.get()
    map_columns(editor, job, field_0="name", field_1="kind")
    press(editor, job)
    assert client.get("/organizations/water-first/").status_code == 200


def test_a_contributor_is_not_asked_whether_to_publish(contributor, client):
    assert "publishes" not in contributor.client.get(reverse("desk:directory_import_add")).text
    send(contributor, "name,kind\nWater First,nonprofit\n", publishes="yes")
    job = Import.objects.get()
    assert not job.publishes
    map_columns(contributor, job, field_0="name", field_1="kind")
    press(contributor, job)
    assert Organization.objects.published().count() == 0


def test_the_changes_to_an_entry_are_shown_before_they_are_made(editor, make_organization, make_topic):
    topic = make_topic("Clean water")
    make_organization(slug="water", name="Water", seat="Old Town")
    send(editor, f"slug,name,seat,topics\nwater,Water,New Town,{topic.slug}\n", publishes="yes")
    job = Import.objects.get()
    page = map_columns(editor, job, field_0="slug", field_1="name", field_2="seat", field_3="topics")
    changed = ["".join(each.itertext()) for each in Page(page).tree.iter() if each.tag in {"del", "ins"}]
    assert changed == ["removed: Old (end)", "added: New (end)", "Clean water"]
    press(editor, job)
    assert Organization.objects.get().seat == "New Town"


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_of_imports_costs_the_same_however_many(contributor, job, django_assert_max_num_queries, number):
    for _ in range(number - 1):
        Import.objects.create(file_name="other.csv", digest="0", about="CSV", stage=Stage.DONE)
    with django_assert_max_num_queries(10):
        page = contributor.client.get(reverse("desk:directory_import_changelist"))
    assert "rows 2: new 1, changed 0, same 0, duplicate 0, refused 1" in page.text


def test_rows_can_be_filtered_and_come_in_pages(editor):
    send(editor, "name,website\n" + "".join(f"Entry {n} {'x' * n},\n" for n in range(120)) + "Bad,not an address\n")
    job = Import.objects.get()
    map_columns(editor, job, field_0="name", field_1="website")
    address = reverse("desk:directory_import_change", args=[job.pk])
    first = editor.client.get(address).text
    assert "Entry 1 x" in first
    assert "not an address" not in first
    assert "not an address" in editor.client.get(address, {"outcome": "refused"}).text
    assert "not an address" in editor.client.get(address, {"page": "3"}).text
    assert editor.client.get(address, {"page": "nonsense", "outcome": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "The submitted file is empty"),
        ("a.csv", "\n\n", "there is nothing in it"),
        ("a.exe", "MZ", "a file to import ends in"),
        ("a.xlsx", "no workbook", "no Excel workbook"),
        ("a.json", '[{"name": ', "cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_the_field_and_not_kept(contributor, name, content, message):
    page = send(contributor, content, name)
    assert page.status_code == 200
    assert message in page.text
    assert 'value="Example Register"' in page.text  # what was typed is kept
    assert Import.objects.count() == 0
    assert files() == []


def test_a_licence_that_is_none_is_refused(contributor):
    assert "no SPDX licence identifier" in send(contributor, licence="do what you like").text


def test_columns_that_make_no_sense_are_refused_and_what_was_chosen_is_kept(contributor):
    send(contributor)
    job = Import.objects.get()
    page = map_columns(contributor, job, field_0="seat")
    assert "No column says which organization a row is about" in page.text
    assert '<option value="seat" selected' in page.text
    page = map_columns(contributor, job, field_0="name", field_1="name")
    assert "Both “Organisation” and “Web” are to be the name" in page.text
    assert Import.objects.get().stage == Stage.UPLOADED
    assert "is no field of an entry" in map_columns(contributor, job, field_0="nonsense").text


def test_a_number_in_a_register_can_be_chosen(contributor):
    send(contributor)
    job = Import.objects.get()
    page = map_columns(contributor, job, field_0="name", other_3="identifier:GB-CHC")
    assert "waits for a decision" in page.text
    columns = contributor.client.get(reverse("desk:directory_import_columns", args=[job.pk])).text
    assert 'value="identifier:GB-CHC"' in columns


def test_an_import_that_is_dropped_changes_nothing(contributor, job):
    assert len(files()) == 1
    assert "it changed nothing" in press(contributor, job, "_discard").text
    assert Import.objects.count() == Organization.objects.count() == 0
    assert files() == []
    newest = AuditRecord.objects.first()
    assert (newest.name, newest.by, newest.detail) == (
        "table.csv",
        contributor.curator,
        "dropped, before anything was taken over",
    )


def test_one_that_stopped_half_way_is_kept_and_the_file_makes_no_entry_twice(contributor, job, monkeypatch):
    monkeypatch.setattr(importing, "move", lambda job, stage, **changes: move(job, Stage.FAILED, due_at=None))
    press(contributor, job)
    assert "was decided on already" in press(contributor, job, "_discard").text
    monkeypatch.undo()
    send(contributor)
    again = Import.objects.first()
    map_columns(contributor, again, field_0="name", field_1="website", field_2="topics")
    press(contributor, again)
    assert Organization.objects.count() == 1


def test_what_is_being_taken_over_is_not_planned_once_more(contributor, job):
    importing.decide(Import.objects.get(), by=contributor.curator)  # by another press, a moment before
    with pytest.raises(NotAllowed, match="decided on already"):
        uploads.set_fields(job, {"Organisation": "name"}, by=contributor.curator)
    assert Import.objects.get().stage == Stage.APPLYING


def test_a_file_that_is_not_taken_leaves_nothing_behind(contributor, monkeypatch):
    monkeypatch.setattr(uploads, "open_table", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(contributor)
    assert files() == []


def test_only_who_sent_a_file_decides_on_it(job, editor):
    for button in ("_take", "_discard"):
        assert "Only the curator who sent a file" in press(editor, job, button).text
    assert "Only the curator" in map_columns(editor, job, field_0="name").text
    job.refresh_from_db()
    assert job.stage == Stage.PLANNED
    assert Organization.objects.count() == 0


def test_who_lost_the_permission_to_publish_cannot_take_it_over(editor):
    send(editor, "name,kind\nWater First,nonprofit\n", publishes="yes")
    job = Import.objects.get()
    map_columns(editor, job, field_0="name", field_1="kind")
    editor.curator.user_permissions.filter(codename="publish_organization").delete()
    editor.curator.user_permissions.clear()
    assert press(Desk(Curator.objects.get(pk=editor.curator.pk)), job).status_code == 403
    assert Organization.objects.count() == 0


def test_a_decision_is_taken_once(contributor, job):
    press(contributor, job)
    assert "was decided on already" in press(contributor, job).text
    assert "was decided on already" in press(contributor, job, "_discard").text
    assert Organization.objects.count() == 1


def test_looking_changes_nothing(contributor, job):
    for page in ("columns", "change"):
        contributor.client.get(reverse(f"desk:directory_import_{page}", args=[job.pk]))
    assert contributor.client.get(reverse("desk:directory_import_decide", args=[job.pk])).status_code == 405
    job.refresh_from_db()
    assert job.stage == Stage.PLANNED


def test_without_permission_there_are_no_imports(make_curator, job):
    reader = Desk(make_curator("view_organization", username="reader"))
    for name, args in (("changelist", []), ("add", []), ("change", [job.pk]), ("columns", [job.pk])):
        assert reader.client.get(reverse(f"desk:directory_import_{name}", args=args)).status_code == 403
    assert press(reader, job).status_code == 403


def test_a_large_file_is_worked_on_while_nobody_waits(contributor, monkeypatch):
    monkeypatch.setattr(uploads, "SMALL", 10)
    send(contributor)
    job = Import.objects.get()
    page = map_columns(contributor, job, field_0="name")
    assert "rows read so far" in page.text
    assert tasks.import_due(timezone.now()) == 1
    monkeypatch.setattr(uploads, "WAIT", -1)
    monkeypatch.setattr(importing, "BATCH", 1)
    assert "1 of 2 steps done" in press(contributor, job).text
    assert tasks.import_due(timezone.now()) == 1
    job.refresh_from_db()
    assert (job.stage, Organization.objects.count()) == (Stage.DONE, 2)
    assert tasks.import_due(timezone.now()) == 0


def test_two_workers_do_not_work_on_one_import(contributor, monkeypatch):
    monkeypatch.setattr(uploads, "SMALL", 10)
    send(contributor)
    map_columns(contributor, Import.objects.get(), field_0="name")
    first, second = Import.objects.get(), Import.objects.get()
    now = timezone.now()
    assert Import.objects.claim(first, until=now + uploads.LEASE)
    assert not uploads.work(second)
    assert not Import.objects.due(now).exists()
    assert Import.objects.due(now + uploads.LEASE).exists()  # had the first one died


def test_a_fault_of_ours_stops_the_import_and_nothing_else(contributor, job, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "carry_out", broken)
    assert "a fault of ours" in press(contributor, job).text
    assert "could not be finished" in caplog.text
    job.refresh_from_db()
    assert job.stage == Stage.FAILED


def test_hostile_cells_are_text(contributor):
    send(contributor, '"<script>alert(1)</script>",name\n<img src=x onerror=alert(1)>,"<b>Water"\n')
    job = Import.objects.get()
    columns = contributor.client.get(reverse("desk:directory_import_columns", args=[job.pk])).text
    page = map_columns(contributor, job, field_0="seat", field_1="name").text
    for text in (columns, page):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>Water" not in text


def export(desk, **typed):
    return desk.client.post(reverse("desk:directory_organization_export"), typed)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".jsonl"])
def test_the_directory_is_exported_and_that_is_logged(editor, make_organization, make_topic, suffix):
    make_topic("Water", "water")
    make_organization(name="Wells", topics=["water"])
    make_organization(name="Fire")
    response = export(editor, format=suffix, query="topic=water")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="organizations{suffix}"'
    assert "no-store" in response.headers["Cache-Control"]
    content = b"".join(response.streaming_content)
    assert b"Fire" not in content
    if suffix == ".csv":
        assert [row["name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))] == ["Wells"]
    if suffix == ".json":
        assert [row["name"] for row in json.loads(content)] == ["Wells"]
    record = AuditRecord.objects.get(deed="exported")
    assert record.by == editor.curator
    assert record.detail.startswith("1 organizations as ")
    assert record.detail.endswith(": topic=water")


def test_an_export_that_makes_no_sense_is_told_at_the_field(editor, make_organization):
    make_organization()
    assert "there is no such topic" in export(editor, format=".csv", query="topic=nowhere").text
    assert "Select a valid choice" in export(editor, format=".pdf").text
    assert not AuditRecord.objects.filter(deed="exported").exists()
    assert editor.client.get(reverse("desk:directory_organization_export")).status_code == 200


def test_the_list_of_entries_leads_to_both(editor, contributor):
    page = editor.client.get(reverse("desk:directory_organization_changelist")).text
    assert reverse("desk:directory_organization_export") in page
    assert reverse("desk:directory_import_add") in page


def test_a_file_on_which_nobody_decides_for_a_month_is_dropped(contributor):
    send(contributor)
    job = Import.objects.get()
    path = uploads.path_of(job)
    assert uploads.drop_left(job.created_at + timedelta(days=29)) == 0
    assert path.exists()
    assert uploads.drop_left(job.created_at + timedelta(days=31)) == 1
    assert not Import.objects.exists()
    assert not path.exists()
