"""The editor of rich texts, as organisers use it, and the field without it."""

import pytest

from tests.journeys import faults

pytestmark = pytest.mark.browser

ABOUT = "/admin/workshops/textpage/"


def about_form(page, demo):
    page.goto(demo.url + ABOUT)
    page.locator("#result_list tbody a").first.click()


def test_text_is_typed_formatted_saved_and_shown(organiser, visit, demo):
    about_form(organiser, demo)
    organiser.locator("button[data-language=de]").click()
    editor = organiser.locator(".rich-text:visible")
    editor.locator("[role=textbox]").click()

    organiser.keyboard.type("Wir ")
    editor.locator("[data-act=bold]").click()
    organiser.keyboard.type("verbinden")
    organiser.keyboard.press("Enter")
    editor.locator("[data-act=heading]").click()
    organiser.keyboard.type("Kontakt")
    organiser.keyboard.press("Shift+Home")
    editor.locator("[data-act=link]").click()
    organiser.keyboard.type("example.org")
    organiser.keyboard.press("Enter")
    assert editor.locator("[data-act=link]").get_attribute("aria-pressed") == "true"
    with organiser.expect_navigation():
        organiser.locator("[name=_save]").click()

    public = visit("/de/about/")
    link = '<a href="https://example.org" rel="noopener noreferrer">Kontakt</a>'
    shown = public.locator(".prose").inner_html()
    assert shown == f"<p>Wir <strong>verbinden</strong></p><h2>{link}</h2>"
    assert organiser.foreign == organiser.complaints == []


PASTE = """target => {
  const data = new DataTransfer();
  data.setData("text/html", '<p style="color:red" onclick="x()"><b>eins</b><img src=x ' +
    'onerror=x()><a href="javascript:alert(1)">zwei</a></p>');
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  target.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.mark.row("A51")
def test_what_is_pasted_from_elsewhere_does_nothing(organiser, demo):
    about_form(organiser, demo)
    organiser.locator("button[data-language=sq]").click()
    page = organiser.locator(".rich-text:visible [role=textbox]")
    page.click()

    page.evaluate(PASTE)

    value = organiser.locator("textarea[name=body_sq]").input_value()
    assert value == "<p><strong>eins</strong>zwei</p>"
    assert organiser.foreign == organiser.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_language_at_a_time_labelled_and_accessible(organiser, demo, scheme):
    organiser.emulate_media(color_scheme=scheme)
    about_form(organiser, demo)
    organiser.locator("button[data-language=uk]").click()

    shown = organiser.locator(".rich-text [role=textbox]:visible")
    shown.wait_for()
    assert [box.get_attribute("lang") for box in shown.all()] == ["uk"]
    assert shown.get_attribute("aria-label")
    assert faults.of_access(organiser) == []


def test_without_script_the_textarea_takes_plain_text(organiser, demo, chromium):
    context = chromium.new_context(
        java_script_enabled=False, storage_state=organiser.context.storage_state()
    )
    page = context.new_page()
    page.goto(demo.url + ABOUT)
    page.locator("#result_list tbody a").nth(1).click()

    page.fill("textarea[name=body_en]", "One\n\nTwo <3")
    page.locator("[name=_save]").click()
    page.goto(demo.url + "/en/contact/")

    assert page.locator(".prose").inner_html() == "<p>One</p><p>Two &lt;3</p>"
    context.close()
