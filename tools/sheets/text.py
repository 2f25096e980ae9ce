"""Tables as text (CSV): how it is written, what parts its columns, and its rows."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from tools.sheets.limits import BadTable
from tools.sheets.rows import Row

# how a CSV may be written: Python's name -> what people know it by
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1251": "Windows-1251 (Кирилиця)",
    "cp1252": "Windows-1252 (ÄÖÜ, Ë, Ç)",
    "koi8-u": "KOI8-U (Кирилиця)",
    "iso8859-16": "ISO 8859-16",
}
DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# how pictures, documents and pages begin; none of them is a table
_PICTURES = (b"\x89png", b"gif8", b"\xff\xd8\xff")
_OTHER = (*_PICTURES, b"%pdf", b"{\\rtf", b"<!doctype", b"<html", b"<?xml")
# three letters in a row above ASCII make a Cyrillic word; umlauts stand between other letters
_CYRILLIC = re.compile(rb"[\xa3-\xa7\xaa\xad\xaf\xb2-\xb4\xb6\xb7\xba\xbd\xbf-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_WORD = re.compile("[А-ЯЄІЇҐа-яєіїґ]{2,}")
# one broken letter among so many is a fault of the file, not another encoding
_FAULTS_AMONG = 20
_LOOKED_AT = 30
_SAID = re.compile("sep=([,;\t|])(\r\n|\r|\n)")


def encoding_of(content: bytes) -> str:
    """Return how a text is written, as far as its bytes tell: the reader has to look at a sample.
    Raises BadTable for a picture, a document or a page."""
    if content.lstrip().lower().startswith(_OTHER):
        raise _no_table()
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    if b"\0" in content:  # the upper halves of separators and line ends
        even, odd = content[::2].count(0), content[1::2].count(0)
        if min(even, odd) * 100 > max(even, odd):
            raise _no_table()
        return "utf-16-be" if even > odd else "utf-16-le"
    letters = content.decode(errors="replace")
    faults = letters.count("\ufffd")
    high = sum(sign > "\x7f" for sign in letters)
    if _FAULTS_AMONG * faults <= high:
        return "utf-8"
    cyrillic = sum(map(len, _CYRILLIC.findall(content)))
    if 2 * cyrillic > len(_HIGH.findall(content)):
        return max("cp1251", "koi8-u", key=lambda encoding: _well_written(content, encoding))
    return next(filter(lambda each: _fits(content, each), ("cp1252", "iso8859-16")), "cp1252")


def decoded(content: bytes, encoding: str) -> str:
    """Return the text. Raises BadTable for what is none, or does not fit: nothing is replaced."""
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as unfit:
        raise _unfit(content, unfit, encoding) from unfit
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise _no_table()
    return text


def without_hint(text: str) -> tuple[str, str]:
    """Return a text without Excel's line "sep=;", which no spreadsheet shows, and its delimiter."""
    hint = _SAID.match(text)
    return (text[hint.end() :], hint[1]) if hint else (text, "")


def delimiter_of(text: str, score: Callable[[list[str]], int]) -> str:
    """Return what parts the columns: with it a row is a head by its score, or most rows agree in
    how many cells they have."""

    def fitness(delimiter: str) -> tuple[int, int]:
        rows = [cells for cells in _beginning(text, delimiter) if len(cells) > 1]
        widths = [len(cells) for cells in rows]
        usual = max(set(widths), key=widths.count, default=0)
        return max(map(score, rows), default=0), widths.count(usual) * usual

    return max(DELIMITERS, key=fitness)


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield all rows with their numbers, empty ones too. Raises BadTable at a row whose quotation
    marks are not in pairs."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error as broken:
        said = _("Row %(row)d cannot be read. Are its quotation marks in pairs?")
        raise BadTable(said % {"row": number + 1}, row=number + 1) from broken


def _beginning(text: str, delimiter: str) -> Iterable[list[str]]:
    reader = csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter)
    try:
        return list(islice(reader, _LOOKED_AT))
    except csv.Error:
        return []


def _well_written(content: bytes, encoding: str) -> int:
    """How many Cyrillic words have their capitals, if any, where words have them."""
    words = _WORD.findall(content[:100_000].decode(encoding, errors="ignore"))
    return sum(1 if word[1:].islower() or word.isupper() else -1 for word in words)


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unfit(content: bytes, unfit: UnicodeDecodeError, encoding: str) -> BadTable:
    """Where the line is that does not fit is only told of encodings whose lines are plain bytes."""
    words = {"encoding": ENCODINGS[encoding]}
    if encoding.startswith("utf-16"):
        text = _("This file is not written in %(encoding)s. Choose another encoding.")
        return BadTable(text % words)
    before = content[: unfit.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    words["line"] = str(before.count(b"\n") + 1)
    text = _("Line %(line)s is not written in %(encoding)s. Choose another encoding.")
    return BadTable(text % words, row=int(words["line"]))


def _no_table() -> BadTable:
    return BadTable(_("This file is no table. Send a CSV or a workbook (.xlsx, .ods)."))
