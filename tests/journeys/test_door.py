"""The doors open: two helpers with phones, one of them loses the connection; in the evening the
signed lists are typed in, and the evidence goes to the funder."""

import io
import re
import zipfile

import pytest

from tests.journeys import faults
from tests.journeys.conftest import run
from tests.journeys.door import (
    PHONE,
    REFERENCE,
    at_the_door,
    filled,
    names,
    prepare,
    press,
    said,
    signs,
)
from tests.journeys.pages import LANGUAGES

pytestmark = pytest.mark.browser

# a camera and a detector that sees what the test says
CAMERA = """
window.seen = "";
window.BarcodeDetector = class {
    async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};

Object.defineProperty(navigator, "mediaDevices", {
    value: { getUserMedia: async () => { const c = document.createElement("canvas");
        c.getContext("2d"); return c.captureStream(); } },
});
HTMLMediaElement.prototype.play = async () => {};
"""


def test_two_phones_at_once_check_in_once_and_say_who_was_first(visit, demo):
    prepare(demo, "two-phones")
    first = at_the_door(visit, demo, "two-phones", "Haupteingang")
    second = at_the_door(visit, demo, "two-phones", "Seiteneingang")

    assert first.locator("h1").inner_text() == "0 von 4 sind da"
    first.keyboard.type("kov")  # the field has the focus
    assert names(first) == ["Олена Коваленко"]
    first.locator("#door-q").fill("")
    first.keyboard.type("згу")
    assert names(first) == ["Юрій Згурський"]
    first.locator("#door-q").fill("тар")
    for page in (first, second):
        press(page, "Тарас Мельник")
    for page in (first, second):
        said(page, "Тарас Мельник")

    # the server decides which of the two came first
    (sign,) = signs(demo, "two-phones")
    doors = {"Haupteingang": first, "Seiteneingang": second}
    entrance = sign.removeprefix("Мельник desk ")
    winner = doors.pop(entrance)
    (late,) = doors.values()
    said(winner, "Тарас Мельник ist da.")
    said(late, "Тарас Мельник: schon da seit")
    assert entrance in late.locator("[data-door-said]").inner_text()
    assert first.locator("#door-q").input_value() == ""
    assert late.locator("h1").inner_text() == "1 von 4 ist da"

    winner.get_by_role("button", name="Rückgängig").click()
    said(winner, "nicht als anwesend erfasst")
    assert signs(demo, "two-phones") == []
    press(winner, "Тарас Мельник")
    said(winner, "Тарас Мельник ist da.")
    for page in (first, second):
        assert page.complaints == []


def test_a_lost_connection_says_so_and_loses_nothing(visit, demo):
    prepare(demo, "offline")
    page = at_the_door(visit, demo, "offline")
    page.context.set_offline(True)

    press(page, "Олена Коваленко")
    page.get_by_text("Keine Verbindung").last.wait_for()
    page.locator("#door-q").fill("bon")
    assert names(page) == ["Іван Бондар"]
    press(page, "Іван Бондар")
    press(page, "Тарас Мельник")
    page.get_by_text("Wartende Einträge: 3").wait_for()
    assert page.get_by_text("noch nicht gesendet").count() == 3
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "Бондар" not in kept
    assert "Bondar" not in kept
    assert signs(demo, "offline") == []

    page.context.set_offline(False)
    page.locator("h1", has_text="3 von 4 sind da").wait_for()

    assert page.locator("[data-door-lost]").is_hidden()
    assert page.get_by_text("noch nicht gesendet").count() == 0
    assert page.evaluate("localStorage.length") == 0
    assert [sign.split()[0] for sign in signs(demo, "offline")] == [
        "Коваленко",
        "Бондар",
        "Мельник",
    ]


def test_presses_outlive_a_closed_page(visit, demo):
    prepare(demo, "closed")
    page = at_the_door(visit, demo, "closed")
    page.context.set_offline(True)
    press(page, "Олена Коваленко")
    page.get_by_text("Wartende Einträge: 1").wait_for()
    address = page.url
    context = page.context
    page.close()

    context.set_offline(False)
    again = context.new_page()
    again.goto(address)

    again.locator("h1", has_text="1 von 4 ist da").wait_for()
    assert signs(demo, "closed") == ["Коваленко desk Haupteingang"]


def test_a_revoked_pass_keeps_what_was_pressed(visit, demo):
    prepare(demo, "revoked")
    page = at_the_door(visit, demo, "revoked")
    run(demo, "from workshops.models import DoorPass; DoorPass.objects.all().revoke()")

    press(page, "Олена Коваленко")

    page.get_by_text("Ihre Einträge werden nicht mehr angenommen").wait_for()
    assert page.evaluate("localStorage.length") == 1
    assert signs(demo, "revoked") == []


def test_a_badge_is_scanned(visit, demo):
    prepare(demo, "scan")
    reference = run(demo, filled(REFERENCE, SLUG="scan", NAME="Коваленко"))
    page = at_the_door(visit, demo, "scan")
    assert page.locator("[data-door-scan]").is_hidden()  # this browser reads no codes
    page.add_init_script(CAMERA)
    page.reload()

    page.get_by_role("button", name="Code eines Namensschilds scannen").click()
    page.evaluate(f"window.seen = '{reference}'")
    said(page, "Олена Коваленко ist da.")
    page.evaluate("window.seen = 'UNKNOWN1'")
    said(page, "Diesen Code hat hier niemand.")
    page.get_by_role("button", name="Scannen beenden").click()

    assert page.locator("[data-door-camera]").is_hidden()
    assert signs(demo, "scan") == ["Коваленко scan Haupteingang"]


def test_without_javascript_it_is_the_same(visit, demo):
    prepare(demo, "plain")
    page = at_the_door(visit, demo, "plain", java_script_enabled=False)

    assert page.locator("[data-door-connection]").is_hidden()
    page.keyboard.type("мел")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert names(page) == ["Тарас Мельник"]
    press(page, "Тарас Мельник")
    said(page, "Тарас Мельник ist da.")
    assert page.locator("h1").inner_text() == "1 von 4 ist da"
    page.get_by_role("button", name="Rückgängig").click()
    said(page, "nicht als anwesend erfasst")

    page.fill("#door-q", "wart")
    page.keyboard.press("Enter")
    page.get_by_text("Warteliste").wait_for()
    assert page.locator(".door-row button").count() == 0
    page.get_by_role("link", name="Gast ohne Anmeldung").click()
    page.get_by_label("Vorname").fill("Jan")
    page.get_by_role("button", name="Einlassen").click()
    said(page, "Jan ist da.")
    assert signs(demo, "plain") == ["desk Haupteingang"]  # the guest has no family name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_at_the_door_is_accessible(visit, demo, language, scheme):
    slug = f"access-{language}-{scheme}"
    prepare(demo, slug)
    page = at_the_door(visit, demo, slug, language=language, color_scheme=scheme)
    press(page, "Олена Коваленко")
    page.locator("[data-door-said] .alert").wait_for()
    base = f"{demo.url}/{language}/checkin/{slug}/"

    for path in ("", "?q=ков", "?q=wart", "?q=xyz", "guest/", "list/"):
        if path:
            page.goto(base + path)
        assert faults.of_access(page) == []
        assert faults.of_width(page) == []
        assert faults.of_outline(page) == []
        assert faults.of_covers(page) == []
        if path != "list/":
            assert faults.of_targets(page) == []
    assert page.foreign == []


def test_in_the_evening_the_lists_are_typed_in_and_the_evidence_is_made(
    log_in, visit, demo, tmp_path
):
    pk = prepare(demo, "evening")
    organiser = log_in()
    organiser.goto(f"{demo.url}/admin/workshops/workshop/{pk}/door/")
    organiser.get_by_label("Für wen").fill("Haupteingang")
    organiser.get_by_role("button", name="Einlass-Pass erstellen").click()
    code = organiser.locator(".pass-code strong").inner_text()
    link = organiser.locator("#new-link-1").input_value()
    assert faults.of_access(organiser) == []
    helper = visit(link.removeprefix(demo.url), **PHONE)
    helper.fill("#id_code", code)
    helper.press("#id_code", "Enter")
    press(helper, "Олена Коваленко")
    said(helper, "ist da.")

    type_in_the_list(organiser, tmp_path)
    hand_over_the_evidence(organiser)


def type_in_the_list(organiser, tmp_path):
    organiser.get_by_role("link", name="Anwesenheit").click()
    organiser.locator(".filter-pill").nth(1).click()
    organiser.wait_for_url("**day=**")
    assert faults.of_access(organiser) == []
    boxes = organiser.locator(".sign input")
    assert boxes.count() == 4
    boxes.first.focus()
    organiser.keyboard.press("Space")
    organiser.keyboard.press("Tab")
    organiser.keyboard.press("Space")  # the next one down the list
    assert [box.is_checked() for box in boxes.all()] == [True, True, False, False]
    organiser.get_by_role("button", name="Unterschriften speichern").click()
    organiser.get_by_text("2 Unterschriften geändert.").wait_for()
    assert organiser.get_by_text("aber am Einlass nicht gesehen").count() == 1

    scan = tmp_path / "liste.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    organiser.locator("input[type=file]").first.set_input_files(scan)
    organiser.get_by_role("button", name="Hochladen").first.click()
    organiser.get_by_text("1 Scan ist abgelegt.").wait_for()


def hand_over_the_evidence(organiser):
    organiser.get_by_role("link", name="Nachweise").click()
    assert faults.of_access(organiser) == []
    with organiser.expect_download() as download:
        organiser.get_by_role("button", name="Nachweispaket herunterladen (ZIP)").click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert any(re.match("signed-lists/.*-1.pdf", name) for name in archive.namelist())
    assert "Іван Бондар" not in archive.read("reconciliation.csv").decode()
    organiser.reload()
    organiser.get_by_label("Aktenzeichen").fill("AZ 7")
    organiser.get_by_role("button", name="Übergabe vermerken").click()
    organiser.get_by_text("Die Übergabe ist vermerkt.").wait_for()
