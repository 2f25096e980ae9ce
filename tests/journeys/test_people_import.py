"""An organiser brings in a list of people as a municipality has sent it, by menu words alone."""

import pytest

from tests.journeys import faults

pytestmark = pytest.mark.browser

LIST = (
    "Teilnehmende, Stand 1. Mai;;;;\r\n"
    "Vorname;Nachname;Kommune;E-Mail;Wunschthema\r\n"
    "Олена;Ґудзь {0};Вінниця;olena.{0}@example.org;Вода\r\n"
    "Їжак;Єсеп’юк {0};Winytza;yizhak.{0}@example.org;\r\n"
    "Anna;Meier {0};München;anna@example;\r\n"
)


@pytest.fixture(params=[(True, 1280), (False, 390)], ids=["script", "no-script-phone"])
def page(log_in, request):
    has_script, width = request.param
    page = log_in(java_script_enabled=has_script, viewport={"width": width, "height": 800})
    page.has_script = has_script
    return page


def look(page):
    """Nothing wrong for whoever uses other senses or a narrow screen."""
    page.wait_for_load_state()
    if page.has_script:
        assert faults.of_access(page) == []
    assert page.foreign == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_is_looked_at_put_right_and_imported(page, demo):
    word = "eins" if page.has_script else "zwei"
    page.goto(demo.url + "/admin/workshops/workshop/")
    page.get_by_role("link", name="Beispiel: Energie").first.click()
    page.locator(".tabs").get_by_role("link", name="Personen").click()
    page.get_by_role("link", name="Importieren").click()
    page.locator("input[type=file]").wait_for()
    look(page)

    content = LIST.format(word).encode("utf-16")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.get_by_role("button", name="Datei prüfen").click()
    main = page.inner_text("main")
    assert page.get_by_label("Die Überschriften stehen in Zeile").input_value() == "2"
    assert page.get_by_label("Zeichenkodierung").input_value() == "utf-16-le"
    assert "Es gibt keine Kommune oder Organisation „Winytza“." in main
    assert "„anna@example“ ist keine E-Mail-Adresse." in main
    look(page)

    page.get_by_label("Winytza").select_option(label="Winnyzja (vinnytsia)")
    page.get_by_label("Wunschthema: wird gelesen als").select_option(label="Erstwunsch")
    page.get_by_role("button", name="Noch einmal prüfen").first.click()
    page.get_by_text("Dieser Workshop hat keinen Themenbereich").wait_for()
    assert "Dieser Workshop hat keinen Themenbereich „Вода“." in page.inner_text("main")
    look(page)

    page.get_by_role("button", name="Nur die Zeilen ohne Fehler importieren (2)").click()
    page.get_by_text("Importiert: 2 neu").wait_for()
    assert "Importiert: 2 neu, 0 geändert" in page.inner_text("main")
    assert f"Їжак Єсеп’юк {word}" in page.inner_text("main")
    look(page)
