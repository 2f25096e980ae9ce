"""Workbooks as two other programs read them: openpyxl and calamine."""

import csv
import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from django.utils.translation import gettext_lazy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from tests.workshops.exports.lists import AWKWARD, FORMULAS
from tools.spreadsheets import Column, stream_csv, unguard
from tools.workbook_stream import LONGEST, stream_xlsx

LANGUAGES = st.sampled_from(["de", "en", "uk", "sq"])
DIALECTS = st.sampled_from(["excel", "rfc4180"])
COLUMNS = (
    Column("text", "Text", lambda row: row),
    Column("place", "Place", lambda row: 1),
)
# XML has no way to hold these two: both readers leave them escaped
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=200)
RISKY = st.text(
    st.sampled_from([*"=+-@;,\"'\t\r\n\0 1A_x0041_", "\x1b", "\u200b", "＝"]), max_size=20
)


def workbook(rows, columns=COLUMNS, *, about=(), dialect="excel", language="en", **options):
    rows = list(rows)
    usual = {"number": len(rows), "title": "List", "zone": "Europe/Kyiv"}
    stream = stream_xlsx(
        columns, rows, about=about, dialect=dialect, language=language, **usual | options
    )
    return b"".join(stream)


def sheet_of(data, name="List"):
    """As openpyxl reads it, which leaves signs that XML does not hold as _x0007_."""
    return openpyxl.load_workbook(io.BytesIO(data))[name]


def texts_by_openpyxl(data):
    return [unescape(cell.value or "") for (cell, _place) in sheet_of(data).iter_rows(min_row=2)]


def texts_by_calamine(data):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("List")
    return [row[0] for row in sheet.to_python()[1:]]


def one_cell(value):
    return sheet_of(workbook([value]))["A2"]


@pytest.mark.row("A36")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(TEXTS, RISKY), min_size=1, max_size=5), DIALECTS, LANGUAGES)
@example([*FORMULAS, *AWKWARD], "excel", "de")
@example(["_x0041_", "_x005F_", "\x00\x1f", "a\r\nb\rc\td", " ", "\n", ""], "rfc4180", "uk")
def test_every_text_comes_back_as_text_from_two_readers(texts, dialect, language):
    data = workbook(texts, dialect=dialect, language=language)

    assert texts_by_openpyxl(data) == texts
    assert texts_by_calamine(data) == texts
    kinds = {cell.data_type for (cell, _place) in sheet_of(data).iter_rows(min_row=2) if cell.value}
    assert kinds <= {"s"}


@pytest.mark.row("A34")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(TEXTS, RISKY), min_size=1, max_size=5), DIALECTS, LANGUAGES)
@example([*FORMULAS, *AWKWARD], "excel", "de")
def test_no_workbook_holds_a_formula_or_a_link(texts, dialect, language):
    about = [(text, text) for text in texts]
    columns = [Column(text, text, lambda row: row) for text in texts]
    data = workbook(texts, columns, about=about, dialect=dialect, language=language)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = b"".join(part for name, part in parts.items() if name.startswith("xl/worksheets/"))
    assert re.findall(rb"<f[ >/]|<hyperlink", sheets) == []
    assert not any("_rels" in name and "worksheets" in name for name in parts)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(TEXTS, RISKY), min_size=1, max_size=5), LANGUAGES)
def test_workbook_and_csv_say_the_same(texts, language):
    stream = stream_csv(COLUMNS, texts, dialect="rfc4180", language=language)
    plain = b"".join(stream).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(plain, newline="")))[1:]

    assert texts_by_calamine(workbook(texts)) == [unguard(row[0]) for row in rows]


@pytest.mark.parametrize(
    ("value", "stored", "kind"),
    [
        (5, 5, "n"),
        (-5, -5, "n"),
        (0, 0, "n"),
        (True, True, "b"),
        (False, False, "b"),
        (None, None, "n"),
        ("", None, "n"),
        (datetime.date(2023, 11, 28), datetime.datetime(2023, 11, 28), "d"),
        (datetime.time(14, 30), datetime.time(14, 30), "d"),
        # on the clocks of Kyiv
        (
            datetime.datetime(2023, 11, 28, 9, 5, tzinfo=datetime.UTC),
            datetime.datetime(2023, 11, 28, 11, 5),
            "d",
        ),
        ("0089", "0089", "s"),
        ("12345678901234567890", "12345678901234567890", "s"),
        ("+49 89 233-00", "+49 89 233-00", "s"),
        ("2023-11-28", "2023-11-28", "s"),
        ("https://example.org", "https://example.org", "s"),
    ],
)
def test_cells_have_the_type_of_their_value(value, stored, kind):
    cell = one_cell(value)

    assert [cell.value, cell.data_type] == [stored, kind]


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 1, 1)))
@settings(deadline=None, max_examples=30)
def test_days_are_days(day):
    assert one_cell(day).value.date() == day


@pytest.mark.row("A36")
@pytest.mark.parametrize("sign", ["x", "ї", "👩"])
@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1, 32_768, 40_000])
def test_text_too_long_for_a_cell_says_so_and_the_csv_has_it_whole(sign, length):
    """A cell counts in units of UTF-16: the woman takes two."""
    text = sign * length
    fits = len(text.encode("utf-16-le")) // 2 <= LONGEST

    shown = one_cell(text).value
    whole = b"".join(stream_csv(COLUMNS, [text], dialect="excel", language="en")).decode()

    assert len(shown.encode("utf-16-le")) // 2 <= LONGEST
    assert shown == text if fits else shown.endswith(" … (cut here: the CSV has the whole text)")
    assert text in whole


def test_the_first_sheet_is_about_the_list_and_the_head_stays_in_sight():
    data = workbook(["a", "b"], about=[("Purpose", "=1+1"), ("Rows", "2")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["List"]

    assert book.sheetnames == ["About", "List"]
    assert list(book["About"].values) == [("Purpose", "=1+1"), ("Rows", "2")]
    assert book["About"]["B1"].data_type == "s"
    assert [page.freeze_panes, page.auto_filter.ref, page.dimensions] == ["A2", "A1:B3", "A1:B3"]
    assert [cell.value for cell in page[1]] == ["Text", "Place"]


def test_heads_are_titles_of_the_language_or_keys():
    columns = [Column("day", gettext_lazy("Day"), lambda row: row)]
    heads = [
        sheet_of(workbook([1], columns, dialect=dialect, language=language))["A1"].value
        for dialect, language in [("excel", "de"), ("excel", "uk"), ("rfc4180", "de")]
    ]

    assert heads == ["Tag", "День", "day"]


def test_an_empty_list_is_a_workbook():
    assert texts_by_openpyxl(workbook([])) == []


def test_workbook_comes_in_pieces_and_reads_rows_as_it_goes():
    taken = []
    rows = (taken.append(n) or str((n + 2) ** 60) for n in range(4_000))
    stream = stream_xlsx(
        COLUMNS, rows, number=4_000, about=[], title="List", dialect="excel", language="en",
        zone="UTC",
    )  # fmt: skip

    next(stream)
    before, first = len(taken), len(next(stream))

    assert before == 0
    assert len(taken) < 4_000
    assert first < 200_000
    assert len(list(stream)) > 10


def test_what_reads_a_part_of_the_workbook_sees_that_it_broke_off():
    data = workbook(["a"] * 100)

    for length in (0, len(data) // 3, len(data) - 1):
        with pytest.raises(zipfile.BadZipFile):
            zipfile.ZipFile(io.BytesIO(data[:length]))
