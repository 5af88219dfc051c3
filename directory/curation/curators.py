"""Decisions about curators' accounts: who is one, in which role, and that one goes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from directory.curation import audit, transitions
from directory.curation.audit import Deed
from directory.curation.roles import MAY, Role, role_of
from directory.curation.transitions import NotAllowed
from directory.models import Curator, DirectoryVersion

ADMINISTER = "directory.administer_curators"


def require_say_over(curator: Curator, *, by: Curator | None) -> None:
    """Raise NotAllowed unless `by` decides about accounts, and about this one: only a superuser touches a superuser."""
    transitions.require(by, ADMINISTER)
    if by is not None and curator.is_superuser and not by.is_superuser:
        raise NotAllowed("Only a superuser decides about a superuser’s account.")


def give_role(curator: Curator, role: Role | None, *, by: Curator | None) -> None:
    """Give a curator this role and take every other; None leaves the account without one."""
    require_say_over(curator, by=by)
    with transaction.atomic():
        before = role_of(curator)
        if before == role:
            return
        if by is not None and by.pk == curator.pk:
            raise NotAllowed("Ask another administrator to change your own role.")
        curator.groups.remove(*Group.objects.filter(name__in=[each.value for each in MAY]))
        if role:
            curator.groups.add(Group.objects.get(name=role.value))
        audit.record(Deed.ROLE_CHANGED, by=by, about=curator, detail=f"from {before or 'none'} to {role or 'none'}")


def remove_second_factors(curator: Curator, *, by: Curator | None) -> None:
    """Forget a curator's passkeys, one-time and recovery codes, as when a phone was lost, and end their sessions."""
    require_say_over(curator, by=by)
    with transaction.atomic():
        Authenticator.objects.filter(user=curator).delete()
        audit.record(Deed.CREDENTIAL_CHANGED, by=by, about=curator, detail="all second factors removed")
        transaction.on_commit(lambda: end_sessions(curator))


def end_sessions(curator: Curator) -> None:
    """Sign a curator out everywhere."""
    for session in UserSession.objects.filter(user=curator):
        session.end()


def erase(curator: Curator, *, by: Curator | None) -> None:
    """Take everything personal off an account, and shut it for good. What it decided stays, by “a curator”."""
    require_say_over(curator, by=by)
    if by is not None and by.pk == curator.pk:
        raise NotAllowed("Ask another administrator to erase your own account.")
    with transaction.atomic():
        end_sessions(curator)
        for personal in (Authenticator, EmailAddress, UserSession):
            personal.objects.filter(user=curator).delete()
        LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Curator), object_id=str(curator.pk)).delete()
        curator.groups.clear()
        curator.user_permissions.clear()
        curator.username = f"erased account {curator.pk}"  # the spaces keep it from anyone who chooses a name
        curator.email = curator.first_name = curator.last_name = curator.public_name = ""
        curator.is_active = curator.is_staff = curator.is_superuser = False
        curator.last_login = None
        curator.set_unusable_password()
        curator.save()
        DirectoryVersion.move_on()  # bylines stand on public pages
        audit.record(Deed.ACCOUNT_ERASED, by=by, about=curator)
