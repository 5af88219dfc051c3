"""A visitor's way from the question to something to do, in a real browser: by mouse, by keyboard alone, without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(make_topic, make_organization, make_collection, live_server):
    poverty = make_topic("Poverty", "poverty", hue=2, description="Money where it is least.")
    make_topic("Micro-lending", "micro-lending", parent=poverty, synonyms=["microfinance"])
    make_topic("Education", "education", hue=6)
    kiva = make_organization(
        name="Kiva", slug="kiva", topics=["micro-lending", "education"], country="US", seat="San Francisco", works_in=["001"],
        summary="Many people lend a little.", description="Lends *small* sums.", editors_note="It lends online.", began=2005,
        ways_to_help=[{"kind": "lend", "url": "http://localhost:1/lend", "note": "From 25 dollars"}], languages=["en"],
        channels=[{"network": "website", "url": "https://kiva.example/"}, {"network": "x", "url": "https://x.com/kiva"}],
        people=[{"name": "Ada Example", "slug": "ada", "role": "Co-founder"}], identifiers=[{"scheme": "wikidata", "value": "Q1"}],
        sources=[{"url": "https://kiva.example/about", "title": "About", "supports": "all"}],
        disputes=[{"field": "began", "note": "One says 2004.", "sources": ["https://kiva.example/about"]}],
        other_names=[{"name": "كيفا", "kind": "translated", "language": "ar"}],
    )  # fmt: skip
    wokai = make_organization(
        name="Wokai", slug="wokai", kind="platform", topics=["micro-lending"], began=2007, ended=2012,
        relations=[{"kind": "partner-of", "organization": "kiva"}], country="CN",
    )  # fmt: skip
    make_organization(name="零時政府", slug="g0v", topics=["education"], country="TW", ways_to_help=[{"kind": "join"}])
    make_organization(
        name="A very long name " * 11, slug="long", topics=["education"], seat="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        summary="w" * 200, description=f"{'w' * 200}\n\n    {'code ' * 50}", attribution="w" * 200, editors_note="w" * 200,
        ways_to_help=[{"kind": "learn", "url": f"https://{'w' * 60}.example/", "note": "w" * 150}],
        sources=[{"url": "https://long.example/", "title": "w" * 200, "supports": "w" * 200}],
        people=[{"name": "w" * 100, "slug": "long", "role": "w" * 100}],
        channels=[{"network": "website", "url": f"https://{'w' * 60}.example/{'w' * 100}"}],
    )  # fmt: skip
    for number in range(24):
        make_organization(name=f"School {number:02}", topics=["education"], ways_to_help=[{"kind": "learn"}])
    make_collection("Lenders", kiva, wokai, slug="lenders", summary="Who lends.")
    return live_server


def test_from_the_question_to_a_way_to_help_by_mouse(site, page):
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Lend")).first.click()
    expect(page).to_have_url(re.compile(r"/organizations/\?help=lend$"))
    page.get_by_role("link", name="Kiva").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiva")
    button = page.get_by_role("link", name=re.compile("Lend.*From 25 dollars", re.DOTALL))
    expect(button).to_have_attribute("href", "http://localhost:1/lend")


def test_from_the_question_to_a_way_to_help_by_keyboard_alone(site, page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("microfinance")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organizations/\?q=microfinance$"))
    tab_to(page, "Kiva")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organizations/kiva/$"))
    tab_to(page, "Lend")
    assert page.evaluate("document.activeElement.href") == "http://localhost:1/lend"


def tab_to(page, text):
    """Press Tab until the focus is on a link that begins with the text, and is seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => { const it = document.activeElement, box = it.getBoundingClientRect();
                 const shown = [null, "::after"].map((part) => getComputedStyle(it, part).outlineStyle).some((style) => style != "none");
                 return [it.tagName, it.innerText ?? "", box.width * box.height, shown] }"""
        )
        assert focus[0] == "BODY" or focus[2] > 0, f"the focus is on something that nobody sees: {focus}"
        if focus[0] == "A" and focus[1].strip().startswith(text):
            assert focus[3], "the focus does not show"
            return
    raise AssertionError(f"no way to {text} by keyboard")


def test_from_the_question_to_a_way_to_help_without_javascript(site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").first.fill("micro lending")
    page.get_by_role("searchbox").first.press("Enter")
    expect(page.locator("#results")).to_contain_text("Wokai")
    page.get_by_role("checkbox", name=re.compile("^Education")).check()
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_url(re.compile("q=micro.lending.*topic=education"))
    expect(page.locator("#results")).not_to_contain_text("Wokai")
    page.get_by_role("link", name="Kiva").first.click()
    expect(page.get_by_role("link", name=re.compile("^Lend")).first).to_have_attribute("href", "http://localhost:1/lend")


def test_filters_change_the_list_in_place_and_back_restores_it(site, page):
    page.goto("/organizations/")
    page.evaluate("window.stays = true")
    page.get_by_role("checkbox", name=re.compile("^Poverty")).check()
    expect(page.get_by_role("status").first).to_contain_text("2 entries")
    expect(page).to_have_url(re.compile(r"\?topic=poverty$"))
    page.get_by_role("checkbox", name=re.compile("^Platform")).check()
    expect(page.get_by_role("status").first).to_contain_text("1 entry")
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert page.evaluate("document.activeElement.value") == "platform", "the focus was lost"
    page.go_back()
    expect(page.get_by_role("status").first).to_contain_text("2 entries")
    expect(page.get_by_role("checkbox", name=re.compile("^Platform"))).not_to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("^Poverty"))).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("status").first).to_contain_text("1 entry")
    page.get_by_role("link", name=re.compile("Poverty")).first.click()
    expect(page).to_have_url(re.compile(r"\?kind=platform$"))


def test_a_copied_address_restores_the_listing(site, page, new_page):
    page.goto("/organizations/")
    page.get_by_role("checkbox", name=re.compile("^Education")).check()
    page.get_by_label("Sorted by").select_option("newest")
    expect(page).to_have_url(re.compile("topic=education&sort=newest"))
    other = new_page()
    other.goto(page.url)
    expect(other.get_by_role("checkbox", name=re.compile("^Education"))).to_be_checked()
    assert other.locator("#cards").inner_text() == page.locator("#cards").inner_text()


def test_leaving_a_filtered_list_and_coming_back(site, page):
    page.goto("/organizations/")
    page.get_by_role("checkbox", name=re.compile("^Poverty")).check()
    expect(page.get_by_role("status").first).to_contain_text("2 entries")
    page.get_by_role("link", name="Wokai").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wokai")
    page.go_back()
    expect(page.get_by_role("status").first).to_contain_text("2 entries")
    expect(page.get_by_role("checkbox", name=re.compile("^Poverty"))).to_be_checked()


def test_a_shortlist_stays_on_the_device_and_can_be_compared(site, page, new_page):
    page.goto("/organizations/?topic=poverty")
    for button in page.locator("shortlist-button button").all():
        button.click()
    page.goto("/shortlist/")
    expect(page.get_by_role("main")).to_contain_text("Kiva")
    page.get_by_role("link", name=re.compile("Compare|side by side", re.I)).first.click()
    expect(page).to_have_url(re.compile(r"/compare/\?org=\w+&org=\w+"))
    expect(page.get_by_role("table")).to_contain_text("San Francisco")
    shared = new_page(java_script_enabled=False)
    shared.goto(page.url)
    expect(shared.get_by_role("table")).to_contain_text("Wokai")
    elsewhere = new_page()
    elsewhere.goto("/shortlist/")
    expect(elsewhere.get_by_role("main")).not_to_contain_text("Kiva")


def test_the_shortlist_says_that_it_needs_javascript(site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/shortlist/")
    expect(page.get_by_role("main")).to_contain_text("JavaScript")
    page.goto("/organizations/")
    expect(page.locator("shortlist-button button")).to_have_count(0)


def test_the_question_of_an_empty_directory_stands_clear_of_the_search_field(live_server, page):
    page.goto("/")
    heading, field = page.get_by_role("heading", level=1).bounding_box(), page.locator("input[name=q]").bounding_box()
    assert field["y"] - (heading["y"] + heading["height"]) >= 16  # its letters reach below its box


PAGES = [
    "/", "/organizations/", "/organizations/?q=microfinance&topic=poverty&match=any&not=education", "/organizations/?q=zzzz&kind=blog", "/organizations/?kind=blog&q=" + "w" * 400, "/people/long/",
    "/organizations/?kind=circus", "/organizations/kiva/", "/organizations/wokai/", "/organizations/long/", "/topics/",
    "/topics/poverty/", "/people/", "/people/ada/", "/collections/", "/collections/lenders/", "/changes/", "/shortlist/",
    "/compare/?org=kiva&org=wokai&org=long", "/compare/", "/about/", "/data/", "/privacy/", "/accessibility/", "/nowhere/",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(site, new_page, scheme, width):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    faults = []
    for address in PAGES:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": RULES})
        faults += [
            f"{address}: {each['id']}: {node['html'][:200]}" for each in found.response["violations"] for node in each["nodes"]
        ]
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            faults.append(f"{address}: {overflow} px wider than the window")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", ["/", "/organizations/", "/organizations/kiva/"])
def test_a_narrow_window_at_400_percent_needs_no_scrolling_sideways(site, new_page, address):
    page = new_page(viewport={"width": 320, "height": 256})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
