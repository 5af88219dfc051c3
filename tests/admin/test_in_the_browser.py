"""The desk in a real browser: no policy broken, nothing out of reach, nothing typed lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from directory.curation import actions
from directory.curation.roles import Role
from directory.models import InternalNote, Organization, State

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "a long test password"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def curator(make_curator):
    return make_curator(administrator=True, username="ada")


@pytest.fixture
def sign_in(new_page, curator):
    """Open the desk in a browser of its own."""
    return lambda **options: signed_in(new_page(**options), curator.username)


@pytest.fixture
def sign_in_as(new_page, make_curator, in_role):
    """Open the desk in a browser of its own, as a curator with just this role."""
    return lambda role: signed_in(new_page(), in_role(make_curator(), role).username)


def signed_in(page, username):
    page.goto("/desk/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_keeps_to_its_width(
    sign_in, make_organization, make_topic, make_collection, make_curator, scheme, width
):
    make_topic("Wells", "wells", parent=make_topic("Water", "water", hue=3))
    organization = make_organization(
        name="منظمة الماء " * 6,
        topics=["wells"],
        channels=[{"network": "website", "url": f"https://water.example/{'long' * 60}"}],
        people=[{"name": "Asha Example", "role": "Founder"}],
    )
    collection = make_collection("Picks", organization)
    actions.verify(organization, by=None, on=timezone.localdate() - timezone.timedelta(days=400))
    make_organization()
    revision = actions.propose({"name": "Draft", "kind": "blog"}, by=None, organization=organization)
    actions.move(revision, State.IN_REVIEW, by=None)
    page = sign_in(color_scheme=scheme, viewport={"width": width, "height": 900})
    addresses = [
        reverse("desk:index"),
        *(
            reverse(f"desk:directory_{model}_changelist")
            for model in ("organization", "revision", "topic", "person", "collection", "change", "curator", "auditrecord")
        ),
        *(reverse(f"desk:directory_{model}_add") for model in ("organization", "topic", "person", "collection", "curator")),
        *(reverse(f"desk:directory_organization_{tool}", args=[organization.pk]) for tool in ("change", "history", "withdraw")),
        reverse("desk:directory_person_erase", args=[organization.roles.get().person_id]),
        reverse("desk:directory_curator_erase", args=[make_curator().pk]),
        reverse("desk:directory_revision_change", args=[revision.pk]),
        reverse("desk:directory_collection_change", args=[collection.pk]),
    ]
    for address in addresses:
        page.goto(address)
        check(page, width)
    page.goto(reverse("desk:directory_organization_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("withdraw_selected")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("heading", name="Withdraw").wait_for()
    check(page, width)
    page.goto(reverse("desk:directory_organization_change", args=[organization.pk]))
    page.get_by_label("Summary:").fill("Mine.")
    actions.revise(revision, {"name": "Draft", "kind": "blog", "summary": "Theirs."}, by=None)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="Someone else changed this entry").wait_for()
    check(page, width)


def check(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert not found, (page.url, [(each["id"], each["nodes"][0]["html"]) for each in found])


def test_a_curator_writes_an_entry_and_publishes_it(sign_in, make_topic):
    make_topic("Clean water", "clean-water")
    page = sign_in()
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Organizations").click()
    page.get_by_role("link", name="Add organization").click()
    page.get_by_label("Name:", exact=True).fill("Water First")
    page.get_by_label("Kind:").select_option("nonprofit")
    page.get_by_text("All topics").click()
    page.get_by_role("button", name="Clean water").click()
    for number, address in enumerate(("a", "b", "c"), start=1):
        if number == 3:
            page.get_by_role("button", name="Add a row to channels").click()
        page.get_by_label(f"Channels, row {number}: Network").select_option("website")
        page.get_by_label(f"Channels, row {number}: Address").fill(f"https://{address}.example/")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("“Water First” is published.").wait_for()
    organization = Organization.objects.published().get()
    assert [topic.slug for topic in organization.topics.all()] == ["clean-water"]
    assert organization.channels.count() == 3
    page.get_by_role("link", name="View on site").click()
    page.get_by_role("heading", name="Water First").wait_for()


def test_the_enter_key_saves_a_draft_and_publishes_nothing(sign_in, make_organization):
    organization = make_organization(summary="Before.")
    page = sign_in()
    page.goto(reverse("desk:directory_organization_change", args=[organization.pk]))
    page.get_by_label("Name:", exact=True).fill("Renamed")
    page.get_by_label("Name:", exact=True).press("Enter")
    page.get_by_text("is saved as a draft").wait_for()
    assert Organization.objects.get().name != "Renamed"


def test_the_desk_works_without_javascript(sign_in, make_topic):
    make_topic("Clean water", "clean-water")
    page = sign_in(java_script_enabled=False)
    page.goto("/desk/directory/organization/add/")
    page.get_by_label("Name:", exact=True).fill("Water First")
    page.get_by_label("Kind:").select_option("nonprofit")
    page.get_by_label("Topics:").fill("Clean water")
    page.get_by_label("Channels, row 1: Network").select_option("website")
    page.get_by_label("Channels, row 1: Address").fill("https://a.example/")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("“Water First” is published.").wait_for()
    assert Organization.objects.published().get().channels.get().url == "https://a.example/"


def test_a_note_is_kept_without_losing_what_is_typed_in_the_form(sign_in, make_organization):
    organization = make_organization()
    page = sign_in()
    page.goto(reverse("desk:directory_organization_change", args=[organization.pk]))
    page.get_by_label("Summary:").fill("Half a sentence")
    page.get_by_label("Add a note").fill("Rang them.")
    page.get_by_role("button", name="Keep the note").click()
    page.locator("#notes li").get_by_text("Rang them.").wait_for()
    assert page.get_by_label("Summary:").input_value() == "Half a sentence"
    assert InternalNote.objects.get().text == "Rang them."


def test_names_are_suggested_while_typing(sign_in, make_organization):
    make_organization(name="Home of Wells")
    page = sign_in()
    page.goto("/desk/directory/organization/add/")
    page.get_by_label("Relations, row 1: Organization").press_sequentially("wells")
    page.locator("datalist option[value='Home of Wells']").wait_for(state="attached")


def test_two_browsers_do_not_overwrite_each_other(sign_in, make_organization):
    organization = make_organization(summary="Before.")
    address = reverse("desk:directory_organization_change", args=[organization.pk])
    first, second = sign_in(), sign_in()
    for page, summary in ((first, "Theirs."), (second, "Mine.")):
        page.goto(address)
        page.get_by_label("Summary:").fill(summary)
    first.get_by_role("button", name="Save draft").click()
    first.get_by_text("is saved as a draft").wait_for()
    second.get_by_role("button", name="Publish").click()
    second.get_by_role("heading", name="Someone else changed this entry").wait_for()
    assert "Theirs" in second.get_by_role("group", name="Summary").inner_text()
    second.get_by_label("I have compared the two").check()
    second.get_by_role("button", name="Publish").click()
    second.get_by_text("” is published.").wait_for()
    assert Organization.objects.get().summary == "Mine."


def typed_and_not_saved(page, address):
    """Fill a form, rows and all, and leave it without saving."""
    page.goto(address)
    page.get_by_label("Name:", exact=True).fill("Water First")
    page.get_by_label("Description:").fill("One.\n\nTwo.")
    page.get_by_label("Kind:").select_option("blog")
    for number in (1, 2, 3):
        if number == 3:
            page.get_by_role("button", name="Add a row to channels").click()
        page.get_by_label(f"Channels, row {number}: Address").fill(f"https://{number}.example/")
    page.get_by_text("is kept in this browser").wait_for()


def test_a_browser_that_closes_keeps_what_was_typed(sign_in, make_organization):
    address = reverse("desk:directory_organization_add")
    page = sign_in()
    typed_and_not_saved(page, address)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    assert page.get_by_label("Name:", exact=True).input_value() == ""
    assert not Axe().run(page, options={"runOnly": RULES}).response["violations"]
    page.get_by_role("region", name="Not saved").get_by_role("button", name="Take it up again").click()
    assert page.get_by_label("Name:", exact=True).input_value() == "Water First"
    assert page.get_by_label("Channels, row 3: Address").input_value() == "https://3.example/"
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("is saved as a draft").wait_for()
    assert len(Organization.objects.get().revisions.get().document["channels"]) == 3
    for place in (address, page.url):  # it is saved, so nothing is offered
        page.goto(place)
        assert page.get_by_role("region", name="Not saved").count() == 0
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk-typed')).length") == 0


def test_a_session_that_ran_out_loses_nothing(sign_in, make_organization):
    organization = make_organization(name="Water", summary="Before.")
    page = sign_in()
    address = reverse("desk:directory_organization_change", args=[organization.pk])
    page.goto(address)
    page.get_by_label("Summary:").fill("A long and careful sentence.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Take it up again").click()
    assert page.get_by_label("Summary:").input_value() == "A long and careful sentence."
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("” is published.").wait_for()
    assert Organization.objects.get().summary == "A long and careful sentence."


def test_what_was_kept_does_not_overwrite_what_was_saved_since(sign_in, make_organization):
    organization = make_organization(summary="Before.")
    page = sign_in()
    address = reverse("desk:directory_organization_change", args=[organization.pk])
    page.goto(address)
    page.get_by_label("Summary:").fill("Mine.")
    page.get_by_text("is kept in this browser").wait_for()
    page.goto("/desk/")
    actions.publish(
        actions.propose({"name": "Water", "kind": "blog", "summary": "Theirs."}, by=None, organization=organization), by=None
    )
    page.goto(address)
    assert page.get_by_label("Summary:").input_value() == "Theirs."
    page.get_by_role("button", name="Take it up again").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="Someone else changed this entry").wait_for()
    assert Organization.objects.get().summary == "Theirs."


def test_what_was_kept_can_be_thrown_away_and_is_not_shown_to_another_curator(sign_in, make_curator):
    make_curator(administrator=True, username="bo")
    address = reverse("desk:directory_organization_add")
    page = sign_in()
    typed_and_not_saved(page, address)
    page.goto("/desk/")
    page.get_by_role("button", name="Log out").click()
    page.goto(address)
    page.get_by_label("Username").fill("bo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Name:", exact=True).wait_for()
    assert page.get_by_role("region", name="Not saved").count() == 0
    page.get_by_role("button", name="Log out").click()
    page.goto(address)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Throw it away").click()
    page.goto(address)
    page.get_by_label("Name:", exact=True).wait_for()
    assert page.get_by_role("region", name="Not saved").count() == 0


def test_an_editor_compares_restores_and_the_public_reads_it(sign_in, make_organization):
    organization = make_organization(name="Water", slug="water", summary="It digs wells.")
    after = {"name": "Water", "slug": "water", "kind": "nonprofit", "summary": "It sells water."}
    actions.publish(actions.propose(after, by=None, organization=organization), by=None)
    page = sign_in()
    page.goto(reverse("desk:directory_organization_change", args=[organization.pk]))
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Compare the two").click()
    assert "sells water" in page.locator("ins").first.inner_text()
    page.get_by_role("link", name="History").click()
    page.get_by_role("table").first.get_by_role("link").last.click()
    page.get_by_role("button", name="Restore and publish").click()
    page.get_by_text("The public sees this version again").wait_for()
    page.goto("/organizations/water/")
    page.get_by_role("link", name="The whole history of this entry").click()
    page.get_by_role("heading", name="History of Water").wait_for()
    assert "digs wells" in page.locator("ins").first.inner_text()
    assert page.locator("del").count() == 2
    check(page, 1280)


def test_the_whole_journey_from_a_contributors_draft_to_a_restored_version(sign_in_as, make_topic):
    make_topic("Clean water", "clean-water")
    writer, editor = sign_in_as(Role.CONTRIBUTOR), sign_in_as(Role.EDITOR)

    writer.get_by_role("navigation", name="Lists").get_by_role("link", name="Organizations").click()
    writer.get_by_role("link", name="Add organization").click()
    writer.get_by_label("Name:", exact=True).fill("Water First")
    writer.get_by_label("Kind:").select_option("nonprofit")
    writer.get_by_label("Topics:").fill("Clean water")
    writer.get_by_label("Summary:").fill("It digs wells.")
    writer.get_by_role("button", name="Save and preview").click()
    writer.get_by_text("only curators see it").wait_for()
    writer.goto("/desk/")
    writer.get_by_role("region", name="Your drafts").get_by_role("link", name="Water First").click()
    hand_in(writer)
    publish_what_waits(editor)
    writer.reload()
    writer.get_by_label("Summary:").fill("It sells water.")
    hand_in(writer)
    publish_what_waits(editor)

    assert "sells water" in editor.locator("ins").first.inner_text()
    editor.get_by_role("link", name="History", exact=True).click()
    editor.get_by_role("table").first.get_by_role("link").last.click()
    editor.get_by_role("button", name="Restore and publish").click()
    editor.get_by_text("The public sees this version again").wait_for()
    organization = Organization.objects.published().get()
    assert organization.summary == "It digs wells."
    assert organization.revisions.count() == 3


def hand_in(page):
    page.get_by_role("button", name="Hand in for review").click()
    page.get_by_text("is handed in: an editor will look at it").wait_for()


def publish_what_waits(page):
    page.goto("/desk/")
    page.get_by_role("region", name="Waiting for review").get_by_role("link").first.click()
    page.get_by_role("heading", name="What it would change").wait_for()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("“Water First” is published.").wait_for()
