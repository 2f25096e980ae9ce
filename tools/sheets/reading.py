"""A file -> its table: which sheet, which row is the head, what stands below."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from tools.sheets import archive, text
from tools.sheets.limits import BadTable, Limits, unreadable
from tools.sheets.ods import CONTENT, OdsBook
from tools.sheets.rows import Peeked, Row
from tools.sheets.xlsx import XlsxBook
from tools.spreadsheets import unguard

# among so many filled rows the head is sought
_HEAD_AMONG = 20
_SHOWN_ABOVE = 5

Known = Callable[[str], object]


@dataclass(frozen=True)
class Table:
    """The head and the filled rows below it, each as (number as the spreadsheet shows it, texts).

    Rows are filled up to the length of the head; longer ones keep what stands beyond it.
    """

    head: list[str]
    rows: list[Row]
    header_row: int = 1
    # how a CSV was read; "" for a workbook
    encoding: str = ""
    delimiter: str = ""
    # which sheet of a workbook; "" and none for a CSV
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    # below the head and above the last filled row
    empty_skipped: int = 0
    # how many cells the head of a CSV has, empty ones too
    width: int = 0


@dataclass(frozen=True)
class How:
    """How to read a file; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0


def read(
    file: BinaryIO,
    how: How | None = None,
    *,
    limits: Limits | None = None,
    known: Known | None = None,
) -> Table:
    """Return the table in a CSV or a workbook (XLSX, ODS).

    `known` says whether a text is a heading: among the first rows of the first sheets the one with
    most of them is the head, without it the first that is filled. Blanks around texts are removed,
    and the guard of a CSV; cells of a workbook are text and need none. A formula in a CSV is text,
    one in a workbook the value stored with it; none is computed. Raises BadTable for what is no
    table, cannot be read so, or exceeds the limits.
    """
    how, limits = how or How(), limits or Limits()
    size = file.seek(0, 2)
    limits.require_size(size)
    file.seek(0)
    begins = file.read(4)
    file.seek(0)
    if begins == archive.OLE or begins.startswith(b"PK"):
        try:
            return _of_workbook(file, how, limits, known)
        except archive.BROKEN as broken:
            raise unreadable() from broken
    return _of_text(file.read(), how, limits, known)


def rows_of_workbook(file: BinaryIO, *, begins_with: str, limits: Limits) -> list[Row]:
    """Return the filled rows of the first sheet whose first cell says `begins_with`, each with as
    many texts as columns are allowed. Raises BadTable, also where there is no such sheet."""
    try:
        book = _book(file, limits)
        for place, (_name, rows) in enumerate(book.peek(1)):
            if rows and rows[0][0] == 1 and rows[0][1][0] == begins_with:
                found = _within(book.rows(place), limits)
                empty = [""] * limits.columns
                return [(number, [*cells, *empty[len(cells) :]]) for number, cells in found]
    except archive.BROKEN as broken:
        raise unreadable() from broken
    raise BadTable(_("This workbook has no sheet of ours."))


def _book(file: BinaryIO, limits: Limits) -> XlsxBook | OdsBook:
    packed = archive.Archive(file, limits)
    return OdsBook(packed, limits) if CONTENT in packed else XlsxBook(packed, limits)


def _of_workbook(file: BinaryIO, how: How, limits: Limits, known: Known | None) -> Table:
    book = _book(file, limits)
    peeked = book.peek(_HEAD_AMONG)
    names = [name for name, _rows in peeked]
    place = names.index(how.sheet) if how.sheet in names else _best(peeked, known)
    rows = _within(book.rows(place), limits)
    return _table(rows, how, limits, known, sheet=names[place], sheets=names)


def _best(peeked: list[Peeked], known: Known | None) -> int:
    """The sheet with the best head; of equal ones the first that is not empty."""
    if not peeked:
        raise unreadable()

    def fitness(place: int) -> tuple[int, bool]:
        rows = peeked[place].rows
        return max((_score(cells, known) for _number, cells in rows), default=0), bool(rows)

    return max(range(len(peeked)), key=fitness)


def _of_text(content: bytes, how: How, limits: Limits, known: Known | None) -> Table:
    encoding = how.encoding or text.encoding_of(content)
    written, hinted = text.without_hint(text.decoded(content, encoding))
    delimiter = how.delimiter or hinted
    delimiter = delimiter or text.delimiter_of(written, lambda cells: _score(cells, known))
    found = _within(text.rows_of(written, delimiter), limits)
    rows = [(number, [unguard(cell.strip()) for cell in cells]) for number, cells in found]
    return _table(rows, how, limits, known, encoding=encoding, delimiter=delimiter)


def _within(rows: Iterator[Row], limits: Limits) -> list[Row]:
    """As many as may be below a head, and what may stand above it."""
    found = list(islice(rows, limits.rows + _HEAD_AMONG + 1))
    if len(found) > limits.rows + _HEAD_AMONG:
        raise limits.too_many_rows()
    return found


def _table(
    rows: list[Row], how: How, limits: Limits, known: Known | None, **read_as: object
) -> Table:
    filled = [(number, texts) for number, cells in rows if (texts := _texts(cells))]
    if max((len(texts) for _number, texts in filled), default=0) > limits.columns:
        raise limits.too_many_columns()
    place = _head_of(filled, how, known)
    if len(filled) - place < 2:
        raise BadTable(
            _("This file has no rows. The first row holds the headings."), code="no_rows"
        )
    (header_row, head), *below = filled[place:]
    if len(below) > limits.rows:
        raise limits.too_many_rows()
    last = max(rows[-1][0], below[-1][0]) if "encoding" in read_as else below[-1][0]
    width = next(len(cells) for number, cells in rows if number == header_row)
    padded = [(number, texts + [""] * (len(head) - len(texts))) for number, texts in below]
    return Table(
        head,
        padded,
        header_row,
        empty_skipped=last - header_row - len(below),
        width=width if "encoding" in read_as else limits.columns,
        **read_as,  # type: ignore[arg-type]
    )


def _head_of(filled: list[Row], how: How, known: Known | None) -> int:
    """The place of the head: where it is said to be, or the row with most known headings."""
    if how.header_row:
        for place, row in enumerate(filled):
            if row[0] >= how.header_row:
                return place
    first = range(min(len(filled), _HEAD_AMONG))
    return max(first, key=lambda place: _score(filled[place][1], known), default=0)


def _score(cells: list[str], known: Known | None) -> int:
    """How many headings are known, each counted once."""
    return len({known(cell) for cell in cells} - {None}) if known else 0


def _texts(cells: list[str]) -> list[str]:
    """The cells up to the last that is filled."""
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts
