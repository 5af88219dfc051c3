"""Each role and each decision: who may, who may not, and that a refusal changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from directory.curation import actions, curators, people
from directory.curation.roles import MAY, Role, role_of
from directory.curation.transitions import NotAllowed
from directory.models import AuditRecord, Curator, Organization, Person, Revision, State

DOCUMENT = {"name": "Wells", "kind": "nonprofit", "summary": "Digs wells."}
ALL = list(Role)
EDITORS = [Role.EDITOR, Role.ADMINISTRATOR]
ADMINISTRATORS = [Role.ADMINISTRATOR]


class World:
    """One of everything that a decision is about."""

    def __init__(self, make_organization, make_curator):
        self.public: Organization = make_organization(people=[{"name": "Jane Doe", "role": "Founder"}])
        self.withdrawn: Organization = make_organization()
        actions.withdraw(self.withdrawn, because="It asked us to.", by=None)
        self.proposed: Revision = actions.propose(DOCUMENT, by=None)
        self.person = Person.objects.get()
        self.other: Curator = make_curator()


DECISIONS: dict[str, tuple[Callable, list[Role]]] = {
    "propose a new entry": (lambda world, by: actions.propose(DOCUMENT | {"name": "Other"}, by=by), ALL),
    "propose a change": (lambda world, by: actions.propose(DOCUMENT, by=by, organization=world.public), ALL),
    "change a proposal": (lambda world, by: actions.revise(world.proposed, DOCUMENT, by=by), ALL),
    "hand it in": (lambda world, by: actions.move(world.proposed, State.IN_REVIEW, by=by), ALL),
    "mark as checked": (lambda world, by: actions.verify(world.public, by=by), ALL),
    "schedule": (
        lambda world, by: actions.move(world.proposed, State.SCHEDULED, by=by, publish_at=timezone.now() + timedelta(days=1)),
        EDITORS,
    ),
    "refuse": (lambda world, by: actions.move(world.proposed, State.REFUSED, by=by), EDITORS),
    "publish": (lambda world, by: actions.publish(world.proposed, by=by), EDITORS),
    "withdraw": (lambda world, by: actions.withdraw(world.public, because="It closed.", by=by), EDITORS),
    "restore": (lambda world, by: actions.restore(world.withdrawn, by=by), EDITORS),
    "erase a person": (lambda world, by: people.erase(world.person, by=by), ADMINISTRATORS),
    "give a role": (lambda world, by: curators.give_role(world.other, Role.EDITOR, by=by), ADMINISTRATORS),
    "remove a second step": (lambda world, by: curators.remove_second_factors(world.other, by=by), ADMINISTRATORS),
    "erase an account": (lambda world, by: curators.erase(world.other, by=by), ADMINISTRATORS),
}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("decision", DECISIONS)
def test_each_role_makes_its_decisions_and_no_other(make_organization, make_curator, in_role, decision, role):
    world = World(make_organization, make_curator)
    by = in_role(make_curator(), role)
    decide, allowed = DECISIONS[decision]
    logged = AuditRecord.objects.count()
    if role in allowed:
        decide(world, by)
        assert AuditRecord.objects.filter(by=by).count() == 1
    else:
        with pytest.raises(NotAllowed), transaction.atomic():
            decide(world, by)
        assert AuditRecord.objects.count() == logged


# At the desk

PLACES = {
    "organization": ALL,
    "revision": ALL,
    "change": ALL,
    "organization/add": ALL,
    "person/add": EDITORS,
    "collection/add": EDITORS,
    "topic/add": ADMINISTRATORS,
    "curator": ADMINISTRATORS,
    "curator/add": ADMINISTRATORS,
    "auditrecord": ADMINISTRATORS,
}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("place", PLACES)
def test_each_role_finds_its_places_at_the_desk(client, make_curator, in_role, place, role):
    client.force_login(in_role(make_curator(), role))
    response = client.get(f"/desk/directory/{place}/")
    assert response.status_code == (200 if role in PLACES[place] else 403)


@pytest.mark.parametrize("role", Role)
def test_the_first_page_is_for_everyone_and_offers_what_the_role_may(client, make_curator, in_role, role):
    client.force_login(in_role(make_curator(), role))
    page = client.get("/desk/")
    assert ("/desk/directory/auditrecord/" in page.text) == (role == Role.ADMINISTRATOR)


# The groups themselves


def test_each_role_may_all_that_the_one_before_may():
    contributor, editor, administrator = (MAY[role] for role in Role)
    assert contributor < editor < administrator


def test_migrating_makes_the_groups_as_they_are_written_down_and_leaves_others_alone(db):
    own = Group.objects.create(name="Guests")
    Group.objects.get(name=Role.CONTRIBUTOR).permissions.clear()
    call_command("migrate", verbosity=0)
    for role, codenames in MAY.items():
        group = Group.objects.get(name=role.value)
        assert set(group.permissions.values_list("codename", flat=True)) == codenames
    assert Group.objects.get(pk=own.pk).permissions.count() == 0


def test_a_role_replaces_the_one_before(make_curator, in_role):
    curator = in_role(in_role(make_curator(), Role.ADMINISTRATOR), Role.CONTRIBUTOR)
    assert role_of(curator) == Role.CONTRIBUTOR
    assert [group.name for group in curator.groups.all()] == ["Contributor"]


def test_a_topic_that_an_editor_may_not_change_is_not_changed(client, make_topic, make_curator, in_role):
    topic = make_topic("Water", "water")
    client.force_login(in_role(make_curator(), Role.EDITOR))
    assert client.post(f"/desk/directory/topic/{topic.pk}/change/", {"name": "Fire"}).status_code == 403
    topic.refresh_from_db()
    assert topic.name == "Water"
