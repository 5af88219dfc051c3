"""Takes the pictures that README.md and docs/curating.md show, from a site with the starter directory: `make pictures`.

Whatever the site looks like now is in them: nothing is drawn or retouched. What they show beside the starter directory is made
up, at addresses that nobody can have (.example).
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.system import chromium

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs/pictures"
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"
PASSWORD = "only for these pictures"  # noqa: S105  of accounts that are gone with the pictures' database
WIDTH = 1280
COLOURS = 64  # a picture of flat areas and text needs no more

REPAIRS = {
    "name": "Repair Corner",
    "kind": "network",
    "summary": "A weekly evening where neighbours mend what is broken, together.",
    "topics": ["sharing-and-reuse"],
    "works_in": ["GB"],
    "ways_to_help": [{"kind": "volunteer", "url": "https://repair-corner.example/join"}],
    "channels": [{"network": "website", "url": "https://repair-corner.example/"}],
    "sources": [{"url": "https://repair-corner.example/about", "title": "About us"}],
}
FILE = """name,website,topics,country
Repair Corner,https://repair-corner.example/,Sharing and reuse,United Kingdom
Tool Library North,https://tool-library.example/,Sharing and reuse; Tool lending,United Kingdom
Seed Swap,https://seed-swap.example/,Small farmers,Atlantis
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "1",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs an event loop in this thread
            "SITE_URL": SITE,
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "SNAPSHOT_ROOT": f"{folder}/snapshots",
            "DJANGO_SETTINGS_MODULE": "socialchange.settings",
        }
        django.setup()
        load()
        (file := Path(folder) / "neighbours.csv").write_text(FILE)
        with server(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
            take_home(browser)
            prepare()
            take_desk(browser, file)
            browser.close()


def load() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)


def prepare() -> None:
    """A curator of each role, and something that waits for them."""
    from directory.curation import actions, curators
    from directory.curation.roles import Role
    from directory.models import Curator, State

    accounts = {}
    for role in Role:
        accounts[role] = Curator.objects.create_user(role.value.lower(), password=PASSWORD, is_staff=True)
        curators.give_role(accounts[role], role, by=None)
    contributor, editor = (Curator.objects.get(pk=accounts[role].pk) for role in (Role.CONTRIBUTOR, Role.EDITOR))
    first = actions.propose(REPAIRS, by=contributor, message="They mend things in our street.")
    actions.move(first, State.IN_REVIEW, by=contributor)
    actions.publish(first, by=editor)
    entry = first.organization
    second = {**first.document, "summary": "A weekly evening where neighbours mend what is broken."}
    actions.publish(actions.propose(second, by=editor, organization=entry, message="Shorter."), by=editor)
    third = {
        **second,
        "summary": "A weekly evening where neighbours and volunteers mend bicycles, lamps and chairs.",
        "began": 2019,
    }
    waiting = actions.propose(third, by=contributor, organization=entry, message="What they mend, and since when.")
    actions.move(waiting, State.IN_REVIEW, by=contributor)
    twin = {**REPAIRS, "name": "The Repair Corner", "kind": "nonprofit", "topics": ["sharing-and-reuse", "volunteering"]}
    actions.publish(actions.propose(twin, by=editor), by=editor)


@contextmanager
def server():
    """The site, answering on this computer alone."""
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{PORT}", "--noreload"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own
    try:
        wait_for_it(process)
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for_it(process: subprocess.Popen) -> None:
    while process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
            return
        time.sleep(0.2)
    raise SystemExit(f"The site does not start; is something else on port {PORT}?")


def flags() -> list[str]:
    from tests.browser import FLAGS

    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def take_home(browser: Browser) -> None:
    for scheme in ("light", "dark"):
        page = opened(browser, color_scheme=scheme)
        page.goto("/")
        keep(page, f"home-{scheme}", height=860)


def take_desk(browser: Browser, file: Path) -> None:
    editor, administrator = signed_in(browser, "editor"), signed_in(browser, "administrator")
    keep(editor, "desk-today", height=640)

    editor.get_by_role("region", name="Waiting for review").get_by_role("link").first.click()
    keep(editor, "desk-review", height=610)
    editor.get_by_role("link", name="History", exact=True).click()
    keep(editor, "desk-history", height=560)

    editor.goto("/desk/directory/organization/add/")
    editor.get_by_label("Name:", exact=True).press_sequentially("Repair corner")
    editor.get_by_text("The directory may have this already").wait_for()
    keep(editor, "desk-add", height=760)

    editor.goto("/desk/directory/likelypair/")
    editor.get_by_role("link", name="Repair Corner").first.click()
    keep(editor, "desk-merge", height=700)

    editor.goto("/desk/directory/import/add/")
    editor.get_by_label("File").set_input_files(file)
    editor.get_by_role("button", name="Look at the file").click()
    keep(editor, "desk-import-columns", height=690)
    editor.get_by_role("button", name="Show what would become of each row").click()
    editor.get_by_text("This import waits for a decision").wait_for()
    keep(editor, "desk-import", height=690)

    administrator.goto("/desk/directory/topic/")
    administrator.get_by_role("link", name="Mending the street").click()
    administrator.get_by_role("link", name="Merge", exact=True).click()
    administrator.locator("select[name=into]").select_option(label="– Sharing and reuse")
    administrator.get_by_role("button", name="See what will move").click()
    keep(administrator, "desk-topic-merge", height=730)


def opened(browser: Browser, **options) -> Page:
    context = browser.new_context(base_url=SITE, locale="en-GB", viewport={"width": WIDTH, "height": 900}, **options)
    return context.new_page()


def signed_in(browser: Browser, username: str) -> Page:
    page = opened(browser, color_scheme="light")
    page.goto("/desk/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")
    return page


def keep(page: Page, name: str, *, height: int) -> None:
    """The upper part of the page, as a small file."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
