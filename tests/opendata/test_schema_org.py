"""JSON-LD in the words of schema.org, on pages and in bulk: every term is one, and pyld reads it."""

import json
from pathlib import Path

import pytest
from pyld import jsonld

from directory.models.vocabulary import Kind
from tests.html import Page

SCHEMA = Path(__file__).parents[1] / "schemas" / "schema.org"
TERMS = json.loads((SCHEMA / "terms.json").read_text())


def saved_context(url, options):
    assert url.rstrip("/") == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json",
            "document": json.loads((SCHEMA / "context.jsonld").read_text())}  # fmt: skip


def strangers(node, found=None):
    """Keys that schema.org does not know for the type of their node."""
    found = [] if found is None else found
    if isinstance(node, list):
        for each in node:
            strangers(each, found)
    elif isinstance(node, dict):
        known = TERMS.get(node.get("@type"), [])
        found += [(node.get("@type"), key) for key in node if not key.startswith("@") and key not in known]
        for value in node.values():
            strangers(value, found)
    return found


def expanded(document):
    return jsonld.expand(document, {"documentLoader": saved_context})


def page_jsonld(client, address):
    scripts = [each for each in Page(client.get(address)).tree.iter("script") if each.get("type") == "application/ld+json"]
    return json.loads(scripts[0].text)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_term_of_a_page_is_one_of_schema_org(client, lenders, make_organization, kind):
    make_organization(
        name="Example", slug="example", kind=kind, began=2001, ended=2020, seat="Nairobi", country="KE", works_in=["001", "UG"],
        languages=["sw"], topics=["poverty"], other_names=[{"name": "Example Ltd", "kind": "legal"}],
        channels=[{"network": "website", "url": "https://a.example/"}, {"network": "x", "url": "https://x.com/a"}],
        people=[{"name": "Ada", "role": "Founder"}], licence="CC-BY-SA-4.0", attribution="Somebody",
    )  # fmt: skip
    said = page_jsonld(client, "/organizations/example/")
    assert strangers({key: value for key, value in said.items() if key != "@context"}) == []
    node = expanded(said)[0]
    assert node["http://schema.org/name"] == [{"@value": "Example"}]
    page = node["http://schema.org/subjectOf"][0]
    assert page["http://schema.org/license"] == [{"@id": "https://creativecommons.org/licenses/by-sa/4.0/"}]
    assert page["http://schema.org/creditText"] == [{"@value": "Somebody"}]


def test_a_term_that_is_none_is_found():
    assert strangers({"@type": "NGO", "name": "A", "startDate": "2001"}) == [("NGO", "startDate")]


def test_the_file_with_all_entries_is_read_by_pyld(client, lenders, build):
    document = json.loads((build().folder / "organizations.jsonld").read_text())
    assert strangers(document["@graph"]) == []
    nodes = {node["@id"]: node for node in expanded(document)}
    dataset = nodes["http://127.0.0.1:8000/data/"]
    assert dataset["http://schema.org/license"] == [{"@id": "https://creativecommons.org/licenses/by/4.0/"}]
    assert len(nodes) == 3
    kiva = page_jsonld(client, "/organizations/kiva/")
    assert nodes[kiva["@id"]] == expanded(kiva)[0]
