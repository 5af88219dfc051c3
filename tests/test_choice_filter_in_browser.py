"""A field narrows a long list of filters, in a real browser: by keyboard, along with the list's own updates, and never without need."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.test_visitor_journey import RULES

pytestmark = pytest.mark.django_db(transaction=True)

COUNTRIES = ["AT", "CI", "DE", "ES", "FR", "GB", "IT", "KE", "MX", "TR", "UG", "US"]
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def site(make_topic, make_organization, live_server):
    for number in range(11):
        make_topic(f"Cause {number}", f"cause-{number}")
    make_topic("Girls' education", "girls-education", parent=make_topic("Education", "education"))
    make_organization(name="In all", slug="in-all", languages=["en"], country=COUNTRIES[0], works_in=COUNTRIES[1:])
    topics = ["girls-education", *(f"cause-{number}" for number in range(11))]
    make_organization(name="For all", slug="for-all", country="UG", topics=topics)
    return live_server


def choices(page, facet):
    return page.locator(f"#facet-{facet} li:visible > label")


def named(*names):
    return [re.compile(f"^{name}") for name in names]


def test_a_country_by_keyboard_alone(site, page):
    page.goto("/organizations/?country=KE")
    field = page.get_by_role("searchbox", name="Find in Country")
    field.focus()
    page.keyboard.type("UGÁ")
    expect(choices(page, "country")).to_have_text(named("Kenya", "Uganda"))
    expect(page.locator("#facet-country choice-filter [role=status]")).to_have_text("1 of 12")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?country=KE$"))
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"\?country=KE&country=UG$"))
    expect(page.locator("#status")).to_contain_text("2 entries")
    expect(choices(page, "country")).to_have_text(named("Kenya", "Uganda"))
    expect(field).to_have_value("UGÁ")
    field.focus()
    page.keyboard.press("Escape")
    expect(choices(page, "country")).to_have_count(len(COUNTRIES))
    expect(page.locator("#facet-country choice-filter [role=status]")).to_be_empty()
    expect(field).to_be_focused()


def test_what_is_in_use_does_not_vanish(site, page):
    """Kenya is given up while the list shows others: the focus must have a place."""
    page.goto("/organizations/?country=KE")
    page.get_by_role("searchbox", name="Find in Country").fill("uganda")
    kenya = page.get_by_role("checkbox", name=re.compile("^Kenya"))
    kenya.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("/organizations/$"))
    expect(kenya).to_be_focused()


def test_a_sub_topic_is_unfolded_while_it_is_looked_for(site, page):
    page.goto("/organizations/")
    field = page.get_by_role("searchbox", name="Find in Cause")
    field.fill("girls")
    expect(choices(page, "topic")).to_have_text(named("Education", "Girls"))
    field.fill("")
    expect(page.get_by_role("checkbox", name=re.compile("^Girls"))).to_be_hidden()
    field.fill("nothing is called so")
    expect(choices(page, "topic")).to_have_count(0)


def test_a_short_list_has_no_field(site, page):
    page.goto("/organizations/")
    expect(page.get_by_role("searchbox", name="Find in Kind")).to_be_hidden()


def test_without_javascript_nothing_is_missing(site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/organizations/?country=KE")
    expect(choices(page, "country")).to_have_count(len(COUNTRIES))
    expect(page.locator("choice-filter").first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_field_is_accessible_and_moves_nothing(site, new_page, scheme):
    page = new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page.add_init_script(SHIFTS)
    page.goto("/organizations/?country=KE")
    field = page.get_by_role("searchbox", name="Find in Country")
    expect(field).to_be_visible()
    assert page.evaluate("window.shifted") < 0.01
    below = page.locator("#facet-language")
    before = below.bounding_box()
    field.fill("uganda")
    expect(choices(page, "country")).to_have_count(2)
    assert below.bounding_box() == before
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
