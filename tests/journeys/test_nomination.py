"""A municipality names its delegation: every state of every form, and all of it without script."""

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run

pytestmark = pytest.mark.browser

# One more municipality is invited for each walk
INVITED = """
from partnerships.models import Municipality
from workshops.models import Delegation, Workshop
from workshops.registration import links, nomination
workshop = Workshop.objects.get(slug="sample-energy-water-rebuilding")
free = Municipality.objects.exclude(delegations__workshop=workshop)
delegation = Delegation.objects.create(
    workshop=workshop,
    municipality=free.filter(publication_policy="POLICY").first(),
    quota=1,
    substitutes=1,
)
print(links.create(nomination.invite(delegation, by=None), by=None))
"""
SCREENS = [("de", 320, "light"), ("uk", 390, "dark"), ("sq", 1280, "light")]


@pytest.fixture
def invited(demo):
    """invited(policy) -> the path of a new invitation, without the language."""
    return lambda policy="normal": f"i/{run(demo, INVITED.replace('POLICY', policy))}/"


def fill(page, **words):
    for name, text in words.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=languages_spoken][value=uk]")


def press(page):
    page.locator("main form .button").first.click()


def states(page, start):
    """Every page and state of a nomination, one after the other; yields its name."""
    yield from of_one_person(page)
    yield from of_the_list(page, start)
    yield from of_sending(page, start)
    for path in ("", "information/", "people/22222222/"):
        page.goto(start + path)
        yield path or "start again"
    page.goto(start.rstrip("/") + "x/")
    yield "unknown"


def of_one_person(page):
    yield "start"
    press(page)
    yield "nobody named"
    page.click("main a.button")
    yield "blank form"
    fill(page, given_name="Олена", email="no address")
    press(page)
    yield "errors"
    fill(page, family_name="Коваленко", name_latin="Olena Kovalenko", position="Engineer", email="")
    press(page)
    yield "one named"
    form = page.locator(".row-actions a").first.get_attribute("href")
    other = page.context.new_page()
    other.goto(page.url.partition("/i/")[0].rpartition("/")[0] + form)
    page.locator(".row-actions a").first.click()
    other.fill("[name=position]", "Mayor")
    press(other)
    page.fill("[name=phone]", "+380 44 123")
    press(page)
    yield "saved in between"
    press(page)
    page.locator(".row-actions a").nth(1).click()
    yield "taking off"


def of_the_list(page, start):
    page.goto(start + "people/new/")
    yield "substitute"
    fill(page, given_name="Taras", family_name="Melnyk", position="Engineer")
    press(page)
    page.goto(start + "people/new/")
    yield "full"


def of_sending(page, start):
    page.goto(start + "check/")
    yield "not complete"
    page.goto(start + "head/")
    press(page)
    yield "no head"
    page.locator("[name=head]").first.check()
    press(page)
    page.goto(start + "letter/")
    page.locator("#desk-form .button").click()
    yield "no letter"
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.set_input_files("[name=file]", files=[letter])
    page.locator("#desk-form .button").click()
    yield "letter"
    page.goto(start + "check/")
    press(page)
    yield "no declaration"
    page.check("[name=informed]")
    press(page)
    yield "sent"


@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_every_state_is_accessible_and_fits(visit, demo, invited, language, width, scheme):
    path = f"/{language}/{invited()}"
    page = visit(
        path,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found, seen = [], []
    for state in states(page, demo.url + path):
        wrong = faults.of_access(page) + faults.of_outline(page)
        wrong += faults.of_width(page) + faults.of_targets(page) + faults.of_spacing(page)
        found += [f"{state}: {fault}" for fault in wrong]
        seen.append(state)
    assert found == []
    assert page.foreign == []
    assert seen[-1] == "unknown"


def test_the_summary_of_errors_gets_the_focus_and_leads_to_the_field(visit, invited):
    page = visit(f"/de/{invited()}")
    press(page)
    page.click("main a.button")
    press(page)

    assert page.title().startswith("Fehler: ")
    assert page.evaluate("document.activeElement.className") == "faults"
    page.locator(".faults a").first.click()
    assert page.evaluate("document.activeElement.name") == "given_name"


def test_enter_in_a_field_saves_and_changes_no_language(visit, invited):
    page = visit(f"/uk/{invited()}")
    press(page)
    page.click("main a.button")
    fill(page, given_name="Олена", family_name="Коваленко", position="Engineer")
    page.fill("[name=name_latin]", "Olena Kovalenko")

    page.press("[name=position]", "Enter")

    page.wait_for_url("**/uk/i/*/people/")
    assert "Олена Коваленко" in page.inner_text("main")


def test_all_of_it_works_without_javascript(visit, demo, invited):
    start = f"{demo.url}/uk/{invited()}"
    page = visit(start.removeprefix(demo.url), java_script_enabled=False)
    press(page)
    page.click("main a.button")
    fill(page, given_name="Олена", family_name="Коваленко", position="Інженерка")
    page.click(".desk-languages summary")
    page.click("[formaction^='/sq/']")

    assert "/sq/i/" in page.url
    assert page.input_value("[name=family_name]") == "Коваленко"
    page.fill("[name=name_latin]", "Olena Kovalenko")
    press(page)
    page.goto(start + "check/")
    page.check("[name=informed]")
    press(page)

    assert page.url == start + "sent/"
    assert "Коваленко" in page.inner_text("main")
    page.reload()
    assert page.url == start + "sent/"


def test_protected_people_wait_for_a_button(visit, invited):
    page = visit(f"/de/{invited('no_people')}")
    before = page.inner_text("body")

    press(page)

    assert "Nachricht zu einem Workshop" in before
    assert page.locator(".desk-name strong").inner_text() not in before


def reach(page, selector):
    """Tab on until the element has the focus, as somebody without a pointer does."""
    for _stop in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector}.")


def write(page, **words):
    for name, text in words.items():
        reach(page, f"[name={name}]")
        page.keyboard.type(text)


def go_on(page, selector, key="Enter"):
    """Follow a link or press a button with the keyboard; the next page has loaded."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_keyboard_alone_nominates_without_script(visit, invited):
    page = visit(f"/uk/{invited()}", java_script_enabled=False)
    start = page.url

    go_on(page, "main form .button")
    go_on(page, "main a.button")
    write(page, given_name="Олена", family_name="Коваленко", name_latin="Olena Kovalenko")
    write(page, position="Інженерка")
    reach(page, "[name=languages_spoken]")
    page.keyboard.press("Space")
    go_on(page, "main form .button")
    page.goto(start)
    go_on(page, "main a[href*='/head/']")
    reach(page, "[name=head]")
    page.keyboard.press("Space")
    go_on(page, "main form .button")
    page.goto(start)
    go_on(page, "main a[href*='/check/']")
    reach(page, "[name=informed]")
    page.keyboard.press("Space")
    go_on(page, "main form .button")

    assert page.url.partition("?")[0].endswith("/sent/")
    assert "Олена Коваленко" in page.inner_text("main")
