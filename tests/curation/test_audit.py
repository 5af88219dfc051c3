from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.curation import actions, audit
from directory.curation.audit import Deed
from directory.models import AuditRecord, Curator, Organization, Person, State
from directory.models.change import Action


def newest() -> AuditRecord:
    return AuditRecord.objects.order_by("-pk")[0]


@pytest.fixture
def editor(make_curator) -> Curator:
    return make_curator("add_organization", "change_organization", "publish_organization")


def document(**keys):
    return {"name": "Wells", "kind": "nonprofit", "summary": "Digs wells."} | keys


def publish(organization: Organization, by: Curator) -> None:
    actions.publish(actions.propose(document(), by=by, organization=organization), by=by)


def schedule(organization: Organization, by: Curator) -> None:
    revision = actions.propose(document(), by=by, organization=organization)
    actions.move(revision, State.SCHEDULED, by=by, publish_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("decide", "deed", "detail"),
    [
        (lambda one, by: actions.propose(document(), by=by, organization=one), Deed.PROPOSED, ""),
        (lambda one, by: actions.revise(actions.propose(document(), by=by), document(), by=by), Deed.REVISED, ""),
        (schedule, Deed.MOVED, "now scheduled"),
        (publish, Deed.PUBLISHED, "edited"),
        (lambda one, by: actions.withdraw(one, because="It asked us to.", by=by), Deed.WITHDRAWN, ""),
        (lambda one, by: actions.verify(one, by=by), Deed.VERIFIED, ""),
    ],
)
def test_every_decision_is_logged_with_who_made_it(make_organization, editor, decide, deed, detail):
    organization = make_organization(name="Wells")
    decide(organization, editor)
    said = newest()
    assert (said.deed, said.by, said.detail) == (deed, editor, detail)
    assert said.name.startswith("Wells")


def test_putting_an_entry_back_is_logged(make_organization, editor):
    organization = make_organization()
    actions.withdraw(organization, because="It asked us to.", by=editor)
    actions.restore(organization, by=editor)
    assert newest().deed == Deed.RESTORED


def test_a_decision_that_is_refused_is_not_logged(make_organization, make_curator):
    organization, logged = make_organization(), AuditRecord.objects.count()
    with pytest.raises(actions.NotAllowed):
        actions.withdraw(organization, because="No reason.", by=make_curator())
    assert AuditRecord.objects.count() == logged


def test_the_log_points_at_people_by_number_only(editor):
    person = Person.objects.create(slug="jane-doe", name="Jane Doe")
    with transaction.atomic():
        actions.record_edit(person, by=editor, action=Action.ADDED)
    said = newest()
    assert (said.subject, said.subject_id, said.name) == ("person", person.pk, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRecord.objects.create(deed=Deed.EDITED, subject="person", subject_id=person.pk, name="Jane Doe")


def test_what_is_too_long_for_the_log_is_cut(make_organization):
    said = audit.record(Deed.EXPORTED, by=None, about=make_organization(name="n" * 200), detail="d" * 1000)
    said.full_clean()
    assert len(said.detail) == 300


def test_the_log_is_never_altered(db):
    said = audit.record(Deed.EXPORTED, by=None)
    for alter in (
        said.save,
        said.delete,
        lambda: AuditRecord.objects.all().delete(),
        lambda: AuditRecord.objects.update(detail="nothing"),
        lambda: AuditRecord.objects.bulk_update([said], ["detail"]),
    ):
        with pytest.raises(ValidationError, match="history"), transaction.atomic():
            alter()
    assert list(AuditRecord.objects.all()) == [said]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRecord.objects.create(deed="dreamt")
