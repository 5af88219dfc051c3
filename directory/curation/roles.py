"""Who may do what: three roles, each with all that the one before it may do.

A role is a Django group. `migrate` makes the three groups and gives them exactly these permissions, whenever it runs.
"""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, models, transaction

from directory.models import Curator


class Role(models.TextChoices):
    """The value is the group's name."""

    CONTRIBUTOR = "Contributor", "Contributor: writes drafts and hands them in"
    EDITOR = "Editor", "Editor: also reviews, publishes, withdraws, and keeps people and collections"
    ADMINISTRATOR = "Administrator", "Administrator: also decides about topics, accounts and people’s rights, and reads the log"


def _all_of(*models: str) -> set[str]:
    return {f"{deed}_{model}" for model in models for deed in ("view", "add", "change", "delete")}


_CONTRIBUTOR = {
    "view_organization",
    "add_organization",
    "change_organization",
    "view_topic",
    "view_synonym",
    "view_topiclink",
    "view_person",
    "view_personsource",
    "view_collection",
    "view_collectionitem",
    "view_change",
}
_EDITOR = _CONTRIBUTOR | {"publish_organization"} | _all_of("person", "personsource", "collection", "collectionitem")
_ADMINISTRATOR = (
    _EDITOR
    | _all_of("topic", "synonym", "topiclink")
    | {"view_curator", "add_curator", "change_curator", "administer_curators", "erase_person", "view_auditrecord"}
)

MAY = {Role.CONTRIBUTOR: _CONTRIBUTOR, Role.EDITOR: _EDITOR, Role.ADMINISTRATOR: _ADMINISTRATOR}


def make_groups(sender, *, using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Make the three groups, with exactly the permissions that their roles have; other groups stay as they are.

    Django calls it after every `migrate`.
    """
    create_permissions(sender, using=using, verbosity=0)  # ours come first, before Django's own receiver has run
    permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    with transaction.atomic(using=using):
        for role, codenames in MAY.items():
            group, _ = Group.objects.using(using).get_or_create(name=role.value)
            group.permissions.set(permissions.filter(codename__in=codenames))


def role_of(curator: Curator) -> Role | None:
    """The highest role that a curator has."""
    names = set(curator.groups.values_list("name", flat=True))
    return next((role for role in reversed(Role) if role in names), None)
