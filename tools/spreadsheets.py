"""Columns and rows -> CSV as a stream of bytes, with one guard against formulas."""

import csv
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from typing import Any, Literal
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext, override

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
