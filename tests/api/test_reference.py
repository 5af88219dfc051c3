"""The API's description: true, whole, and readable."""

import hypothesis
import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck
from openapi_spec_validator import validate
from schemathesis import GenerationMode, openapi
from schemathesis.config import SchemathesisConfig as Config
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.html import Page


@pytest.fixture
def described(client, db):
    return client.get("/api/v1/openapi.json").json()


LISTS = ["organizations", "topics", "people", "collections", "changes"]
SHAPES = {"organizations": "Organization", "topics": "Topic", "people": "Person", "collections": "Collection"}


@pytest.mark.parametrize("room", LISTS)
def test_the_documented_keys_are_the_keys(client, whole, documented, room):
    answer = client.get(f"/api/v1/{room}").json()
    assert answer.keys() == documented(f"## `GET /api/v1/{room}`")
    assert answer["results"][0].keys() == documented(f"## `GET /api/v1/{room}`", of_results=True)


def test_an_entrys_documented_keys_are_its_keys(client, whole, documented):
    said = client.get("/api/v1/organizations/example-lenders").json()
    assert said.keys() == documented("## `GET /api/v1/organizations/SLUG`")


def test_the_document_is_valid_and_says_what_every_key_means(described):
    validate(described)
    assert described["openapi"] == "3.1.0"
    assert described["info"]["license"]["identifier"] == "CC-BY-4.0"
    shapes = described["components"]["schemas"]
    silent = [f"{name}.{key}" for name, shape in shapes.items() for key, said in shape.get("properties", {}).items()
              if not said.get("description")]  # fmt: skip
    assert silent == []
    unsourced = [f"{name}.{key}" for name, shape in shapes.items() for key, said in shape.get("properties", {}).items()
                 if "Source: " not in said["description"]]  # fmt: skip
    assert unsourced == []
    for path, methods in described["paths"].items():
        assert methods.keys() == {"get"}, path
        assert all(parameter["description"] for parameter in methods["get"]["parameters"])
        assert "application/problem+json" in methods["get"]["responses"]["400"]["content"]


@pytest.mark.parametrize("room", SHAPES)
def test_one_of_a_list_is_what_the_list_says(client, whole, room):
    for listed in client.get(f"/api/v1/{room}").json()["results"]:
        response = client.get(listed["api_url"].removeprefix("http://127.0.0.1:8000"))
        said = response.json()
        assert {key: said[key] for key in listed} == listed


@pytest.mark.parametrize("room", [*LISTS, "openapi.json", "docs", "organizations/example-lenders", "topics/poverty"])
def test_an_unchanged_answer_is_not_sent_again(client, whole, make_organization, room):
    address = f"/api/v1/{room}"
    first = client.get(address)
    assert first.status_code == 200
    assert not first.cookies
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_organization()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.head(address).content == b""


@pytest.mark.parametrize("address", ["", "organizations/example-lenders", "topics", "topics/poverty", "people", "changes"])
def test_an_unknown_parameter_is_refused_everywhere(client, whole, address):
    response = client.get(f"/api/v1/{address or 'organizations'}?colour=green")
    said = response.json()
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert (said["parameter"], said["value"]) == ("colour", "green")


def test_the_page_names_every_operation_and_every_key(client, whole, described):
    page = Page(client.get("/api/v1/docs"))
    meanings = [each["description"] for methods in described["paths"].values() for each in methods["get"]["parameters"]]
    for shape in described["components"]["schemas"].values():
        meanings += [said["description"] for said in shape.get("properties", {}).values()]
    assert [meaning for meaning in (*described["paths"], *meanings) if meaning.replace("`", "") not in page.text] == []
    assert {"/api/v1/openapi.json", "/api/v1/organizations/parent", "/api/v1/people/asha-example"} <= set(page.links())
    for link in page.links():
        if link.startswith("#"):
            assert page.tree.find(f".//*[@id='{link[1:]}']") is not None, link


@pytest.fixture
def open_api(whole, settings):
    settings.ALLOWED_HOSTS = ["*"]
    return openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=Config(seed=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", GenerationMode)
def test_schemathesis_finds_nothing(open_api, mode):
    """It asks for what the document allows, or for what it forbids, and holds each answer against the document."""
    operations = [each.ok() for each in open_api.get_all_operations()]
    assert len(operations) == 9
    for operation in operations:
        examine(operation.as_strategy(generation_mode=mode))


def examine(cases):
    @hypothesis.given(case=cases)
    @hypothesis.settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def is_as_described(case):
        # A slug, a language or a place in the list may have the right form, and yet there is no such thing.
        # Without a network between, nobody unpacks what is compressed.
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance])

    is_as_described()
