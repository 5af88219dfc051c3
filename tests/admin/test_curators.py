"""Accounts at the desk: who makes and changes them, who has which role, and what is left of one that is erased."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse

from directory.curation import actions
from directory.curation.roles import Role, role_of
from directory.models import AuditRecord, Curator
from tests.admin.conftest import Desk, fields_of
from tests.admin.test_vocabulary import address, send


@pytest.fixture
def keeper(make_curator, in_role) -> Desk:
    """An administrator who is no superuser."""
    return Desk(in_role(make_curator(username="keeper"), Role.ADMINISTRATOR)).confirm()


def newest() -> AuditRecord:
    return AuditRecord.objects.order_by("-pk")[0]


def test_a_new_byline_shows_on_the_next_request(client, make_organization, make_curator, administrator):
    organization = make_organization(slug="kiva")
    curator = make_curator("change_organization", public_name="Ada")
    actions.verify(organization, by=curator)
    etag = client.get("/organizations/kiva/")["ETag"]
    send(administrator.confirm(), "curator", curator, public_name="")
    page = client.get("/organizations/kiva/", headers={"If-None-Match": etag})
    assert page.status_code == 200
    assert "Ada" not in page.text


@pytest.mark.parametrize("role", Role)
def test_an_administrator_makes_a_curator_with_a_role_who_can_sign_in(client, keeper, role):
    password = "three words and more"
    send(keeper, "curator", username="grace", usable_password="true", password1=password, password2=password, role=role)
    curator = Curator.objects.get(username="grace")
    assert (curator.is_staff, curator.is_superuser, role_of(curator)) == (True, False, role)
    assert client.login(username="grace", password=password)
    assert client.get("/desk/").status_code == 200
    logged = AuditRecord.objects.filter(subject="curator", subject_id=curator.pk, by=keeper.curator)
    assert set(logged.values_list("deed", flat=True)) == {"account-added", "role-changed"}


def test_a_role_is_changed_and_taken_in_the_form(keeper, make_curator, in_role):
    curator = in_role(make_curator(), Role.CONTRIBUTOR)
    place = address("curator", "change", curator.pk)
    assert keeper.client.get(place).text.count("checked") >= 1
    for role in (Role.EDITOR, ""):
        send(keeper, "curator", curator, role=role)
        assert (role_of(curator) or "") == role
    assert newest().detail == "from Editor to none"


def test_what_is_changed_in_an_account_is_logged_by_field(keeper, make_curator):
    curator = make_curator()
    send(keeper, "curator", curator, public_name="Grace H.")
    assert curator.__class__.objects.get(pk=curator.pk).byline() == "Grace H."
    assert (newest().deed, newest().detail, newest().name) == ("account-changed", "public_name", "")


def test_changing_accounts_takes_the_password_once_more(administrator, make_curator):
    curator = make_curator()
    form = fields_of(administrator.client.get(address("curator", "change", curator.pk)).text, "curator_form")
    for page in (address("curator", "change", curator.pk), reverse("desk:directory_curator_erase", args=[curator.pk])):
        response = administrator.client.post(page, {**form, "public_name": "Mine"})
        assert response.headers["Location"].startswith("/desk/account/confirm/")
    curator.refresh_from_db()
    assert (curator.public_name, curator.is_active) == ("", True)


def test_nobody_but_an_administrator_touches_another_account(make_curator, in_role):
    editor = Desk(in_role(make_curator(), Role.EDITOR)).confirm()
    other = make_curator()
    for page in ("change", "erase"):
        assert editor.client.get(address("curator", page, other.pk)).status_code == 403
        assert editor.client.post(address("curator", page, other.pk)).status_code == 403
    assert editor.client.get(address("curator")).status_code == 403
    assert editor.client.get(reverse("desk:auth_user_password_change", args=[other.pk])).status_code == 403
    assert editor.client.post(reverse("desk:directory_curator_second_factors", args=[other.pk])).status_code == 403


def test_an_administrator_does_not_touch_a_superuser(keeper, administrator):
    assert keeper.client.post(address("curator", "change", administrator.curator.pk), {}).status_code == 403
    assert keeper.client.get(reverse("desk:auth_user_password_change", args=[administrator.curator.pk])).status_code == 403
    assert keeper.client.post(address("curator", "erase", administrator.curator.pk)).status_code == 403


def test_everyone_keeps_their_own_name_and_address_and_nothing_more(make_curator, in_role):
    contributor = Desk(in_role(make_curator(), Role.CONTRIBUTOR)).confirm()
    send(
        contributor,
        "curator",
        contributor.curator,
        public_name="Carla",
        email="c@example.org",
        is_superuser="on",
        role=Role.EDITOR,
    )
    contributor.curator.refresh_from_db()
    assert (contributor.curator.public_name, contributor.curator.email) == ("Carla", "c@example.org")
    assert (contributor.curator.is_superuser, role_of(contributor.curator)) == (False, Role.CONTRIBUTOR)


def test_nobody_raises_or_erases_themselves(keeper):
    send(keeper, "curator", keeper.curator, role="", is_superuser="on")
    assert role_of(keeper.curator) == Role.ADMINISTRATOR
    response = keeper.client.post(address("curator", "erase", keeper.curator.pk), follow=True)
    assert "another administrator" in response.text
    assert Curator.objects.get(pk=keeper.curator.pk).is_active


def test_an_administrator_gives_another_password_which_is_told_by_mail(keeper, make_curator):
    curator = make_curator(email="grace@example.org")
    signed_in = Client()
    signed_in.force_login(curator)
    new = {"password1": "another long password", "password2": "another long password", "usable_password": "true"}
    keeper.client.post(reverse("desk:auth_user_password_change", args=[curator.pk]), new)
    assert Curator.objects.get(pk=curator.pk).check_password("another long password")
    assert signed_in.get("/desk/").status_code == 302
    assert [message.to for message in mail.outbox] == [["grace@example.org"]]
    assert (newest().deed, newest().by, newest().subject_id) == ("credential-changed", keeper.curator, curator.pk)


def test_a_new_mail_address_is_told_to_the_former_one(keeper, make_curator):
    curator = make_curator(email="old@example.org")
    send(keeper, "curator", curator, email="new@example.org")
    assert [message.to for message in mail.outbox] == [["old@example.org"]]
    assert "new@example.org" in mail.outbox[0].body


def test_ones_own_password_is_changed_with_the_former_one(keeper):
    response = keeper.client.get(reverse("desk:auth_user_password_change", args=[keeper.curator.pk]))
    assert response.headers["Location"] == "/desk/account/password/"


def test_who_lost_the_second_step_gets_it_removed(keeper, make_curator):
    curator = make_curator()
    Authenticator.objects.create(user=curator, type="totp", data={})
    assert "Remove the second step" in keeper.client.get(address("curator", "change", curator.pk)).text
    keeper.client.post(reverse("desk:directory_curator_second_factors", args=[curator.pk]))
    assert not Authenticator.objects.filter(user=curator).exists()
    assert newest().detail == "all second factors removed"


def test_an_erased_account_leaves_what_it_decided_and_nothing_personal(client, keeper, make_curator, make_organization):
    curator = make_curator("change_organization", username="grace", public_name="Grace Hopper", email="grace@example.org")
    organization = make_organization(slug="kiva")
    actions.verify(organization, by=curator)
    Client().post("/desk/sign-in/", {"login": "grace", "password": "a long test password"})
    send(keeper, "curator", curator, first_name="Grace")  # Django's own log of the admin tells of it by name
    assert LogEntry.objects.filter(object_repr="grace").exists()
    assert UserSession.objects.filter(user=curator).exists()
    page = keeper.client.get(address("curator", "erase", curator.pk))
    assert "cannot be undone" in page.text
    keeper.client.post(address("curator", "erase", curator.pk))
    organization.refresh_from_db()
    assert organization.verified_by == curator
    assert "Grace" not in client.get("/organizations/kiva/").text
    assert "by a curator" in client.get("/organizations/kiva/").text
    rows = [*Curator.objects.filter(pk=curator.pk).values(), *LogEntry.objects.values()]
    assert "grace" not in str(rows).casefold()
    assert not UserSession.objects.filter(user=curator).exists()
    assert (newest().deed, newest().by, newest().subject_id) == ("account-erased", keeper.curator, curator.pk)
    assert not Client().login(username="grace", password="a long test password")
