"""Sign-ins and changed credentials, in the log. They are decided in django-allauth's code, so its signals tell us."""

import ipaddress

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from directory.curation import audit
from directory.curation.audit import Deed
from directory.models import Curator

WAYS = {"password": "password", "totp": "one-time code", "recovery_codes": "recovery code", "webauthn": "passkey"}


def network(request: HttpRequest | None) -> str:
    """Where a request comes from, so coarse that it names no household: `from 192.0.2.0/24`; empty when nobody knows."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "") if request else "")
    except ValueError:
        return ""
    return f"from {ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False)}"


def signed_in(sender, request, user, **kwargs) -> None:
    records = get_authentication_records(request, user) if hasattr(request, "session") else []
    ways = [WAYS.get(record.get("type") or record["method"], record["method"]) for record in records]
    audit.record(
        Deed.SIGNED_IN, by=user, about=user, detail=_line("with " + " and ".join(ways) if ways else "", network(request))
    )


def signed_out(sender, request, user, **kwargs) -> None:
    if user is not None:
        audit.record(Deed.SIGNED_OUT, by=user, about=user)


def sign_in_failed(sender, credentials, request=None, **kwargs) -> None:
    """The name that was typed is not kept, as it may be a password typed into the wrong field; an account that has it is."""
    typed = credentials.get("username") or ""
    curator = Curator.objects.filter(username__iexact=typed).first() if typed else None
    audit.record(Deed.SIGN_IN_FAILED, by=None, about=curator, detail=_line("password", network(request)))


def second_step_failed(sender, request, user, authenticator, **kwargs) -> None:
    audit.record(
        Deed.SIGN_IN_FAILED,
        by=None,
        about=user,
        detail=_line(WAYS.get(authenticator.type, authenticator.type), network(request)),
    )


def credential_changed(what: str):
    """A receiver that logs `what`, and the kind of second factor where it is one."""

    def receiver(sender, request, user, authenticator=None, **kwargs) -> None:
        kind = WAYS.get(authenticator.type, authenticator.type) if authenticator else ""
        audit.record(Deed.CREDENTIAL_CHANGED, by=user, about=user, detail=_line(f"{kind} {what}".strip(), network(request)))

    return receiver


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def connect() -> None:
    auth.user_logged_in.connect(signed_in)
    auth.user_logged_out.connect(signed_out)
    auth.user_login_failed.connect(sign_in_failed)
    mfa.authentication_failed.connect(second_step_failed)
    for signal, what in [
        (account.password_changed, "password changed"),
        (account.password_reset, "password reset by e-mail"),
        (mfa.authenticator_added, "added"),
        (mfa.authenticator_removed, "removed"),
        (mfa.authenticator_reset, "made anew"),
    ]:
        signal.connect(credential_changed(what), weak=False)
