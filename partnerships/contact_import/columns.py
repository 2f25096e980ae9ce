"""The head of an uploaded table -> which column says what; its rows -> texts by key."""

from functools import cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from tools import folding, languages
from tools.sheets.limits import BadTable
from tools.sheets.reading import Table

# machine key -> heading
TITLES: dict[str, str | Promise] = {
    "municipality": gettext_lazy("Municipality"),
    "country": gettext_lazy("Country"),
    "name": pgettext_lazy("of a person", "Name"),
    "office": gettext_lazy("Office"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
    "salutation": gettext_lazy("Salutation"),
    "note": gettext_lazy("Note"),
}
OF_CONTACT = ("name", "office", "email", "phone", "language", "salutation", "note")


class Row(NamedTuple):
    """A filled row, numbered as the spreadsheet shows it; `texts` has every key."""

    number: int
    texts: dict[str, str]
    # whether it has more cells than there are headings
    is_too_long: bool


def rows_of(table: Table) -> list[Row]:
    """Return the rows of a table. Raises BadTable without a column for the municipality, or where
    two columns say the same."""
    places: dict[str, int] = {}
    for place, heading in enumerate(table.head):
        key = known_heading(heading)
        if key in places:
            raise BadTable(_("Two columns are called “%(heading)s”.") % {"heading": heading})
        if key:
            places[key] = place
    if "municipality" not in places:
        title = TITLES["municipality"]
        raise BadTable(_("The first row has no heading “%(title)s”.") % {"title": title})
    return [
        Row(
            number,
            {key: cells[places[key]] if key in places else "" for key in TITLES},
            len(cells) > len(table.head),
        )
        for number, cells in table.rows
    ]


def unknown_headings(table: Table) -> list[str]:
    """Return the headings of columns that are not read."""
    return [head for head in table.head if head and not known_heading(head)]


def known_heading(text: str) -> str | None:
    """Return the key that a heading means."""
    return _known_headings().get(_folded(text))


@cache
def _known_headings() -> dict[str, str]:
    """Return {folded heading: key}: the keys themselves and our words in every language."""
    known = {_folded(key): key for key in TITLES}
    for code in languages.LANGUAGES:
        with override(code):
            for key, title in TITLES.items():
                known.setdefault(_folded(str(title)), key)
    return known


def _folded(heading: str) -> str:
    return folding.fold(heading).replace(" ", "")
