"""What the tests of the desk have in common: curators who are signed in, and the entry's form as a browser would send it."""

import pytest
from django.test import Client
from django.urls import reverse
from html5lib import parse

from directory.models import Curator, Organization

EDITOR = ["view_organization", "add_organization", "change_organization", "publish_organization"]
CONTRIBUTOR = ["view_organization", "add_organization", "change_organization"]
HTML = "{http://www.w3.org/1999/xhtml}"


def fields_of(page: str, form_id: str = "organization_form") -> dict[str, str]:
    """What a browser would send of a form: the values of its fields, buttons left out."""
    form = next(each for each in parse(page).iter(f"{HTML}form") if each.get("id") == form_id)
    sent = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "")
        if not name or field.get("disabled") is not None or kind in {"submit", "file"}:
            continue
        if field.tag == f"{HTML}select":
            chosen = [option for option in field.iter(f"{HTML}option") if option.get("selected") is not None]
            sent[name] = chosen[0].get("value", "") if chosen else ""
        elif field.tag == f"{HTML}textarea":
            sent[name] = (field.text or "").removeprefix("\n")
        elif field.tag == f"{HTML}input" and (kind not in {"checkbox", "radio"} or field.get("checked") is not None):
            sent[name] = field.get("value", "on" if kind == "checkbox" else "")
    return {name: value for name, value in sent.items() if "__prefix__" not in name}


class Desk:
    """A curator at the desk, in a browser of their own."""

    def __init__(self, curator: Curator):
        self.curator, self.client = curator, Client()
        self.client.force_login(curator)

    def confirm(self) -> "Desk":
        """Give the password once more, as the desk asks before it changes accounts and erases."""
        assert self.client.post(reverse("account_reauthenticate"), {"password": "a long test password"}).status_code == 302
        return self

    def address(self, organization: Organization | None = None, page: str = "change") -> str:
        if organization is None:
            return reverse("desk:directory_organization_add")
        return reverse(f"desk:directory_organization_{page}", args=[organization.pk])

    def open(self, organization: Organization | None = None) -> dict[str, str]:
        """The form as it is filled when the page opens."""
        response = self.client.get(self.address(organization))
        assert response.status_code == 200
        return fields_of(response.text)

    def send(self, form: dict, organization: Organization | None = None, button: str = "_save", **typed):
        """Press a button; keys with two underscores name a field of a row, like channels__0__url."""
        typed = {name.replace("__", "-"): value for name, value in typed.items()}
        return self.client.post(self.address(organization), {**form, **typed, button: "1"}, follow=True)


@pytest.fixture
def administrator(make_curator) -> Desk:
    return Desk(make_curator(administrator=True, username="admin", public_name="Ada"))


@pytest.fixture
def editor(make_curator) -> Desk:
    return Desk(make_curator(*EDITOR, username="editor", public_name="Edith"))


@pytest.fixture
def contributor(make_curator) -> Desk:
    return Desk(make_curator(*CONTRIBUTOR, username="contributor"))
