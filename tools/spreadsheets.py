"""Columns and rows -> CSV as a stream of bytes, with one guard against formulas."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any, Literal
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext, override

Dialect = Literal["excel", "rfc4180"]
Value = str | Promise | int | date | datetime | bool | None

BYTE_ORDER_MARK = "\ufeff"
_PIECE = 16 * 1024

_SIGNS = frozenset("=+-@")
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
) -> Iterator[bytes]:
    """Yield the rows as CSV in pieces of some 16 kB; every line ends in CR LF.

    excel: UTF-8 with BOM, titles and words in the language, ";" except for English, whose
    spreadsheets expect ",". rfc4180: UTF-8 without BOM, ",", machine keys and codes.
    Both are guarded. Dates are ISO 8601, instants carry their offset.
    """
    columns = tuple(columns)
    is_excel = dialect == "excel"
    buffer = StringIO(newline="")
    delimiter = ";" if is_excel and language != "en" else ","
    # every cell in quotes: opened with a wrong separator, "a;=1" must not fall apart
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    if is_excel:
        buffer.write(BYTE_ORDER_MARK)
    writer.writerow(_header(columns, is_excel, language))
    for row in rows:
        writer.writerow(_cells(columns, row, is_excel, language))
        if buffer.tell() >= _PIECE:
            yield _taken(buffer)
    yield _taken(buffer)


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
    visible = _visible(text.lstrip("'"))
    if not visible or unicodedata.normalize("NFKC", visible[0])[0] not in _SIGNS:
        return False
    return not (_NUMBER.fullmatch(visible) or _PHONE.fullmatch(visible))


def _visible(text: str) -> str:
    for position, sign in enumerate(text):
        if unicodedata.category(sign)[0] not in "CMZ" and sign not in _BLANK_LETTERS:
            return text[position:]
    return ""


def _header(columns: tuple[Column, ...], is_excel: bool, language: str) -> list[str]:
    if not is_excel:
        return [column.key for column in columns]
    with override(language):
        return [guard(str(column.title)) for column in columns]


def _cells(columns: tuple[Column, ...], row: Any, is_excel: bool, language: str) -> list[str | int]:
    # the language is set for each row: between two pieces other requests' code runs
    with override(language):
        return [_cell(column, row, is_excel) for column in columns]


def _cell(column: Column, row: Any, is_excel: bool) -> str | int:
    value = column.value(row) if is_excel or column.code is None else column.code(row)
    if value is None:
        return ""
    if isinstance(value, bool):
        return (gettext("yes") if value else gettext("no")) if is_excel else str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else guard(str(value))


def _taken(buffer: StringIO) -> bytes:
    piece = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    # a lone surrogate, which no database holds, must not break a download half-way
    return piece.encode("utf-8", "replace")
