"""Columns and rows -> CSV as a stream of bytes, with one guard against formulas; and back: an
uploaded table, CSV or XLSX, -> rows of texts."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from io import SEEK_END, StringIO
from itertools import islice
from typing import Any, BinaryIO, Literal
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from tools import filetypes, workbooks

Dialect = Literal["excel", "rfc4180"]
Pieces = Generator[bytes, None, None]
Value = str | Promise | int | date | datetime | time | bool | None

BYTE_ORDER_MARK = "\ufeff"
PIECE = 16 * 1024

_SIGNS = frozenset("=+-@")
# how most texts begin: nothing a spreadsheet computes
_HARMLESS = re.compile("[0-9A-Za-z\u00c0-\u024f\u0400-\u04ff]")
# nothing to see, though Unicode counts them as letters, accents or symbols
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0e\ufe0f")
_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)*")
_PHONE = re.compile(r"\+(?=([^0-9]*[0-9]){5,20}[^0-9]*$)[0-9(][0-9 \u00a0().\-/]*[0-9]")


# of an uploaded table
LARGEST = workbooks.LARGEST
MOST_ROWS = 10_000
MOST_COLUMNS = 100
# how a CSV may be written: Python's name -> what people know it by
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1251": "Windows-1251 (Кирилиця)",
    "cp1252": "Windows-1252 (ÄÖÜ, Ë, Ç)",
    "koi8-u": "KOI8-U (Кирилиця)",
    "iso8859-16": "ISO 8859-16",
}
DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# three letters in a row above ASCII make a Cyrillic word; umlauts stand between other letters
_CYRILLIC = re.compile(rb"[\xa5\xaa\xaf\xb2-\xb4\xba\xbf-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")


class BadTable(Exception):
    """Why an uploaded table is not read, in words for whoever sent it."""


@dataclass(frozen=True)
class Table:
    """The head and the rows below it, each as (number as the spreadsheet shows it, texts)."""

    head: list[str]
    rows: list[tuple[int, list[str]]]
    # how a CSV was read; "" for a workbook
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Column:
    """One column: machine key, title in the reader's language, what a row says there.

    `code` is what the machine dialect states where `value` gives words (a status, a country).
    """

    key: str
    title: str | Promise
    value: Callable[[Any], Value]
    code: Callable[[Any], Value] | None = None


def stream_csv(
    columns: Iterable[Column], rows: Iterable[Any], *, dialect: Dialect, language: str
) -> Pieces:
    """Yield the rows as CSV in pieces of some 16 kB; every line ends in CR LF.

    excel: UTF-8 with BOM, titles and words in the language, ";" except for English, whose
    spreadsheets expect ",". rfc4180: UTF-8 without BOM, ",", machine keys and codes.
    Both are guarded. Dates are ISO 8601, which spreadsheets of all four languages read as dates;
    instants carry their offset.
    """
    columns = tuple(columns)
    return in_language(_csv_pieces(columns, rows, dialect, language), language)


def _csv_pieces(
    columns: tuple[Column, ...], rows: Iterable[Any], dialect: Dialect, language: str
) -> Pieces:
    is_excel = dialect == "excel"
    buffer = StringIO(newline="")
    delimiter = ";" if is_excel and language != "en" else ","
    # every cell in quotes: opened with a wrong separator, "a;=1" must not fall apart
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    if is_excel:
        buffer.write(BYTE_ORDER_MARK)
    writer.writerow([guard(text) for text in header(columns, dialect)])
    words = (gettext("no"), gettext("yes")) if is_excel else ("false", "true")
    values = cell_values(columns, dialect)
    yield _taken(buffer)
    for row in rows:
        writer.writerow([_cell(value(row), words) for value in values])
        if buffer.tell() >= PIECE:
            yield _taken(buffer)
    yield _taken(buffer)


def in_language(pieces: Pieces, language: str) -> Pieces:
    """Yield what is made in a language: between two pieces code of other requests runs."""
    with closing(pieces):
        while True:
            with override(language):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


def header(columns: Iterable[Column], dialect: Dialect) -> list[str]:
    """Return the heads of columns: titles in the active language, or machine keys."""
    if dialect == "rfc4180":
        return [column.key for column in columns]
    return [str(column.title) for column in columns]


def cell_values(columns: Iterable[Column], dialect: Dialect) -> list[Callable[[Any], Value]]:
    """Return for each column the function that says what a row holds: words, or codes."""
    if dialect == "rfc4180":
        return [column.code or column.value for column in columns]
    return [column.value for column in columns]


def guard(text: str) -> str:
    """Put one "'" before text that a spreadsheet would compute.

    That is text whose first visible character (after blanks, tabs, control and zero-width
    characters) is = + - @ or a full-width form of these, unless the rest is a number or a phone
    number. Text that begins with "'" before such a text gets one more, so `unguard` is exact.
    Source: OWASP "CSV Injection".
    """
    return f"'{text}" if _is_risky(text) else text


def unguard(text: str) -> str:
    """Remove the guard: `unguard(guard(text)) == text` for every text."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def read_rows(file: BinaryIO, *, encoding: str = "", delimiter: str = "") -> Table:
    """Return the table in an uploaded CSV or workbook, at most 10,000 rows of 100 columns.

    Without `encoding` and `delimiter` (keys of ENCODINGS and DELIMITERS) they are found out. Empty
    rows are left out, others are as long as the head or longer; blanks around texts and the guard
    are removed. A formula in a CSV is text, one in a workbook the value stored with it; none is
    computed. Raises BadTable for what is no table, cannot be read so, or exceeds the limits.
    """
    if file.seek(0, SEEK_END) > LARGEST:
        raise BadTable(_("This file is too large: at most 5 MB."))
    file.seek(0)
    begins = file.read(4)
    file.seek(0)
    if begins == workbooks.OLE or begins.startswith(b"PK"):
        return _table(_workbook_rows(file))
    content = file.read()
    encoding = encoding or _encoding(content)
    text = _decoded(content, encoding)
    delimiter = delimiter or _delimiter(text)
    return _table(_csv_rows(text, delimiter), encoding, delimiter)


def content_disposition(file_name: str) -> str:
    """Return the header value for a download (RFC 6266), with an ASCII name for old clients."""
    name = "".join("-" if sign in '/\\"' else sign for sign in file_name if sign.isprintable())
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    encoded = quote(name, safe="!#$&+-.^_`|~")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def _is_risky(text: str) -> bool:
    if _HARMLESS.match(text):
        return False
    visible = _visible(text.lstrip("'"))
    if not visible or unicodedata.normalize("NFKC", visible[0])[0] not in _SIGNS:
        return False
    return not (_NUMBER.fullmatch(visible) or _PHONE.fullmatch(visible))


def _visible(text: str) -> str:
    for position, sign in enumerate(text):
        if unicodedata.category(sign)[0] not in "CMZ" and sign not in _BLANK_LETTERS:
            return text[position:]
    return ""


def _workbook_rows(file: BinaryIO) -> list[tuple[int, list[str]]]:
    try:
        return workbooks.read(file, most_rows=MOST_ROWS + 1, columns=MOST_COLUMNS + 1)
    except workbooks.BadWorkbook as bad:
        raise BadTable(str(bad)) from bad


def _encoding(content: bytes) -> str:
    """How a text is written, as far as its bytes tell: the reader has to look at a sample."""
    if content.startswith(_WIDE):
        return "utf-16"
    if b"\0" in content:  # the upper halves of separators and line ends
        is_big_endian = content[::2].count(0) > content[1::2].count(0)
        return "utf-16-be" if is_big_endian else "utf-16-le"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        cyrillic = sum(map(len, _CYRILLIC.findall(content)))
        return "cp1251" if 2 * cyrillic > len(_HIGH.findall(content)) else "cp1252"
    return "utf-8-sig"


def _decoded(content: bytes, encoding: str) -> str:
    """Nothing is replaced: what does not fit the encoding is refused."""
    try:
        text = content.decode(encoding)
    except UnicodeError as unfit:
        raise BadTable(
            _("This file is not written in %(encoding)s. Choose another encoding.")
            % {"encoding": ENCODINGS[encoding]}
        ) from unfit
    if filetypes.CONTROL.search(text):
        raise BadTable(_("This file is no table. Send a CSV or a workbook (.xlsx)."))
    return text


def _delimiter(text: str) -> str:
    """The one that parts the most cells of the first line that is not empty."""
    first = next((line for line in StringIO(text) if line.strip()), "")
    outside_quotes = re.sub('"[^"]*"', "", first)
    return max(DELIMITERS, key=outside_quotes.count)


def _csv_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(enumerate(islice(reader, MOST_ROWS + 2), 1))
    except csv.Error as broken:
        raise BadTable(
            _("Row %(row)d cannot be read. Are its quotation marks in pairs?")
            % {"row": len(rows) + 1}
        ) from broken
    return rows


def _table(rows: list[tuple[int, list[str]]], encoding: str = "", delimiter: str = "") -> Table:
    texts = [(number, _texts(row)) for number, row in rows]
    filled = [(number, row) for number, row in texts if row]
    if len(filled) < 2:
        raise BadTable(_("This file has no rows. The first row holds the headings."))
    if len(rows) > MOST_ROWS + 1:
        raise BadTable(_("This file has too many rows: at most 10,000."))
    if max(len(row) for _number, row in filled) > MOST_COLUMNS:
        raise BadTable(_("This file has too many columns: at most 100."))
    (_first, head), *rest = filled
    padded = [(number, row + [""] * (len(head) - len(row))) for number, row in rest]
    return Table(head, padded, encoding, delimiter)


def _texts(row: list[str]) -> list[str]:
    """The cells up to the last that is filled."""
    texts = [unguard(cell.strip()) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _cell(value: Value, words: tuple[str, str]) -> str | int:
    """`words` are those for no and yes."""
    if value.__class__ is str:
        return guard(value)  # type: ignore[arg-type]
    if value is None:
        return ""
    if isinstance(value, bool):
        return words[value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else guard(str(value))


def _taken(buffer: StringIO) -> bytes:
    piece = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    # a lone surrogate, which no database holds, must not break a download half-way
    return piece.encode("utf-8", "replace")
