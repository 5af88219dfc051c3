import pytest

from directory.curation import actions, document
from directory.models import InternalNote, Status
from tests.curation.test_document import WHOLE

SITE = "http://127.0.0.1:8000"


def test_a_list_answers_the_listings_query(client, whole):
    answer = client.get("/api/v1/organizations?topic=poverty&limit=1").json()
    assert answer["count"] == 1
    assert answer["results"][0]["slug"] == "example-lenders"
    assert answer["results"][0]["url"] == f"{SITE}/organizations/example-lenders/"
    assert answer["facets"]["topic"] == [
        {"value": "poverty", "label": "Poverty", "parent": None, "count": 1, "selected": True},
        {"value": "micro-lending", "label": "Micro-lending", "parent": "poverty", "count": 1, "selected": False},
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
def test_a_list_costs_three_queries(client, make_organization, django_assert_num_queries, entries):
    for _ in range(entries):
        make_organization(ways_to_help=[{"kind": "give"}], licence="CC-BY-SA-4.0", attribution="Them")
    client.get("/api/v1/organizations")
    with django_assert_num_queries(3):
        client.get("/api/v1/organizations")


@pytest.mark.parametrize(("fields", "queries"), [("slug,name", 1), ("ways_to_help", 2), ("attribution", 2)])
def test_what_nobody_asks_for_is_not_read(client, whole, django_assert_num_queries, fields, queries):
    client.get("/api/v1/organizations")
    with django_assert_num_queries(queries):
        answer = client.get(f"/api/v1/organizations?fields={fields}").json()
    assert all(each.keys() == set(fields.split(",")) for each in answer["results"])


def test_an_entry_costs_a_fixed_number_of_queries(client, whole, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert client.get("/api/v1/organizations/example-lenders").status_code == 200


def test_sparse_pages_lead_on_sparsely(client, make_organization):
    for number in range(3):
        make_organization(name=f"Entry {number}")
    answer = client.get("/api/v1/organizations?fields=name,slug&fields=url&limit=2").json()
    assert answer["results"][0].keys() == {"name", "slug", "url"}
    following = client.get(answer["next"].removeprefix(SITE)).json()
    assert [each["name"] for each in following["results"]] == ["Entry 2"]
    assert following["results"][0].keys() == {"name", "slug", "url"}


@pytest.mark.parametrize("address", ["/api/v1/organizations", "/api/v1/organizations/example-lenders", "/api/v1/topics"])
def test_a_field_that_there_is_not_is_named(client, whole, address):
    response = client.get(f"{address}?fields=name,colour")
    said = response.json()
    assert (response.status_code, said["parameter"], said["value"]) == (400, "fields", "colour")
    assert "slug" in said["detail"]


def test_an_entry_under_another_licence_says_so_in_lists_too(client, make_organization):
    make_organization(slug="ours")
    make_organization(slug="theirs", licence="CC-BY-SA-4.0", attribution="Example Encyclopedia")
    said = {
        each["slug"]: (each["licence"], each["attribution"]) for each in client.get("/api/v1/organizations").json()["results"]
    }
    assert said == {"ours": ("CC-BY-4.0", ""), "theirs": ("CC-BY-SA-4.0", "Example Encyclopedia")}


def test_what_the_list_says_of_an_entry_is_what_the_entry_says(client, whole):
    listed = {each["slug"]: each for each in client.get("/api/v1/organizations").json()["results"]}["example-lenders"]
    said = client.get("/api/v1/organizations/example-lenders").json()
    assert {key: said[key] for key in listed} == listed
