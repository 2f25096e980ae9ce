"""The site without script, pictures, styles, motion or colours, and on paper."""

import re

import pytest

from tests.journeys.pages import LANGUAGES, MUNICH, SAMPLE, SHAPES

pytestmark = pytest.mark.browser

HEADINGS = """[...document.querySelectorAll('main :is(h1, h2, h3)')]
    .filter(heading => heading.checkVisibility({visibilityProperty: true}))
    .filter(heading => !heading.closest('.press'))
    .map(heading => heading.textContent.trim())"""
ACTION = """() => ['main .meta time', 'main .meta li:nth-child(2)', '.aside .button-wide'].map(
    part => [...document.querySelectorAll(part)].find(element => element.checkVisibility())
        ?.getBoundingClientRect().bottom ?? Infinity)"""


def without(page, kind):
    """The same page, when requests of a kind are refused."""
    page.route(
        "**/*",
        lambda route: route.abort() if route.request.resource_type == kind else route.continue_(),
    )
    page.reload()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
@pytest.mark.parametrize("path", [MUNICH, SAMPLE])
def test_date_place_and_action_are_on_the_first_screen(visit, path, width, height):
    for language in LANGUAGES:
        page = visit(f"/{language}/{path}", viewport={"width": width, "height": height})

        date, place, action = page.evaluate(ACTION)
        assert max(date, place, action) <= height, (language, date, place, action)


def test_a_reader_without_javascript_filters_and_changes_the_language(visit, demo):
    page = visit("/de/cities/", java_script_enabled=False)

    page.fill("input[name=q]", "Вінниця")
    page.press("input[name=q]", "Enter")
    page.click("main a[href='/de/cities/vinnytsia/']")
    page.get_by_role("link", name="Українська").click()

    assert page.url == demo.url + "/uk/cities/vinnytsia/"
    assert page.inner_text("h1").strip() == "Вінниця"


def test_a_filtered_list_is_its_address(visit, demo):
    """Reload, back and a visitor who got the address see the same."""
    page = visit("/de/workshops/?when=past")
    everything = page.inner_text(".card-list")
    page.check("input[name=topic][value=renewable-energy]")
    page.check("input[name=country][value=DE]")
    page.locator("form:has(input[name=topic]) button[type=submit]").last.click()
    address, shown = page.url.removeprefix(demo.url), page.inner_text(".card-list")

    assert shown != everything
    assert page.locator(".pill").count() == 2
    page.reload()
    assert page.inner_text(".card-list") == shown
    assert visit(address).inner_text(".card-list") == shown
    page.go_back()
    assert page.inner_text(".card-list") == everything
    page.go_forward()
    assert page.inner_text(".card-list") == shown


@pytest.mark.parametrize("path", SHAPES)
def test_nothing_is_said_by_pictures_alone(visit, path):
    page = visit(f"/de/{path}")
    before = page.inner_text("main")

    without(page, "image")

    assert page.inner_text("main") == before


@pytest.mark.parametrize("path", SHAPES)
def test_without_styles_the_page_is_a_document(visit, path):
    page = visit(f"/de/{path}")
    headings = page.evaluate(HEADINGS)

    without(page, "stylesheet")

    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    assert [text for text in headings if text not in page.evaluate(HEADINGS)] == []
    large = page.evaluate(
        "[...document.querySelectorAll('svg.icon, svg.shield, img')]"
        ".filter(mark => mark.getBoundingClientRect().height > 120).length"
    )
    assert large == 0


@pytest.mark.parametrize("path", SHAPES)
def test_on_paper_no_heading_is_lost(visit, path):
    """But the box for the press: its text to copy is no use there."""
    page = visit(f"/de/{path}")
    on_screen = page.evaluate(HEADINGS)

    page.emulate_media(media="print")

    assert page.evaluate(HEADINGS) == on_screen
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgba(0, 0, 0, 0)",
        "rgb(255, 255, 255)",
    }


def test_paper_shows_the_address_of_a_link_once(visit):
    """After words that lead elsewhere, not after a link whose words are the address."""
    page = visit("/de/reports/building-resilience/")
    page.emulate_media(media="print")

    printed = page.evaluate("""() => [...document.querySelectorAll('main a[href^="http"]')]
        .filter(link => link.checkVisibility())
        .map(link => [link.textContent === link.getAttribute('href'),
            getComputedStyle(link, '::after').content !== 'none'])""")

    assert printed
    assert all(is_address != is_added for is_address, is_added in printed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_of_two_days_is_printed_on_two_pages(visit, language):
    page = visit(f"/{language}/{SAMPLE}")
    days = page.evaluate("""() => {
        const programme = document.querySelector('#programme');
        document.querySelectorAll('.programme > section:nth-of-type(n + 3)')
            .forEach(day => day.remove());
        document.querySelector('main').replaceChildren(programme);
        return document.querySelectorAll('.programme > section').length;
    }""")

    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))

    assert days == 2
    assert 1 <= pages <= 2


@pytest.mark.parametrize("path", SHAPES)
def test_nothing_moves_for_who_wants_no_motion(visit, path):
    moving = """() => [...document.querySelectorAll('*')].filter(element => {
        const style = getComputedStyle(element);
        return style.transitionDuration.split(', ').some(time => time !== '0s')
            || style.animationName !== 'none' || style.scrollBehavior !== 'auto';
    }).length"""

    assert visit(f"/de/{path}", reduced_motion="no-preference").evaluate(moving) > 0
    assert visit(f"/de/{path}", reduced_motion="reduce").evaluate(moving) == 0


@pytest.mark.parametrize("path", SHAPES)
def test_with_forced_colours_marks_keep_an_edge(visit, path):
    page = visit(f"/de/{path}", forced_colors="active", reduced_motion="reduce")

    bare = page.evaluate("""[...document.querySelectorAll('.button, .badge, .chip, .alert, .pill')]
        .filter(mark => mark.checkVisibility())
        .filter(mark => parseFloat(getComputedStyle(mark).borderBlockStartWidth) < 1)
        .map(mark => mark.outerHTML.slice(0, 90))""")

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert bare == []


@pytest.mark.parametrize("path", [*SHAPES, "workshops/?when=past", "partnerships/", "reports/"])
@pytest.mark.parametrize("language", ["de", "uk"])
def test_a_page_is_light(visit, language, path):
    """At most 60 kB of HTML, styles and icons, and 110 kB of typefaces, as they travel."""
    page = visit(f"/{language}/{path}")
    page.wait_for_load_state("networkidle")

    sizes = {"font": 0, "rest": 0}
    for request in page.finished:
        kind = "font" if request.resource_type == "font" else "rest"
        sizes[kind] += request.sizes()["responseBodySize"]

    assert sizes["rest"] <= 60_000
    assert 10_000 < sizes["font"] <= 110_000
