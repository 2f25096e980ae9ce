"""A row -> what its cells say, without looking at who is on the list."""

from typing import Any

from tools.sheets.reading import Table
from workshops.models.reference import ALPHABET
from workshops.registration.sheet_import import values
from workshops.registration.sheet_import.columns import NAMES
from workshops.registration.sheet_import.lines import Line
from workshops.registration.sheet_import.values import Reader, Unread

# read elsewhere: sending.py, comparing.py; the day to answer by is the organisers' alone
_LATER = {"sending_body", "country", "status", "confirm_by"}
_OF_NAME = (*NAMES, "name_latin", "email")
_SHOWN_CELLS = 3


def lines_of(table: Table, keys: list[str]) -> list[Line]:
    """Return a line for each row, with its filled cells by key."""
    places = [(place, key) for place, key in enumerate(keys) if key]
    lines = []
    for number, cells in table.rows:
        line = Line(number, {key: cells[place] for place, key in places if cells[place]})
        beyond = [cell for cell in cells[len(table.head) :] if cell]
        if len(cells) > table.width:
            line.note("too_many_cells")
        elif beyond:
            line.note("unread_cells", text=" · ".join(beyond[:_SHOWN_CELLS]))
        lines.append(line)
    return lines


def read(line: Line, reader: Reader) -> None:
    """Note the values of a line, and what cannot be read."""
    for key, text in line.texts.items():
        if key in _LATER:
            continue
        if key == "days":
            line.dates = reader.dates(text, line.note)
        elif key == "languages_spoken":
            line.values[key] = reader.languages_spoken(text, line.note)
        else:
            _read_cell(line, key, reader)
    for key in _OF_NAME:
        mixed = values.mixes_letters(line.values.get(key, ""))
        if mixed:
            line.note("mixed_letters", key, text=mixed)


def _read_cell(line: Line, key: str, reader: Reader) -> None:
    try:
        value: Any = reader.read(key, line.texts[key])
    except Unread as unread:
        line.note(unread.name, key, **unread.words)
        return
    if key == "reference":
        value = value.upper()
    if value != "":
        line.values[key] = value


def is_reference(text: str) -> bool:
    """Whether it is one that we could have given."""
    return len(text) == 8 and set(text) <= set(ALPHABET)
