"""What a real spreadsheet program makes of the export: no cell of it is computed."""

import datetime
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from tests.factories import make_delegate, make_needs, make_workshop
from tests.workshops.exports.lists import AWKWARD, FORMULAS, export_of
from tools import spreadsheets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.libreoffice,
    pytest.mark.once,
    pytest.mark.row("A34"),
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="LIBREOFFICE IS MISSING: nobody has looked at the export in a spreadsheet program. "
        "Install it (Debian: apt-get install libreoffice-calc).",
    ),
]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(path, separators="59"):
    """The file as LibreOffice reads it: all cells of all sheets. 59 is ";", 44 ",", 9 a tab."""
    as_csv = [f"--infilter=CSV:{separators},34,76,1"] if path.suffix == ".csv" else []
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
            "--headless",
            *as_csv,
            "--convert-to",
            "fods",
            "--outdir",
            path.parent,
            path,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return list(ElementTree.parse(path.with_suffix(".fods")).iter(f"{TABLE}table-cell"))


def formulas(cells):
    """Those that are computed; a truth value of a workbook it keeps as =TRUE() or =FALSE()."""
    found = [cell.get(f"{TABLE}formula", "") for cell in cells]
    return [formula for formula in found if formula not in {"", "of:=TRUE()", "of:=FALSE()"}]


def text_of(cell):
    """Several blanks in a row are an element of their own, with their number."""
    return "\n".join("".join(_signs(line)) for line in cell.iter(f"{TEXT}p"))


def _signs(element):
    yield element.text or ""
    for part in element:
        yield {f"{TEXT}s": " " * int(part.get(f"{TEXT}c", "1")), f"{TEXT}tab": "\t"}.get(
            part.tag, "".join(_signs(part))
        )
        yield part.tail or ""


def shown(cells):
    return {text_of(cell) for cell in cells}


def make_dangerous_workshop():
    workshop = make_workshop()
    for text in [*FORMULAS, *AWKWARD]:
        make_delegate(workshop=workshop, given_name=text[:150], position=text)
    make_delegate(workshop=workshop, family_name="Größer-Çëla", phone="+49 89 233-00")
    make_delegate(workshop=workshop, given_name="Ґанна", family_name="Їжакевич")
    return workshop


def test_no_cell_is_computed_and_letters_and_phone_numbers_stay_readable(tmp_path):
    path = tmp_path / "guarded.csv"
    path.write_bytes(b"".join(export_of(make_dangerous_workshop(), dialect="excel", language="de")))

    cells = opened(path)

    assert formulas(cells) == []
    assert {"'=1+1", "'@SUM(A1)", "+49 89 233-00", "-5", "שלום עליכם"} <= shown(cells)
    assert {"Größer-Çëla", "Ґанна", "Їжакевич"} <= shown(cells)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_cell_is_computed_with_several_separators(tmp_path, language):
    workshop = make_workshop()
    for text in ("Kyiv;=1+1", "Kyiv,=1+1", "Kyiv\t=1+1", "Kyiv\n=1+1"):
        make_delegate(workshop=workshop, position=text, employer=text)
    path = tmp_path / "mistaken.csv"
    path.write_bytes(b"".join(export_of(workshop, dialect="excel", language=language)))

    assert formulas(opened(path, "59/44/9")) == []


def test_without_the_guard_some_cells_are_computed(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheets, "guard", lambda text: text)
    path = tmp_path / "open.csv"
    path.write_bytes(b"".join(export_of(make_dangerous_workshop(), dialect="excel", language="de")))

    assert len(formulas(opened(path))) > 0


def as_one_sees_it(text):
    """LibreOffice has no other break in a cell than a new line, and drops signs without a form."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def test_workbook_shows_every_text_unchanged_and_computes_nothing(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(export_of(make_dangerous_workshop(), format="xlsx")))

    cells = opened(path)

    assert formulas(cells) == []
    assert {as_one_sees_it(text) for text in [*FORMULAS, *AWKWARD]} <= shown(cells)
    assert {"+49 89 233-00", "Größer-Çëla", "Ґанна", "Їжакевич"} <= shown(cells)


def test_workbook_has_days_and_numbers_that_can_be_reckoned_with(tmp_path):
    workshop = make_workshop()
    person = make_delegate(workshop=workshop, family_name="Guest")
    first, last = datetime.date(2030, 5, 6), datetime.date(2030, 5, 9)
    make_needs(person, night_from=first, night_to=last, room="single", payer="self")
    path = tmp_path / "hotel.xlsx"
    export = export_of(
        workshop, "accommodation", format="xlsx", dialect="excel", language="de", reason="a reason"
    )
    path.write_bytes(b"".join(export))

    cells = opened(path)

    types = [(cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}date-value")) for cell in cells]
    assert ("date", "2030-05-06") in types
    assert ("date", "2030-05-09") in types
    assert "3" in [cell.get(f"{OFFICE}value") for cell in cells]
    assert {"Für das Hotel", "Einzelzimmer"} <= shown(cells)
