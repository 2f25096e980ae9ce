"""A delegate from Pristina on a phone at night: yes, another day, no name in public, no after all;
the substitute takes the seat."""

import datetime
import re
import time

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser

FIRST = datetime.date.today() + datetime.timedelta(days=40)
EVE, NEXT = FIRST - datetime.timedelta(days=1), FIRST + datetime.timedelta(days=1)
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
WORKSHOP = """
import datetime
from partnerships.models import Municipality
from tests.factories import (
    make_delegate, make_delegation, make_session, make_track, make_workshop
)
first = datetime.date.fromisoformat("FIRST")
workshop = make_workshop(
    "SLUG",
    title_de="Probe SLUG",
    title_sq="Provë SLUG",
    place_de="Nürnberg",
    starts_on=first,
    days=2,
    cities_public_from="acceptance",
    languages_spoken=("de",),
    languages_interpreted=("sq",),
    mailbox="desk@example.org",
)
make_track(workshop, slug="energy", title_de="Energie", title_sq="Energjia")
make_session(workshop, title_de="Auftakt", interpreted_into=("sq",))
city = Municipality.objects.get(slug="pristina")
delegation = make_delegation(workshop, city, quota=1, substitutes=1, language="sq")
for name, is_substitute in (("Krasniqi", False), ("Berisha", True)):
    make_delegate(
        delegation,
        given_name="Arta",
        family_name=f"{name}-SLUG",
        email=f"{name}-SLUG@example.org".lower(),
        language="sq",
        languages_spoken=("sq",),
        position="Inxhiniere",
        is_substitute=is_substitute,
        rank=1 + is_substitute,
        status="nominated",
    )
"""
LINK = """
from workshops.models import Delegate
from workshops.registration import links
person = Delegate.objects.get(email="EMAIL")
print(f"/sq/d/{links.create_reply(person, by=None)}/")
"""
STATUS = 'from workshops.models import Delegate; print(Delegate.objects.get(email="EMAIL").status)'


class Person:
    """What a delegate does, in Albanian."""

    def __init__(self, demo, email):
        self.demo, self.email = demo, email

    def link(self):
        return run(self.demo, LINK.replace("EMAIL", self.email))

    @property
    def status(self):
        return run(self.demo, STATUS.replace("EMAIL", self.email))


def prepare(demo, slug, status):
    words = {"SLUG": slug, "FIRST": FIRST.isoformat(), "nominated": status}
    script = WORKSHOP
    for word, meant in words.items():
        script = script.replace(word, meant)
    run(demo, script)


def accept(page, demo, slug, name):
    open_workshop(page, demo, slug)
    page.locator(".tabs").get_by_role("link", name="Kommunen").first.click()
    page.get_by_role("table").get_by_role("link", name="Pristina", exact=True).click()
    page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Platz zusagen", exact=True).click()
    page.get_by_role("button", name=re.compile("^Platz zusagen")).last.click()


def save(page):
    with page.expect_navigation():
        page.locator("#desk-form .button-wide").click()


def is_public(visit, slug, name, *, expected):
    """Whether the public page names somebody: as expected, or still not so after the time for which
    copies of pages are kept (PAGE_CACHE_SECONDS)."""
    page = visit(f"/sq/workshops/{slug}/")
    until = time.monotonic() + 12
    while (name in page.inner_text("main")) != expected and time.monotonic() < until:
        time.sleep(1)
        page.reload()
    return name in page.inner_text("main")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_delegate_answers_changes_it_and_gives_the_seat_up(log_in, visit, demo, with_script):
    options = {"java_script_enabled": with_script}
    slug = f"reply-{with_script}".lower()
    prepare(demo, slug, "nominated")
    first, second = (Person(demo, f"{name}-{slug}@example.org") for name in ("krasniqi", "berisha"))
    organiser = log_in(**options)
    accept(organiser, demo, slug, f"Arta Krasniqi-{slug}")

    page = visit(first.link(), **options, **PHONE)
    comes_on_the_first_day(page)
    assert first.status == "confirmed"
    tells_food_and_travel(page)
    comes_on_both_days(page)
    assert_expected(organiser, demo, slug, name=f"Arta Krasniqi-{slug}", has_room=True)
    agrees_to_be_named(page)
    assert is_public(visit, slug, f"Arta Krasniqi-{slug}", expected=True)
    takes_it_back(page)
    assert not is_public(visit, slug, "Krasniqi", expected=False)
    gives_the_seat_up(page)
    assert first.status == "withdrawn"

    the_substitute_is_proposed(organiser, demo, slug)
    page = visit(second.link(), **options, **PHONE)
    page.locator("[name=coming]").first.check()
    save(page)
    assert second.status == "confirmed"
    assert_expected(organiser, demo, slug, name=f"Arta Berisha-{slug}", has_room=False)


def comes_on_the_first_day(page):
    assert "a do të vini?" in page.inner_text("h1")
    page.locator("[name=coming][value=some]").check()
    page.locator("[name=days]").first.check()
    save(page)
    assert page.locator(".alert-ok").count() == 1


def tells_food_and_travel(page):
    page.locator("a[href*='/travel/']").click()
    page.check("[name=diets][value=vegetarian]")
    page.fill("[name=arrival_on]", EVE.isoformat())
    page.fill("[name=arrival_at]", "17:30")
    page.select_option("[name=arrival_by]", "train")
    page.fill("[name=night_from]", EVE.isoformat())
    page.fill("[name=night_to]", NEXT.isoformat())
    save(page)


def comes_on_both_days(page):
    page.locator("a[href*='/answer/']").click()
    page.locator("[name=coming][value=all]").check()
    save(page)


def agrees_to_be_named(page):
    page.locator("a[href*='/consents/']").click()
    page.locator("section[aria-labelledby=public_name] button").click()
    page.locator("section[aria-labelledby=public_name] .badge-ok").wait_for()


def takes_it_back(page):
    page.locator("section[aria-labelledby=public_name] button").click()
    page.locator(".badge-ok").wait_for(state="detached")


def gives_the_seat_up(page):
    page.locator("main p a").last.click()
    page.locator("a[href*='/withdraw/']").click()
    page.fill("[name=suggestion]", "Arta Berisha")
    save(page)


def assert_expected(page, demo, slug, *, name, has_room):
    """One person follows in Albanian; the grid of nights and the arrivals name who has told."""
    open_workshop(page, demo, slug)
    page.locator(".tabs").get_by_role("link", name="Personen").first.click()
    people = page.url
    page.get_by_role("link", name="Dolmetschen", exact=True).first.click()
    row = page.get_by_role("row").filter(has_text="Auftakt").inner_text()
    assert "Albanisch: 1" in row
    page.goto(people)
    page.get_by_role("link", name="Reise und Übernachtung").first.click()
    nights = page.locator("section[aria-labelledby=nights]").inner_text()
    assert (name in nights) == has_room
    assert ("Krasniqi" in nights) == has_room
    assert ("Vegetarisch" in page.inner_text("main")) == has_room


def open_workshop(page, demo, slug):
    page.goto(demo.url + "/admin/workshops/workshop/")
    page.get_by_role("link", name=f"Probe {slug}", exact=True).click()


def the_substitute_is_proposed(page, demo, slug):
    open_workshop(page, demo, slug)
    page.get_by_role("link", name="Vorschläge ansehen").first.click()
    page.get_by_role("button", name=re.compile("Freien Platz zusagen.*Berisha")).click()
    page.get_by_role("button", name="Freien Platz zusagen").click()


@pytest.mark.parametrize(
    ("scheme", "width", "spoken"),
    [("light", 1280, ("de", "en")), ("dark", 320, ("uk", "sq"))],
)
def test_the_pages_of_a_delegate_are_accessible(visit, demo, scheme, width, spoken):
    slug = f"look-{scheme}"
    prepare(demo, slug, "accepted")
    person = Person(demo, f"krasniqi-{slug}@example.org")
    found = {}
    for language in spoken:
        link = person.link().replace("/sq/", f"/{language}/")
        page = visit(link, viewport={"width": width, "height": 900}, color_scheme=scheme)

        def look(name, page=page, language=language):
            wrong = faults.of_access(page) + faults.of_width(page) + faults.of_spacing(page)
            found[name, language] = wrong

        if person.status == "accepted":
            look("answer")
            save(page)
            look("answer with errors")
            assert page.evaluate("document.activeElement.className") == "faults"
            page.locator("[name=coming][value=all]").check()
            save(page)
        look("my workshop")
        for part in ("answer", "travel", "consents", "privacy", "withdraw"):
            page.goto(demo.url + link + f"{part}/")
            look(part)
        page.goto(demo.url + link + "travel/")
        page.fill("[name=night_from]", "2030-03-01")
        save(page)
        look("travel with errors")

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
