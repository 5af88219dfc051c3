"""A person who is erased is nowhere: not in pages, not in the past, not in any table, but where someone wrote the name in a text."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from directory.curation import actions, document, merging, people, starter, uniting
from directory.curation.transitions import NotAllowed
from directory.models import (
    AuditRecord,
    Change,
    Collection,
    Import,
    Organization,
    Person,
    PersonSource,
    Revision,
    StarterRecord,
    Status,
)
from directory.models.change import Action
from directory.models.importing import Outcome
from tests.admin.conftest import Desk
from tests.admin.test_vocabulary import send
from tests.curation.test_merging import at_once

NAME, SLUG = "Zoë Quixano", "zoë-quixano"
ROW = {"slug": SLUG, "name": NAME, "role": "Founder"}


def everything_kept() -> str:
    """All rows of all tables, as text."""
    return "\n".join(str(row) for model in apps.get_models() for row in model._default_manager.values())


def says_the_name(text: str) -> bool:
    text = text.casefold()
    return any(part in text for part in ("quixano", "zoë", "zo\\u00eb", "zo%c3%ab"))


@pytest.fixture
def desk(make_curator) -> Desk:
    return Desk(make_curator(administrator=True, username="ada")).confirm()


@pytest.fixture
def planted(make_organization, make_collection, desk) -> Person:
    """The name in a published entry, a former version, an entry that was withdrawn, a draft, and the history."""
    published = make_organization(slug="wells", name="Wells", people=[ROW, {"name": "Other Person", "role": "Chair"}])
    person = Person.objects.get(slug=SLUG)
    send(desk, "person", person, about="Digs wells.", sources__0__url="https://example.org/zoë", sources__0__title="Her page")
    send(desk, "person", person, name="Zoë Quixano Panza")
    draft = {"name": "Wells", "kind": "nonprofit", "summary": "Digs.", "people": [{**ROW, "slug": "", "name": "ZOË Quixano"}]}
    actions.propose(draft, by=None, organization=published)
    make_organization(slug="former", status=Status.WITHDRAWN, people=[ROW])
    left = make_organization(slug="left", name="Left", people=[ROW])
    actions.publish(
        actions.propose({"name": "Left", "kind": "blog", "summary": "Goes on."}, by=None, organization=left), by=None
    )
    make_collection("Picks", published)
    StarterRecord.objects.create(kind="people", slug=SLUG, digest="0", file_digest="0")
    return Person.objects.get(slug=SLUG)


def public_pages() -> list[str]:
    things = [*Organization.objects.published(), *Collection.objects.all(), *Person.objects.all()]
    own = [thing.get_absolute_url() for thing in things]
    return ["/", "/organizations/", "/people/", "/collections/", "/topics/", "/changes/", "/api/v1/organizations", *own]


def desk_pages() -> list[str]:
    lists = [f"desk:directory_{name}_changelist" for name in ("organization", "revision", "person", "change", "auditrecord")]
    entries = [
        reverse(f"desk:directory_organization_{page}", args=[organization.pk])
        for organization in Organization.objects.all()
        for page in ("change", "history", "preview")
    ]
    revisions = [reverse("desk:directory_revision_change", args=[revision.pk]) for revision in Revision.objects.all()]
    return ["/desk/", *map(reverse, lists), *entries, *revisions]


def test_the_name_is_nowhere_afterwards(client, desk, planted):
    assert says_the_name(everything_kept())
    assert says_the_name(client.get("/organizations/wells/").text)
    assert says_the_name(client.get("/suggest.json?q=zo").text)
    found = people.erase(planted, by=desk.curator)
    assert found.mentions == []
    assert not says_the_name(everything_kept())
    assert not says_the_name(client.get("/suggest.json?q=zo").text)
    for page in public_pages():
        assert not says_the_name(client.get(page).text), page
    for page in desk_pages():
        assert not says_the_name(desk.client.get(page).text), page
    assert client.get(f"/people/{SLUG}/").status_code == 404
    assert "Other Person" in client.get("/organizations/wells/").text


def test_neither_a_merge_nor_an_import_keeps_the_name(make_organization):
    source, into = make_organization(people=[ROW]), make_organization(name="Wells")
    chosen = uniting.united(merging.document_of(source), merging.document_of(into))
    merging.merge(source, into, chosen=chosen, by=None)
    job = Import.objects.create(file_name="table.csv", digest="0", about="CSV")
    job.rows.create(number=1, outcome=Outcome.NEW, document={"name": "Pipes", "people": [{**ROW, "slug": ""}]})
    people.erase(Person.objects.get(), by=None)
    assert not says_the_name(everything_kept())
    assert job.rows.get().document == {"name": "Pipes", "people": []}


@pytest.mark.django_db(transaction=True)
def test_who_publishes_at_the_same_moment_neither_waits_in_a_circle_nor_brings_the_person_back(make_organization):
    for _ in range(3):
        organization = make_organization(people=[ROW])
        said = document.read(Organization.objects.with_page_data().get(pk=organization.pk))
        draft = actions.propose({**said, "summary": "New."}, by=None, organization=organization)
        person = Person.objects.get(slug=SLUG)
        outcomes = at_once(
            lambda person=person: people.erase(person, by=None), lambda draft=draft: actions.publish(draft, by=None)
        )
        assert outcomes == [None, None]
        assert not Person.objects.exists()
        assert not says_the_name(everything_kept())


def test_who_follows_the_directory_learns_of_it_without_the_name(desk, planted):
    before = Change.objects.count()
    people.erase(planted, by=desk.curator)
    new = Change.objects.order_by("number")[before:]
    assert [(change.subject, change.slug, change.name, change.action) for change in new] == [
        ("organization", "wells", "Wells", Action.EDITED),
        ("person", "", "A person", Action.REMOVED),
    ]
    assert {change.name for change in Change.objects.filter(subject="person")} == {"A person"}


def test_the_log_keeps_only_that_it_happened(desk, planted):
    people.erase(planted, by=desk.curator)
    said = AuditRecord.objects.order_by("-pk")[0]
    assert (said.deed, said.by, said.subject, said.subject_id, said.detail) == ("person-erased", desk.curator, "", None, "")
    assert not LogEntry.objects.filter(object_repr__contains="Quixano").exists()


def test_neither_an_old_version_nor_the_starter_files_bring_the_person_back(desk, planted, tmp_path):
    left = Organization.objects.get(slug="left")
    with_them = left.revisions.order_by("pk")[0]
    people.erase(planted, by=desk.curator)
    with_them.refresh_from_db()
    actions.publish(actions.propose(with_them.document, by=None, organization=left), by=None)
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / f"{SLUG}.toml").write_text(f'name = "{NAME}"\n', encoding="utf-8")
    assert starter.load(tmp_path)["kept"] == 1
    assert not Person.objects.filter(slug=SLUG).exists()


def test_other_people_stay_even_with_the_same_name(make_organization, desk):
    namesake = {"slug": "zoë-quixano-2", "name": NAME, "role": "Chair"}
    organization = make_organization(people=[ROW, namesake])
    people.erase(Person.objects.get(slug=SLUG), by=desk.curator)
    assert [role.person.slug for role in organization.roles.all()] == ["zoë-quixano-2"]
    assert Revision.objects.get().document["people"][0]["slug"] == "zoë-quixano-2"
    assert PersonSource.objects.count() == 0


def test_texts_that_still_say_the_name_are_listed(make_organization, desk):
    organization = make_organization(name="Wells", people=[ROW], description=f"Founded by {NAME} in a garden.")
    organization.internal_notes.create(text=f"Ask {NAME.upper()}")
    person = Person.objects.get(slug=SLUG)
    assert {type(mention.thing).__name__ for mention in people.traces(person).mentions} >= {"Organization", "Revision"}
    found = people.erase(person, by=desk.curator)
    listed = {(type(mention.thing).__name__, mention.field) for mention in found.mentions}
    assert {("Organization", "description"), ("Revision", "document"), ("InternalNote", "text")} <= listed


def test_looking_changes_nothing(desk, planted):
    before = everything_kept()
    people.traces(planted)
    desk.client.get(reverse("desk:directory_person_erase", args=[planted.pk]))
    after = everything_kept()
    assert before == after


def test_only_an_administrator_erases(make_curator, planted):
    editor = make_curator("change_person", "delete_person", "publish_organization")
    with pytest.raises(NotAllowed):
        people.erase(planted, by=editor)
    outsider = Desk(editor).confirm()
    place = reverse("desk:directory_person_erase", args=[planted.pk])
    assert outsider.client.get(place).status_code == 403
    assert outsider.client.post(place).status_code == 403
    assert Person.objects.filter(pk=planted.pk).exists()


def test_the_desk_says_what_goes_asks_for_the_password_and_erases(desk, make_organization):
    make_organization(name="Wells", people=[ROW], summary=f"Of {NAME}.")
    person = Person.objects.get(slug=SLUG)
    place = reverse("desk:directory_person_erase", args=[person.pk])
    assert place in desk.client.get(reverse("desk:directory_person_change", args=[person.pk])).text
    page = " ".join(desk.client.get(place).text.split())
    assert "roles in 1 entry: <bdi>Wells</bdi>" in page
    assert "names them in 1 document:" in page
    assert "Wells: summary" in page
    done = desk.client.post(place)
    assert "still say the name" in done.text
    assert not Person.objects.exists()
    assert desk.client.get(place).status_code == 404
