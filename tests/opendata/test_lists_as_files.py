import csv
import io
import json
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.curation import document
from directory.exchange.rows import whole
from directory.models import Organization
from directory.opendata import entries


def rows(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def test_any_list_is_a_csv_file(client, lenders, make_organization):
    make_organization(name="Elsewhere", country="FR", ways_to_help=[{"kind": "lend"}])
    response = client.get("/organizations.csv?help=lend&country=KE")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="organizations.csv"'
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response["Access-Control-Allow-Origin"] == "*"
    found = rows(response)
    assert [row["name"] for row in found] == ["Kiva"]
    assert found[0]["licence"] == "CC-BY-4.0"
    assert found[0]["url"].endswith("/organizations/kiva/")


def test_a_row_says_all_that_the_entry_says_and_no_spreadsheet_runs_it(client, lenders):
    row = rows(client.get("/organizations.csv?q=kiva"))[0]
    said = document.read(Organization.objects.with_page_data().get(slug="kiva"))
    assert whole(row) == said
    assert row["summary"].startswith("'=")


def test_any_list_is_a_json_lines_file_of_what_the_api_says(client, lenders):
    response = client.get("/organizations.jsonl?sort=name")
    lines = [json.loads(line) for line in response.getvalue().decode().splitlines()]
    assert [line["slug"] for line in lines] == ["kiva", "parent"]
    assert lines[0] == client.get("/api/v1/organizations/kiva").json()


@pytest.mark.parametrize("address", ["/organizations.csv", "/organizations.jsonl"])
def test_entries_that_may_not_be_passed_on_are_left_out(client, lenders, address):
    assert "Not For Trade" in client.get("/organizations/").text
    text = client.get(address).getvalue().decode()
    assert "Kiva" in text
    assert "Not For Trade" not in text


@pytest.mark.parametrize("address", ["/organizations.csv", "/organizations.jsonl"])
@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [("country=XX", "country", "XX"), ("utm_source=mail", "utm_source", "mail"), ("began=soon", "began", "soon")],
)
def test_a_query_that_cannot_be_read_is_a_problem_with_a_name(client, lenders, address, query, parameter, value):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["parameter"], response.json()["value"]) == (parameter, value)


@pytest.mark.parametrize("address", ["/organizations.csv", "/organizations.jsonl?help=lend"])
def test_a_list_that_has_not_changed_is_not_sent_again(client, lenders, make_organization, address):
    first = client.get(address)
    first.getvalue()
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make_organization()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, bool(changed.getvalue())) == (200, True)
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/organizations.csv", "/organizations.jsonl"])
def test_the_first_row_leaves_before_the_last_is_read_and_batches_cost_the_same(
    client, make_organization, make_topic, monkeypatch, address
):
    make_topic("Poverty", "poverty")
    for number in range(6):
        make_organization(
            name=f"Organization {number}", topics=["poverty"], people=[{"name": f"Person {number}", "role": "Founder"}],
            ways_to_help=[{"kind": "lend"}], channels=[{"network": "website", "url": f"https://example.org/{number}"}],
        )  # fmt: skip
    monkeypatch.setattr(entries, "BATCH", 2)
    stream = iter(client.get(address).streaming_content)
    costs = []
    head = list(islice(stream, 1)) if address.endswith("csv") else []
    for _ in range(3):
        with CaptureQueriesContext(
            connection,
        ) as read:
            lines = list(islice(stream, 2))
        assert len(lines) == 2
        costs.append(len(read))
    assert costs[0] == costs[1] == costs[2] > 0
    assert not head or head[0].startswith(b'"id","url"')
    assert list(stream) == []
