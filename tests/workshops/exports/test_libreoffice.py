"""What a real spreadsheet program makes of the export: no cell of it is computed."""

import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from tests.factories import make_delegate, make_workshop
from tests.workshops.exports.lists import AWKWARD, FORMULAS, export_of
from tools import spreadsheets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.libreoffice,
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="LIBREOFFICE IS MISSING: nobody has looked at the export in a spreadsheet program. "
        "Install it (Debian: apt-get install libreoffice-calc).",
    ),
]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(path, separators="59"):
    """The file as LibreOffice reads it: all cells of the sheet. 59 is ";", 44 ",", 9 a tab."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
            "--headless",
            f"--infilter=CSV:{separators},34,76,1",
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
    return [cell for cell in cells if f"{TABLE}formula" in cell.attrib]


def shown(cells):
    return {"\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p")) for cell in cells}


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
