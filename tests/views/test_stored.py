"""Pages that cost nothing twice: what is answered with a 304 or from the store, and what never is."""

import logging

import brotli
import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpResponse
from django.test import RequestFactory

from directory.curation import actions, document
from directory.models import Organization, Status
from directory.search import index
from directory.views import public, stored

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


class BrokenCache(BaseCache):
    """A server that is away."""

    def __init__(self, *args):
        super().__init__({})

    def get(self, *args, **kwargs):
        raise ConnectionError("nobody is there")

    set = get


def use_store(settings, backend: str):
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": backend, "LOCATION": "tests of stored pages"}}
    return caches["pages"]


@pytest.fixture
def store(settings):
    """Pages are stored, as on a real site."""
    store = use_store(settings, "django.core.cache.backends.locmem.LocMemCache")
    yield store
    store.clear()


@pytest.fixture
def kiva(make_topic, make_organization):
    make_topic("Poverty", "poverty")
    return make_organization(name="Kiva", slug="kiva", topics=["poverty"])


def quietly_rename(name: str) -> None:
    """Behind the directory's back, without a change: whoever still says the old name has not looked."""
    Organization.objects.update(name=name)
    index.forget()


def edit(organization: Organization, **said) -> None:
    said = document.read(organization) | said
    actions.publish(actions.propose(said, by=None, organization=organization), by=None)


@pytest.mark.parametrize("address", ["/organizations/kiva/", "/organizations/?q=kiva", "/topics/poverty/", "/"])
def test_a_page_is_built_once_and_an_edit_shows_on_the_next_request(client, store, kiva, address):
    assert "Kiva" in client.get(address).text
    quietly_rename("Unseen")
    assert "Kiva" in client.get(address).text
    edit(kiva, name="Kiva Anew")
    assert "Kiva Anew" in client.get(address).text


def test_each_entry_of_the_changes_table_makes_the_store_look_again(client, store, kiva, make_organization, make_topic):
    client.get("/topics/")
    make_topic("Water", "water")
    assert "Water" in client.get("/topics/").text
    client.get("/organizations/")
    actions.withdraw(kiva, because="It asked us to.", by=None)
    assert "Kiva" not in client.get("/organizations/").text
    assert client.get("/organizations/kiva/").status_code == 410


@pytest.mark.parametrize("headers", [{}, PACKED])
def test_a_repeated_page_is_the_same_to_the_last_header(client, store, kiva, headers):
    first, again = (client.get("/organizations/", headers=headers) for _ in range(2))
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())
    assert again["Content-Length"] == str(len(again.content))
    assert "Content-Security-Policy" in again
    assert "Accept-Encoding" in again["Vary"]


def test_a_stored_page_is_stored_as_the_browser_takes_it(client, store, kiva):
    plain, packed = (client.get("/organizations/", headers=headers) for headers in ({}, PACKED))
    assert packed["Content-Encoding"] == "br"
    assert "Content-Encoding" not in plain
    assert brotli.decompress(packed.content) == plain.content
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert client.get("/organizations/").content == plain.content
    assert client.get("/organizations/", headers=PACKED).content == packed.content


def test_a_repeated_page_costs_the_version_and_nothing_else(client, store, kiva, django_assert_num_queries):
    etag = client.get("/organizations/kiva/")["ETag"]
    index.forget()
    with django_assert_num_queries(1):
        assert client.get("/organizations/kiva/").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/organizations/kiva/", headers={"If-None-Match": etag}).status_code == 304
    with django_assert_num_queries(1):
        assert client.head("/organizations/kiva/").status_code == 200


def test_head_says_what_get_would(client, store, kiva):
    before = client.head("/organizations/")
    got = client.get("/organizations/")
    after = client.head("/organizations/")
    assert before.content == after.content == b""
    assert dict(before.items()) == dict(got.items()) == dict(after.items())


@pytest.mark.parametrize("headers", [{}, PACKED])
def test_a_304_says_what_its_page_said(client, store, kiva, headers):
    page = client.get("/organizations/", headers=headers)
    for shown in (page["ETag"], page["ETag"].removeprefix("W/"), f'"other", {page["ETag"]}'):
        unchanged = client.get("/organizations/", headers=headers | {"If-None-Match": shown})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert unchanged[name] == page[name]
        assert "Content-Type" not in unchanged
        assert not unchanged.cookies


@pytest.fixture
def refusals(kiva, make_organization):
    """Addresses that do not answer with a page, and how they answer."""
    make_organization(name="Gone", slug="gone", status=Status.WITHDRAWN)
    make_organization(name="Merged", slug="merged", status=Status.MERGED, into=kiva)
    return {
        "/organizations/?topic=nonsense": 400,
        "/compare/?org=nobody": 400,
        "/organizations/nobody/": 404,
        "/topics/nothing/": 404,
        "/nowhere/": 404,
        "/organizations/gone/": 410,
        "/organizations/merged/": 301,
    }


def test_what_is_no_page_has_no_etag_and_is_not_stored(client, store, refusals):
    for address, status in refusals.items():
        response = client.get(address)
        assert response.status_code == status, address
        assert "ETag" not in response, address
        if address != "/nowhere/":
            assert response["Cache-Control"] == "public, max-age=0, s-maxage=1", address
    assert not store._cache


def test_the_etag_of_one_page_answers_no_other(client, store, refusals):
    etag = client.get("/organizations/kiva/")["ETag"]
    for address, status in refusals.items() | {"/organizations/": 200, "/organizations/kiva/?x=1": 200}.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == status, address


def test_nobody_can_make_up_an_etag(client, kiva, settings):
    ours = public.etag(RequestFactory().get("/organizations/nobody/"))
    assert client.get("/organizations/nobody/", headers={"If-None-Match": ours}).status_code == 304  # the test itself is sound
    settings.SECRET_KEY = "a guess"
    guessed = public.etag(RequestFactory().get("/organizations/nobody/"))
    settings.SECRET_KEY = "for-tests"
    assert client.get("/organizations/nobody/", headers={"If-None-Match": guessed}).status_code == 404


def test_any_etag_will_do_for_whoever_asks_so_if_there_is_a_page(client, kiva):
    assert client.get("/organizations/kiva/", headers={"If-None-Match": "*"}).status_code == 304
    assert client.get("/organizations/nobody/", headers={"If-None-Match": "*"}).status_code == 404


def test_each_host_has_pages_of_its_own(client, store, kiva, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    here, there = (client.get("/", headers={"host": host}) for host in ("testserver", "other.example"))
    assert here["ETag"] != there["ETag"]
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "evil.example", "If-None-Match": here["ETag"]}).status_code == 400


def test_made_up_addresses_fill_no_memory_and_push_out_nothing_else(client, store, kiva):
    cache.set("attempts", 3)
    for number in range(320):
        client.get(f"/privacy/?x={number}")
    assert 0 < len(store._cache) <= 300
    assert cache.get("attempts") == 3


def test_what_is_too_long_is_answered_and_not_stored(client, store, kiva, monkeypatch):
    assert client.get("/privacy/", {"x": "x" * stored.LONGEST}).status_code == 200
    monkeypatch.setattr(stored, "LARGEST", 1_000)
    assert client.get("/organizations/").status_code == 200
    assert not store._cache


def test_what_is_for_one_visitor_alone_is_not_stored(store, db):
    def answer(request):
        response = HttpResponse("Hello, Ada" * 100, headers={"ETag": public.etag(request)})
        response.set_cookie("who", "ada")
        return response

    request = RequestFactory().get("/privacy/")
    assert stored.StoredPages(answer)(request).cookies
    assert not store._cache


@pytest.mark.parametrize("address", ["/desk/", "/desk/login/", "/health/live", "/static/nothing.css", "/nowhere/"])
def test_what_is_no_public_page_is_none_of_its_business(client, store, db, address):
    assert stored.public_headers(address) is None
    client.get(address)
    assert not store._cache


def test_health_needs_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/health/live")


def test_pages_are_there_when_the_store_is_not(client, kiva, settings, caplog):
    use_store(settings, f"{__name__}.BrokenCache")
    with caplog.at_level(logging.WARNING):
        assert "Kiva" in client.get("/organizations/").text
    assert "The store of pages does not answer: nobody is there" in caplog.text


def test_a_version_is_as_old_as_the_settings_say_and_not_older(kiva, settings, django_assert_num_queries):
    settings.VERSION_FRESHNESS = 0.05
    version = public.Version()
    with django_assert_num_queries(1):
        before = [version.current() for _ in range(3)]
    edit(kiva, name="Kiva Anew")
    when, seen = version.seen
    version.seen = (when - 0.05, seen)
    assert version.current() > max(before)


def test_without_freshness_each_request_asks(kiva, django_assert_num_queries):
    version = public.Version()
    with django_assert_num_queries(3):
        assert len({version.current() for _ in range(3)}) == 1


@pytest.mark.parametrize("address", ["/api/v1/organizations", "/api/v1/organizations/kiva", "/feeds/organizations.atom"])
def test_what_other_sites_may_read_they_may_read_from_the_store_too(client, kiva, store, address):
    first = client.get(address)
    answers = [first, client.get(address), client.get(address, headers={"If-None-Match": first["ETag"]})]
    assert [answer.status_code for answer in answers] == [200, 200, 304]
    assert store._cache
    assert answers[1].content == first.content
    assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {"*"}
