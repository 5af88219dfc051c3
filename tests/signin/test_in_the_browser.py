"""Signing in with a real browser: passkeys on a virtual authenticator, one-time and recovery codes."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from directory.models import AuditRecord

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "a long test password"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def curator(make_curator):
    return make_curator(administrator=True, username="ada")


@pytest.fixture
def open_browser(new_page, live_server, settings):
    """A page at localhost, where browsers allow passkeys without https, in a browser that has a virtual authenticator."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]

    def open_page(**options):
        page = new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"), **options)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserVerified": True}})
        return page

    return open_page


def sign_in(page):
    page.goto("/desk/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def sign_out(page):
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def turn_on_codes(page) -> tuple[str, list[str]]:
    """Do what the page that sets up one-time codes asks; returns the key and the recovery codes."""
    secret = page.locator("code").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("never shown again")).to_be_visible()
    return secret, page.locator(".desk-codes code").all_inner_texts()


def test_a_curator_adds_a_passkey_and_signs_in_with_it(open_browser, curator):
    page = open_browser()
    sign_in(page)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("never shown again")).to_be_visible()
    page.goto("/desk/account/")
    expect(page.get_by_text("My laptop", exact=True).first).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="What needs you today")).to_be_visible()
    assert AuditRecord.objects.filter(deed="signed-in").first().detail.startswith("with passkey")
    # As the second step after a password it works too, and to show that it is still her.
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="What needs you today")).to_be_visible()
    page.goto("/desk/account/confirm/passkey/?next=/desk/account/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("My laptop", exact=True)).to_have_count(0)


def test_a_passkey_that_nobody_has_is_said_to_be_so(open_browser, curator):
    page = open_browser()
    page.goto("/desk/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("no passkey fits")).to_be_visible()


def test_one_time_codes_and_recovery_codes_let_in_once(open_browser, curator):
    page = open_browser()
    sign_in(page)
    page.goto("/desk/account/")
    page.get_by_role("link", name="Set up one-time codes").click()
    confirm(page)
    secret, recovery_codes = turn_on_codes(page)
    assert len(recovery_codes) == 10
    page.reload()
    expect(page.get_by_text(recovery_codes[0])).to_have_count(0)
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    page.get_by_label("Code").fill(recovery_codes[0])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="What needs you today")).to_be_visible()
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(recovery_codes[0])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    page.get_by_label("Code").fill(code_of(secret.strip()))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="What needs you today")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_keeps_to_its_width(open_browser, curator, scheme, width):
    page = open_browser(color_scheme=scheme, viewport={"width": width, "height": 900})

    def check(address: str = ""):
        if address:
            page.goto(address)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than {width}"

    for address in ("/desk/sign-in/", "/desk/sign-in/forgotten/", "/desk/sign-in/forgotten/sent/", "/desk/sign-in/shut/"):
        check(address)
    page.goto("/desk/sign-in/new-password/1-nothing/")
    check()
    sign_in(page)
    page.goto("/desk/account/one-time-codes/add/")
    check()
    confirm(page)
    check()
    turn_on_codes(page)
    check()
    for address in ("account/", "account/password/", "account/passkeys/add/", "account/recovery-codes/", "account/sessions/"):
        check(f"/desk/{address}")
    for address in ("account/recovery-codes/new/", "account/one-time-codes/remove/", "account/confirm/code/", "sign-out/"):
        check(f"/desk/{address}")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    check()
