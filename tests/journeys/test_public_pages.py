import pytest

from tests.journeys.accessibility import faults

pytestmark = pytest.mark.browser

LANGUAGES = ("de", "en", "uk", "sq")
PATHS = (
    "",
    "workshops/",
    "workshops/?when=past&country=UA",
    "workshops/resilience-munich-2023/",
    "cities/",
    "cities/?q=nowhere",
    "cities/vinnytsia/",
    "cities/melitopol/",
    "topics/",
    "partnerships/",
    "map/",
    "map/?city=kyjiw",
    "reports/",
    "about/",
    "contact/",
    "plain-language/",
    "map-notice/",
    "imprint/",
    "privacy/",
    "accessibility/",
    "no-such-page/",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_private_and_fits(visit, path):
    """In four languages, light and dark: no fault, no cookie, no foreign host, no wide page."""
    found = []
    for number, language in enumerate(LANGUAGES):
        scheme = ("light", "dark")[number % 2]
        width = (320, 1280)[number // 2 % 2]
        page = visit(
            f"/{language}/{path}",
            color_scheme=scheme,
            viewport={"width": width, "height": 844},
        )
        where = f"{language} {scheme} {width}: "
        found += [where + fault for fault in faults(page)]
        found += [where + complaint for complaint in page.complaints if "404" not in complaint]
        found += [where + url for url in page.foreign]
        found += [where + cookie["name"] for cookie in page.context.cookies()]
        assert page.evaluate("document.documentElement.lang") == language
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(where + "scrolls sideways")
    assert found == []


def test_skip_link_comes_first_and_leads_to_main(visit):
    page = visit("/de/workshops/resilience-munich-2023/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")


FOCUS = """() => {
    const element = document.activeElement;
    const outlines = [null, "::after"].map(part => getComputedStyle(element, part).outlineStyle);
    return [element.href || element.name || element.tagName, outlines.some(o => o !== "none")];
}"""


@pytest.mark.parametrize(
    "path", ["/de/", "/de/workshops/resilience-munich-2023/", "/de/cities/", "/de/map/"]
)
def test_the_keyboard_reaches_everything_and_sees_where_it_is(visit, path):
    page = visit(path)
    everything = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]"
        ".filter(element => element.checkVisibility()).length"
    )

    focused = []
    for _number in range(everything):
        page.keyboard.press("Tab")
        focused.append(page.evaluate(FOCUS))

    assert "BODY" not in [name for name, _outline in focused]
    assert [name for name, outline in focused if not outline] == []
    assert "#main" in focused[0][0]


@pytest.mark.parametrize("width", [390, 1280])
def test_date_place_and_action_are_on_the_first_screen(visit, width):
    page = visit("/de/workshops/resilience-munich-2023/", viewport={"width": width, "height": 844})

    for text in ("28.–29. November 2023", "München"):
        assert page.get_by_text(text).locator("visible=true").first.bounding_box()["y"] < 844


def test_a_reader_without_javascript_filters_and_changes_the_language(visit, demo):
    page = visit("/de/cities/", java_script_enabled=False)

    page.fill("input[name=q]", "Вінниця")
    page.press("input[name=q]", "Enter")
    page.click("main a[href='/de/cities/vinnytsia/']")
    page.get_by_role("link", name="Українська").click()

    assert page.url == demo.url + "/uk/cities/vinnytsia/"
    assert page.inner_text("h1").strip() == "Вінниця"
