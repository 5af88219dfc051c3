"""The database keeps the promises by itself: each rule is broken on purpose, past all forms."""

import pytest
from django.db import IntegrityError, transaction

from directory.models import Change, Channel, DirectoryVersion, Organization, Relation, Revision, Role, State, Status, Topic


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": ""}, "organization_has_a_name_and_an_address"),
        ({"slug": ""}, "organization_has_a_name_and_an_address"),
        ({"status": "gone"}, "organization_status_is_one_of_four"),
        ({"began": 2010, "ended": 2009}, "organization_ends_after_it_begins"),
        ({"published_at": None}, "published_organization_has_a_date"),
        ({"status": Status.WITHDRAWN}, "withdrawn_organization_has_a_reason"),
        ({"status": Status.MERGED}, "merged_organization_and_no_other_names_where_it_went"),
    ],
)
def test_an_organization_that_cannot_be(make_organization, fields, constraint):
    organization = make_organization()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Organization.objects.filter(pk=organization.pk).update(**fields)


def test_a_published_organization_is_merged_into_nothing(make_organization):
    one, other = make_organization(), make_organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=one.pk).update(merged_into=other)
    with pytest.raises(IntegrityError, match="organization_is_not_merged_into_itself"), transaction.atomic():
        Organization.objects.filter(pk=one.pk).update(status=Status.MERGED, merged_into=one)


def test_an_organization_is_not_related_to_itself(make_organization):
    one = make_organization()
    with pytest.raises(IntegrityError, match="organization_is_not_related_to_itself"), transaction.atomic():
        Relation.objects.create(organization=one, other=one, kind="part-of")


def test_a_part_is_listed_once(make_organization):
    one = make_organization(channels=[{"network": "x", "url": "https://x.com/one"}])
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(organization=one, network="x", url="https://x.com/one")


def test_a_role_ends_after_it_begins(make_organization):
    one = make_organization(people=[{"name": "Ada Example", "role": "Founder", "began": 2001, "ended": 2004}])
    with pytest.raises(IntegrityError, match="role_ends_after_it_begins"), transaction.atomic():
        Role.objects.filter(organization=one).update(ended=1999)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "lost"}, "revision_state_is_one_of_five"),
        ({"state": State.SCHEDULED}, "scheduled_revision_has_a_time"),
        ({"state": State.PUBLISHED, "decided_at": None}, "published_revision_has_a_decision_date"),
    ],
)
def test_a_revision_that_cannot_be(make_organization, fields, constraint):
    revision = make_organization().revisions.get()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(**fields)


def test_the_directory_has_one_version(make_organization):
    make_organization()
    with pytest.raises(IntegrityError, match="directory_has_one_version"), transaction.atomic():
        DirectoryVersion.objects.create(pk=2, number=7)


def test_two_changes_never_share_a_number(make_organization):
    organization = make_organization()
    change = Change.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.bulk_create(
            [
                Change(
                    number=change.number, subject="organization", slug="x", name="x", action="edited", organization=organization
                )
            ]
        )


@pytest.mark.parametrize("fields", [{"hue": 9}, {"hue": 0}])
def test_a_hue_is_one_of_eight(make_topic, fields):
    topic = make_topic("Climate")
    with pytest.raises(IntegrityError, match="topic_hue_is_one_of_eight"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(**fields)


def test_a_topic_is_not_its_own_parent(make_topic):
    topic = make_topic("Climate")
    with pytest.raises(IntegrityError, match="topic_is_not_its_own_parent"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(parent=topic)


def test_a_person_has_a_name(make_organization):
    one = make_organization(people=[{"name": "Ada Example", "role": "Founder"}])
    with pytest.raises(IntegrityError, match="person_has_a_name_and_an_address"), transaction.atomic():
        one.roles.get().person.__class__.objects.update(name="")
