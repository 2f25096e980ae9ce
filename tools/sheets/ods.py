"""Workbooks of LibreOffice (ODS): rows of texts as one reads them.

A formula counts as the value that was stored with it; links to other files are not followed.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tools.sheets.archive import Archive, local
from tools.sheets.limits import BadTable, Limits, unreadable
from tools.sheets.rows import MOST_SHEETS, Peeked, Row, Rows, number_text

CONTENT = "content.xml"
_MOST_TABLES = 1000
_BLANKS = re.compile("[ \t\r\n]+")
_NUMBERS = {"float", "percentage", "currency"}
# what may stand in a cell beside its text
_ASIDE = {"annotation", "frame", "custom-shape", "ruby-text"}


class OdsBook:
    """Raises BadTable or one of archive.BROKEN."""

    def __init__(self, archive: Archive, limits: Limits):
        self._archive, self._limits = archive, limits
        manifest = "META-INF/manifest.xml"
        if manifest in archive:
            tags = {tag for tag, _attributes in archive.elements(manifest)}
            if "encryption-data" in tags:
                raise BadTable(_("This file has a password. Save it without one."))

    def peek(self, number: int) -> list[Peeked]:
        """Return the names of the first sheets, each with its first filled rows."""
        found: list[Peeked] = []
        reader = _Tables(self._limits)
        for _piece in self._archive.parse(CONTENT, reader.start, reader.end, reader.text):
            for place, name in enumerate(reader.names[len(found) :], len(found)):
                if place < MOST_SHEETS:
                    found.append(Peeked(name, []))
            for place, row in reader.taken():
                if place < MOST_SHEETS and len(found[place].rows) < number:
                    found[place].rows.append(row)
        return found

    def rows(self, place: int) -> Iterator[Row]:
        """Yield the filled rows of a sheet."""
        reader = _Tables(self._limits)
        for _piece in self._archive.parse(CONTENT, reader.start, reader.end, reader.text):
            yield from (row for table, row in reader.taken() if table == place)
            if len(reader.names) > place + 1:
                return


class _Tables:
    """The rows of all sheets, as far as they were read, each with the place of its sheet."""

    def __init__(self, limits: Limits):
        self.names: list[str] = []
        self._limits = limits
        self._rows = Rows(limits)
        self._found: list[tuple[int, Row]] = []
        self._number = 1
        self._row_times = self._place = self._cell_times = 0
        self._cell: dict[str, str] | None = None
        self._lines: list[str] = []
        self._depth_aside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ASIDE:
            self._depth_aside += 1
        elif self._depth_aside:
            return
        elif tag in {"table-cell", "covered-table-cell"}:
            self._cell = local(attributes)
            self._cell_times = int(self._cell.get("number-columns-repeated", 1))
            self._lines = []
        elif self._cell is not None:
            self._mark(tag, attributes)
        elif tag == "table-row":
            self._row_times = int(local(attributes).get("number-rows-repeated", 1))
            self._place = 0
        elif tag == "table":
            self.names.append(local(attributes).get("name", ""))
            self._number = 1
            if len(self.names) > _MOST_TABLES:
                raise unreadable()

    def end(self, tag: str) -> None:
        if tag in _ASIDE:
            self._depth_aside -= 1
        elif self._depth_aside:
            return
        elif tag in {"table-cell", "covered-table-cell"} and self._cell is not None:
            text = self._value(self._cell)
            for place in range(self._place, self._place + self._cell_times) if text.strip() else ():
                self._rows.put(place, text)
            self._place += self._cell_times
            self._cell = None
        elif tag == "table-row":
            self._rows.finish(self._number, self._row_times)
            self._number += self._row_times
            self._found.extend((len(self.names) - 1, row) for row in self._rows.taken())

    def text(self, said: str) -> None:
        if self._cell is not None and self._lines and not self._depth_aside:
            self._lines[-1] += _BLANKS.sub(" ", said)

    def taken(self) -> list[tuple[int, Row]]:
        found, self._found = self._found, []
        return found

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"p", "h"}:
            self._lines.append("")
        elif not self._lines:
            return
        elif tag == "s":
            self._lines[-1] += " " * min(int(local(attributes).get("c", 1)), 1000)
        elif tag in {"tab", "line-break"}:
            self._lines[-1] += "\t" if tag == "tab" else "\n"

    def _value(self, cell: dict[str, str]) -> str:
        kind = cell.get("value-type", "")
        if kind in _NUMBERS:
            return number_text(cell["value"])
        if kind == "date":
            return cell["date-value"].removesuffix("T00:00:00").replace("T", " ")
        if kind == "boolean":
            return cell["boolean-value"]
        return "\n".join(self._lines) or cell.get("string-value", "")
