import csv
import io

import pytest

from tests.journeys import faults

pytestmark = pytest.mark.browser


def workshop_page(page, demo, tab, title="Resilienz in Kriegszeiten"):
    """The tab of a workshop, reached as an organiser would: workshops, title, tab."""
    page.goto(demo.url + "/admin/workshops/workshop/")
    page.get_by_role("link", name=title).first.click()
    page.locator(".tabs").get_by_role("link", name=tab).first.click()


def test_the_organiser_edits_and_the_public_sees_it(organiser, visit, demo):
    workshop_page(organiser, demo, "Texte")
    organiser.fill("textarea[name=summary_de]", "Von Hand geänderte Zusammenfassung.")
    organiser.locator("input[name=_save], button[name=_save]").first.click()

    public = visit("/de/workshops/resilience-munich-2023/")

    assert "Von Hand geänderte Zusammenfassung." in public.inner_text("main")


def test_the_list_of_people_leaves_as_csv(organiser, demo):
    response = organiser.request.get(
        demo.url + "/admin/exports/participants/resilience-munich-2023.csv"
    )
    text = response.body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(rows) == 1 + 57
    assert {len(row) for row in rows} == {len(rows[0])}


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


def test_a_visitor_is_sent_to_the_login(visit):
    page = visit("/admin/exports/participants/resilience-munich-2023.csv")

    assert "/admin/login/" in page.url
    assert page.locator("input[type=password]").count() == 1
