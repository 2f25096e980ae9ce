"""Second factors in a real Chromium: the demo offers them, and asks for one that is there."""

import os
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
ACCOUNT = """
from partnerships.models import User
User.objects.filter(email="{email}").delete()
User.objects.create_superuser("{email}", "{password}", name="Olga", language="en")
"""


@pytest.fixture
def page(chromium, demo, request):
    """A browser with a new account; at localhost, since passkeys know no numbers as hosts."""
    email = f"{request.node.name.replace('_', '-')}@example.org"
    run(demo, ACCOUNT.format(email=email, password=PASSWORD))
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.email, page.site = email, demo.url.replace("127.0.0.1", "localhost")
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    yield page
    context.close()


def password(page):
    page.goto(page.site + "/admin/login/")
    page.fill("input[name=login]", page.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def log_out(page):
    page.goto(page.site + "/admin/account/second-factor/")
    page.get_by_role("button", name="Log out").first.click()
    page.wait_for_load_state()


def is_inside(page):
    page.goto(page.site + "/admin/")
    return page.url == page.site + "/admin/"


def code(secret):
    """What the app shows, of the half minute after the last one that was used."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def next_half_minute():
    time.sleep(30 - time.time() % 30 + 0.5)


def look(page, name):
    """Nothing wrong in each width and scheme; pictures of it where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert faults.of_width(page) == [], (name, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # until buttons have changed their colour
            if folder:
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
            if width == 390:
                assert faults.of_access(page) == [], (name, scheme)
    page.emulate_media(color_scheme="light")


def test_an_app_and_its_recovery_codes(page):
    password(page)
    page.goto(page.site + "/admin/account/second-factor/")
    look(page, "second-factor")
    page.get_by_role("link", name="Set up an app").click()
    secret = page.inner_text(".account-key")
    look(page, "app")
    page.fill("input[name=code]", code(secret))
    page.get_by_role("button", name="Set up").click()
    page.locator(".account-codes code").first.wait_for()
    codes = page.locator(".account-codes code").all_inner_texts()
    look(page, "codes")
    log_out(page)

    next_half_minute()
    password(page)
    look(page, "step-two")
    between = is_inside(page)
    password(page)
    page.fill("input[name=code]", code(secret))
    page.press("input[name=code]", "Enter")
    with_code = is_inside(page)
    log_out(page)
    password(page)
    page.fill("input[name=code]", codes[0])
    page.press("input[name=code]", "Enter")
    with_recovery = is_inside(page)

    assert (len(codes), between, with_code, with_recovery) == (10, False, True, True)
    assert page.complaints == []


def test_a_passkey(page):
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    password(page)
    page.goto(page.site + "/admin/account/second-factor/passkeys/add/")
    look(page, "passkey-add")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(re.compile("/codes/"))
    log_out(page)

    password(page)
    look(page, "step-two-passkey")
    between = is_inside(page)
    password(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(page.site + "/admin/")
    page.goto(page.site + "/admin/account/again/passkey/?next=/admin/account/second-factor/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(page.site + "/admin/account/second-factor/")
    look(page, "second-factor-passkey")

    assert between is False
    assert "Passkey 1" in page.inner_text("main")
    assert page.complaints == []


def test_a_passkey_that_does_not_work_is_said_on_the_page(page):
    password(page)
    page.goto(page.site + "/admin/account/second-factor/passkeys/add/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(Error('no')); }")

    page.get_by_role("button", name="Add a passkey").click()

    page.locator("#passkey-failed").wait_for(state="visible")
    assert "did not work" in page.inner_text("#passkey-failed")


def test_the_other_pages_of_the_login(page):
    password(page)
    for path in ("account/password/", "account/again/", "account/second-factor/passkeys/add/"):
        page.goto(f"{page.site}/admin/{path}")
        look(page, path.strip("/").replace("/", "-"))
    log_out(page)
    for path in ("login/", "account/password/reset/", "account/password/reset/sent/"):
        page.goto(f"{page.site}/admin/{path}")
        look(page, path.strip("/").replace("/", "-"))

    assert page.complaints == []
