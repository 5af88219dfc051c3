"""The page that describes the API, tried by a person: with and without JavaScript, by keyboard, with a screen reader in mind."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.test_visitor_journey import RULES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operation(page, whole, live_server):
    page.goto("/api/v1/docs")
    return lambda path: page.locator(f"try-operation[path='{path}']")


def test_an_answer_shows_in_place(operation, page):
    organizations = operation("/api/v1/organizations")
    organizations.get_by_label("topic").fill("poverty")
    organizations.get_by_label("fields").fill("slug,name")
    page.keyboard.press("Enter")
    expect(organizations.get_by_role("status")).to_contain_text("Answered 200")
    expect(organizations.get_by_role("region")).to_contain_text('"slug": "example-lenders"')
    address = "/api/v1/organizations?topic=poverty&fields=slug%2Cname"
    expect(organizations.get_by_role("link", name="/api/v1/organizations?")).to_have_attribute("href", address)


def test_a_slug_goes_into_the_path(operation):
    detail = operation("/api/v1/organizations/{slug}")
    detail.get_by_label("slug").fill("example-lenders")
    detail.get_by_role("button").click()
    expect(detail.get_by_role("region")).to_contain_text('"editors_note": "Lends over the internet."')


def test_without_javascript_a_form_leads_to_the_answer(new_page, whole):
    page = new_page(java_script_enabled=False, reduced_motion="reduce")
    page.goto("/api/v1/docs")
    expect(page.get_by_role("link", name="/api/v1/organizations/parent")).to_be_visible()
    page.locator("[id='organization_list-q']").fill("example")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/api/v1/organizations\?q=example&"))
    expect(page.locator("body")).to_contain_text('"count":1')


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(new_page, whole, scheme, width):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto("/api/v1/docs")
    page.locator("[id='topic_list-fields']").press("Enter")
    expect(page.get_by_role("region", name="The answer")).to_be_visible()
    found = Axe().run(page, options={"runOnly": RULES})
    assert [
        (each["id"], node["html"][:200], node["failureSummary"])
        for each in found.response["violations"]
        for node in each["nodes"]
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
