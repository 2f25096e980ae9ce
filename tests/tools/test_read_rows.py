import io

import pytest

from tools import workbooks
from tools.spreadsheets import BadTable, guard, read_rows

HEAD = ["Kommune", "Name"]
ROWS = [(2, ["Вінниця", "Олена Ґудзь"]), (3, ["Пришти́на", "Ілля Є"])]
GERMAN = [(2, ["Köln", "Jürgen Groß"]), (3, ["Prishtinë", "Çlirim Ë"])]


def written(rows, encoding="utf-8", delimiter=";", line_end="\r\n"):
    lines = [HEAD, *(cells for _number, cells in rows)]
    return line_end.join(delimiter.join(cells) for cells in lines).encode(encoding)


def read(content, **how):
    return read_rows(io.BytesIO(content), **how)


def workbook(*rows):
    return workbooks.write([workbooks.Sheet("A", rows, [10] * len(rows[0]))])


def why(content, **how):
    with pytest.raises(BadTable) as refused:
        read(content, **how)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_unicode_is_recognised(encoding, found):
    table = read(written(ROWS, encoding))

    assert (table.head, table.rows, table.encoding) == (HEAD, ROWS, found)


@pytest.mark.parametrize(
    ("encoding", "rows"), [("cp1251", [ROWS[0]]), ("cp1252", GERMAN)], ids=["cp1251", "cp1252"]
)
def test_cyrillic_is_told_from_umlauts(encoding, rows):
    table = read(written(rows, encoding))

    assert (table.rows, table.encoding) == (rows, encoding)


def test_another_encoding_can_be_chosen():
    content = written([ROWS[0]], "koi8-u")

    assert read(content).rows != [ROWS[0]]
    assert read(content, encoding="koi8-u").rows == [ROWS[0]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-be", "cp1251"])
def test_what_does_not_fit_the_encoding_is_refused_not_replaced(encoding):
    content = b"Kommune;Name\r\nA;\x98\xd8\xff"

    assert why(content, encoding=encoding).startswith("This file is not written in ")


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_line_end(delimiter, line_end):
    table = read(written(ROWS, delimiter=delimiter, line_end=line_end))

    assert (table.rows, table.delimiter) == (ROWS, delimiter)


def test_delimiters_within_quotes_do_not_count():
    table = read(b'"Ort, Land, Region";Name\n"a;b";c')

    assert (table.head, table.rows) == (["Ort, Land, Region", "Name"], [(2, ["a;b", "c"])])


def test_rows_keep_their_number_and_are_filled_up():
    table = read(b'a,b,\n\n"x\ny"\n ,\nz, w ,extra\n')

    assert (table.head, table.rows) == (
        ["a", "b"],
        [(3, ["x\ny", ""]), (5, ["z", "w", "extra"])],
    )


def test_a_workbook_is_read_as_text_whatever_it_is_called():
    table = read(workbook(HEAD, ["Winnyzja", "+380 1"]))

    assert (table.head, table.rows, table.encoding) == (HEAD, [(2, ["Winnyzja", "+380 1"])], "")


def test_formulas_are_never_computed_and_the_guard_goes():
    assert read(b"a,b\n=1+1,'=2").rows == [(2, ["=1+1", "=2"])]
    assert read(workbook(["a", "b"], ["=1+1", guard("=2")])).rows == [(2, ["=1+1", "=2"])]


def test_numbers_and_days_of_a_workbook_are_read_as_one_sees_them():
    import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_row(1, 0, [49892330.0, 1.5])
        page.write_datetime(1, 2, datetime.datetime(2026, 3, 2), day)

    assert read(buffer.getvalue()).rows == [(2, ["49892330", "1.5", "2026-03-02"])]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file has no rows."),
        (b"a,b\n", "This file has no rows."),
        (b"\n\n", "This file has no rows."),
        (b'a,b\nc,d\n"e,f\ng', "Row 3 cannot be read."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is no"),
        (b"%PDF-1.7\n\x01\x02\x00", "This file is no"),
        (workbooks.OLE + b"x" * 600, "This file has a password or an old format."),
        (b"PK\x03\x04 and nothing more", "This file cannot be read."),
        (b"x" * (5 * 1024 * 1024 + 1), "This file is too large"),
        (b"a\n" * 10_002, "This file has too many rows"),
        (b"a," * 100 + b"b\n" + b"a," * 100 + b"b\n", "This file has too many columns"),
        (workbook(["a"] * 101, ["a"] * 101), "This file has too many columns"),
    ],
)
def test_what_is_no_table_is_refused_with_one_clear_message(content, said):
    assert said in why(content)


def test_the_limits_themselves_are_allowed():
    assert len(read(b"a\n" * 10_001).rows) == 10_000
    assert len(read(b"a," * 99 + b"b\n" + b"a," * 99 + b"b\n").head) == 100
