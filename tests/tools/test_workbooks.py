import io
import zipfile

import pytest

from tools import workbooks
from tools.workbooks import BadWorkbook, Sheet

ROWS = [["key", "text"], ["a", "=1+1"], ["b", "+49 89 233 00"], ["c", " @x"], ["d", "Ґанок\n2"]]


def sheet(rows, title="Texts", widths=(10, 40)):
    return Sheet(title, rows, widths)


def made(*sheets):
    return workbooks.write(sheets or [sheet(ROWS)])


def rows_of(content, begins_with="key"):
    """Without the empty cells to the right."""
    rows = workbooks.read(io.BytesIO(content), begins_with=begins_with)
    assert {len(row) for _number, row in rows} == {workbooks.COLUMNS}
    return [(number, row[:2]) for number, row in rows]


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_what_is_written_is_read_again_with_the_numbers_of_the_rows():
    assert rows_of(made()) == list(enumerate(ROWS, 1))


def test_every_cell_is_text():
    page = parts_of(made())["xl/worksheets/sheet1.xml"].decode()

    assert "<f>" not in page
    assert page.count('t="s"') == page.count("<v>") == 10


def test_the_head_stays_in_sight_and_a_column_without_width_is_hidden():
    page = parts_of(made(sheet(ROWS, widths=(10, None))))["xl/worksheets/sheet1.xml"].decode()

    assert 'state="frozen"' in page
    assert page.count('hidden="1"') == 1


def test_the_sheet_is_found_by_its_first_cell():
    content = made(sheet([["About", ""]], title="About"), sheet(ROWS))

    assert rows_of(content) == list(enumerate(ROWS, 1))
    with pytest.raises(BadWorkbook):
        rows_of(content, begins_with="something else")


def test_empty_rows_are_left_out_and_the_others_keep_their_number():
    content = made(sheet([["key", "x"], ["", ""], ["a", ""]]))

    assert rows_of(content) == [(1, ["key", "x"]), (3, ["a", ""])]


def test_a_formula_counts_as_its_stored_value():
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["key", "text"])
        page.write_formula(1, 0, "=1+1", None, "stored")
        page.write_number(1, 1, 5)

    assert rows_of(buffer.getvalue())[1] == (2, ["stored", "5"])


BROKEN = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" * 40,
    "empty": b"",
    "text": "key;text\na;b".encode("utf-16"),
    "html": b"<html><table><tr><td>key</td></tr></table></html>",
    "truncated": made()[:-200],
    "password or xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "another zip": packed({"content.txt": b"key"}),
    "sheet without strings": packed(
        {name: part for name, part in parts_of(made()).items() if "sharedStrings" not in name}
    ),
    "sheet of rubbish": packed(parts_of(made()) | {"xl/worksheets/sheet1.xml": b"<not closed"}),
    "macros": packed(parts_of(made()) | {"xl/vbaProject.bin": b"x"}),
    "bomb": packed(parts_of(made()) | {"xl/media/x.xml": b" " * 9_000_000}),
    "large when unpacked": packed(
        parts_of(made()) | {f"xl/{n}.bin": bytes(range(256)) * 8000 for n in range(6)}
    ),
    "many entries": packed(parts_of(made()) | {f"x/{number}": b"" for number in range(200)}),
    "too large": b"PK\x03\x04" + b"x" * workbooks.LARGEST,
    "many rows": made(sheet([["key", "x"]] * (workbooks.MOST_ROWS + 1))),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_bad_file_is_refused_in_words(kind):
    with pytest.raises(BadWorkbook) as refused:
        rows_of(BROKEN[kind])

    assert str(refused.value).startswith(("This file", "This workbook"))


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
%s]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&z;</t></si></sst>
"""


def test_entities_that_blow_up_are_refused():
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = "".join(
        f'<!ENTITY {one} "{f"&{before};" * 10}">'
        for before, one in zip(names, names[1:], strict=False)
    )
    strings = ENTITIES % lines.encode()

    with pytest.raises(BadWorkbook):
        rows_of(packed(parts_of(made()) | {"xl/sharedStrings.xml": strings}))


def test_a_cell_far_away_costs_nothing():
    page = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
        b"</sheetData></worksheet>"
    )

    with pytest.raises(BadWorkbook, match="too many rows"):
        rows_of(packed(parts_of(made()) | {"xl/worksheets/sheet1.xml": page}))


def test_our_sheet_is_sought_among_the_first_only():
    """A list of many sheets may name one large part again and again."""
    others = [sheet([["x", "y"]], title=f"S{number}") for number in range(workbooks.MOST_SHEETS)]

    assert rows_of(made(*others[1:], sheet(ROWS)))
    with pytest.raises(BadWorkbook):
        rows_of(made(*others, sheet(ROWS)))
