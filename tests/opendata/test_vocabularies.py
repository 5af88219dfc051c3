import json

import pytest
from jsonschema import Draft7Validator
from pyld import jsonld
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from directory.models import Status
from directory.opendata.skos import SKOS

KNOWN_KEYS = {
    "linked_schemas", "name", "nickname", "primary_url", "unique_id", "tags", "description", "status", "country_iso_3166",
    "geographic_scope", "urls", "rss", "relationships", "license", "attribution", "source",
}  # fmt: skip


def test_a_profile_says_what_the_entry_says(client, lenders):
    response = client.get("/organizations/kiva/murmurations.json")
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/json", "*")
    said = response.json()
    assert said.keys() <= KNOWN_KEYS
    assert said["linked_schemas"] == ["organizations_schema-v1.0.0"]
    assert said["primary_url"] == "https://kiva.example/"
    assert said["tags"] == ["Micro-lending", "Poverty", "Non-profit"]
    assert said["geographic_scope"] == "international"
    assert said["relationships"] == [
        {"predicate_url": "https://schema.org/parentOrganization", "object_url": "http://127.0.0.1:8000/organizations/parent/"}
    ]
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_profile_is_valid_against_the_schema(client, lenders, make_organization, shared):
    folder = shared / "conformance" / "murmurations"
    schema = json.loads((folder / "schemas" / "organizations_schema-v1.0.0.json").read_text())
    schema = json.loads(json.dumps(schema).replace("../fields/", "urn:field:"))
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    del schema["$id"]
    fields = [
        (f"urn:field:{path.name}", Resource.from_contents(json.loads(path.read_text()), DRAFT7))
        for path in (folder / "fields").iterdir()
    ]
    validator = Draft7Validator(schema, registry=Registry().with_resources(fields))
    assert [error.message for error in validator.iter_errors({"name": "No schemas"})]
    make_organization(slug="bare")
    make_organization(slug="ended", ended=2010, country="XK", works_in=["XK"])
    for slug in ("kiva", "parent", "bare", "ended", "not-for-trade"):
        said = client.get(f"/organizations/{slug}/murmurations.json").json()
        assert [error.message for error in validator.iter_errors(said)] == [], slug


def test_a_text_that_may_not_be_passed_on_is_in_no_profile(client, lenders):
    said = client.get("/organizations/not-for-trade/murmurations.json").json()
    assert "description" not in said
    assert (said["license"], said["attribution"]) == ("https://creativecommons.org/licenses/by-nc/4.0/", "Somebody")


def test_profiles_are_only_of_public_entries(client, lenders, make_organization):
    make_organization(slug="draft", status=Status.UNPUBLISHED)
    make_organization(slug="withdrawn", status=Status.WITHDRAWN)
    make_organization(slug="merged", status=Status.MERGED, into=lenders)
    assert client.get("/organizations/draft/murmurations.json").status_code == 404
    assert client.get("/organizations/withdrawn/murmurations.json").status_code == 410
    moved = client.get("/organizations/merged/murmurations.json")
    assert (moved.status_code, moved["Location"]) == (308, "/organizations/kiva/murmurations.json")


@pytest.fixture
def concepts(client, lenders):
    response = client.get("/topics.jsonld")
    assert response["Content-Type"] == "application/ld+json"

    def no_context_from_elsewhere(url, options):
        pytest.fail(f"asked for {url}")

    found = jsonld.expand(response.json(), {"documentLoader": no_context_from_elsewhere})
    return {node["@id"].removeprefix("http://127.0.0.1:8000"): node for node in found}


def test_causes_are_skos_concepts(concepts):
    poverty, lending = concepts["/topics/poverty/"], concepts["/topics/micro-lending/"]
    assert poverty["@type"] == [f"{SKOS}Concept"]
    assert poverty[f"{SKOS}prefLabel"] == [{"@value": "Poverty", "@language": "en"}]
    assert poverty[f"{SKOS}altLabel"] == [{"@value": "poor", "@language": "en"}]
    assert poverty[f"{SKOS}relatedMatch"] == [{"@id": "https://sdgs.un.org/goals/goal1"}]
    assert poverty[f"{SKOS}narrower"] == [{"@id": lending["@id"]}]
    assert lending[f"{SKOS}broader"] == [{"@id": poverty["@id"]}]
    assert f"{SKOS}topConceptOf" not in lending


def test_the_scheme_knows_its_top_and_its_licence(concepts):
    scheme = concepts["/topics/"]
    assert scheme[f"{SKOS}hasTopConcept"] == [{"@id": concepts["/topics/poverty/"]["@id"]}]
    assert scheme["http://purl.org/dc/terms/license"] == [{"@id": "https://creativecommons.org/licenses/by/4.0/"}]
