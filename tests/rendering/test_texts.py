"""Texts from outside can be shown: nothing of them becomes more than text, and links that are safe."""

import json
from urllib.parse import urlsplit

import pytest

from directory.rendering.texts import host, jsonld, markdown, site_of
from tests.html import parsed


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a picture](https://example.org/x.png)",
        "# A heading",
        "A heading\n=========",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
    ],
)
def test_markdown_has_no_html_pictures_or_headings(text):
    tree = parsed(f"<div>{markdown(text)}</div>")
    assert not [each.tag for each in tree.iter() if each.tag in {"script", "img", "h1", "h2"}]
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("scheme", ["javascript", "JaVaScript", "data", "vbscript", "ftp", "file", "java&#10;script"])
def test_markdown_links_to_nothing_but_the_web_and_mail(scheme):
    tree = parsed(f"<div>{markdown(f'[look]({scheme}:alert(1)) <{scheme}:alert(1)>')}</div>")
    assert {urlsplit(each.get("href", "")).scheme for each in tree.iter("a")} <= {""}  # at most a place on this site


def test_markdown_keeps_what_is_safe_and_vouches_for_no_link():
    tree = parsed(
        f"<div>{markdown('*So* it [is](https://example.org/), [write](mailto:us@example.org):\n\n- one\n- two')}</div>"
    )
    assert {"em", "ul", "li"} <= {each.tag for each in tree.iter()}
    links = [(each.get("href"), each.get("rel")) for each in tree.iter("a")]
    assert links == [(href, "nofollow noopener") for href in ("https://example.org/", "mailto:us@example.org")]


def test_nothing_in_data_ends_its_script():
    said = {"name": "</script><!-- & <b>"}
    assert not {"<", ">", "&"} & set(jsonld(said))
    assert json.loads(jsonld(said)) == said


def test_addresses_are_said_as_people_say_them():
    assert host("https://www.example.org/about/") == "example.org/about"
    assert site_of("https://www.example.org/give?to=us") == "example.org"
