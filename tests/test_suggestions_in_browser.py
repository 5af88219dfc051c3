"""What the search field suggests while one types, in a real browser: by keyboard, by mouse, by touch, and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.test_visitor_journey import RULES

pytestmark = pytest.mark.django_db(transaction=True)

HTML = "<img src=x onerror=alert(1)> & Sons"


@pytest.fixture
def site(make_topic, make_organization, live_server):
    make_topic("Micro-lending", "micro-lending", hue=2)
    person = {"name": "Kim Example", "slug": "kim", "role": "Founder"}
    make_organization(name="Kiva", slug="kiva", topics=["micro-lending"], ways_to_help=[{"kind": "lend"}], people=[person])
    make_organization(name="Kickstand", slug="kickstand", ways_to_help=[{"kind": "learn"}])
    make_organization(name=HTML, slug="sons")
    make_organization(name="مثال", slug="mithal")
    return live_server


def type_into_search(page, text, at="/"):
    """The field and its list, after the text was typed by keyboard alone."""
    page.goto(at)
    page.keyboard.press("/")
    page.keyboard.type(text)
    return page.get_by_role("combobox", name="Search all entries"), page.get_by_role("listbox", name="Suggestions")


def active(page):
    """The id that the field names and the text of the one option that is chosen."""
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(page.locator('[name="q"]')).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    return chosen.inner_text().splitlines()[0]


def test_an_entry_by_keyboard_alone(site, page):
    field, suggestions = type_into_search(page, "ki")
    expect(suggestions.get_by_role("option")).to_have_text(["Kickstand entry", "Kiva entry", "Kim Example person"])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", suggestions.get_attribute("id"))
    expect(page.locator("search-suggest [aria-live]")).to_have_text("3 suggestions")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Kickstand")
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Kiva")
    expect(field).to_be_focused()
    expect(field).to_have_value("ki")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organizations/kiva/$"))


def test_the_arrows_go_around_through_the_field(site, page):
    field, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.keyboard.press("ArrowUp")
    assert active(page).startswith("Kim")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[aria-selected="true"]')).to_have_count(0)
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Kickstand")
    page.keyboard.press("Home")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    assert field.evaluate("(field) => field.selectionStart") == 0
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organizations/\?q=ki$"))


def test_typing_on_takes_the_choice_back(site, page):
    _, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("v")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organizations/\?q=kiv$"))


def test_escape_closes_then_clears_and_down_opens_again(site, page):
    field, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.keyboard.press("Escape")
    expect(suggestions).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("ki")
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Kickstand")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(suggestions).to_be_hidden()


def test_tab_leaves_and_closes(site, page):
    _, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.keyboard.press("Tab")
    expect(suggestions).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_by_mouse(site, page):
    _, suggestions = type_into_search(page, "kim")
    suggestions.get_by_role("option", name="Kim Example").click()
    expect(page).to_have_url(re.compile("/people/kim/$"))


def test_a_click_elsewhere_closes(site, page):
    _, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(suggestions).to_be_hidden()


def test_by_touch(site, new_page):
    page = new_page(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    _, suggestions = type_into_search(page, "kiv")
    option = suggestions.get_by_role("option", name="Kiva")
    expect(option).to_be_visible()
    assert option.bounding_box()["height"] >= 24
    option.tap()
    expect(page).to_have_url(re.compile("/organizations/kiva/$"))


def test_in_the_listing_the_results_follow_and_the_suggestions_stay(site, page):
    field, suggestions = type_into_search(page, "kiv", at="/organizations/")
    expect(page).to_have_url(re.compile(r"\?q=kiv$"))
    expect(page.locator("#status")).to_contain_text("1 entry")
    expect(suggestions.get_by_role("option")).to_have_text(["Kiva entry"])
    expect(field).to_be_focused()
    page.keyboard.type("a")
    expect(page).to_have_url(re.compile(r"\?q=kiva$"))
    expect(suggestions).to_be_visible()
    page.keyboard.press("Enter")
    expect(suggestions).to_be_hidden()
    expect(field).to_have_value("kiva")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organizations/kiva/$"))


def test_in_the_listing_a_way_to_help_shows_in_place(site, page):
    field, suggestions = type_into_search(page, "len", at="/organizations/")
    page.evaluate("window.stays = true")
    expect(suggestions.get_by_role("option").first).to_have_text("Lend way to help")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organizations/\?help=lend$"))
    expect(page.locator("#status")).to_contain_text("1 entry")
    expect(field).to_have_value("")
    expect(suggestions).to_be_hidden()
    assert page.evaluate("window.stays"), "the page was loaded anew"


def test_beside_the_listing_the_results_stay_in_sight(site, new_page):
    page = new_page(viewport={"width": 1280, "height": 800})
    _, suggestions = type_into_search(page, "ki", at="/organizations/")
    expect(suggestions).to_be_visible()
    box, results = suggestions.bounding_box(), page.locator("#results").bounding_box()
    assert box["x"] + box["width"] <= results["x"]


@pytest.mark.parametrize(
    "answer",
    [
        "Promise.reject(new TypeError('no network'))",
        "Promise.resolve(new Response('[]', {status: 503}))",
        "Promise.resolve(new Response('not JSON'))",
        "Promise.resolve(new Response('[\"ki\"]'))",
    ],
)
def test_without_an_answer_the_search_works_as_ever(site, page, answer):
    page.add_init_script(f"window.asked = 0; window.fetch = () => {{ asked += 1; return {answer}; }}")
    _, suggestions = type_into_search(page, "ki")
    page.wait_for_timeout(400)
    assert page.evaluate("asked") == 1
    expect(suggestions).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organizations/\?q=ki$"))


def test_what_was_answered_is_not_asked_again(site, page):
    asked = []
    page.on("request", lambda request: "suggest.json" in request.url and asked.append(request.url.partition("q=")[2]))
    _, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    for key in ("v", "Backspace", "v"):
        page.keyboard.press(key)
        expect(suggestions.get_by_role("option")).to_have_count(1 if key == "v" else 3)
    assert asked == ["ki", "kiv"]


def test_names_are_shown_as_text_in_their_own_direction(site, page):
    _, suggestions = type_into_search(page, "<img")
    expect(suggestions.get_by_role("option")).to_have_text([f"{HTML} entry"])
    expect(suggestions.locator("img")).to_have_count(0)
    _, suggestions = type_into_search(page, "مث")
    expect(suggestions.locator("bdi")).to_have_text(["مثال"])


def test_without_javascript_it_is_a_search_field(site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    field = page.get_by_role("searchbox", name="Search all entries")
    expect(field).not_to_have_attribute("aria-expanded", re.compile("."))
    expect(page.locator('[role="listbox"]')).to_have_count(0)
    field.fill("kiva")
    field.press("Enter")
    expect(page.locator("#results")).to_contain_text("Kiva")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_is_accessible(site, new_page, scheme, width):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    faults = []
    for address in ("/", "/organizations/"):
        _, suggestions = type_into_search(page, "ki", at=address)
        expect(suggestions).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(600)  # until the listing shows what was typed, at full strength
        found = Axe().run(page, options={"runOnly": RULES})
        faults += [
            f"{address}: {each['id']}: {node['html'][:200]}" for each in found.response["violations"] for node in each["nodes"]
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(suggestions).to_be_visible()
    assert not faults, "\n".join(faults)


def test_the_choice_shows_in_forced_colours(site, new_page):
    page = new_page(forced_colors="active")
    _, suggestions = type_into_search(page, "ki")
    expect(suggestions).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert suggestions.get_by_role("option").first.evaluate("(option) => getComputedStyle(option).outlineStyle") == "solid"
