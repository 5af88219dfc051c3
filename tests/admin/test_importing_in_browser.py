"""A curator imports a file in a real browser, with every page accessible and no policy broken."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from directory.exchange import uploads
from directory.models import Import, Organization
from tests.admin.test_in_the_browser import RULES, curator, sign_in  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "Name;Website;Place;Tags\nWater First;water.example;Bern;Rain\nCafé;not an address;;\nFire;fire.example;Genève;\n"


def assert_good(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_is_sent_mapped_looked_at_and_published(sign_in, make_organization, scheme, tmp_path):  # noqa: F811
    make_organization(name="Fire", slug="fire", channels=[{"network": "website", "url": "https://fire.example"}])
    page = sign_in(color_scheme=scheme, viewport={"width": 1000, "height": 900})
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Organizations").click()
    page.get_by_role("link", name="Import", exact=True).click()
    assert_good(page)
    page.get_by_label("File").set_input_files({"name": "table.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")})
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_label("Rows become").select_option("public entries")
    page.get_by_role("button", name="Look at the file").click()
    assert_good(page)
    assert page.get_by_label("What Name says").input_value() == "name"
    page.get_by_label("What Place says").select_option("seat")
    page.get_by_label("What Tags says").select_option("")
    page.get_by_role("button", name="Show what would become of each row").click()
    page.get_by_text("waits for a decision").wait_for()
    assert_good(page)
    assert page.get_by_text("is not a web address").is_visible()
    assert page.get_by_text("Genève").is_visible()  # what would change in Fire
    page.get_by_role("link", name="Refused").click()
    page.get_by_role("button", name="Drop this import").wait_for()
    assert page.get_by_text("kind:").is_visible()
    page.get_by_role("link", name="Change the columns").click()
    page.get_by_label("What Tags says").select_option("Topics")
    page.get_by_role("button", name="Show what would become of each row").click()
    page.get_by_role("button", name="Publish 1 row").click()
    page.get_by_text("This import is done").wait_for()
    assert_good(page)
    assert Organization.objects.get(slug="fire").seat == "Genève"


def test_a_long_import_tells_how_far_it_is(sign_in, monkeypatch):  # noqa: F811
    monkeypatch.setattr(uploads, "SMALL", 1)
    page = sign_in()
    page.goto("/desk/directory/import/add/")
    page.get_by_label("File").set_input_files({"name": "table.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Show what would become of each row").click()
    page.get_by_text("rows read so far").wait_for()
    assert_good(page)
    uploads.work(Import.objects.get())
    page.get_by_text("waits for a decision").wait_for()  # without a press of any button


def test_an_export_is_downloaded(sign_in, make_organization):  # noqa: F811
    make_organization(name="Water First")
    page = sign_in()
    page.goto("/desk/directory/organization/export/")
    assert_good(page)
    page.get_by_label("Format").select_option("JSON")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "organizations.json"
    assert "Water First" in download.value.path().read_text()
