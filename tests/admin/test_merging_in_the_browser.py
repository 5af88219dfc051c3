"""Duplicates and topics in a real browser: found while typing, merged from the keyboard, and taken apart again."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from directory.curation import topics
from directory.models import Organization, ProposedTopic, Status, Topic, TopicMerge
from tests.admin.test_in_the_browser import RULES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(new_page, make_curator, live_server):
    """Open the desk in a browser of its own, as a curator who is signed in already."""

    def make(**options):
        client = Client()
        client.force_login(make_curator(administrator=True, username="ada"))
        page = new_page(**options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        page.goto("/desk/")
        return page

    return make


@pytest.fixture
def two(make_organization, make_topic):
    make_topic("Water", "water")
    make_topic("Art", "art")
    common = {"name": "Water First", "channels": [{"network": "website", "url": "https://water.example/"}]}
    source = make_organization(slug="source", summary="Theirs.", topics=["art"], **common)
    into = make_organization(slug="into", summary="Ours.", topics=["water"], **common)
    return source, into


def test_a_duplicate_shows_while_its_name_or_website_is_typed(sign_in, two):
    page = sign_in()
    page.goto("/desk/directory/organization/add/")
    found = page.get_by_role("status")
    page.get_by_label("Name:", exact=True).press_sequentially("water first")
    found.get_by_text("published: same name").first.wait_for()
    assert found.get_by_role("link", name="Water First").count() == 2
    page.get_by_label("Name:", exact=True).fill("Something else")
    found.get_by_role("link").first.wait_for(state="detached")
    page.get_by_label("Channels, row 1: Address").fill("http://www.water.example")
    found.get_by_text("same website, water.example").first.wait_for()


def test_a_duplicate_is_asked_about_without_javascript(sign_in, two):
    page = sign_in(java_script_enabled=False)
    page.goto("/desk/directory/organization/add/")
    page.get_by_label("Name:", exact=True).fill("Water First")
    page.get_by_label("Summary:").fill("Half a sentence")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="The directory may have this already").wait_for()
    assert page.get_by_label("Summary:").input_value() == "Half a sentence"
    page.get_by_label("It is another one. Save it.").check()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("is saved as a draft").wait_for()


def test_two_entries_are_merged_and_taken_apart_from_the_keyboard(sign_in, two):
    source, into = two
    page = sign_in()
    page.get_by_role("link", name="Water First and Water First").press("Enter")
    page.get_by_role("heading", name="Merge Water First into Water First").wait_for()
    ours = page.get_by_label("Water First: Theirs.")
    ours.focus()
    page.keyboard.press("ArrowUp")  # among radio buttons the arrows choose
    assert page.get_by_label("Water First: Ours.").is_checked()
    art = page.get_by_role("group", name="Topics").get_by_role("checkbox").last
    art.focus()
    page.keyboard.press("Space")
    page.get_by_label("What changes and why").fill("The same organization.")
    page.get_by_role("button", name="Merge the two").press("Enter")
    page.get_by_text("went into").wait_for()
    kept = Organization.objects.published().get()
    assert kept.summary == "Ours."
    assert kept.topics.count() == 1
    gone = Organization.objects.get(status=Status.MERGED)
    page.goto(reverse("desk:directory_organization_change", args=[gone.pk]))
    page.get_by_role("link", name="Undo the merge").press("Enter")
    page.get_by_role("button", name="Undo the merge").press("Enter")
    page.get_by_text("The merge is undone").wait_for()
    assert Organization.objects.published().count() == 2


def test_topics_are_merged_after_a_dry_run_and_taken_apart(sign_in, make_topic, make_organization):
    make_topic("Microlending", "microlending")
    make_topic("Micro-lending", "micro-lending")
    make_organization(name="Lenders", topics=["microlending"])
    page = sign_in()
    page.goto(reverse("desk:directory_topic_changelist"))
    page.get_by_role("link", name="Look alike").click()
    page.get_by_role("link", name="Microlending into Micro-lending").click()
    page.get_by_role("heading", name="What will move to “Micro-lending”").wait_for()
    assert "Lenders" in page.get_by_role("region", name="What will move").inner_text()
    assert Topic.objects.count() == 2
    page.get_by_role("button", name="Merge “Microlending” into “Micro-lending”").click()
    page.get_by_text("with 1 entry. It can be undone here.").wait_for()
    assert [topic.slug for topic in Organization.objects.get().topics.all()] == ["micro-lending"]
    page.get_by_role("button", name="bring Microlending back").click()
    page.get_by_text("“Microlending” is back.").wait_for()
    assert [topic.slug for topic in Organization.objects.get().topics.all()] == ["microlending"]


@pytest.mark.parametrize("width", [768, 1280])
def test_the_pages_are_accessible_and_keep_to_their_width(sign_in, two, make_topic, width):
    source, into = two
    topics.propose(source, ["Deep wells"], by=None)
    topic = make_topic("Arts")
    TopicMerge.objects.create(name="Wells", slug="wells", into_pk=topic.pk, into_name="Art", kept={}, moved={})
    page = sign_in(viewport={"width": width, "height": 900}, color_scheme="dark" if width == 768 else "light")
    merge = reverse("desk:directory_organization_merge", args=[source.pk])
    addresses = [
        reverse("desk:index"),
        reverse("desk:directory_likelypair_changelist"),
        merge,
        f"{merge}?into=into",
        reverse("desk:directory_organization_unmerge", args=[source.pk]),
        reverse("desk:directory_topic_changelist"),
        reverse("desk:directory_topic_alike"),
        reverse("desk:directory_topic_merges"),
        f"{reverse('desk:directory_topic_merge', args=[topic.pk])}?into={topic.pk - 1}",
        reverse("desk:directory_proposedtopic_changelist"),
        reverse("desk:directory_proposedtopic_change", args=[ProposedTopic.objects.get().pk]),
    ]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert not found, (address, [(each["id"], each["nodes"][0]["html"]) for each in found])
