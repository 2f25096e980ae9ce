"""Anybody registers for a webinar and comes to their own pages by the link in the mail."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser

WEBINARS = """
from datetime import timedelta
from django.utils import timezone
from partnerships.models import Spelling, Municipality
from workshops.models import Workshop
now = timezone.now()
for slug, capacity in (("webinar", None), ("full-webinar", 0)):
    webinar = Workshop.objects.create(
        slug=slug, title_de="Webinar", title_en="Webinar", format="online", kind="webinar",
        publication="published", starts_on=now.date() + timedelta(days=20),
        ends_on=now.date() + timedelta(days=20), has_open_registration=True, capacity=capacity,
        nomination_opens_at=now - timedelta(days=1), nomination_closes_at=now + timedelta(days=9),
        mailbox="desk@example.org",
    )
    webinar.fit_days()
for slug in ("sumy", "vinnytsia"):
    town = Municipality.objects.get(slug=slug)
    Spelling.objects.create(municipality=town, text="Zweimalstadt")
"""
# the newest mail waits in the table until the sender takes it
LINK = """
from tools import tokens
from workshops.models import PendingRegistration
token = tokens.make()
pending = PendingRegistration.objects.open().filter(email="EMAIL")
assert pending.update(token_hash=tokens.hashed(token)) == 1
print(token)
"""
SCREENS = [
    (language, width, scheme)
    for language in ("de", "uk", "sq")
    for width, scheme in ((320, "light"), (390, "dark"), (1280, "light"))
]


@pytest.fixture(scope="module")
def webinars(demo):
    run(demo, WEBINARS)
    return "workshops/webinar/", "workshops/full-webinar/"


def fill(page, **words):
    given = {"given_name": "Олена", "family_name": "Коваленко", "affiliation": "Stadtwerke"}
    for name, text in (given | words).items():
        page.fill(f"[name={name}]", text)
    page.check("[name=languages_spoken][value=uk]")


def send(page):
    page.locator("#register .button").click()


@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_every_state_is_accessible_and_fits(visit, demo, webinars, language, width, scheme):
    webinar, full = webinars
    page = visit(
        f"/{language}/{webinar}",
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = []

    def look(state):
        wrong = faults.of_access(page) + faults.of_outline(page)
        wrong += faults.of_width(page) + faults.of_targets(page) + faults.of_spacing(page)
        found.extend(f"{state}: {fault}" for fault in wrong)

    def go(path):
        page.goto(f"{demo.url}/{language}/{path}")

    token = registered(page, demo, f"{language}{width}@example.org", look)
    go(f"r/{token}/")
    look("confirm")
    page.locator(".desk .button").click()
    assert f"/d/{token}/" in page.url
    look("own pages")
    for path, state in (
        (full, "full workshop"),
        (f"{full}register/", "full"),
        ("workshops/resilience-munich-2023/register/", "closed"),
        ("r/unknown/", "unknown link"),
    ):
        go(path)
        look(state)
    assert found == []
    assert page.foreign == page.context.cookies() == []


def registered(page, demo, email, look):
    """From the workshop to the mail, each state looked at; returns the token of the link."""
    look("workshop")
    page.locator(".aside .button").first.click()
    look("blank")
    page.fill("[name=email]", "no address")
    send(page)
    look("errors")
    fill(page, email=email, affiliation="Zweimalstadt")
    send(page)
    look("which municipality")
    page.locator("[name=municipality]").first.check()
    send(page)
    assert page.url.endswith("/register/sent/")
    look("sent")
    return run(demo, LINK.replace("EMAIL", email))


def test_without_scripts_and_in_another_language_to_the_mail_and_back(visit, demo, webinars):
    page = visit(f"/de/{webinars[0]}", java_script_enabled=False)
    page.locator(".aside .button").first.click()
    fill(page, email="olena@example.org")
    page.click("[formaction^='/uk/']")
    assert page.input_value("[name=affiliation]") == "Stadtwerke"
    page.check("[name=language][value=uk]")
    send(page)
    assert "/uk/" in page.url

    path = re.search(r"/uk/r/[\w-]{22}/", text_of_mail(page, demo, "olena@example.org"))[0]
    for _time in range(2):
        page.goto(demo.url + path)
        if "/r/" in page.url:
            page.locator(".desk .button").click()
        assert "/uk/d/" in page.url
    assert "Stadtwerke" in page.inner_text("header")


def text_of_mail(page, demo, recipient):
    """Of the mail that the next round of the sender brings."""
    for _second in range(60):
        for path in (demo.folder / "mail").glob(f"*{recipient}*"):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            return mail.get_body(("plain",)).get_content()
        page.wait_for_timeout(1_000)
    raise AssertionError(f"no mail to {recipient}")


def test_enter_in_a_field_sends_the_form_in_its_language(visit, webinars):
    page = visit(f"/uk/{webinars[0]}register/")
    fill(page, email="enter@example.org")

    page.press("[name=given_name]", "Enter")

    page.wait_for_url("**/uk/**/register/sent/")
