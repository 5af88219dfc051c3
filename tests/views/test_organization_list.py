import re

import pytest

from directory.curation import actions
from directory.models import FormerTopicSlug, Status, Topic
from tests.html import Page


@pytest.fixture
def listing(client):
    def ask(query: str = "") -> Page:
        response = client.get(f"/organizations/{query}")
        assert response.status_code == 200
        return Page(response)

    return ask


@pytest.fixture
def small_directory(make_topic, make_organization):
    make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending", parent=Topic.objects.get(slug="poverty"), synonyms=["microfinance"])
    make_topic("Education", "education")
    make_organization(name="Kiva", topics=["micro-lending"], ways_to_help=[{"kind": "lend"}], country="US", began=2005)
    make_organization(name="Nafham", topics=["education"], country="EG", kind="platform", ways_to_help=[{"kind": "learn"}])
    make_organization(name="Wokai", topics=["micro-lending", "education"], ended=2012)


def test_the_listing_shows_every_published_entry(listing, small_directory):
    page = listing()
    assert all(name in page.text for name in ("Kiva", "Nafham", "Wokai"))
    assert "/organizations/kiva/" in page.links()


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN])
def test_organizations_that_are_not_public_stay_private(client, make_organization, status):
    hidden = make_organization(name="Not Yet", status=status)
    assert "Not Yet" not in client.get("/organizations/").text
    assert "Not Yet" not in client.get("/").text
    assert client.get(hidden.get_absolute_url()).status_code in (404, 410)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?q=microfinance", ["Kiva", "Wokai"], ["Nafham"]),
        ("?topic=poverty", ["Kiva", "Wokai"], ["Nafham"]),
        ("?topic=poverty&topic=education", ["Wokai"], ["Kiva", "Nafham"]),
        ("?topic=poverty&topic=education&match=any", ["Kiva", "Nafham", "Wokai"], []),
        ("?not=education", ["Kiva"], ["Wokai", "Nafham"]),
        ("?help=lend&help=learn", ["Kiva", "Nafham"], ["Wokai"]),
        ("?country=EG&utm_source=mail", ["Nafham"], ["Kiva"]),
        ("?began=2000-2009", ["Kiva"], ["Nafham", "Wokai"]),
    ],
)
def test_the_address_holds_the_question(listing, small_directory, query, shown, hidden):
    cards = [link for link in listing(query).links() if link.startswith("/organizations/") and "?" not in link]
    assert {f"/organizations/{name.lower()}/" for name in shown} <= set(cards)
    assert not {f"/organizations/{name.lower()}/" for name in hidden} & set(cards)


def test_what_is_chosen_is_checked_and_can_be_taken_back(listing, small_directory):
    page = listing("?topic=education&topic=poverty&kind=nonprofit&q=wo&not=micro-lending")
    assert page.checked("topic") == ["poverty", "education"]
    assert page.checked("kind") == ["nonprofit"]
    without_kind = "?q=wo&topic=education&topic=poverty&not=micro-lending"
    assert any(link.endswith(without_kind) for link in page.links()), page.links()


def test_counts_say_what_a_click_gives(listing, small_directory):
    page = listing("?topic=poverty")
    labels = {label.get("for"): " ".join("".join(label.itertext()).split()) for label in page.tree.iter("label")}
    education = next(box for box in page.inputs("topic") if box.get("value") == "education")
    wrapped = [" ".join("".join(label.itertext()).split()) for label in page.tree.iter("label") if education in label.iter()]
    label = wrapped[0] if wrapped else labels[education.get("id")]
    assert re.fullmatch(r"Education\D*1\D*", label), label


@pytest.mark.parametrize(
    ("query", "named", "without"),
    [
        ("?topic=nonsense&q=water", "nonsense", "?q=water"),
        ("?kind=%3Cscript%3E", "<script>", "/organizations/"),
        ("?began=soon&topic=education", "soon", "?topic=education"),
        ("?after=garbage", "garbage", "/organizations/"),
    ],
)
def test_a_value_that_we_do_not_know_gets_a_clear_answer(client, small_directory, query, named, without):
    response = client.get(f"/organizations/{query}")
    page = Page(response)
    assert response.status_code == 400
    assert named in page.text
    assert any(link.endswith(without) for link in page.links())
    assert "<script>" not in response.text.replace('<script type="module"', "")


def test_a_former_topic_leads_to_the_present_address(client, small_directory):
    FormerTopicSlug.objects.create(slug="schools", topic=Topic.objects.get(slug="education"))
    response = client.get("/organizations/?topic=schools&q=x&fbclid=1")
    assert (response.status_code, response["Location"]) == (301, "/organizations/?q=x&topic=education")


def test_an_empty_listing_is_an_answer_that_helps(listing, small_directory):
    page = listing("?country=TV&q=kiva")
    assert "/organizations/?q=kiva" in page.links() or "?q=kiva" in page.links()
    assert "/organizations/kiva/" not in page.links()


def test_pages_lead_on_and_back(listing, make_organization):
    for number in range(45):
        make_organization(name=f"Entry {number:02}")
    first = listing()
    assert "Entry 19" in first.text
    assert "Entry 20" not in first.text
    following = next(link for link in first.links() if "after=" in link)
    second = listing(following[following.index("?") :])
    assert "Entry 20" in second.text
    back = next(link for link in second.links() if "before=" in link)
    assert "Entry 00" in listing(back[back.index("?") :]).text


def test_a_page_whose_entries_have_gone_says_so_and_leads_back(listing, make_organization):
    made = [make_organization(name=f"Entry {number}") for number in range(3)]
    following = next(link for link in listing("?limit=2").links() if "after=" in link)
    actions.withdraw(made[2], because="It asked us to.", by=None)
    page = listing(following[following.index("?") :])
    assert "no longer in this list" in page.text
    assert "shown" not in page.text
    assert "Nothing found" not in page.text
    back = next(link for link in page.links() if "before=" in link)
    assert "Entry 1" in listing(back[back.index("?") :]).text


def test_the_canonical_link_drops_what_we_do_not_know(listing, small_directory):
    page = listing("?utm_source=mail&topic=education&sort=name")
    assert page.rel("canonical") == "http://127.0.0.1:8000/organizations/?topic=education"


@pytest.mark.parametrize("cards", [1, 20, 45])
def test_list_costs_one_query(client, make_organization, make_topic, django_assert_num_queries, cards):
    make_topic("Water", "water")
    for _ in range(cards):
        make_organization(topics=["water"], ways_to_help=[{"kind": "lend"}])
    client.get("/organizations/")
    with django_assert_num_queries(1):
        client.get("/organizations/?topic=water&q=organization")
