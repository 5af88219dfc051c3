"""Who gets in, who does not, and what the log says of it."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from directory.models import AuditRecord, Curator
from directory.signin.adapters import MFAAdapter
from tests.html import parsed

SIGN_IN = "/desk/sign-in/"
PASSWORD = "a long test password"


@pytest.fixture
def curator(make_curator) -> Curator:
    return make_curator("view_organization", username="ada", email="ada@example.org")


def sign_in(client: Client, username: str = "ada", password: str = PASSWORD, **more):
    return client.post(SIGN_IN, {"login": username, "password": password}, **more)


def newest() -> AuditRecord:
    return AuditRecord.objects.order_by("-pk")[0]


def test_the_desk_asks_for_name_and_password_and_then_opens_the_page_that_was_wanted(client, curator):
    response = client.get("/desk/directory/organization/", follow=True)
    assert response.redirect_chain[-1][0].startswith(SIGN_IN)
    response = client.post(response.redirect_chain[-1][0], {"login": "ada", "password": PASSWORD})
    assert response.headers["Location"] == "/desk/directory/organization/"


def test_signing_in_leads_to_no_other_site(client, curator):
    response = client.post(f"{SIGN_IN}?next=https://evil.example/", {"login": "ada", "password": PASSWORD})
    assert response.headers["Location"] == "/desk/"


def test_signing_in_gives_the_session_another_key(client, curator):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "signing in"
    session.save()
    key = session.session_key
    sign_in(client)
    assert client.session.session_key != key


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, curator):
    known, unknown = sign_in(client, password="wrong"), sign_in(client, username="nobody")
    said = [re.sub(r'value="[^"]*"', "", response.text) for response in (known, unknown)]
    assert said[0] == said[1]
    assert "not correct" in said[0]


def test_five_failures_shut_the_account_for_a_while_but_nobody_elses(client, curator, make_curator):
    make_curator(username="grace")
    for _ in range(5):
        assert "not correct" in sign_in(client, password="wrong").text
    assert "Too many failed" in sign_in(client).text
    assert "_auth_user_id" not in client.session
    assert sign_in(Client(), username="grace").status_code == 302


def test_an_address_that_tries_too_often_gets_429(client, curator):
    answers = [sign_in(client, username=f"name{number}", password="wrong") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait some minutes" in answers[-1].text
    assert "no-store" in answers[-1].headers["Cache-Control"]


def test_nobody_signs_up_nor_finds_what_else_the_library_offers(client, curator):
    client.force_login(curator)
    for address in ("/desk/sign-up/", "/desk/signup/", "/accounts/signup/", "/accounts/login/", "/desk/account/email/"):
        assert client.get(address).status_code == 404


def test_the_log_tells_of_sign_ins_failures_and_sign_outs_without_whole_addresses(client, curator):
    sign_in(client, password="wrong", REMOTE_ADDR="192.0.2.77")
    assert (newest().deed, newest().by, newest().subject_id) == ("sign-in-failed", None, curator.pk)
    assert newest().detail == "password, from 192.0.2.0/24"
    sign_in(client, username="my password in the wrong field", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert (newest().subject, newest().detail) == ("", "password, from 2001:db8:1::/48")
    sign_in(client, REMOTE_ADDR="192.0.2.77")
    assert (newest().deed, newest().by, newest().detail) == ("signed-in", curator, "with password, from 192.0.2.0/24")
    client.post("/desk/sign-out/")
    assert (newest().deed, newest().by) == ("signed-out", curator)


def test_signing_out_takes_a_post(client, curator):
    sign_in(client)
    for address in ("/desk/sign-out/", "/desk/logout/"):
        assert "Sign out" in client.get(address).text
        assert client.get("/desk/").status_code == 200
    client.post("/desk/logout/")
    assert client.get("/desk/").status_code == 302


def test_an_account_that_is_shut_does_not_get_in(client, curator):
    Curator.objects.filter(pk=curator.pk).update(is_active=False)
    assert sign_in(client).headers["Location"] == "/desk/sign-in/shut/"
    assert "_auth_user_id" not in client.session


# Passwords


def change_password(client: Client, new: str, old: str = PASSWORD):
    return client.post("/desk/account/password/", {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize("new", ["too short", "password1234", "ada@example.org"])
def test_weak_passwords_are_refused(client, curator, new):
    sign_in(client)
    assert change_password(client, new).status_code == 200
    assert Curator.objects.get().check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions_tells_by_mail_and_is_logged(client, curator):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    new = "p" + "ä correct horse battery staple " * 5
    assert change_password(client, new, old="wrong").status_code == 200
    assert change_password(client, new).status_code == 302
    assert client.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302
    assert (newest().deed, newest().by) == ("credential-changed", curator)
    assert newest().detail.startswith("password changed")
    assert mail.outbox[0].to == ["ada@example.org"]
    assert mail.outbox[0].subject == "[socialchange] Password Changed"
    assert sign_in(Client(), password=new).status_code == 302


def test_a_forgotten_password_is_mended_by_mail_under_the_sites_own_address(client, curator, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://directory.example", ["testserver", "other.example"]
    sent = client.post("/desk/sign-in/forgotten/", {"email": "ada@example.org"}, headers={"Host": "other.example"})
    unknown = client.post("/desk/sign-in/forgotten/", {"email": "nobody@example.org"})
    assert sent.headers["Location"] == unknown.headers["Location"] == "/desk/sign-in/forgotten/sent/"
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    address = re.search(r"https://directory\.example(/desk/\S+)", mail.outbox[0].body)
    assert address
    page = client.get(address[1], follow=True)
    new = "another long password"
    response = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in response.text
    assert "_auth_user_id" not in client.session
    assert newest().detail.startswith("password reset by e-mail")
    assert "does not work any more" in Client().get(address[1], follow=True).text
    assert sign_in(client, password=new).status_code == 302


# Sessions


def test_a_curator_sees_and_ends_other_sessions(client, curator):
    elsewhere = Client()
    sign_in(elsewhere, headers={"User-Agent": "Elsewhere 1.0"})
    sign_in(client)
    assert "Elsewhere 1.0" in client.get("/desk/account/sessions/").text
    client.post("/desk/account/sessions/")
    assert elsewhere.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == 200
    assert UserSession.objects.count() == 1


def grow_older(client: Client, mark: str, seconds: int) -> None:
    """Move the hour at which a session `began`, or was last `seen`, into the past."""
    session = client.session
    session[mark] -= seconds
    session.save()


@pytest.mark.parametrize(("mark", "hours"), [("began", 12), ("seen", 2)])
def test_a_session_ends_after_twelve_hours_or_two_idle_ones(client, curator, mark, hours):
    sign_in(client)
    client.get("/desk/")
    grow_older(client, mark, hours * 3600 - 60)
    assert client.get("/desk/").status_code == 200
    grow_older(client, mark, hours * 3600 + 60)
    assert client.get("/desk/").status_code == 302
    assert "You were signed out" in client.get(SIGN_IN).text


def test_what_a_curator_does_keeps_the_session_but_public_pages_never_look_at_it(client, curator):
    sign_in(client)
    client.get("/desk/")
    grow_older(client, "seen", 3600)
    seen = client.session["seen"]
    assert not client.get("/").cookies
    assert client.session["seen"] == seen
    client.get("/desk/")
    assert client.session["seen"] > seen


@pytest.mark.parametrize(
    "address",
    [
        "sign-in/",
        "sign-in/forgotten/",
        "account/",
        "account/passkeys/add/",
        "account/sessions/",
        "sign-in/passkey/",
        "nowhere/",
    ],
)
def test_nothing_of_signing_in_is_kept_by_anyone(client, address):
    response = client.get(f"/desk/{address}")
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))


# A second step


@pytest.mark.parametrize("address", ["account/one-time-codes/add/", "account/passkeys/add/"])
def test_changing_how_one_signs_in_takes_the_password_once_more(client, curator, address):
    sign_in(client)
    response = client.get(f"/desk/{address}")
    assert response.headers["Location"].startswith("/desk/account/confirm/")
    assert "Incorrect password" in client.post(response.headers["Location"], {"password": "wrong"}).text
    assert client.post(response.headers["Location"], {"password": PASSWORD}).headers["Location"] == f"/desk/{address}"
    assert client.get(f"/desk/{address}").status_code == 200


def test_where_a_second_step_is_required_the_desk_waits_for_it(client, curator, settings):
    settings.REQUIRE_MFA = True
    sign_in(client)
    for address in ("/desk/", "/desk/directory/organization/", "/desk/directory/revision/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0] == "/desk/account/"
        assert "asks every curator for a second step" in response.text
        assert "/desk/directory/organization/" not in response.text
        assert 'action="/desk/sign-out/"' in response.text
    curator.authenticator_set.create(type="totp", data={"secret": "not read here"})
    assert client.get("/desk/").status_code == 200


def test_secrets_of_one_time_codes_are_no_use_to_a_thief_of_the_database(curator, settings):
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105
    kept = TOTP.activate(curator, secret).instance
    assert secret not in str(kept.data)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert get_adapter().decrypt(kept.data["secret"]) == secret


def test_the_code_to_scan_is_a_drawing_and_holds_no_text(db):
    drawn = MFAAdapter().build_totp_svg('otpauth://totp/"><script>alert(1)</script>&amp;?secret=ABC')
    tags = {each.tag.rpartition("}")[2] for each in parsed(drawn).iter()}
    assert drawn.startswith("<svg")
    assert "path" in tags
    assert "script" not in tags
    assert "alert" not in drawn
