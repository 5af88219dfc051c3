"""What holds for all public pages alike."""

import pytest
from django.conf import settings
from django.test import Client

from directory.curation import actions, document
from tests.html import Page


@pytest.fixture
def addresses(make_topic, make_organization, make_collection):
    make_topic("Poverty", "poverty")
    kiva = make_organization(
        name="Kiva", slug="kiva", topics=["poverty"], people=[{"name": "Ada Example", "slug": "ada", "role": "Founder"}],
        sources=[{"url": "https://example.org/", "title": "Example"}], ways_to_help=[{"kind": "lend"}],
    )  # fmt: skip
    make_collection("Lenders", kiva, slug="lenders")
    return PAGES


PAGES = [
    "/", "/organizations/", "/organizations/?q=kiva&topic=poverty&match=any", "/organizations/?q=nothing", "/organizations/kiva/",
    "/organizations/kiva/history/",
    "/topics/", "/topics/poverty/", "/people/", "/people/ada/", "/collections/", "/collections/lenders/", "/changes/",
    "/shortlist/", "/compare/", "/compare/?org=kiva", "/about/", "/data/", "/privacy/", "/accessibility/", "/api/v1/docs",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_private_and_dated(client, addresses, address):
    response = client.get(address)
    page = Page(response)
    assert response.status_code == 200
    assert [heading.tag for heading in page.tree.iter("h1")] == ["h1"]
    assert page.tree.get("lang") == "en-GB"
    assert page.tree.find(".//title").text
    assert page.meta("description")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1" or set(
        response["Cache-Control"].replace(" ", "").split(",")
    ) == {"public", "max-age=0", "s-maxage=1"}
    assert "nonce" not in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    outside = [
        element.get("src") or element.get("href")
        for element in page.tree.iter()
        if element.tag in {"script", "img", "iframe", "source", "use"}
        or element.get("rel") in {"stylesheet", "preload", "icon"}
    ]
    assert all(address is None or address.startswith(("/static/", "/media/", "#")) for address in outside), outside
    assert not any(element.get("style") or element.get("onclick") for element in page.tree.iter())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_has_not_changed_is_not_sent_again(client, addresses, make_organization, address):
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert client.get(address, headers={"If-None-Match": zipped["ETag"]}).status_code == 304
    make_organization()
    changed = client.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_read_and_never_posted_to(client, addresses, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_an_edit_shows_on_the_next_request(client, make_organization):
    organization = make_organization(name="Kiva", slug="kiva")
    assert "Works for change." in client.get("/organizations/kiva/").text
    said = document.read(organization)
    actions.publish(actions.propose({**said, "name": "Kiva Anew"}, by=None, organization=organization), by=None)
    for address in ("/organizations/kiva/", "/organizations/", "/"):
        assert "Kiva Anew" in client.get(address).text


def test_headers_that_protect(client, addresses):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_debug_is_off_in_tests_as_it_is_in_public():
    assert settings.DEBUG is False


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 2),
        ("/topics/", 1),
        ("/topics/poverty/", 2),
        ("/people/", 3),
        ("/people/ada/", 4),
        ("/collections/", 2),
        ("/collections/lenders/", 3),
        ("/changes/", 3),  # and one for each sort of thing besides entries and topics
        ("/shortlist/", 1),
        ("/compare/?org=kiva&org=parent", 12),
        ("/about/", 1),
        ("/privacy/", 1),
    ],
)
@pytest.mark.parametrize("more", [0, 8])
def test_a_page_costs_a_fixed_number_of_queries(
    client, addresses, make_organization, make_collection, django_assert_num_queries, address, queries, more
):
    parent = make_organization(name="Parent", slug="parent")
    others = [
        make_organization(
            topics=["poverty"],
            people=[{"name": f"Person {n}", "role": "Founder"}, {"name": "Ada Example", "slug": "ada", "role": "Member"}],
            relations=[{"kind": "part-of", "organization": "parent"}],
            ways_to_help=[{"kind": "lend"}, {"kind": "give"}],
        )
        for n in range(more)
    ]
    make_collection("Others", parent, *others, slug="others")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/organizations/", "/data/", "/data/directory.db", "/.well-known/security.txt"])
def test_posting_is_told_that_it_is_not_the_way(addresses, address):
    """And not that a token is missing."""
    response = Client(enforce_csrf_checks=True).post(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_posting_to_the_api_is_told_so_in_its_way(addresses):
    careful = Client(enforce_csrf_checks=True)
    assert careful.post("/api/v1/organizations").status_code == 405
    assert careful.post("/api/v1/organizations")["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        "/organizations/?after=WyJuYW1lIiwiXHVkODAwIiwxXQ",
        "/organizations/?after=WyJuYW1lIiwiYVx1MDAwMCIsMV0",
        "/people/?after=WyJcdWQ4MDAiLCJiIl0",
        "/api/v1/organizations?after=WyJuYW1lIiwiXHVkODAwIiwxXQ",
    ],
)
def test_a_place_in_the_list_that_no_text_can_hold_is_refused(client, addresses, address):
    assert client.get(address).status_code == 400
