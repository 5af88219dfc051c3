"""The log at the desk: read, filtered and searched by administrators, written by nobody."""

import pytest
from django.db import transaction
from django.urls import reverse

from directory.curation import actions, audit
from directory.curation.audit import Deed
from directory.models import AuditRecord, Person
from directory.models.change import Action
from tests.admin.test_vocabulary import send

LOG = "/desk/directory/auditrecord/"


@pytest.fixture
def logged(make_organization, editor):
    """A decision about an entry, one about a person, and an export."""
    organization = make_organization(name="Wells")
    actions.withdraw(organization, because="It asked us to.", by=editor.curator)
    person = Person.objects.create(slug="jane-doe", name="Jane Doe")
    with transaction.atomic():
        actions.record_edit(person, by=editor.curator, action=Action.ADDED)
    audit.record(Deed.EXPORTED, by=None, detail="12 organizations as CSV")
    return person


def rows(page) -> list[str]:
    return [" ".join(map(str, (each.deed, each.said_name, each.detail))).strip() for each in page.context["cl"].result_list]


def test_an_administrator_reads_who_did_what_to_what_the_newest_first(administrator, logged):
    page = administrator.client.get(LOG)
    assert rows(page)[:3] == ["exported  12 organizations as CSV", "edited Jane Doe added", "withdrawn Wells"]
    assert f'<a href="{reverse("desk:directory_person_change", args=[logged.pk])}">Jane Doe</a>' in page.text


def test_the_log_is_filtered_by_deed_and_curator_and_searched(administrator, editor, logged):
    assert rows(administrator.client.get(LOG, {"deed__exact": "withdrawn"})) == ["withdrawn Wells"]
    by_editor = administrator.client.get(LOG, {"by__id__exact": editor.curator.pk})
    assert {each.by for each in by_editor.context["cl"].result_list} == {editor.curator}
    assert rows(administrator.client.get(LOG, {"q": "Jane"})) == ["edited Jane Doe added"]
    assert rows(administrator.client.get(LOG, {"q": "CSV"})) == ["exported  12 organizations as CSV"]


def test_a_person_who_is_gone_has_no_name_in_the_log(administrator, logged):
    pk = logged.pk
    logged.delete()
    page = administrator.client.get(LOG)
    assert f"person {pk}, erased" in page.text
    assert "Jane Doe" not in page.text


def test_nobody_writes_the_log(administrator, logged):
    said = AuditRecord.objects.first()
    for page, args in (("add", []), ("change", [said.pk]), ("delete", [said.pk])):
        address = reverse(f"desk:directory_auditrecord_{page}", args=args)
        assert administrator.client.post(address, {"detail": "Else", "post": "yes"}).status_code == 403
    assert AuditRecord.objects.first().detail == said.detail
    assert "delete_selected" not in administrator.client.get(LOG).text


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_costs_the_same_however_long_it_is(administrator, logged, django_assert_max_num_queries, number):
    for _ in range(number):
        audit.record(Deed.EDITED, by=administrator.curator, about=logged)
    with django_assert_max_num_queries(14):
        administrator.client.get(LOG)


def test_editors_do_not_read_the_log(editor, logged):
    assert editor.client.get(LOG).status_code == 403


def test_what_the_public_does_not_see_is_logged_as_well(administrator):
    send(administrator, "person", name="Jane Doe")
    person = Person.objects.get()
    assert rows(administrator.client.get(LOG))[0] == "edited Jane Doe not public"
    administrator.client.post(reverse("desk:directory_person_delete", args=[person.pk]), {"post": "yes"})
    assert rows(administrator.client.get(LOG))[0] == "edited None removed, was not public"
