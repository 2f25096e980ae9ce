"""An organiser decides on a delegation of the sample workshop, by the words on the screen alone."""

import re

import pytest

from tests.journeys import faults

pytestmark = pytest.mark.browser


def open_delegation(page, demo, name):
    page.goto(demo.url + "/admin/")
    page.get_by_role("link", name="Energie, Wasser, Wiederaufbau").first.click()
    page.get_by_role("region", name="Delegationen").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("with_script", [True, False])
def test_a_quota_is_raised_where_it_is_in_the_way(log_in, demo, with_script):
    page = log_in(java_script_enabled=with_script)
    name = f"Arta{with_script}"

    open_delegation(page, demo, "Pristina")
    page.get_by_role("link", name="Person hinzufügen").click()
    page.fill("input[name=given_name]", name)
    with page.expect_navigation():
        page.locator("[name=_save]").first.click()
    open_delegation(page, demo, "Pristina")
    page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Platz zusagen", exact=True).click()
    question = page.get_by_role("heading", name="erhöhen und zusagen?").inner_text()
    page.get_by_role("button", name="Erhöhen und zusagen").click()

    before = 2 if with_script else 3
    assert question == f"Kontingent Pristina {before} → {before + 1} erhöhen und zusagen?"
    row = page.get_by_role("row").filter(has_text=name)
    assert "Platz zugesagt, Antwort fehlt" in row.inner_text()
    assert f"Kontingent {before} → {before + 1}" in page.locator(".timeline").inner_text()


def test_a_successor_takes_the_seat_and_a_free_seat_is_given(log_in, demo):
    page = log_in()

    open_delegation(page, demo, "Winnyzja")
    page.get_by_role("link", name=re.compile("Ersetzen.*Зразковий")).click()
    page.fill("input[name=given_name]", "Ihor")
    with page.expect_navigation():
        page.get_by_role("button", name="Ersetzen").click()
    assert "Іван Зразковий wird durch Ihor ersetzt." in page.inner_text(".messages")

    page.get_by_label("Ihor", exact=True).check()
    page.get_by_role("button", name="Vom Workshop abmelden").last.click()
    page.get_by_role("button", name="Vom Workshop abmelden").click()
    page.get_by_role("button", name=re.compile("Freien Platz zusagen.*Тестовий")).click()
    page.get_by_role("button", name="Freien Platz zusagen").click()

    row = page.get_by_role("row").filter(has_text="Петро Тестовий").inner_text()
    assert "Platz zugesagt, Antwort fehlt" in row
    assert "Ersatz" not in row


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_to_decide_on_are_accessible(log_in, demo, scheme, width):
    page = log_in(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}

    def look(name):
        found[name] = [*faults.of_access(page), *faults.of_width(page)]

    page.get_by_role("link", name="Energie, Wasser, Wiederaufbau").first.click()
    look("overview")
    open_delegation(page, demo, "Luzk")
    look("delegation")
    page.get_by_role("button", name="Zurückgeben").click()
    look("return")
    page.get_by_role("button", name="Zurückgeben").click()
    look("return without a remark")
    open_delegation(page, demo, "Luzk")
    page.get_by_role("link", name="Ersetzen").first.click()
    look("replace")
    with page.expect_navigation():
        page.get_by_role("button", name="Ersetzen").click()
    look("replace without a name")

    assert found == dict.fromkeys(found, [])
    assert len(found) == 6
