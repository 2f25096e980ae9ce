"""A list comes in, badges go out, two phones check in, the signed list is typed in, certificates
are issued, and the funder gets the evidence."""

import csv
import io
import re
import zipfile

import pypdf
import pytest

from tests.journeys.door import at_the_door, prepare, press, said

pytestmark = pytest.mark.browser

LIST = (
    "Vorname;Nachname;Name in lateinischen Buchstaben;Kommune;E-Mail\r\n"
    "Ганна;Ґудзь;Hanna Gudz;Вінниця;hanna@example.org\r\n"
    "Ігор;Їжак;Ihor Yizhak;Winnyzja;\r\n"
)


@pytest.fixture
def tab(log_in, demo):
    """Opens a tab of the workshop by its name."""
    page = log_in()
    pk = prepare(demo, "participants")

    def opened(name):
        page.goto(f"{demo.url}/admin/workshops/workshop/{pk}/overview/")
        page.locator(".tabs").get_by_role("link", name=name).click()
        return page

    return opened


def import_list(page):
    page.get_by_role("link", name="Importieren").click()
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1251")}
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.get_by_role("button", name="Datei prüfen").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("mportieren .2.$")).click()
    assert "Importiert: 2 neu" in page.inner_text("main")


def accept(page, *names):
    for name in names:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Platz zusagen", exact=True).click()
    page.get_by_role("button", name="Platz zusagen").last.click()


def downloaded(page, button):
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_bytes()


def test_from_the_list_that_comes_in_to_the_evidence_that_goes_out(tab, visit, demo):
    import_list(tab("Personen"))
    accept(tab("Personen"), "Ганна Ґудзь", "Ігор Їжак")

    page = tab("Listen & Papiere")
    page.get_by_role("link", name="Namensschilder").click()
    badges = pypdf.PdfReader(io.BytesIO(downloaded(page, "Herunterladen")))
    printed = "".join(sheet.extract_text() for sheet in badges.pages)
    assert "Ганна Ґудзь" in " ".join(printed.split())
    assert "Hanna Gudz" in printed

    phones = [at_the_door(visit, demo, "participants", label) for label in ("Tor A", "Tor B")]
    for phone in phones:
        press(phone, "Ганна Ґудзь")
    said(phones[0], "Ганна Ґудзь ist da.")
    said(phones[1], "Ганна Ґудзь: schon da seit")

    page = tab("Einlass")
    page.get_by_role("link", name="Anwesenheit").click()
    page.locator(".filter-pill").nth(1).click()
    page.wait_for_url("**day=**")
    for name in ("Ганна Ґудзь", "Ігор Їжак"):
        page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="Unterschriften speichern").click()
    page.get_by_text("2 Unterschriften geändert.").wait_for()

    page = tab("Listen & Papiere")
    page.get_by_role("link", name="Teilnahmebescheinigungen").click()
    page.get_by_role("button", name="Ausstellen", exact=True).click()
    certificates = zipfile.ZipFile(io.BytesIO(downloaded(page, "Als Archiv")))
    assert len(certificates.namelist()) == 2

    page = tab("Einlass")
    page.get_by_role("link", name="Nachweise").click()
    pack = zipfile.ZipFile(io.BytesIO(downloaded(page, "Nachweispaket herunterladen")))
    register = csv.reader(
        io.StringIO(pack.read("certificates.csv").decode("utf-8-sig")), delimiter=";"
    )
    numbers = [f"{row[0]}.pdf" for row in register][1:]
    assert sorted(numbers) == sorted(certificates.namelist())
    assert any(name.startswith("printed-lists/") for name in pack.namelist())
