"""A municipality that is not invited writes to the organisers, who take it up: with a browser."""

import pytest

from tests.journeys import faults
from tests.journeys.pages import SAMPLE

pytestmark = pytest.mark.browser

FORM = f"{SAMPLE}take-part/"
SCREENS = [
    (language, width, scheme)
    for language in ("de", "uk", "sq")
    for width, scheme in ((320, "light"), (390, "dark"), (1280, "light"))
]


def fill(page, **words):
    for name, text in {"municipality_name": "Тростянець", "name": "Олена Коваленко"}.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=country]", "UA")
    for name, text in words.items():
        page.fill(f"[name={name}]", text)


def send(page):
    page.locator("#take-part .button").click()


@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_every_state_is_accessible_and_fits(visit, demo, language, width, scheme):
    page = visit(
        f"/{language}/{FORM}",
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = []

    def look(state):
        wrong = faults.of_access(page) + faults.of_outline(page)
        wrong += faults.of_width(page) + faults.of_targets(page) + faults.of_spacing(page)
        found.extend(f"{state}: {fault}" for fault in wrong)

    look("blank")
    page.fill("[name=email]", "no address")
    send(page)
    look("errors")
    fill(page, email=f"{language}{width}@example.org")
    send(page)
    look("sent")
    assert page.url.endswith("/take-part/sent/")
    page.goto(f"{demo.url}/{language}/workshops/resilience-munich-2023/take-part/")
    look("closed")
    assert found == []
    assert page.foreign == page.context.cookies() == []


def test_the_summary_of_errors_gets_the_focus_and_leads_to_the_field(visit):
    page = visit(f"/de/{FORM}")
    send(page)

    assert page.title().startswith("Fehler: ")
    assert page.evaluate("document.activeElement.className") == "faults"
    page.locator(".faults a").nth(1).click()
    assert page.evaluate("document.activeElement.name") == "country"


def test_enter_in_a_field_sends_the_form_in_its_language(visit):
    page = visit(f"/uk/{FORM}")
    fill(page, email="enter@example.org")

    page.press("[name=name]", "Enter")

    page.wait_for_url("**/uk/**/take-part/sent/")


def test_from_the_workshop_to_an_interested_delegation(visit, demo, organiser):
    page = visit(f"/de/{SAMPLE}", java_script_enabled=False)
    page.locator(".aside .button").first.click()
    fill(page, email="olena@example.org", text="Ми відбудовуємо мережі.")
    page.click("[formaction^='/uk/']")
    assert page.input_value("[name=text]") == "Ми відбудовуємо мережі."
    send(page)
    assert "/uk/" in page.url

    organiser.goto(demo.url + "/admin/")
    row = organiser.locator(".tasks li", has_text="teilnehmen")
    row.get_by_role("link").click()
    line = organiser.locator("tr", has_text="olena@example.org")
    line.get_by_role("link").click()
    wrong = faults.of_access(organiser) + faults.of_width(organiser)
    organiser.get_by_label("Trostjanez").check()
    with organiser.expect_navigation():
        organiser.get_by_role("button", name="Aufgreifen").click()

    assert wrong == []
    assert "Noch nicht eingeladen" in organiser.inner_text("h1")
    assert "Olena" not in organiser.inner_text("h1")
    organiser.go_back()
    assert organiser.locator("tr", has_text="olena@example.org").count() == 0
