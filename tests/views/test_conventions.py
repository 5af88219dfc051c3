"""What crawlers, browsers and security researchers look for."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from lxml import etree

from directory import sitemaps
from directory.models import Organization, Status
from directory.views.conventions import expiry
from socialchange.env import contact, env
from tests.html import Page

SITE = "http://127.0.0.1:8000"
SPACE = {"s": sitemaps.NAMESPACE}
ADDRESSES = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-organizations-0.xml", "/sitemap-topics-0.xml",
             "/sitemap-people-0.xml", "/sitemap-collections-0.xml", "/robots.txt", "/opensearch.xml", "/llms.txt"]  # fmt: skip


@pytest.fixture
def directory(make_topic, make_organization, make_collection):
    make_topic("Poverty & more", "poverty", description="Money where it is least.")
    kiva = make_organization(
        name="Kiva", slug="kiva", topics=["poverty"], people=[{"name": "Ada", "slug": "ada", "role": "Founder"}]
    )
    make_organization(name="學校", slug="學校")
    make_organization(name="Gone", slug="gone", status=Status.WITHDRAWN)
    make_organization(name="Draft", slug="draft", status=Status.UNPUBLISHED, people=[{"name": "B", "slug": "bob", "role": "X"}])
    make_collection("Lenders", kiva, slug="lenders")
    make_collection("Not yet", kiva, slug="not-yet", is_public=False)
    return kiva


def places(client, address):
    response = client.get(address)
    assert (response.status_code, response.streaming) == (200, True)
    return etree.fromstring(response.getvalue()).xpath("//s:loc/text()", namespaces=SPACE)


def test_the_sitemap_leads_to_every_public_page_and_no_other(client, directory):
    parts = places(client, "/sitemap.xml")
    assert [part.removeprefix(SITE) for part in parts] == ADDRESSES[1:6]
    found = {page for part in parts for page in places(client, part.removeprefix(SITE))}
    assert {
        f"{SITE}/organizations/kiva/",
        f"{SITE}/topics/poverty/",
        f"{SITE}/people/ada/",
        f"{SITE}/collections/lenders/",
    } <= found
    for page in found:
        assert client.get(page.removeprefix(SITE)).status_code == 200, page
    assert not any(word in page for page in found for word in ("gone", "draft", "bob", "not-yet"))


@pytest.mark.parametrize("address", ADDRESSES[1:6])
def test_a_part_follows_the_schema(client, directory, shared, address):
    schema = etree.XMLSchema(etree.parse(shared / "conformance/sitemap/sitemap.xsd"))
    schema.assertValid(etree.fromstring(client.get(address).getvalue()))


def test_the_parts_follow_the_numbers_of_the_entries(client, directory, make_organization, monkeypatch):
    monkeypatch.setattr(sitemaps, "LARGEST_PART", 2)
    for _ in range(5):
        make_organization()
    parts = [part.removeprefix(SITE) for part in places(client, "/sitemap.xml") if "organizations" in part]
    held = [places(client, part) for part in parts]
    assert all(1 <= len(pages) <= 2 for pages in held)
    assert sum(map(len, held)) == Organization.objects.published().count()
    ids = list(Organization.objects.published().values_list("pk", flat=True))
    assert parts == [f"/sitemap-organizations-{part}.xml" for part in sorted({pk // 2 for pk in ids})]


def test_entries_say_when_they_changed(client, directory):
    tree = etree.fromstring(client.get("/sitemap-organizations-0.xml").getvalue())
    assert tree.xpath("//s:lastmod/text()", namespaces=SPACE) == [f"{directory.changed_at:%Y-%m-%d}"] * 2


@pytest.mark.parametrize(
    "address", ["organizations-1", "organizations-99999999999999999999999", "curators-0", "topics--1", "people-x"]
)
def test_a_part_that_is_none_is_not_found(client, directory, address):
    assert client.get(f"/sitemap-{address}.xml").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/sitemap.xml", 5), ("/sitemap-organizations-0.xml", 3), ("/robots.txt", 1), ("/llms.txt", 1)])  # fmt: skip
def test_they_cost_a_fixed_number_of_queries(client, directory, django_assert_num_queries, address, queries):
    client.get("/llms.txt")
    with django_assert_num_queries(queries):
        client.get(address).getvalue()


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(client, directory, make_organization, address):
    response = client.get(address)
    assert not response.cookies
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    make_organization()
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200
    assert client.post(address).status_code == 405


def test_robots_are_welcome_everywhere_but_at_the_desk(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == f"User-agent: *\nDisallow: /desk/\n\nSitemap: {SITE}/sitemap.xml\n"


def test_a_browser_can_search_the_directory(client, directory):
    assert Page(client.get("/")).rel("search") == "/opensearch.xml"
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    tree = etree.fromstring(response.content)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert len(tree.findtext("o:ShortName", namespaces=space)) <= 16
    urls = {url.get("type"): url.get("template") for url in tree.findall("o:Url", namespaces=space)}
    assert urls["application/x-suggestions+json"] == f"{SITE}/suggest.json?q={{searchTerms}}"
    for template in urls.values():
        assert client.get(template.removeprefix(SITE).replace("{searchTerms}", "kiva")).status_code == 200
    picture = tree.findtext("o:Image", namespaces=space)
    assert picture.startswith(f"{SITE}/static/img/icon")


def test_security_txt_says_whom_to_tell_until_when(client, db, settings):
    settings.SECURITY_CONTACT = "https://example.org/report?a&b"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert said["Contact"] == "https://example.org/report?a&b"
    assert said["Canonical"] == f"{SITE}/.well-known/security.txt"
    ahead = datetime.fromisoformat(said["Expires"]) - datetime.now(UTC)
    assert 140 < ahead.days < 190
    assert client.get("/.well-known/security.txt", headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("now", "expires"), [("2026-01-31", "2026-07-01"), ("2026-06-15", "2026-12-01"), ("2026-07-01", "2027-01-01"), ("2026-12-31", "2027-06-01")]
)  # fmt: skip
def test_the_expiry_is_the_same_all_month(now, expires):
    assert expiry(datetime.fromisoformat(f"{now}T12:00:00Z")) == datetime.fromisoformat(f"{expires}T00:00:00Z")


@pytest.mark.parametrize("raw", ["someone@example.org", "mailto:nobody", "http://example.org", "mailto:a@b.org\nContact: c"])
def test_a_contact_that_is_none_stops_the_start(monkeypatch, raw):
    monkeypatch.setenv("SECURITY_CONTACT", raw)
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        env("SECURITY_CONTACT", "", contact)


def test_language_models_are_told_where_to_ask(client, directory):
    response = client.get("/llms.txt")
    assert response.text.startswith("# socialchange\n\n> A curated public directory of 2 organizations")
    assert f"- [Poverty & more]({SITE}/topics/poverty/): 1 entry. Money where it is least.\n" in response.text
    for address in response.text.split("](")[1:]:
        assert client.get(address.split(")")[0].removeprefix(SITE)).status_code == 200
