"""A real browser on a real server: `page` opens the site in the system's Chromium, and fails a test whose page misbehaves."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.system import chromium

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} forbids ${event.blockedURI} at ${event.sourceFile}`))
"""


@pytest.fixture(scope="session")
def live_server(request):
    """The site with whitenoise serving its collected files, as in production; pytest-django's serves the unhashed ones."""
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda site: site  # any function from site to site will do
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    executable = chromium()
    if executable is None:
        pytest.fail("No Chromium on this system: `make system` installs one or says how.")
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, live_server):
    """Make a page in a browser profile of its own: `new_page(java_script_enabled=False, viewport={...})`."""
    contexts = []

    def make(**options):
        context = browser.new_context(**{"base_url": live_server.url, "locale": "en-GB"} | options)
        context.set_default_timeout(10_000)
        contexts.append((context, Watch(context, options.get("base_url", live_server.url))))
        return context.new_page()

    yield make
    problems = []
    for context, watch in contexts:
        context.close()
        problems += watch.problems()
    assert not problems, "\n".join(["the page misbehaved:", *problems])


@pytest.fixture
def page(new_page):
    return new_page()


class Watch:
    """Notes what a good page never does: errors, broken policy, requests to another host."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.said: list[tuple[str, str]] = []
        self.visited: set[str] = set()
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.said.append(("", f"uncaught: {error.error}")))
        context.on("request", self.on_request)

    def on_console(self, message):
        if message.type == "error":
            self.said.append((message.location.get("url", ""), message.text))

    def on_request(self, request):
        if request.is_navigation_request():
            self.visited.add(request.url)
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.site + "/"):
            self.said.append((request.url, "a request to another host"))

    def problems(self) -> list[str]:
        return [f"{text} ({url})" for url, text in self.said if not self.is_meant(url, text)]

    def is_meant(self, url: str, text: str) -> bool:
        """The browser remarks on every error status: of a page that the test asked for, and of an icon that nobody linked."""
        remark = text.startswith("Failed to load resource: the server responded")
        return remark and (url in self.visited or urlsplit(url).path == "/favicon.ico")
