import re
from pathlib import Path

import pytest
from django.conf import settings

from directory.curation import actions, document
from directory.models import InternalNote, Status
from tests.curation.test_document import WHOLE

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def whole(make_topic, make_organization):
    make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending")
    make_organization(slug="parent", name="Parent")
    return make_organization(**WHOLE)


def documented(heading: str) -> set[str]:
    """The keys of the tables under a heading of docs/api.md."""
    text = (Path(settings.BASE_DIR) / "docs/api.md").read_text()
    part = text.split(heading, 1)[1]
    table = re.split(r"\n(?=#|Each of)", part, maxsplit=1)[0]
    return {key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}


def test_the_documented_keys_are_the_keys(client, whole):
    listing = client.get("/api/v1/organizations").json()
    assert listing.keys() == documented("## `GET /api/v1/organizations`")
    assert listing["results"][0].keys() == documented("Each of `results`:")
    assert client.get("/api/v1/organizations/example-lenders").json().keys() == documented(
        "## `GET /api/v1/organizations/SLUG`"
    )


def test_a_list_answers_the_listings_query(client, whole):
    answer = client.get("/api/v1/organizations?topic=poverty&limit=1").json()
    assert answer["count"] == 1
    assert answer["results"][0]["slug"] == "example-lenders"
    assert answer["results"][0]["url"] == f"{SITE}/organizations/example-lenders/"
    assert answer["facets"]["topic"] == [
        {"value": "poverty", "label": "Poverty", "parent": None, "count": 1, "selected": True},
        {"value": "micro-lending", "label": "Micro-lending", "parent": None, "count": 1, "selected": False},
    ]


def test_pages_lead_on_and_back(client, make_organization):
    for number in range(5):
        make_organization(name=f"Entry {number}")
    names, address = [], "/api/v1/organizations?limit=2"
    while address:
        answer = client.get(address).json()
        names += [each["name"] for each in answer["results"]]
        last, address = answer, (answer["next"] or "").removeprefix(SITE)
    assert names == [f"Entry {number}" for number in range(5)]
    assert client.get(last["previous"].removeprefix(SITE)).json()["results"][0]["name"] == "Entry 2"


def test_a_correction_is_told(client, make_organization):
    make_organization(name="Ushahidi")
    answer = client.get("/api/v1/organizations?q=ushaidi").json()
    assert (answer["count"], answer["corrected"], answer["partial"]) == (1, "ushahidi", False)


@pytest.mark.parametrize(
    ("query", "parameter"), [("topic=x", "topic"), ("colour=green", "colour"), ("limit=0", "limit"), ("after=x", "after")]
)
def test_a_bad_query_is_a_problem_that_names_it(client, db, query, parameter):
    response = client.get(f"/api/v1/organizations?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["parameter"] == parameter
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_entry_is_its_document(client, whole):
    InternalNote.objects.create(organization=whole, text="Between us")
    response = client.get("/api/v1/organizations/example-lenders")
    said = response.json()
    assert {key: said[key] for key in WHOLE if key != "logo"} == {key: value for key, value in WHOLE.items() if key != "logo"}
    assert "Between us" not in response.text
    assert "logo" not in said


def test_relations_to_entries_that_are_not_public_are_left_out(client, make_organization):
    make_organization(slug="hidden", status=Status.UNPUBLISHED)
    make_organization(slug="x", relations=[{"kind": "part-of", "organization": "hidden"}])
    assert client.get("/api/v1/organizations/x").json()["relations"] == []


def test_what_moved_redirects_and_what_is_gone_says_so(client, make_organization):
    organization = make_organization(slug="old")
    said = document.read(organization)
    actions.publish(actions.propose({**said, "slug": "new"}, by=None, organization=organization), by=None)
    make_organization(slug="copy", status=Status.MERGED, into=organization)
    make_organization(slug="gone", status=Status.WITHDRAWN)
    make_organization(slug="hidden", status=Status.UNPUBLISHED)
    for slug in ("old", "copy"):
        response = client.get(f"/api/v1/organizations/{slug}")
        assert (response.status_code, response["Location"]) == (308, "/api/v1/organizations/new")
    gone = client.get("/api/v1/organizations/gone")
    assert (gone.status_code, gone.json()["detail"]) == (410, "This entry was withdrawn: It asked us to.")
    for address in ("v1/organizations/hidden", "v1/organizations/nowhere", "v1/organizations/", "v1/nothing", "v2/"):
        missing = client.get(f"/api/{address}")
        assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("address", ["/api/v1/organizations", "/api/v1/organizations/example-lenders"])
def test_answers_are_open_dated_and_the_same_for_all(client, whole, address):
    response = client.get(address)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    refused = client.post(address)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = client.options(address)
    assert (asked.status_code, asked["Access-Control-Allow-Headers"]) == (204, "If-None-Match")


@pytest.mark.parametrize("entries", [1, 20])
def test_a_list_costs_four_queries(client, make_organization, django_assert_num_queries, entries):
    for _ in range(entries):
        make_organization()
    client.get("/api/v1/organizations")
    with django_assert_num_queries(4):
        client.get("/api/v1/organizations")
