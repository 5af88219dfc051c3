"""Small directories for tests, made through the same door as the real one."""

from collections.abc import Callable, Iterable
from itertools import count

import pytest
from django.contrib.auth.models import Permission

from directory.curation import actions, curators
from directory.curation.roles import Role
from directory.models import Collection, CollectionItem, Curator, Organization, Status, Topic
from directory.models.change import Action
from directory.search import index

numbers = count(1)


@pytest.fixture(autouse=True)
def fresh_index(settings):
    """Each test begins with another database, at the same version as the one before, and leaves no file behind."""
    settings.SNAPSHOT_ROOT = None
    index.forget()
    yield
    index.forget()


@pytest.fixture
def make_organization(db) -> Callable[..., Organization]:
    """Make an entry: keys of its document, and `status` (published unless told otherwise)."""

    def make(status: Status = Status.PUBLISHED, into: Organization | None = None, **document) -> Organization:
        number = next(numbers)
        document = {"name": f"Organization {number}", "kind": "nonprofit", "summary": "Works for change."} | document
        revision = actions.propose(document, by=None)
        if status != Status.UNPUBLISHED:
            actions.publish(revision, by=None)
        if status == Status.WITHDRAWN:
            actions.withdraw(revision.organization, because="It asked us to.", by=None)
        organization = Organization.objects.get(pk=revision.organization_id)
        if status == Status.MERGED:
            organization.status, organization.merged_into = Status.MERGED, into
            organization.save()
        return organization

    return make


@pytest.fixture
def make_topic(db) -> Callable[..., Topic]:
    def make(name: str, slug: str = "", parent: Topic | None = None, synonyms: Iterable[str] = (), **fields) -> Topic:
        topic = Topic(name=name, slug=slug, parent=parent, position=next(numbers), **fields)
        topic.save()
        for synonym in synonyms:
            topic.synonyms.create(name=synonym)
        from django.db import transaction

        with transaction.atomic():
            actions.record_edit(topic, by=None, action=Action.ADDED)
        return topic

    return make


@pytest.fixture
def make_collection(db) -> Callable[..., Collection]:
    def make(name: str, *organizations: Organization, **fields) -> Collection:
        collection = Collection.objects.create(name=name, slug=fields.pop("slug", name.lower()), **fields)
        for position, organization in enumerate(organizations):
            CollectionItem.objects.create(
                collection=collection, organization=organization, position=position, note=f"Note on {organization}"
            )
        return collection

    return make


@pytest.fixture
def make_curator(db) -> Callable[..., Curator]:
    """Make a curator with these permissions of the directory; `administrator=True` may do everything."""

    def make(*permissions: str, administrator: bool = False, **fields) -> Curator:
        username = fields.pop("username", f"curator{next(numbers)}")
        curator = Curator.objects.create_user(username, password="a long test password", is_staff=True, **fields)
        if administrator:
            Curator.objects.filter(pk=curator.pk).update(is_superuser=True)
        for codename in permissions:
            curator.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="directory"))
        return Curator.objects.get(pk=curator.pk)

    return make


@pytest.fixture
def in_role(db) -> Callable[[Curator, Role], Curator]:
    """Give a curator a role, as an administrator does."""

    def give(curator: Curator, role: Role) -> Curator:
        curators.give_role(curator, role, by=None)
        return Curator.objects.get(pk=curator.pk)

    return give
