"""Strings that break careless sites, in every parameter and every text: never an error of ours, never unescaped."""

import json
import re

import pytest

from directory.curation import actions, document
from directory.curation.document import BadDocument
from directory.models import Organization
from directory.search.query import NAMES
from tests.html import Page

OWN = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "%00",
    "\x00",
    "\ud800",
    "{{ 7*7 }}{% debug %}",
    "‮gnirts desrever",
    "Ｔｅｌｌ ｍｅ",
    "🏳️‍🌈" * 20,
    "ﷺ" * 50,
    "a" * 10_000,
    '=HYPERLINK("https://example.org")',
    "../../../etc/passwd",
    "javascript:alert(1)",
    "-" * 300,
    "1e309",
    "𝕿𝖍𝖊",
]


def ask_everything(client, strings):
    for value in strings:
        for address, names in (
            ("/organizations/", NAMES),
            ("/compare/", ["org"]),
            ("/people/", ["after"]),
            ("/changes/", ["before"]),
        ):
            for name in names:
                response = client.get(address, {name: value.encode("utf-8", "replace").decode()})
                assert response.status_code in (200, 400), (address, name, value)
                assert "<script>alert" not in response.text
                assert "onerror=alert(1)>" not in response.text.replace("&gt;", "")


def test_in_every_parameter(client, make_organization):
    make_organization()
    ask_everything(client, OWN)


def test_the_big_list_in_every_parameter(client, make_organization, shared):
    make_organization()
    strings = json.loads((shared / "conformance/naughty-strings/blns-a.json").read_text())
    ask_everything(client, [value for value in strings if value])


def is_published(said) -> bool:
    try:
        actions.publish(actions.propose(said, by=None), by=None)
    except BadDocument as refusal:
        return not str(refusal)  # refused without a word would be a mistake, and the page would then be missing
    return True


def write_everything(client, strings):
    """Each string in each text of an entry is shown as it is, or refused with a reason; the page stays whole."""
    shown = {}
    for number, value in enumerate(strings):
        said = {
            "name": value[:200], "slug": f"naughty-{number}", "kind": "blog", "summary": value[:300], "description": value,
            "editors_note": value, "seat": value[:100], "attribution": value[:300],
            "other_names": [{"name": value[:200]}],
            "ways_to_help": [{"kind": "learn", "note": value[:200]}],
            "channels": [{"network": "x", "url": "https://x.com/x", "handle": value[:100]}],
            "people": [{"slug": f"p{number}", "name": value[:200], "role": value[:200]}],
            "identifiers": [{"scheme": value[:50], "value": value[:100]}],
            "sources": [{"url": "https://example.org/", "title": value[:300], "supports": value[:500]}],
            "disputes": [{"field": value[:50], "note": value}],
        }  # fmt: skip
        if is_published(said):
            shown[f"naughty-{number}"] = value
    assert len(shown) > len(strings) / 2
    for slug, value in shown.items():
        stored = document.read(Organization.objects.with_page_data().get(slug=slug))
        assert stored["editors_note"] == value.strip()
        check(client, f"/organizations/{slug}/")
    following = "/organizations/?limit=100"
    while following:
        check(client, following)
        following = next((link for link in Page(client.get(following)).links() if "after=" in link), "")
    check(client, "/changes/")
    check(client, "/people/")


def check(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_in_every_text_of_an_entry(client, db):
    write_everything(client, OWN)


def test_the_big_list_in_every_text_of_an_entry(client, db, shared):
    strings = json.loads((shared / "conformance/naughty-strings/blns-a.json").read_text())
    write_everything(client, [value for value in strings if value.strip()])


@pytest.mark.parametrize("value", OWN)
def test_in_every_address(client, db, value):
    for path in ("/organizations/{}/", "/topics/{}/", "/people/{}/", "/collections/{}/", "/media/logos/{}"):
        name = re.sub("[/?#]", "", value.encode("utf-8", "replace").decode()) or "x"
        assert client.get(path.format(name)).status_code in (301, 404)
