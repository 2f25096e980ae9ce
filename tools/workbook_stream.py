"""Columns and rows -> a workbook (XLSX) as a stream of bytes, in which every text is a text.

The library writes all but the rows: styles, widths, the frozen head, the sheet about the list. The
rows are written into its sheet as they come, and packed as they leave (docs/adr/0027).
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tools.spreadsheets import (
    PIECE,
    Column,
    Dialect,
    Pieces,
    Value,
    cell_values,
    header,
    in_language,
)

# the most that a cell holds, counted as spreadsheets do, in units of UTF-16
LONGEST = 32_767
# spreadsheets count days from this one
DAY_ZERO = date(1899, 12, 30).toordinal()
# quick, and a tenth larger than the best
COMPRESSION = 3
# rows that are packed in one go
BATCH = 50
LIST = "xl/worksheets/sheet2.xml"
# kind of cell: how a spreadsheet shows it; by number it is the reader's own way of writing dates
STYLES: dict[str, str | int] = {"text": "@", "day": 14, "moment": 22, "time": 20}

# what XML does not hold is written as _x0007_, and so is what already looks like that
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[<>&_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|^\\s|\\s$")


class Frame(NamedTuple):
    """A workbook without rows: its small parts, what stands in the list's sheet before and after
    the rows, and the numbers of the styles for the cells in STYLES."""

    parts: dict[str, bytes]
    before: bytes
    after: bytes
    styles: dict[str, str]


def stream_xlsx(
    columns: Iterable[Column],
    rows: Iterable[Any],
    *,
    number: int,
    about: Sequence[tuple[str, str]],
    title: str,
    dialect: Dialect,
    language: str,
    zone: str,
) -> Pieces:
    """Yield a workbook in pieces of some 16 kB: a sheet with `about`, then one with the list.

    `number` is how many rows there are. excel: titles and words in the language; rfc4180: machine
    keys and codes. Texts are cells of type text whatever they say, days and instants are dates (on
    the clocks of `zone`), yes and no are truth values. A text longer than a cell can hold ends
    with a note that says so.
    """
    columns = tuple(columns)
    pieces = _pieces(columns, rows, number, about, title, dialect, ZoneInfo(zone))
    return in_language(pieces, language)


def _pieces(
    columns: tuple[Column, ...],
    rows: Iterable[Any],
    number: int,
    about: Sequence[tuple[str, str]],
    title: str,
    dialect: Dialect,
    zone: ZoneInfo,
) -> Pieces:
    frame = _frame(header(columns, dialect), number, about, title)
    write_row = _row_writer(cell_values(columns, dialect), frame.styles, zone)
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name, content in frame.parts.items():
            archive.writestr(name, content)
        with archive.open(LIST, "w") as sheet:
            sheet.write(frame.before)
            yield outlet.taken()
            waiting: list[str] = []
            for place, row in enumerate(rows, start=2):
                waiting.append(write_row(place, row))
                if len(waiting) == BATCH:
                    sheet.write("".join(waiting).encode())
                    waiting.clear()
                    if outlet.size >= PIECE:
                        yield outlet.taken()
            sheet.write("".join(waiting).encode())
            sheet.write(frame.after)
    yield outlet.taken()


class _Outlet:
    """What the archive writes, until it is taken; there is no way back in it."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._waiting.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        self.size = 0
        return data


def _frame(
    heads: Sequence[str], number: int, about: Sequence[tuple[str, str]], title: str
) -> Frame:
    # only who asks for a workbook waits for the library
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        notes = workbook.add_worksheet(_("About"))
        notes.set_column(0, 0, 24)
        notes.set_column(1, 1, 80)
        for place, (label, text) in enumerate(about):
            notes.write_string(place, 0, label, bold)
            notes.write_string(place, 1, _fitting(text), wrapped)
        page = workbook.add_worksheet(title)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, number, len(heads) - 1)
        for place, head in enumerate(heads):
            page.set_column(place, place, min(max(len(head) + 4, 12), 40))
            page.write_string(0, place, head, bold)
        # a row that is taken out again: it names the styles
        for place, shown in enumerate(STYLES.values()):
            page.write_blank(1, place, None, workbook.add_format({"num_format": shown}))
    last = xl_rowcol_to_cell(number, len(heads) - 1)
    return _parted(buffer, f"A1:{last}")


def _parted(buffer: io.BytesIO, extent: str) -> Frame:
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts.pop(LIST).decode()
    before, rest = sheet.split('<row r="2"')
    sample, after = rest.split("</sheetData>")
    before = re.sub('<dimension ref="[^"]*"', f'<dimension ref="{extent}"', before)
    styles = dict(zip(STYLES, re.findall(r' s="(\d+)"', sample), strict=True))
    return Frame(parts, before.encode(), f"</sheetData>{after}".encode(), styles)


def _row_writer(
    values: Sequence[Callable[[Any], Value]], styles: dict[str, str], zone: ZoneInfo
) -> Callable[[int, Any], str]:
    """Return a function of the row's number in the sheet and the row; empty cells are left out."""
    from xlsxwriter.utility import xl_col_to_name

    places = [(xl_col_to_name(place), value_of) for place, value_of in enumerate(values)]
    as_text = f'" s="{styles["text"]}" t="inlineStr"><is><t'

    def write_row(number: int, row: Any) -> str:
        cells = [f'<row r="{number}">']
        for column, value_of in places:
            value = value_of(row)
            if value is None or value == "":
                continue
            if isinstance(value, str | Promise):
                cells.append(f'<c r="{column}{number}{as_text}{_inner(str(value))}</t></is></c>')
            else:
                style, plain = _plain(value, styles, zone)
                cells.append(f'<c r="{column}{number}"{style}><v>{plain}</v></c>')
        cells.append("</row>")
        return "".join(cells)

    return write_row


def _inner(text: str) -> str:
    """The end of the opening tag and the text, as XML holds it."""
    if len(text) > LONGEST // 2:
        text = _fitting(text)
    if not _SPECIAL.search(text):
        return f">{text}"
    fit = _UNFIT.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    return f' xml:space="preserve">{escape(fit)}'


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell holds, and that it goes on."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text
    note = _(" … (cut here: the CSV has the whole text)")
    return units[: 2 * (LONGEST - len(note))].decode("utf-16-le", "ignore") + note


def _plain(value: Value, styles: dict[str, str], zone: ZoneInfo) -> tuple[str, float]:
    """The attributes of the cell and its number."""
    if isinstance(value, bool):
        return ' t="b"', int(value)
    if isinstance(value, datetime):
        local = value.astimezone(zone) if value.tzinfo else value
        return f' s="{styles["moment"]}"', _day(local) + _part_of_day(local.time())
    if isinstance(value, date):
        return f' s="{styles["day"]}"', _day(value)
    if isinstance(value, time):
        return f' s="{styles["time"]}"', _part_of_day(value)
    return "", value  # type: ignore[return-value]


def _day(day: date) -> int:
    return day.toordinal() - DAY_ZERO


def _part_of_day(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400
