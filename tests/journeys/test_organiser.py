import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser


def workshop_page(page, demo, tab, title="Resilienz in Kriegszeiten"):
    """The tab of a workshop, reached as an organiser would: workshops, title, tab."""
    page.goto(demo.url + "/admin/workshops/workshop/")
    page.get_by_role("link", name=title).first.click()
    page.locator(".tabs").get_by_role("link", name=tab).first.click()


def log_in_again(window, demo):
    """In a second window, as the page says whose login is gone."""
    window.fill("input[name=login]", demo.email)
    window.fill("input[name=password]", demo.password)
    window.press("input[name=password]", "Enter")
    window.wait_for_url(demo.url + "/admin/")


def test_the_organiser_edits_and_the_public_sees_it(organiser, visit, demo):
    workshop_page(organiser, demo, "Texte")
    organiser.fill("textarea[name=summary_de]", "Von Hand geänderte Zusammenfassung.")
    with organiser.expect_navigation():
        organiser.locator("button[name=_save]").click()

    public = visit("/de/workshops/resilience-munich-2023/")

    assert "Von Hand geänderte Zusammenfassung." in public.inner_text("main")


@pytest.mark.row("L38")
def test_what_is_typed_outlives_a_login_that_is_gone(log_in, demo):
    page = log_in(viewport={"width": 390, "height": 844})
    workshop_page(page, demo, "Texte")
    form = page.url
    page.fill("textarea[name=guidance_de]", "Bitte bringen Sie Ihren Ausweis mit.")
    run(demo, "from django.contrib.sessions.models import Session; Session.objects.all().delete()")

    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.get_by_text("Noch nicht gespeichert").wait_for()
    assert faults.of_access(page) == []
    page.locator("button[name=_save], input[name=_save]").first.click()
    assert page.url == form
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Einloggen").click()
    log_in_again(opened.value, demo)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator(".not-saved").wait_for(state="detached")
    page.locator("button[name=_save], input[name=_save]").first.click()
    page.wait_for_url(re.compile("/overview/"))

    page.goto(form)
    assert page.input_value("textarea[name=guidance_de]") == "Bitte bringen Sie Ihren Ausweis mit."


@pytest.mark.row("L38")
def test_what_is_saved_at_once_outlives_a_login_that_is_gone(organiser, demo):
    """Without any sign between the end of the login and the press of the button."""
    workshop_page(organiser, demo, "Texte")
    form = organiser.url
    organiser.fill("textarea[name=guidance_de]", "Bitte läuten Sie zweimal.")
    run(demo, "from django.contrib.sessions.models import Session; Session.objects.all().delete()")

    organiser.locator("button[name=_save]").click()
    organiser.get_by_text("Noch nicht gespeichert").wait_for()
    kept = organiser.url, organiser.input_value("textarea[name=guidance_de]")
    with organiser.context.expect_page() as opened:
        organiser.get_by_role("link", name="Einloggen").click()
    log_in_again(opened.value, demo)
    organiser.locator("button[name=_continue]").click()
    organiser.get_by_text("wurde").first.wait_for()

    assert kept == (form, "Bitte läuten Sie zweimal.")
    organiser.goto(form)
    assert organiser.input_value("textarea[name=guidance_de]") == "Bitte läuten Sie zweimal."


@pytest.mark.row("L38")
def test_without_javascript_it_is_said_that_nothing_was_saved(log_in, demo):
    page = log_in(java_script_enabled=False, locale="de-DE")
    workshop_page(page, demo, "Texte")
    form = page.url
    page.fill("textarea[name=guidance_de]", "Bitte klopfen Sie.")
    run(demo, "from django.contrib.sessions.models import Session; Session.objects.all().delete()")

    page.locator("button[name=_save]").click()
    said = page.inner_text("main")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In einem neuen Fenster einloggen").click()
    log_in_again(opened.value, demo)
    page.go_back()

    assert "Noch nicht gespeichert" in said
    assert page.url == form
    assert page.input_value("textarea[name=guidance_de]") == "Bitte klopfen Sie."


def downloaded(page, button):
    """(name, bytes) of the file that a press brings."""
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def test_the_list_of_people_leaves_as_csv(organiser, demo):
    workshop_page(organiser, demo, "Personen")

    name, content = downloaded(organiser, "CSV, 57 Personen")

    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert name == "Ganze-Liste-resilience-munich-2023-57-Zeilen.csv"
    assert len(rows) == 1 + 57
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_list_leaves_for_its_purpose_as_a_workbook(organiser, demo):
    workshop_page(organiser, demo, "Listen")
    organiser.get_by_role("link", name="Für den Einlass").click()
    latin = organiser.get_by_role("checkbox", name="Name in lateinischen Buchstaben")
    latin.uncheck()
    organiser.get_by_label("Nummer: Familienname").fill("1")
    organiser.get_by_label("Nummer: Tag", exact=True).fill("2")
    with organiser.expect_navigation():
        organiser.get_by_role("button", name="Übernehmen").click()

    name, content = downloaded(organiser, re.compile("^Excel"))

    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *rows = book["Liste"].values
    assert head[:2] == ("Familienname", "Tag")
    assert "Name in lateinischen Buchstaben" not in head
    assert name.endswith(f"-{len(rows)}-Zeilen.xlsx")
    organiser.reload()
    assert not latin.is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_list_is_accessible_on_a_phone(log_in, demo, scheme):
    page = log_in(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    workshop_page(page, demo, "Listen")
    page.get_by_role("link", name="Für das Hotel").click()
    found = faults.of_access(page)
    page.get_by_role("button", name=re.compile("^CSV")).click()

    assert "Geben Sie an, wozu" in page.get_by_role("alert").inner_text()
    assert [found, faults.of_access(page)] == [[], []]
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.row("A69")
def test_the_administration_asks_no_foreign_host_and_breaks_no_policy(organiser, demo):
    workshop_page(organiser, demo, "Texte")
    workshop_page(organiser, demo, "Personen")

    assert organiser.foreign == []
    assert organiser.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_administration_is_accessible(organiser, demo, scheme):
    organiser.emulate_media(color_scheme=scheme)
    workshop_page(organiser, demo, "Personen")
    organiser.wait_for_url("**/people/")  # until it is loaded
    tabs = organiser.locator(".tabs a, nav.tabs a").evaluate_all("all => all.map(a => a.href)")
    pages = ("groups", "interpretation", "papers/badges", "papers/issued/letter")
    beside = [organiser.url.replace("people", page) for page in pages]

    found = {}
    other = [demo.url + "/admin/", demo.url + "/admin/partnerships/municipality/"]
    for url in [*tabs, *beside, *other]:
        organiser.goto(url)
        found[url] = faults.of_access(organiser)

    assert len(found) >= 11
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_travel_and_beds_are_accessible_on_a_phone(log_in, demo, scheme):
    page = log_in(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    workshop_page(page, demo, "Personen", title="Beispiel: Energie")
    page.get_by_role("link", name="Reise und Übernachtung").click()

    found = {page.url: faults.of_access(page)}
    width = page.evaluate("document.documentElement.scrollWidth")
    page.locator(".nights tbody a").first.click()
    page.get_by_role("link", name="Essen, Reise, Zimmer").click()
    found[page.url] = faults.of_access(page)

    assert list(found.values()) == [[], []]
    assert width == 320


WIDE_TABLES = [
    "",
    "overview/",
    "municipalities/",
    "municipalities/choose/",
    "people/",
    "people/?view=flat",
    "groups/",
    "interpretation/",
    "messages/",
    "travel/",
]


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_table_of_a_workshop_is_pushed_sideways(log_in, demo, width):
    page = log_in(viewport={"width": width, "height": 844})
    workshop_page(page, demo, "Kommunen", title="Beispiel: Energie")
    page.wait_for_url("**/municipalities/")
    workshop = page.url.removesuffix("municipalities/")
    delegation = page.locator("tbody th a").first.get_attribute("href")
    urls = [workshop + name if name else demo.url + "/admin/" for name in WIDE_TABLES]

    found = {}
    for url in [*urls, demo.url + delegation]:
        page.goto(url)
        found[url] = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll(".table-region")]
            .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)"""
        )

    assert {url: wide for url, wide in found.items() if wide} == {}


def test_rows_that_became_blocks_keep_their_headings(log_in, demo):
    page = log_in(viewport={"width": 390, "height": 844})
    workshop_page(page, demo, "Kommunen", title="Beispiel: Energie")
    page.wait_for_url("**/municipalities/")

    table = page.get_by_role("region", name="Kommunen").get_by_role("table")
    assert table.get_by_role("columnheader", name="Kontakt").count() == 1
    assert table.get_by_role("row").count() == 11
    assert table.get_by_role("rowheader", name="Winnyzja").count() == 1
    label = "getComputedStyle(document.querySelector('td[data-label]'), '::before').content"
    assert page.evaluate(label) == '"Kontakt"'


def test_a_selection_is_offered_what_it_allows(log_in, demo):
    page = log_in()
    workshop_page(page, demo, "Personen", title="Beispiel: Energie")
    page.wait_for_url("**/people/")
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()

    page.get_by_role("checkbox", name="Max Mustermann").check()
    assert bar.get_by_role("button").all_inner_texts() == ["Erneut nominieren"]

    page.get_by_role("checkbox", name="Остап Вигаданий").check()
    assert bar.get_by_role("button", name="Platz zusagen").is_visible()


def test_the_language_is_chosen_where_one_is(log_in, demo):
    page = log_in()
    page.goto(demo.url + "/admin/partnerships/topic/?q=a")

    page.get_by_role("button", name="Українська").click()

    assert page.url.endswith("/admin/partnerships/topic/?q=a")
    assert page.locator("html").get_attribute("lang") == "uk"
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_visitor_is_sent_to_the_login(visit):
    page = visit("/admin/workshops/workshop/1/lists/full/")

    assert "/admin/login/" in page.url
    assert page.locator("input[type=password]").count() == 1
