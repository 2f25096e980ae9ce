"""Workbooks of Excel (XLSX, strict or not): rows of texts as one reads them, part by part.

A formula counts as the value that was stored with it; links to other files are not followed.
"""

import datetime
import posixpath
import re
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice

from tools.sheets.archive import Archive
from tools.sheets.limits import Limits, unreadable
from tools.sheets.rows import MOST_SHEETS, Peeked, Row, Rows, number_text

_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_OF_THE_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FIRST_DAYS = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
# of a sheet, while the right one is sought
_PEEKED_PIECES = 32


class XlsxBook:
    """Raises BadTable or one of archive.BROKEN."""

    def __init__(self, archive: Archive, limits: Limits):
        self._archive, self._limits = archive, limits
        self._workbook = self._main_part()
        self._parts = self._related(self._workbook)
        self._is_1904 = False
        self._sheets: list[tuple[str, str]] = []
        for tag, attributes in archive.elements(self._workbook):
            if tag == "workbookPr":
                self._is_1904 = attributes.get("date1904") in {"1", "true"}
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                self._sheets.append((attributes["name"], self._parts[attributes["id"]][1]))

    def peek(self, number: int) -> list[Peeked]:
        """Return the names of the first sheets, each with its first filled rows."""
        return [
            Peeked(name, list(islice(self._rows(part, _PEEKED_PIECES), number)))
            for name, part in self._sheets[:MOST_SHEETS]
        ]

    def rows(self, place: int) -> Iterator[Row]:
        """Yield the filled rows of a sheet."""
        return self._rows(self._sheets[place][1])

    def _rows(self, part: str, most_pieces: int | None = None) -> Iterator[Row]:
        reader = _Sheet(self._strings, self._dates, self._limits)
        pieces = self._archive.parse(part, reader.start, reader.end, reader.text)
        for _piece in islice(pieces, most_pieces):
            yield from reader.rows.taken()

    def _main_part(self) -> str:
        for _tag, attributes in self._archive.elements("_rels/.rels"):
            if attributes.get("Type", "").endswith("/officeDocument"):
                return attributes["Target"].lstrip("/")
        raise unreadable()

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """{id: (what it is, name of the part)}; what lies outside of the file is left out."""
        folder, name = posixpath.split(part)
        return {
            attributes["Id"]: (
                attributes["Type"].rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/"),
            )
            for tag, attributes in self._archive.elements(f"{folder}/_rels/{name}.rels")
            if tag == "Relationship" and attributes.get("TargetMode") != "External"
        }

    def _part(self, kind: str) -> str:
        return next((part for what, part in self._parts.values() if what == kind), "")

    @cached_property
    def _strings(self) -> list[str]:
        part = self._part("sharedStrings")
        if not part:
            return []
        reader = _Strings(self._limits)
        for _piece in self._archive.parse(part, reader.start, reader.end, reader.text):
            pass
        return reader.strings

    @cached_property
    def _dates(self) -> list[datetime.datetime | None]:
        """The day that counts as 0, for each style of cells that shows dates."""
        part = self._part("styles")
        formats: dict[int, str] = {}
        styles: list[int] = []
        is_cell = False
        for tag, attributes in self._archive.elements(part) if part else []:
            if tag == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif tag in {"cellXfs", "cellStyleXfs", "dxfs", "cellStyles"}:
                is_cell = tag == "cellXfs"
            elif tag == "xf" and is_cell:
                styles.append(int(attributes.get("numFmtId", 0)))
        first = _FIRST_DAYS[self._is_1904]
        return [first if _shows_dates(style, formats) else None for style in styles]


def _shows_dates(style: int, formats: dict[int, str]) -> bool:
    code = _NOT_OF_THE_FORMAT.sub("", formats.get(style, "")).lower()
    return style in _DATES or (code != "general" and any(sign in code for sign in "ymdhs"))


class _Texts:
    """Collects the text of elements <t>, without how it is spoken (<rPh>)."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._is_text = False
        self._is_spoken = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self._is_text = not self._is_spoken
        elif tag == "rPh":
            self._is_spoken = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._is_spoken = False

    def text(self, said: str) -> None:
        if self._is_text:
            self._said.append(said)

    def taken(self) -> str:
        said = "".join(self._said)
        self._said.clear()
        return _unescaped(said)


class _Strings(_Texts):
    """The texts that the cells share."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._most = limits.rows * limits.columns
        self._limits = limits

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == "si":
            self.strings.append(self.taken())
            if len(self.strings) > self._most:
                raise self._limits.too_many_rows()


class _Sheet(_Texts):
    """The rows of a sheet, as far as they were read."""

    def __init__(
        self, strings: list[str], dates: list[datetime.datetime | None], limits: Limits
    ) -> None:
        super().__init__()
        self.rows = Rows(limits)
        self._strings, self._dates = strings, dates
        self._number = 0
        self._place = -1
        self._kind = self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place = _place(attributes["r"]) if "r" in attributes else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        elif tag == "v":
            self._is_text = True
        elif tag == "row":
            before = self._number
            self._number = int(attributes.get("r", before + 1))
            self._place = -1
            if self._number <= before:
                raise unreadable()
        else:
            super().start(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == "c":
            if self._said:
                self.rows.put(self._place, self._value(self.taken()))
        elif tag == "v":
            self._is_text = False
        elif tag == "row":
            self.rows.finish(self._number)
        else:
            super().end(tag)

    def _value(self, said: str) -> str:
        if self._kind == "s":
            return self._strings[int(said)]
        if self._kind == "b":
            return "true" if said == "1" else "false"
        if self._kind == "n":
            style = int(self._style)
            first = self._dates[style] if style < len(self._dates) else None
            return _moment(float(said), first) if first else number_text(said)
        return said.removesuffix("T00:00:00") if self._kind == "d" else said


def _unescaped(said: str) -> str:
    """Excel writes signs that XML does not allow as _x000D_."""
    if "_x" not in said:
        return said
    return _ESCAPED.sub(lambda match: _sign(int(match[1], 16)), said)


def _sign(code: int) -> str:
    return "" if 0xD800 <= code < 0xE000 else chr(code)


@cache
def _letters(letters: str) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1


def _place(reference: str) -> int:
    """Of a cell in its row: 27 for "AB7"."""
    letters = reference.rstrip("0123456789")
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isupper()):
        raise unreadable()
    return _letters(letters)


def _moment(days: float, first: datetime.datetime) -> str:
    """A day without a time, a time without a day, or both."""
    moment = first + datetime.timedelta(seconds=round(days * 86_400))
    if 0 <= days < 1:
        return moment.time().isoformat()
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(" ")
