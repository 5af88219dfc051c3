"""Feeds of entries and changes, as a feed reader reads them."""

import json
import re
from pathlib import Path

import feedparser
import pytest
from django.conf import settings
from jsonschema import Draft7Validator
from lxml import etree

from directory.curation import actions, document
from directory.models import FormerTopicSlug, Organization, Status, Topic
from tests.html import Page

SITE = "http://127.0.0.1:8000"
SCHEMA = json.loads((Path(settings.BASE_DIR) / "tests/schemas/jsonfeed/feed-1.1-bundled.json").read_text())


@pytest.fixture
def directory(make_topic, make_organization):
    poverty = make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending", parent=poverty)
    make_topic("Education", "education")
    feed = [{"network": "blog", "url": "https://kiva.example/blog?a&b", "feed": "https://kiva.example/feed?a=1&b=2"}]
    kiva = make_organization(
        name="Kiva & <Friends>", slug="kiva", topics=["micro-lending"], country="US", summary="Lends & waits.",
        description="Lends *small* sums.\n\n<script>alert(1)</script> [here](javascript:alert(1))", channels=feed,
    )  # fmt: skip
    make_organization(name="学校", slug="school", topics=["education"], licence="CC-BY-SA-4.0", attribution="Example Wiki",
                      channels=[{"network": "website", "url": "https://school.example/"}])  # fmt: skip
    make_organization(name="Closed", slug="closed", licence="CC-BY-NC-4.0", description="Not to be passed on.")
    return kiva


@pytest.fixture
def atom(client):
    def read(address: str):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        feed = feedparser.parse(response.content)
        assert not feed.bozo, feed.get("bozo_exception")
        return feed

    return read


ATOM = ["/feeds/organizations.atom", "/feeds/organizations.atom?q=kiva&topic=poverty&sort=relevance", "/topics/poverty/feed.atom",
        "/feeds/changes.atom", "/feeds/organizations.atom?kind=blog"]  # fmt: skip
JSON = [address.replace(".atom", ".json") for address in ATOM if "changes" not in address]
OPML = ["/data/feeds.opml", "/topics/poverty/feeds.opml"]


@pytest.mark.parametrize("address", ATOM)
def test_atom_follows_its_grammar(client, directory, shared, address):
    grammar = etree.RelaxNG(etree.parse(shared / "conformance/atom/atom.rng"))
    grammar.assertValid(etree.fromstring(client.get(address).content))


@pytest.mark.parametrize("address", JSON)
def test_json_follows_its_schema(client, directory, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert list(Draft7Validator(SCHEMA).iter_errors(response.json())) == []


@pytest.mark.parametrize("address", [*ATOM, *JSON, *OPML])
def test_a_feed_is_dated_open_and_says_its_licence(client, directory, make_organization, address):
    response = client.get(address)
    text = response.getvalue().decode()
    assert "Creative Commons Attribution 4.0" in text
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    make_organization()
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_a_feed_reader_gets_the_newest_entries_first(atom, directory):
    feed = atom("/feeds/organizations.atom")
    assert [entry.title for entry in feed.entries] == ["Closed", "学校", "Kiva & <Friends>"]
    kiva = feed.entries[2]
    assert (kiva.id, kiva.link) == (f"urn:uuid:{directory.uid}", f"{SITE}/organizations/kiva/")
    assert [tag.term for tag in kiva.tags] == ["Micro-lending"]
    assert "<em>small</em>" in kiva.content[0].value
    assert (feed.feed.id, feed.feed.links[1].href) == (f"{SITE}/feeds/organizations.atom",) * 2


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_what_is_dangerous_stays_text(client, directory, kind):
    text = client.get(f"/feeds/organizations.{kind}?q=kiva").text
    content = json.loads(text)["items"][0]["content_html"] if kind == "json" else etree.fromstring(text.encode())[-1][-1].text
    assert "<em>small</em>" in content
    assert "<script>" not in content
    assert 'href="javascript' not in content


def test_another_licence_is_said_and_its_limits_kept(client, directory):
    items = {item["url"].split("/")[-2]: item for item in client.get("/feeds/organizations.json").json()["items"]}
    assert "_licence" not in items["kiva"]
    assert "BY-SA" in items["school"]["_licence"]["says"] or "ShareAlike" in items["school"]["_licence"]["says"]
    assert "Example Wiki" in items["school"]["_licence"]["says"]
    assert "NonCommercial" in items["closed"]["_licence"]["says"]
    assert "Not to be passed on" not in client.get("/feeds/organizations.json").text


def test_a_feed_takes_the_listings_query(atom, directory):
    assert [entry.link for entry in atom("/feeds/organizations.atom?topic=poverty").entries] == [f"{SITE}/organizations/kiva/"]
    assert [entry.title for entry in atom("/feeds/organizations.atom?sort=name&limit=1").entries] == ["Closed"]
    assert atom("/feeds/organizations.atom?topic=education&country=US").feed.title == "socialchange: Education, United States"


def test_a_feed_with_a_bad_query_says_so(client, directory):
    response = client.get("/feeds/organizations.atom?topic=nothing")
    assert response.status_code == 400
    assert "nothing" in Page(response).text


@pytest.mark.parametrize("sort", ["", "&sort=name", "&sort=newest"])
@pytest.mark.parametrize("words", ["", "&q=organization"])
def test_the_pages_of_a_feed_lead_on(client, make_organization, sort, words):
    slugs = {make_organization().slug for _ in range(5)}
    seen, address, ids = [], f"/feeds/organizations.atom?limit=2{words}{sort}", set()
    while address:
        feed = feedparser.parse(client.get(address).content)
        seen += [entry.link.split("/")[-2] for entry in feed.entries]
        ids.add(feed.feed.id)
        address = next((link.href for link in feed.feed.links if link.rel == "next"), "").removeprefix(SITE)
    assert (set(seen), len(seen), len(ids)) == (slugs, 5, 1)


def test_relevance_can_be_asked_for_page_by_page(client, make_organization):
    for _ in range(3):
        make_organization(name="Water", slug="")
    feed = feedparser.parse(client.get("/feeds/organizations.atom?q=water&sort=relevance&limit=2").content)
    following = next(link.href for link in feed.feed.links if link.rel == "next")
    assert len(feedparser.parse(client.get(following.removeprefix(SITE)).content).entries) == 1


def test_an_edit_keeps_the_items_id_and_moves_its_date(atom, directory):
    before = atom("/topics/poverty/feed.atom").entries[0]
    said = document.read(Organization.objects.with_page_data().get(pk=directory.pk))
    actions.publish(actions.propose({**said, "slug": "anew"}, by=None, organization=directory), by=None)
    after = atom("/topics/poverty/feed.atom").entries[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated >= before.updated
    assert after.link.endswith("/anew/")


@pytest.mark.parametrize("last", ["feed.atom", "feed.json", "feeds.opml"])
def test_a_former_topic_leads_to_the_present_one(client, directory, last):
    FormerTopicSlug.objects.create(slug="small-loans", topic=Topic.objects.get(slug="micro-lending"))
    response = client.get(f"/topics/small-loans/{last}")
    assert (response.status_code, response["Location"]) == (301, f"/topics/micro-lending/{last}")
    assert client.get(f"/topics/nowhere/{last}").status_code == 404


def test_changes_are_a_feed(atom, client, directory, make_curator):
    ada = make_curator(administrator=True, public_name="Ada", email="ada@private.example")
    actions.verify(directory, by=ada, message="All links work.")
    actions.withdraw(directory, because="It asked us to.", by=None)
    feed = atom("/feeds/changes.atom")
    withdrawn, verified = feed.entries[:2]
    assert (withdrawn.title, withdrawn.summary) == ("Kiva & <Friends>: withdrawn", "It asked us to.")
    assert (verified.author, verified.summary) == ("Ada", "All links work.")
    assert re.fullmatch(r"tag:127\.0\.0\.1,\d{4}-\d\d-\d\d:change/\d+", verified.id)
    assert "private.example" not in client.get("/feeds/changes.atom").text


@pytest.mark.parametrize(("address", "names"), [("/data/feeds.opml", ["Kiva & <Friends>", "Other"]), ("/topics/poverty/feeds.opml", ["Kiva & <Friends>"])])  # fmt: skip
def test_the_organizations_own_feeds_are_opml(client, directory, make_organization, address, names):
    channel = {"network": "blog", "url": "https://other.example/", "feed": "https://other.example/feed"}
    make_organization(name="Other", slug="other", topics=["education"], channels=[channel])
    make_organization(name="Hidden", status=Status.UNPUBLISHED, channels=[channel])
    response = client.get(address)
    assert response.streaming
    tree = etree.fromstring(response.getvalue())
    outlines = tree.findall("body/outline")
    assert (tree.get("version"), tree.tag) == ("2.0", "opml")
    assert [outline.get("text") for outline in outlines] == names
    assert (outlines[0].get("type"), outlines[0].get("xmlUrl")) == ("rss", "https://kiva.example/feed?a=1&b=2")
    assert outlines[0].get("htmlUrl") == "https://kiva.example/blog?a&b"


def test_pages_say_where_they_can_be_followed(client, directory):
    def alternates(address):
        links = [link for link in Page(client.get(address)).tree.iter("link") if link.get("rel") == "alternate"]
        return {link.get("type"): link.get("href") for link in links}

    for address in ("/organizations/", "/organizations/?topic=poverty&q=kiva&colour=green", "/topics/poverty/"):
        assert alternates(address).keys() == {"application/atom+xml", "application/feed+json"}
    assert alternates("/organizations/?topic=poverty&country=US")["application/atom+xml"] == (
        "/feeds/organizations.atom?topic=poverty&country=US"
    )
    assert alternates("/topics/poverty/")["application/feed+json"] == "/topics/poverty/feed.json"
    assert alternates("/organizations/?topic=poverty&sort=began&limit=1") == alternates("/organizations/?topic=poverty")
    assert alternates("/")["application/atom+xml"] == "/feeds/organizations.atom"
    assert alternates("/changes/") == {"application/atom+xml": "/feeds/changes.atom"}


@pytest.mark.parametrize("entries", [1, 20])
@pytest.mark.parametrize("address", ["/feeds/organizations.atom", "/feeds/organizations.json", "/topics/poverty/feed.atom"])
def test_a_feed_costs_a_fixed_number_of_queries(
    client, make_topic, make_organization, django_assert_num_queries, entries, address
):
    make_topic("Poverty", "poverty")
    for _ in range(entries):
        make_organization(topics=["poverty"])
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
