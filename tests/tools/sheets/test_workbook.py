"""Workbooks are read as people see them, whatever program wrote them."""

import datetime
import io
import shutil
import subprocess

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.sheets.files import (
    MAIN,
    STRICT,
    ods,
    ods_row,
    typed_xlsx,
    with_sheet,
    without_part,
    xlsx,
)
from tests.tools.sheets.test_text import HEAD, ROWS, known, read, why
from tools.sheets.limits import BadTable, Limits
from tools.sheets.reading import rows_of_workbook

TEXTS = ["+380 1", " a  b ", "=1+1", "x\ny", "_x000D_", "ß Ґ є ë", "0049", "TRUE"]
READ = ["+380 1", "a  b", "=1+1", "x\ny", "_x000D_", "ß Ґ є ë", "0049", "TRUE"]


def test_texts_of_a_workbook_are_read_exactly():
    table = read(xlsx([["h"] * 8, TEXTS]))

    assert table.rows == [(2, READ)]
    assert (table.sheet, table.sheets, table.encoding, table.delimiter) == ("S1", ["S1"], "", "")


def test_what_is_empty_costs_no_row_number():
    table = read(xlsx([["", ""], ["", "a", "b", ""], ["", "", ""], ["", "", "x"]]))

    assert (table.head, table.header_row) == (["", "a", "b"], 2)
    assert (table.rows, table.empty_skipped) == ([(4, ["", "", "x"])], 1)


def test_the_sheet_with_the_best_head_is_read_and_another_can_be_chosen():
    content = xlsx(("Notiz", [["Liste vom 1. Mai"], ["Name"]]), ("Leute", [HEAD, ["a", "b"]]))

    table = read(content, known=lambda text: text if text in HEAD else None)
    assert (table.sheet, table.head, table.sheets) == ("Leute", HEAD, ["Notiz", "Leute"])
    assert read(content, sheet="Notiz").rows == [(2, ["Name"])]


def test_a_title_above_the_head_is_no_row():
    content = xlsx([["Teilnehmende, Stand Mai"], [], ["Ort", "Name"], ["Köln", "Ä"]])

    assert read(content, known=known).rows == [(4, ["Köln", "Ä"])]


def write_values(workbook, page):
    def format_of(code):
        return workbook.add_format({"num_format": code})

    moment = datetime.datetime(2026, 3, 2, 17, 30)
    page.write_row(0, 0, list("abcdefghij"))
    page.write_row(1, 0, [49892330.0, 1.5, -3, 380441234567, True, 1e21])
    page.write_datetime(1, 6, moment.replace(hour=0, minute=0), format_of("dd.mm.yyyy"))
    page.write_datetime(1, 7, moment, format_of('[$-409]d" of "mmm h:mm'))
    page.write_datetime(1, 8, moment.time(), format_of("hh:mm"))
    page.write_number(1, 9, 12.0, format_of('0.00" days"'))


def test_numbers_and_days_are_read_as_one_sees_them():
    (_number, cells), *_rest = read(typed_xlsx(write_values)).rows

    assert cells == [
        "49892330",
        "1.5",
        "-3",
        "380441234567",
        "true",
        "1000000000000000000000",
        "2026-03-02",
        "2026-03-02 17:30:00",
        "17:30:00",
        "12",
    ]


@pytest.mark.row("A43")
def test_a_formula_counts_as_its_stored_value():
    def fill(_workbook, page):
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_formula(1, 0, "=1+1", None, "stored")
        page.write_formula(1, 1, '=WEBSERVICE("http://127.0.0.1:9/")', None, 5)
        page.write_string(1, 2, "'=2")

    assert read(typed_xlsx(fill)).rows == [(2, ["stored", "5", "'=2"])]


RICH = (
    '<row><c t="inlineStr"><is><r><t>Оле</t></r><r><t>на</t></r><rPh><t>x</t></rPh></is></c>'
    '<c r="C1" t="inlineStr"><is><t xml:space="preserve">a_x000D_b_x005F_x000D_</t></is></c></row>'
    '<row><c t="str"><f>A1</f><v>y</v></c><c t="e"><v>#N/A</v></c><c t="d">'
    "<v>2026-03-02T00:00:00</v></c></row>"
)


@pytest.mark.parametrize("namespace", [MAIN, STRICT], ids=["transitional", "strict"])
def test_what_other_programs_write_is_read(namespace):
    table = read(with_sheet(RICH, namespace))

    assert (table.head, table.rows) == (
        ["Олена", "", "a\rb_x000D_"],
        [(2, ["y", "#N/A", "2026-03-02"])],
    )


def test_a_hidden_sheet_is_not_read():
    def fill(workbook, page):
        page.write_row(0, 0, ["a", "b"])
        page.write_row(1, 0, ["c", "d"])
        other = workbook.add_worksheet("hidden")
        other.write_row(0, 0, ["Ort", "Name"])
        other.hide()

    assert read(typed_xlsx(fill), known=known).sheets == ["Sheet1"]


# ODS

VALUES = ods_row(
    ('office:value-type="float" office:value="49892330"', "<text:p>49.892.330</text:p>"),
    ('office:value-type="date" office:date-value="2026-03-02"', "<text:p>2. März</text:p>"),
    ('office:value-type="boolean" office:boolean-value="true"', "<text:p>WAHR</text:p>"),
    (
        'office:value-type="string"',
        "<text:p>a<text:s text:c='2'/>b<text:tab/>\n  c</text:p><text:p>d</text:p>"
        "<office:annotation><text:p>note</text:p></office:annotation>",
    ),
    ('table:formula="of:=1+1" office:value-type="float" office:value="2"', "<text:p>2</text:p>"),
)


def test_a_workbook_of_libreoffice_is_read_as_one_sees_it():
    empty = ods_row("", times=2) + ods_row(("table:number-columns-repeated='16000'", ""))
    far = ods_row("", times=1_048_000)
    table = read(ods(ods_row("Notiz"), ods_row(*"abcde") + empty + VALUES + far), known=str)

    assert (table.sheet, table.sheets, table.header_row) == ("S2", ["S1", "S2"], 1)
    assert table.rows == [(5, ["49892330", "2026-03-02", "true", "a  b\t c\nd", "2"])]
    assert table.empty_skipped == 3


def test_repeated_cells_and_rows_are_several():
    rows = ods_row("a", "b", "c") + ods_row(
        (
            "table:number-columns-repeated='2' office:value-type='string'",
            "<text:p>x</text:p>",
        ),
        times=2,
    )

    assert read(ods(rows)).rows == [(2, ["x", "x", ""]), (3, ["x", "x", ""])]


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_what_libreoffice_saves_is_read(tmp_path, ending):
    (tmp_path / "a").mkdir()
    (tmp_path / "list.xlsx").write_bytes(xlsx([[], HEAD, *(cells for _n, cells in ROWS)]))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", ending, "--outdir", tmp_path / "a", tmp_path / "list.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    table = read((tmp_path / "a" / f"list.{ending}").read_bytes())

    assert (table.head, table.header_row) == (HEAD, 2)
    assert [cells for _number, cells in table.rows] == [cells for _number, cells in ROWS]


# the rows of a sheet of ours


def ours(content, limits=None):
    limits = limits or Limits(columns=2)
    return rows_of_workbook(io.BytesIO(content), begins_with="key", limits=limits)


def test_our_sheet_is_found_by_its_first_cell():
    content = xlsx(("About", [["About", ""]]), ("Texts", [["key", "x"], ["", ""], ["a", ""]]))

    assert ours(content) == [(1, ["key", "x"]), (3, ["a", ""])]


def test_our_sheet_is_sought_among_the_first_only():
    """A list of many sheets may name one large part again and again."""
    others = [(f"S{number}", [["x"]]) for number in range(10)]

    assert ours(xlsx(*others[1:], ("T", [["key"]])))
    with pytest.raises(BadTable, match="no sheet of ours"):
        ours(xlsx(*others, ("T", [["key"]])))


@pytest.mark.row("A41")
def test_shared_texts_that_are_missing_are_said():
    assert why(without_part("sharedStrings")).startswith("This file cannot be read.")


# beside another program


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=8)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=2, max_size=5))
@settings(max_examples=50, deadline=None)
def test_the_same_is_read_as_another_program_reads(rows):
    content = xlsx([["h", "h", "h"], *rows])
    page = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    expected = {
        number: [str(cell).strip() for cell in cells]
        for number, cells in enumerate(page.to_python(skip_empty_area=False), 1)
    }

    try:
        found = read(content).rows
    except BadTable:
        found = []

    assert found == [
        (number, cells) for number, cells in expected.items() if number > 1 and any(cells)
    ]
