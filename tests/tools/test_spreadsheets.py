import csv
from datetime import UTC, date, datetime, time
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.spreadsheets import Column, content_disposition, guard, stream_csv, unguard

COLUMNS = (
    Column("name", "Name", lambda row: row["name"]),
    Column("status", "Status", lambda row: row["label"], code=lambda row: row["status"]),
)
INVISIBLE = [
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    "\x1b",
    "\xa0",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\u202e",
    "\ufe0f",
]


def cells(stream, delimiter=","):
    text = b"".join(stream).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def one_cell(value, dialect="rfc4180", language="en"):
    columns = [Column("value", "Value", lambda row: row)]
    return cells(stream_csv(columns, [value], dialect=dialect, language=language))[1]


@pytest.mark.row("A34")
@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫")
@pytest.mark.parametrize(
    "before", ["", *INVISIBLE, " \t\r\n\ufeff", "\ufe00", "\u180b", "\U000e0100"]
)
def test_guard_stands_before_every_risky_text(before, sign):
    text = f"{before}{sign}cmd|' /C calc'!A0"

    assert guard(text) == f"'{text}"


@pytest.mark.row("A34")
@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "+5",
        "-1.234,50",
        "+49 89 233 00",
        "+380441234567",
        "+49 (0)89 233-96",
        " +49 89 23300",
        "Anna = Maria",
        "a@example.org",
        "'Olena",
        "' a=b",
        "–5",
        "\t\0",
        "",
    ],
)
def test_guard_leaves_harmless_text_alone(text):
    assert guard(text) == text


@pytest.mark.parametrize("text", ["-5+3", "+1+cmd|'a'!A0", "-2023-11-28", "+", "+49 89 =1", "-٥"])
def test_guard_knows_what_is_no_number(text):
    assert guard(text) == f"'{text}"


@pytest.mark.row("A34")
@pytest.mark.parametrize("text", ["'=1+1", "''=1+1", "'\t@x", "' -a"])
def test_guard_is_doubled_where_the_text_brings_one(text):
    assert guard(text) == f"'{text}"


signs = st.sampled_from([*"'=+-@＝＋－＠15 a", *INVISIBLE])


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(signs)))
@example("'=1")
@example("''")
def test_unguard_undoes_guard(text):
    assert unguard(guard(text)) == text


def test_excel_speaks_the_language_and_starts_with_a_byte_order_mark():
    rows = [{"name": "Élodie; B", "label": "Kommt", "status": "confirmed"}]

    stream = b"".join(stream_csv(COLUMNS, rows, dialect="excel", language="de"))

    assert stream == '\ufeff"Name";"Status"\r\n"Élodie; B";"Kommt"\r\n'.encode()


def test_excel_in_english_separates_by_comma():
    stream = b"".join(stream_csv(COLUMNS, [], dialect="excel", language="en"))

    assert stream == '\ufeff"Name","Status"\r\n'.encode()


def test_rfc4180_states_keys_and_codes():
    rows = [{"name": "Élodie", "label": "Kommt", "status": "confirmed"}]

    stream = b"".join(stream_csv(COLUMNS, rows, dialect="rfc4180", language="de"))

    assert stream == '"name","status"\r\n"Élodie","confirmed"\r\n'.encode()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (date(2023, 11, 28), "2023-11-28"),
        (datetime(2023, 11, 28, 9, 5, tzinfo=UTC), "2023-11-28T09:05:00+00:00"),
        (time(9, 5), "09:05"),
        ("0089", "0089"),
        ("12345678901234567890", "12345678901234567890"),
        ("x" * 32_768, "x" * 32_768),
        ("=1", "'=1"),
    ],
)
def test_values_become_plain_cells(value, cell):
    assert one_cell(value) == [cell]


@pytest.mark.row("A36")
@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.sampled_from(["excel", "rfc4180"]),
    st.sampled_from(["de", "en", "uk", "sq"]),
)
@example('a "b"; c, d\r\ne\nf\rg\th', "excel", "de")
@example("👩‍🚒 שלום عربي", "excel", "en")
@example("\x00\x1b", "rfc4180", "uk")
@example("32.768", "excel", "sq")
def test_every_text_comes_back_in_every_dialect_and_language(text, dialect, language):
    columns = [Column("n", "N", lambda row: 1), Column("text", "Text", lambda row: row)]
    delimiter = ";" if dialect == "excel" and language != "en" else ","

    stream = stream_csv(columns, [text], dialect=dialect, language=language)
    found = cells(stream, delimiter)[1][1]

    assert unguard(found) == text
    assert found == guard(text)


def test_stream_comes_in_pieces_and_reads_rows_as_it_goes():
    taken = []
    rows = (taken.append(n) or {"name": "x" * 1000, "label": "", "status": ""} for n in range(100))

    stream = stream_csv(COLUMNS, rows, dialect="excel", language="de")
    first = next(stream)

    assert len(taken) < 20
    assert len(first) < 20_000
    assert len(list(stream)) > 3


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b.csv", "attachment; filename=\"a b.csv\"; filename*=UTF-8''a%20b.csv"),
        (
            "München.csv",
            "attachment; filename=\"Munchen.csv\"; filename*=UTF-8''M%C3%BCnchen.csv",
        ),
        (
            'a"/\\b\r\nX: y.csv',
            "attachment; filename=\"a---bX: y.csv\"; filename*=UTF-8''a---bX%3A%20y.csv",
        ),
    ],
)
def test_content_disposition_carries_the_name_twice(name, header):
    assert content_disposition(name) == header
