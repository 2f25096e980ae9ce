"""An organiser brings the address book along and begins the next workshop, by menu words alone."""

import pytest

from tests.journeys import faults

pytestmark = pytest.mark.browser

TABLE = (
    "Kommune;Land;Name;E-Mail-Adresse\n"
    "Вінниця;;Олена Коваль {0};olena.{0}@example.org\n"
    "Neustadt {0};Deutschland;Anna;anna.{0}@example.org\n"
)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(visit, demo, request):
    page = visit("/admin/", java_script_enabled=request.param)
    page.fill("input[name=login]", demo.email)
    page.fill("input[name=password]", demo.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(demo.url + "/admin/")
    page.has_script = request.param
    return page


def look(page):
    """Nothing wrong for whoever uses other senses or a narrow screen."""
    if page.has_script:
        assert faults.of_access(page) == []
    assert page.foreign == []
    assert page.complaints == []


def test_contacts_are_imported_and_come_along_to_the_next_workshop(page, demo):
    word = "one" if page.has_script else "two"
    page.locator(".side-wide").get_by_role("link", name="Kontakte", exact=True).click()
    page.get_by_role("link", name="Kontakte importieren").click()
    look(page)
    content = TABLE.format(word).encode("cp1251", "replace")
    file = {"name": "kontakte.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.get_by_role("button", name="Datei prüfen").click()
    assert "Erlauben Sie diesem Import, Kommunen anzulegen." in page.inner_text("main")
    look(page)

    page.get_by_label("Unbekannte Kommunen anlegen").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Datei prüfen").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Importieren (2)").click()
    assert "Importiert: 2 neu" in page.inner_text("main")
    assert f"Олена Коваль {word}" in page.inner_text("main")
    look(page)

    page.goto(demo.url + "/admin/workshops/workshop/")
    page.get_by_role("link", name="Resilienz in Kriegszeiten").first.click()
    page.get_by_role("link", name="Als Vorlage verwenden").click()
    page.get_by_label("Titel (Deutsch)").fill(f"Wärme {word}")
    page.get_by_label("Erster Tag").fill("2031-05-06")
    with page.expect_navigation():
        page.get_by_role("button", name="Neue Termine zeigen").click()
    assert "7. Mai 2031" in page.inner_text("main")
    look(page)

    with page.expect_navigation():
        page.get_by_role("button", name="Entwurf anlegen").click()
    assert "Der Entwurf ist angelegt." in page.inner_text("main")
    assert page.url.endswith("/overview/")
    page.locator(".tabs").get_by_role("link", name="Kommunen").click()
    assert "Winnyzja" in page.inner_text("main")
