"""The site with the keyboard alone; it ships no script, so a menu needs no Escape to be left."""

import pytest

from tests.journeys.pages import MUNICH, PAGES, SAMPLE

pytestmark = pytest.mark.browser

STOPS = """[...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]'
)].filter(element => element.checkVisibility({visibilityProperty: true})
    && element.getClientRects().length > 0)"""
FOCUS = """() => {
    const element = document.activeElement;
    const dot = element.querySelector?.(':scope.dot circle');
    if (dot) {
        const {fill, stroke} = getComputedStyle(dot);
        return [fill, stroke];
    }
    const part = [null, '::after'].map(part => getComputedStyle(element, part))
        .find(style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2);
    return part ? [part.outlineColor, part.boxShadow.split(') ')[0] + ')'] : [];
}"""
YELLOW = "rgb(242, 183, 5)"
# around controls, on a point of the map
RINGS = {
    "light": {(YELLOW, "rgb(17, 35, 31)")},
    "dark": {(YELLOW, "rgb(14, 23, 21)"), (YELLOW, "rgb(231, 239, 236)")},
}
# beside each other: from left to right; above each other: from top to bottom; an aside is a whole
ORDER = """stops => stops.slice(1).map((next, n) => [stops[n], next]).filter(([one, two]) => {
    const [a, b] = [one, two].map(element => element.getClientRects()[0]);
    if (one.closest('aside') !== two.closest('aside')) return false;
    const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (shared > Math.min(a.height, b.height) / 2) return b.left < a.left - 1;
    return b.top < a.top && b.left < a.right && b.right > a.left;
}).map(pair => pair.map(element => element.outerHTML.slice(0, 90)).join(' before '))"""


@pytest.mark.parametrize("path", PAGES)
def test_the_first_stop_is_a_skip_link_that_shows_itself_and_leads_to_main(visit, address, path):
    page = visit(address("de", path))

    page.keyboard.press("Tab")
    skip = page.evaluate("""() => {
        const {x, y, width, height} = document.activeElement.getBoundingClientRect();
        return [document.activeElement.hash, getComputedStyle(document.activeElement).clipPath,
            x >= 0 && y >= 0 && width > 24 && height > 24];
    }""")
    page.keyboard.press("Enter")

    assert skip == ["#main", "none", True]
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    ("path", "goal"), [("", f"/de/{SAMPLE}"), (SAMPLE, f"/de/{SAMPLE}#programme")]
)
def test_six_stops_lead_to_the_next_workshop_and_to_its_programme(visit, demo, path, goal):
    page = visit(f"/de/{path}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    reached = []
    for _number in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.href"))

    assert any(link.startswith(demo.url + goal) for link in reached), reached


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        *[(path, "light") for path in ("", MUNICH, SAMPLE, "cities/", "map/", "search/?q=Wasser")],
        *[(path, "dark") for path in ("", SAMPLE, "map/?city=kyjiw")],
    ],
)
def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(visit, path, scheme):
    page = visit(f"/de/{path}", reduced_motion="reduce", color_scheme=scheme)
    number = page.evaluate(f"() => (window.stops = {STOPS}).length")

    places, rings = [], set()
    for _number in range(number):
        page.keyboard.press("Tab")
        places.append(page.evaluate("window.stops.indexOf(document.activeElement)"))
        rings.add(tuple(page.evaluate(FOCUS)))

    assert places == list(range(number))
    assert rings <= RINGS[scheme]


@pytest.mark.parametrize("path", PAGES)
def test_the_order_of_stops_is_the_one_that_is_seen(visit, address, path):
    page = visit(address("de", path))

    found = []
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 800})
        stops = f"{STOPS}.filter(element => !element.matches('.skip, svg a'))"
        wrong = page.evaluate(f"() => ({ORDER})({stops})")
        found += [f"{width}: {pair}" for pair in wrong]
    assert found == []
