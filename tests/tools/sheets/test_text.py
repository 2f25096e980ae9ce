import io

import pytest

from tests.tools.sheets.files import xlsx
from tools.sheets import archive
from tools.sheets.limits import BadTable, Limits
from tools.sheets.reading import How
from tools.sheets.reading import read as read_table

HEAD = ["Kommune", "Name"]
ROWS = [(2, ["Вінниця", "Олена Ґудзь"]), (3, ["Пришти́на", "Ілля Є"])]
GERMAN = [(2, ["Köln", "Jürgen Groß"]), (3, ["Prishtinë", "Çlirim Ë"])]


def written(rows, encoding="utf-8", delimiter=";", line_end="\r\n"):
    lines = [HEAD, *(cells for _number, cells in rows)]
    return line_end.join(delimiter.join(cells) for cells in lines).encode(encoding)


def read(content, *, limits=None, known=None, **how):
    return read_table(io.BytesIO(content), How(**how), limits=limits, known=known)


def workbook(*rows):
    return xlsx(list(rows))


def why(content, **how):
    with pytest.raises(BadTable) as refused:
        read(content, **how)
    return str(refused.value)


@pytest.mark.row("A40")
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_unicode_is_recognised(encoding, found):
    table = read(written(ROWS, encoding))

    assert (table.head, table.rows, table.encoding) == (HEAD, ROWS, found)


@pytest.mark.row("A40")
@pytest.mark.parametrize(
    ("encoding", "rows"), [("cp1251", [ROWS[0]]), ("koi8-u", [ROWS[0]]), ("cp1252", GERMAN)]
)
def test_cyrillic_is_told_from_umlauts_by_its_words(encoding, rows):
    table = read(written(rows, encoding))

    assert (table.rows, table.encoding) == (rows, encoding)


def test_another_encoding_can_be_chosen():
    rows = [(2, ["Iași", "Țiriac, Ăla"])]
    content = written(rows, "iso8859-16")

    assert read(content).rows != rows
    assert read(content, encoding="iso8859-16").rows == rows


@pytest.mark.row("A40")
@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "Line 2 is not written in UTF-8."),
        ("utf-8-sig", "Line 2 is not written in UTF-8 (BOM)."),
        ("utf-16-be", "This file is not written in UTF-16 BE."),
        ("cp1251", "Line 2 is not written in Windows-1251"),
    ],
)
def test_what_does_not_fit_the_encoding_is_refused_not_replaced(encoding, said):
    content = b"Kommune;Name\r\nA;\x98\xd8\xff"

    assert why(content, encoding=encoding).startswith(said)


def test_one_broken_letter_does_not_make_it_another_encoding():
    content = written(ROWS * 5).replace("Є".encode(), "Є".encode()[:1], 1)

    with pytest.raises(BadTable, match=r"Line 3 is not written in UTF-8\.") as refused:
        read(content)
    assert (refused.value.code, refused.value.row) == ("unreadable_file", 3)


def test_a_line_that_names_the_delimiter_is_no_row():
    table = read(b"sep=|\r\na|b;c;d\r\ne|f\r\n")

    assert (table.head, table.rows, table.delimiter) == (["a", "b;c;d"], [(2, ["e", "f"])], "|")


@pytest.mark.row("A40")
@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_line_end(delimiter, line_end):
    table = read(written(ROWS, delimiter=delimiter, line_end=line_end))

    assert (table.rows, table.delimiter) == (ROWS, delimiter)


def test_delimiters_within_quotes_do_not_count():
    table = read(b'"Ort, Land, Region";Name\n"a;b";c')

    assert (table.head, table.rows) == (["Ort, Land, Region", "Name"], [(2, ["a;b", "c"])])


def known(text):
    return text if text in {"Name", "Ort", "E-Mail"} else None


def test_the_head_is_found_below_a_title_and_can_be_chosen():
    content = "Liste; Stand: 1,2,3,4,5\n\n;;\nOrt;Name;\n;;\nKöln;Ä;\n;;\n".encode()

    table = read(content, known=known)
    assert (table.head, table.header_row, table.delimiter) == (["Ort", "Name"], 4, ";")
    assert (table.rows, table.empty_skipped) == ([(6, ["Köln", "Ä"])], 2)
    assert read(content, known=known, header_row=1).head == ["Liste", "Stand: 1,2,3,4,5"]


def test_a_head_tells_the_delimiter_where_cells_are_full_of_others():
    content = b"Ort;Name;E-Mail\na,b,c,d;e;f\na,b,c,d;e;f\n"

    assert read(content, known=known).delimiter == ";"


def test_rows_keep_their_number_and_are_filled_up():
    table = read(b'a,b,\n\n"x\ny"\n ,\nz, w ,extra\n')

    assert (table.head, table.rows) == (
        ["a", "b"],
        [(3, ["x\ny", ""]), (5, ["z", "w", "extra"])],
    )


def test_a_workbook_is_read_as_text_whatever_it_is_called():
    table = read(workbook(HEAD, ["Winnyzja", "+380 1"]))

    assert (table.head, table.rows, table.encoding) == (HEAD, [(2, ["Winnyzja", "+380 1"])], "")


@pytest.mark.row("A43")
def test_formulas_are_never_computed_and_the_guard_of_a_csv_goes():
    assert read(b"a,b\n=1+1,'=2").rows == [(2, ["=1+1", "=2"])]
    assert read(workbook(["a", "b"], ["=1+1", "'=2"])).rows == [(2, ["=1+1", "'=2"])]


@pytest.mark.row("A41")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file has no rows."),
        (b"a,b\n", "This file has no rows."),
        (b"\n\n", "This file has no rows."),
        (b'a,b\nc,d\n"e,f\ng', "Row 3 cannot be read."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is no"),
        (b"%PDF-1.7\n\x01\x02\x00", "This file is no"),
        (archive.OLE + b"x" * 600, "This file has a password or an old format."),
        (b"PK\x03\x04 and nothing more", "This file cannot be read."),
        (b"x" * (5 * 1024 * 1024 + 1), "This file is too large"),
        (b"a\n" * 10_002, "This file has too many rows"),
        (b"a," * 100 + b"b\n" + b"a," * 100 + b"b\n", "This file has too many columns"),
        (workbook(["a"] * 101, ["a"] * 101), "This file has too many columns"),
        (b";".join([b"x"] * 5000) + b"\n1", "This file has too many columns"),
        (b"<html><table><tr><td>a;b", "This file is no table"),
        (b"{\\rtf1 a;b", "This file is no table"),
    ],
)
def test_what_is_no_table_is_refused_with_one_clear_message(content, said):
    assert said in why(content)


def test_the_limits_themselves_are_allowed():
    assert len(read(b"a\nb\nc\n", limits=Limits(rows=2)).rows) == 2
    with pytest.raises(BadTable, match="at most 2"):
        read(b"a\nb\nc\nd\n", limits=Limits(rows=2))
    assert len(read(b"a\n" * 10_001).rows) == 10_000
    assert len(read(b"a," * 99 + b"b\n" + b"a," * 99 + b"b\n").head) == 100
