import json
from uuid import uuid4

import pytest
from django.test import Client

from directory.models import Status


def ask(client, **queries):
    response = client.post("/reconcile", {"queries": json.dumps(queries)})
    assert response.status_code == 200, response.content
    return {name: answer["result"] for name, answer in response.json().items()}


def test_the_manifest_says_where_everything_is(client, lenders):
    response = client.get("/reconcile")
    said = response.json()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "0.2" in said["versions"]
    assert {"name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"} <= said.keys()
    view = said["view"]["url"].replace("{{id}}", str(lenders.uid)).removeprefix("http://127.0.0.1:8000")
    assert client.get(view)["Location"] == "/organizations/kiva/"
    preview = said["preview"]["url"].replace("{{id}}", str(lenders.uid)).removeprefix("http://127.0.0.1:8000")
    assert client.get(preview)["Location"] == "/embed/organizations/kiva/"
    for part in said["suggest"].values():
        assert client.get(part["service_path"] + "?prefix=k").status_code == 200
    offered = client.get(said["extend"]["propose_properties"]["service_path"]).json()
    assert {"id": "website", "name": "Website"} in offered["properties"]


def test_a_name_finds_its_entry_and_an_only_one_is_a_match(client, lenders, make_organization):
    make_organization(name="Kiva Trees")
    found = ask(
        client, q0={"query": "KIVA"}, q1={"query": "कीवा"}, q2={"query": "Kiva Tree", "limit": 1}, q3={"query": "Zzyzx"}
    )
    assert (found["q0"][0]["id"], found["q0"][0]["match"]) == (str(lenders.uid), True)
    assert found["q0"][0]["type"] == [{"id": "nonprofit", "name": "Non-profit"}]
    assert (found["q1"][0]["name"], found["q1"][0]["match"]) == ("Kiva", True)
    assert [(each["name"], each["match"]) for each in found["q2"]] == [("Kiva Trees", False)]
    assert found["q3"] == []


def test_two_of_the_same_name_are_no_match_unless_the_website_tells(client, lenders, make_organization):
    make_organization(name="Kiva", kind="company")
    website = [{"pid": "website", "v": "http://www.kiva.example"}]
    found = ask(
        client,
        plain={"query": "Kiva"},
        told={"query": "Kiva", "properties": website},
        typed={"query": "Kiva", "type": "company"},
    )
    assert [each["match"] for each in found["plain"]] == [False, False]
    assert (found["told"][0]["id"], found["told"][0]["match"]) == (str(lenders.uid), True)
    assert [each["type"][0]["id"] for each in found["typed"]] == ["company"]


def test_an_identifier_finds_its_entry_whatever_the_name(client, lenders):
    found = ask(client, q0={"query": "Something else", "properties": [{"pid": "identifier:wikidata", "v": {"id": "Q1"}}]})
    assert (found["q0"][0]["name"], found["q0"][0]["match"], found["q0"][0]["score"]) == ("Kiva", True, 100)


def test_what_is_asked_by_get_is_answered_alike(client, lenders):
    queries = json.dumps({"q0": {"query": "kiva"}})
    assert client.get("/reconcile", {"queries": queries}).json() == client.post("/reconcile", {"queries": queries}).json()


def test_a_batch_costs_the_same_however_many_it_asks(client, lenders, django_assert_num_queries):
    for size in (1, 50):
        queries = {f"q{number}": {"query": "Kiva"} for number in range(size)}
        ask(client, **queries)
        with django_assert_num_queries(2):
            ask(client, **queries)


def test_lists_are_extended(client, lenders):
    other = str(uuid4())
    asked = {
        "ids": [str(lenders.uid), other],
        "properties": [{"id": id} for id in ("website", "began", "works_in", "identifier:wikidata")],
    }
    said = client.post("/reconcile", {"extend": json.dumps(asked)}).json()
    assert said["meta"][0] == {"id": "website", "name": "Website"}
    assert said["rows"][str(lenders.uid)] == {
        "website": [{"str": "https://kiva.example/"}],
        "began": [{"int": 2005}],
        "works_in": [{"str": "KE"}, {"str": "UG"}],
        "identifier:wikidata": [{"str": "Q1"}],
    }
    assert set(map(str, said["rows"][other].values())) == {"[]"}


def test_every_property_that_is_offered_can_be_had(client, lenders):
    names = [each["id"] for each in client.get("/reconcile/properties").json()["properties"]]
    asked = {"ids": [str(lenders.uid)], "properties": [{"id": name} for name in names]}
    said = client.post("/reconcile", {"extend": json.dumps(asked)}).json()
    assert list(said["rows"][str(lenders.uid)]) == names


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN])
def test_what_is_not_public_is_no_candidate(client, lenders, make_organization, status):
    hidden = make_organization(
        name="Hidden", status=status, channels=[{"network": "website", "url": "https://hidden.example/"}]
    )
    website = [{"pid": "website", "v": "https://hidden.example/"}]
    assert ask(client, q0={"query": "Hidden", "properties": website})["q0"] == []
    asked = {"ids": [str(hidden.uid)], "properties": [{"id": "name"}]}
    assert client.post("/reconcile", {"extend": json.dumps(asked)}).json()["rows"][str(hidden.uid)] == {"name": []}


@pytest.mark.parametrize(
    "params",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q0": "text"}'},
        {"queries": '{"q0": {"query": "a", "limit": "many"}}'},
        {"queries": '{"q0": {"query": "a", "properties": {}, "limit": -1}}'},
        {"queries": '{"q0": {"query": "a", "properties": ["b"]}}'},
        {"queries": json.dumps({f"q{number}": {"query": "a"} for number in range(51)})},
        {"queries": "[" * 100_000},
        {"extend": '{"ids": "x"}'},
        {"extend": '{"ids": ["x"], "properties": [{"id": "name"}]}'},
        {"extend": '{"ids": [], "properties": [{"id": "secret"}]}'},
    ],
)
def test_what_cannot_be_read_is_a_problem(client, lenders, params):
    response = client.post("/reconcile", params)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "value", ["http://[::1", "\x00", "\ud800", "https://example.org/\ud800", ["a" * 10_000], {"id": 5}, None, 3.5]
)
@pytest.mark.parametrize("property", ["website", "identifier:wikidata", "identifier:", "nothing"])
def test_whatever_a_list_holds_is_answered(client, lenders, property, value):
    found = ask(client, q0={"query": value, "type": [{}], "properties": [{"pid": property, "v": value}]})
    assert all(not each["match"] for each in found["q0"])


def test_other_sites_may_post_and_nobody_needs_a_token(lenders):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/reconcile", {"queries": '{"q0": {"query": "Kiva"}}'}, headers={"Origin": "https://refine.example"})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_entries_are_suggested_while_typing(client, lenders):
    found = client.get("/reconcile/suggest/entity?prefix=ki").json()["result"]
    assert [each["name"] for each in found] == ["Kiva"]
    assert client.get("/reconcile/suggest/type?prefix=non").json()["result"] == [{"id": "nonprofit", "name": "Non-profit"}]
    assert client.get("/reconcile/suggest/property?prefix=web").json()["result"] == [{"id": "website", "name": "Website"}]
