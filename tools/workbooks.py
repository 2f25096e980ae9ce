"""Workbooks (XLSX): written with text alone, read within limits that hold before anything is
unpacked."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import BinaryIO

from django.utils.translation import gettext as _

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MEGABYTE = 1024 * 1024
# of the file, and of what it unpacks to
LARGEST = 5 * MEGABYTE
LARGEST_UNPACKED = 10 * MEGABYTE
MOST_ENTRIES = 200
MOST_SHEETS = 10
# unpacked size against packed size; small files are harmless at any ratio
HIGHEST_RATIO = 100
RATIO_COUNTS_FROM = MEGABYTE
MOST_ROWS = 5_000
COLUMNS = 20

OLE = b"\xd0\xcf\x11\xe0"  # how a password-protected workbook and one of before 2007 begin


class BadWorkbook(Exception):
    """Why a file is not read, in words for whoever sent it."""


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: the first row is the head and stays in sight."""

    title: str
    rows: Iterable[Sequence[str]]
    # of the columns, in characters; None hides the column
    widths: Sequence[int | None]
    # the columns one writes into
    open_columns: Sequence[int] = ()


def write(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook in which every cell is text, whatever it begins with."""
    # only who asks for a workbook waits for the library
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        body = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        to_fill = workbook.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FFF8E1"}
        )
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width, body, {"hidden": width is None})
            for number, row in enumerate(sheet.rows):
                for column, text in enumerate(row):
                    style = to_fill if column in sheet.open_columns else body
                    page.write_string(number, column, text, head if number == 0 else style)
    return buffer.getvalue()


def read(
    file: BinaryIO, *, begins_with: str = "", most_rows: int = MOST_ROWS, columns: int = COLUMNS
) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet whose first cell says `begins_with`, or of the first with
    anything in its first row, as (number as the spreadsheet shows it, texts of the first columns).

    Empty rows are left out, an empty cell is "". A formula counts as the value that was stored with
    it. Raises BadWorkbook for whatever is no plain workbook or exceeds the limits.
    """
    _check(file)
    try:
        rows = _rows(file, begins_with, most_rows, columns)
    except Exception as broken:  # the library raises whatever a broken part leads to
        raise _unreadable() from broken
    if not rows:
        raise BadWorkbook(_("This workbook has no sheet of ours."))
    if len(rows) > most_rows:
        raise BadWorkbook(_("This file has too many rows."))
    return [(number, row) for number, row in rows if any(row)]


def _rows(
    file: BinaryIO, begins_with: str, most_rows: int, columns: int
) -> list[tuple[int, list[str]]]:
    """Of every sheet only the first row is looked at: many may name the same, large part."""
    # only who sends a workbook waits for the library
    import openpyxl  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and rules that are not ours to keep
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for page in workbook.worksheets[:MOST_SHEETS]:
            page.reset_dimensions()  # what a file says of its own size is not believed
            rows = page.iter_rows(max_row=most_rows + 1, max_col=columns, values_only=True)
            first = [_text(cell) for cell in next(rows, [])]
            if first[:1] == [begins_with] or (not begins_with and any(first)):
                others = [[_text(cell) for cell in row] for row in rows]
                return list(enumerate([first, *others], 1))
    return []


def _check(file: BinaryIO) -> None:
    """What the list of contents tells, before anything of the contents is unpacked."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > LARGEST:
        raise BadWorkbook(_("This file is too large."))
    begins = file.read(len(OLE))
    file.seek(0)
    if begins == OLE:
        raise BadWorkbook(
            _("This file has a password or an old format. Save it as a plain workbook (.xlsx).")
        )
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as broken:
        raise _unreadable() from broken
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > HIGHEST_RATIO * size
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or is_bomb:
        raise BadWorkbook(_("This file is too large."))
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise BadWorkbook(_("This file has macros. Save it as a plain workbook (.xlsx)."))


def _unreadable() -> BadWorkbook:
    return BadWorkbook(_("This file cannot be read. Is it a workbook (.xlsx)?"))


def _text(cell: object) -> str:
    """As one reads it: a number without ".0", a day without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
