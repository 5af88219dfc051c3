import re
from datetime import date

import pytest

from directory.curation import actions, document
from directory.models import InternalNote, Organization, Status
from tests.curation.test_document import WHOLE
from tests.html import Page


@pytest.fixture
def whole(make_topic, make_organization):
    make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending")
    make_organization(slug="parent", name="Parent Foundation")
    return make_organization(**WHOLE)


def test_the_page_tells_everything_that_is_known(client, whole):
    page = Page(client.get("/organizations/example-lenders/"))
    for said in (
        "Example Lenders", "مثال", "Non-profit", "Lends.", "Lends small sums.", "Lends over the internet.", "2005", "2014",
        "Nairobi", "Kenya", "Uganda", "English", "Swahili", "Micro-lending", "Poverty", "Lend", "From 25 dollars", "@exl",
        "Asha Example", "Co-founder", "Parent Foundation", "Q42", "One says 2004.", "About", "founding year",
    ):  # fmt: skip
        assert said in page.text, said
    for link in ("https://example.org/lend", "https://x.com/exl", "https://example.org/about", "/people/asha-example/",
                 "/organizations/parent/", "/topics/micro-lending/"):  # fmt: skip
        assert link in page.links(), link


def test_the_other_side_of_a_relation_is_told_too(client, whole):
    page = Page(client.get("/organizations/parent/"))
    assert "Home of" in page.text
    assert "/organizations/example-lenders/" in page.links()


def test_an_entry_that_nobody_has_checked_says_so(client, whole, make_curator):
    assert "Not yet checked" in Page(client.get("/organizations/example-lenders/")).text
    actions.verify(whole, by=make_curator("change_organization", public_name="Ada"), on=date(2026, 5, 3))
    text = Page(client.get("/organizations/example-lenders/")).text
    assert "3 May 2026" in text
    assert "Ada" in text
    assert "Not yet checked" not in text


def test_machines_read_it_too(client, whole):
    page = Page(client.get("/organizations/example-lenders/"))
    assert page.rel("canonical") == "http://127.0.0.1:8000/organizations/example-lenders/"
    assert page.meta("og:title") == "Example Lenders"
    assert page.meta("description") == "Lends."
    said = page.jsonld()
    assert said["@type"] == "NGO"
    assert said["name"] == "Example Lenders"
    assert said["foundingDate"] == "2005"
    assert said["founder"] == [{"@type": "Person", "name": "Asha Example"}]
    assert said["areaServed"] == [{"@type": "Country", "name": "Kenya"}, {"@type": "Country", "name": "Uganda"}]


@pytest.mark.parametrize(("kind", "type"), [("blog", "Blog"), ("conference", "Event"), ("company", "Corporation")])
def test_the_kind_says_the_type(client, make_organization, kind, type):
    make_organization(slug="x", kind=kind, began=2001)
    said = Page(client.get("/organizations/x/")).jsonld()
    assert said["@type"] == type
    assert ("foundingDate" in said) == (type == "Corporation")


def test_a_former_address_leads_to_the_present_one(client, make_organization):
    organization = make_organization(slug="old")
    said = document.read(organization)
    actions.publish(actions.propose({**said, "slug": "new"}, by=None, organization=organization), by=None)
    response = client.get("/organizations/old/")
    assert (response.status_code, response["Location"]) == (301, "/organizations/new/")


def test_a_merged_entry_leads_to_where_it_went(client, make_organization):
    end = make_organization(slug="end")
    middle = make_organization(slug="middle", status=Status.MERGED, into=end)
    make_organization(slug="start", status=Status.MERGED, into=middle)
    response = client.get("/organizations/start/")
    assert (response.status_code, response["Location"]) == (301, "/organizations/end/")


def test_a_merged_entry_whose_goal_is_hidden_is_not_found(client, make_organization):
    hidden = make_organization(slug="hidden", status=Status.UNPUBLISHED)
    make_organization(slug="start", status=Status.MERGED, into=hidden)
    assert client.get("/organizations/start/").status_code == 404


def test_a_withdrawn_entry_says_that_it_is_gone_and_why(client, make_organization):
    organization = make_organization(name="Gone", slug="gone", summary="A secret now.")
    actions.withdraw(organization, because="It asked us to.", by=None)
    response = client.get("/organizations/gone/")
    assert response.status_code == 410
    assert "It asked us to." in Page(response).text
    assert "A secret now." not in response.text


@pytest.mark.parametrize("slug", ["nowhere", "hidden"])
def test_what_never_was_public_is_not_found(client, make_organization, slug):
    make_organization(slug="hidden", status=Status.UNPUBLISHED)
    response = client.get(f"/organizations/{slug}/")
    assert response.status_code == 404
    assert "/organizations/" in Page(response).links()


def test_relations_to_entries_that_are_not_public_are_not_told(client, make_organization):
    hidden = make_organization(name="Hidden Hand", slug="hidden", status=Status.UNPUBLISHED)
    make_organization(slug="x", relations=[{"kind": "part-of", "organization": "hidden", "note": "The note on it"}])
    text = client.get("/organizations/x/").text
    assert hidden.name not in text
    assert "The note on it" not in text


def test_internal_notes_and_drafts_stay_inside(client, whole):
    InternalNote.objects.create(organization=whole, text="Between us")
    actions.propose({**WHOLE, "summary": "Only a draft"}, by=None, organization=whole)
    text = client.get("/organizations/example-lenders/").text
    assert "Between us" not in text
    assert "Only a draft" not in text


def test_markdown_brings_no_html_and_no_script(client, make_organization):
    make_organization(
        slug="x",
        description="<script>alert(1)</script> [click](javascript:alert(1)) ![x](https://example.org/x.png) <b>bold</b> *fine*",
    )
    text = client.get("/organizations/x/").text
    assert "<em>fine</em>" in text
    for bad in ("<script>alert", 'href="javascript', "<img src=", "<b>bold"):
        assert bad not in text


def test_jsonld_cannot_end_its_script(client, make_organization):
    make_organization(slug="x", name="</script><script>alert(1)</script>")
    response = client.get("/organizations/x/")
    assert "<script>alert" not in response.text
    assert Page(response).jsonld()["name"] == "</script><script>alert(1)</script>"


def test_entries_near_to_it_are_shown_with_what_they_share(client, make_topic, make_organization):
    make_topic("Micro-lending", "micro-lending")
    lends = {"topics": ["micro-lending"], "ways_to_help": [{"kind": "lend"}]}
    make_organization(slug="kiva", **lends)
    make_organization(name="Near <b>One</b>", slug="near", summary="Lends too.", **lends)
    make_organization(name="Hidden Hand", slug="hidden", status=Status.UNPUBLISHED, **lends)
    make_organization(name="Far Away", slug="far")
    page = Page(client.get("/organizations/kiva/"))
    for said in ("Near to this", "Near <b>One</b>", "Lends too.", "Both about Micro-lending, to lend"):
        assert said in page.text, said
    assert "/organizations/near/" in page.links()
    assert "Hidden Hand" not in page.text
    assert "Far Away" not in page.text


def test_at_most_four_near_entries_are_shown(client, make_topic, make_organization):
    make_topic("Water", "water")
    for number in range(7):
        make_organization(slug=f"o{number}", topics=["water"])
    links = Page(client.get("/organizations/o0/")).links()
    assert len([link for link in links if re.fullmatch(r"/organizations/o\d/", link)]) == 4


def test_an_entry_with_nothing_near_says_nothing_of_it(client, make_organization):
    make_organization(slug="x")
    make_organization(slug="y")
    assert "Near to this" not in Page(client.get("/organizations/x/")).text


@pytest.mark.parametrize("parts", [1, 9])
def test_an_entry_costs_a_fixed_number_of_queries(client, make_topic, make_organization, django_assert_num_queries, parts):
    for number in range(parts):
        make_topic(f"Topic {number}", f"t{number}")
        make_organization(slug=f"o{number}", topics=["t0"], ways_to_help=[{"kind": "lend"}])
    make_organization(
        slug="x",
        topics=[f"t{n}" for n in range(parts)],
        people=[{"name": f"Person {n}", "role": "Founder"} for n in range(parts)],
        relations=[{"kind": "part-of", "organization": f"o{n}"} for n in range(parts)],
        channels=[{"network": "x", "url": f"https://x.com/{n}"} for n in range(parts)],
        sources=[{"url": f"https://example.org/{n}", "title": "T"} for n in range(parts)],
        disputes=[{"field": "began", "note": "?", "sources": [f"https://example.org/{n}"]} for n in range(parts)],
    )
    assert Organization.objects.published().count() == parts + 1
    client.get("/organizations/")  # loads the index
    with django_assert_num_queries(4):
        page = Page(client.get("/organizations/x/"))
    assert "Near to this" in page.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"began": 1990, "ended": 2001}, ["1990–2001", "This one has ended, in 2001."]),
        ({"channels": [{"network": "website", "url": "https://www.example.org/us"}]},
         ["We know of no way to take part yet.", "Visit example.org", "Website example.org/us"]),
        ({"ways_to_help": [{"kind": "give", "note": "Bicycles"}]}, ["Give things", "Bicycles"]),
        ({"channels": [{"network": "podcast", "url": "https://example.org/pod", "feed": "https://example.org/pod.xml"}]},
         ["Podcast", "feed of Podcast"]),
        ({"licence": "ODbL-1.0", "attribution": "Them & others"}, ["The texts of this entry: ODbL-1.0, Them & others."]),
        ({"identifiers": [{"scheme": "GB-CHC", "value": "12"}]}, ["GB-CHC 12"]),
        ({"other_names": [{"name": "Them Ltd", "kind": "legal"}, {"name": "T"}]}, ["Other names Them Ltd legal name T"]),
        ({"people": [{"name": "A", "role": "Chair", "began": 2001, "ended": 2003}]}, ["Chair, 2001–2003"]),
        ({}, ["No source is named yet."]),
    ],
)  # fmt: skip
def test_it_says_what_there_is_to_say(client, make_organization, said, shown):
    make_organization(slug="x", **said)
    text = " ".join(Page(client.get("/organizations/x/")).text.split())
    for each in shown:
        assert each in text


def test_a_dispute_leads_to_the_sources_that_disagree(client, make_organization):
    make_organization(
        slug="x",
        sources=[{"url": f"https://example.org/{n}", "title": f"T{n}"} for n in range(3)],
        disputes=[{"field": "began", "note": "?", "sources": ["https://example.org/2", "https://example.org/0"]}],
    )
    links = Page(client.get("/organizations/x/")).links()
    assert [link for link in links if link.startswith("#source-")] == ["#source-3", "#source-1"]


def test_its_public_collections_are_named_in_their_order(client, make_organization, make_collection):
    organization = make_organization(slug="x")
    make_collection("Second", organization, slug="second", position=2)
    make_collection("First", organization, slug="first", position=1)
    make_collection("Hidden", organization, slug="hidden", is_public=False)
    page = Page(client.get("/organizations/x/"))
    assert [link for link in page.links() if re.fullmatch(r"/collections/.+/", link)] == [
        "/collections/first/",
        "/collections/second/",
    ]
    assert "Hidden" not in page.text


HOSTILE = '<b>"it\'s" & {{ x }}'


def test_nothing_that_is_said_becomes_html(client, make_topic, make_organization, make_collection, make_curator):
    make_topic(HOSTILE, "t")
    make_organization(slug="other", name=HOSTILE)
    organization = make_organization(
        slug="x", name=HOSTILE, summary=HOSTILE, editors_note=HOSTILE, seat=HOSTILE, attribution=HOSTILE, topics=["t"],
        other_names=[{"name": f"{HOSTILE}2"}],
        ways_to_help=[{"kind": "lend", "note": HOSTILE}], channels=[{"network": "x", "url": "https://x.com/1", "handle": HOSTILE}],
        people=[{"name": HOSTILE, "role": HOSTILE}], relations=[{"kind": "part-of", "organization": "other", "note": HOSTILE}],
        identifiers=[{"scheme": HOSTILE, "value": HOSTILE}, {"scheme": "wikidata", "value": HOSTILE}],
        sources=[{"url": "https://example.org/", "title": HOSTILE, "supports": HOSTILE}],
        disputes=[{"field": HOSTILE, "note": HOSTILE, "sources": []}],
    )  # fmt: skip
    make_collection(HOSTILE, organization, slug="c", summary=HOSTILE)
    actions.verify(organization, by=make_curator("change_organization", public_name=HOSTILE), on=date(2026, 5, 3))
    response = client.get("/organizations/x/")
    assert response.status_code == 200
    assert '<b>"' not in response.text
    assert "<b>&quot;" not in response.text
    assert response.text.count("&lt;b&gt;&quot;it&#x27;s&quot; &amp; {{ x }}") >= 20
