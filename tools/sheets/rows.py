"""Rows while they are read: at their numbers, without empty cells at their ends, within limits."""

from typing import NamedTuple

from tools.sheets.limits import Limits

MOST_SHEETS = 10
# no spreadsheet holds more in a cell
LONGEST_CELL = 32_767

Row = tuple[int, list[str]]


class Peeked(NamedTuple):
    """A sheet's name, and its first filled rows."""

    name: str
    rows: list[Row]


class Rows:
    """Collects cells into rows, and rows until they are taken."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._cells: list[str] = []
        self._rows: list[Row] = []

    def put(self, place: int, text: str) -> None:
        """Put the text of a cell at its place in the row, counted from 0."""
        if not text.strip():
            return
        if place >= self._limits.columns:
            raise self._limits.too_many_columns()
        if len(text) > LONGEST_CELL:
            raise self._limits.too_long()
        missing = place + 1 - len(self._cells)
        self._cells.extend([""] * missing)
        self._cells[place] = text

    def finish(self, number: int, times: int = 1) -> None:
        """End the row, which stands at this number and at as many after it. Empty ones do not
        count."""
        if not self._cells:
            return
        # as many may stand above the head and be empty
        if number + times - 1 > 2 * self._limits.rows + 100:
            raise self._limits.too_many_rows()
        for each in range(number, number + times):
            self._rows.append((each, self._cells))
        self._cells = []

    def taken(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows


def number_text(said: str) -> str:
    """A number as one reads it: 49892330 for "4.989233E7", 1.5 for "1.50"."""
    number = float(said)
    if number.is_integer():
        return said if said.lstrip("-").isdigit() else str(int(number))
    return repr(number)
