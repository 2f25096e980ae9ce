"""What is to be said of a row: an error keeps it out, a warning does not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """`row` is the number that the spreadsheet shows, `field` a machine key, "" for the row."""

    row: int
    field: str
    code: str
    level: str
    message: str


ERRORS: dict[str, str | Promise] = {
    "missing_name": _("Give a given name or a family name."),
    "missing_sending_body": _("Say which municipality or organisation sends this person."),
    "unknown_municipality": _("There is no municipality or organisation “%(text)s”."),
    "ambiguous_municipality": _("Several are called “%(text)s”: %(names)s. Choose one."),
    "unknown_country": _("“%(text)s” is no country."),
    "no_delegation": _("“%(text)s” has no delegation in this workshop."),
    "other_sending_body": _("This person is on the list already. Sending body: %(name)s."),
    "invalid_email": _("“%(text)s” is no e-mail address."),
    "duplicate_email": _("Row %(row)d has the same e-mail address."),
    "email_taken": _("Someone on the list has this e-mail address already: %(name)s."),
    "duplicate_person": _("Row %(row)d is about the same person."),
    "ambiguous_person": _(
        "Several people of this sending body have this name. Give the e-mail address."
    ),
    "too_long": _("Too long: %(length)d characters, at most %(number)d are possible."),
    "unknown_value": _("“%(text)s” is unknown here. Possible: %(possible)s."),
    "invalid_number": _("“%(text)s” is no whole number from 0 to 32767."),
    "second_head": _("This delegation has a head already: %(name)s."),
    "head_without_delegation": _("Only a delegation has a head."),
    "no_seat": _("The thematic track has no seat left."),
    "too_many_cells": _("This row has more cells than there are headings."),
    "missing_column": _("No column has the names. Choose which one it is."),
}
WARNINGS: dict[str, str | Promise] = {
    "no_name_column": _("No column has the names. Choose which one it is."),
    "missing_email": _("No e-mail address: this person gets no mail."),
    "unknown_track": _("This workshop has no thematic track “%(text)s”. The cell is not read."),
    "unknown_language": _("“%(text)s” is no language that is known here. It is not read."),
    "unknown_day": _("“%(text)s” is no day of this workshop. It is not read."),
    "unknown_reference": _("Nobody on the list has the reference “%(text)s”."),
    "status_stays": _("An import changes no status. It stays: %(status)s."),
    "left_the_list": _("This person has left the list and does not return by an import."),
    "stays_protected": _("An import takes no protection away."),
    "holds_a_seat": _("This person holds a seat: change it on the person’s page."),
    "similar_person": _("Row %(row)d looks the same, but is written with other letters."),
    "looks_like": _("“%(name)s” on the list looks the same, but is written with other letters."),
    "same_name": _("Row %(row)d has the same name."),
    "mixed_letters": _("“%(text)s” mixes Latin and Cyrillic letters in one word."),
    "unread_cells": _("Cells without a heading are not read: %(text)s"),
    "name_in_one_column": _("The whole name stands in one column and is kept as the family name."),
}
# the same to whoever reads the report: the address is there already
_CODES = {"email_taken": "duplicate_email", "no_name_column": "missing_column"}

Note = Callable[..., None]


def finding(row: int, name: str, field: str = "", /, **words: Any) -> Finding:
    """Return a finding by its name, in the reader's language."""
    level = ERROR if name in ERRORS else WARNING
    text = str((ERRORS | WARNINGS)[name])
    return Finding(row, field, _CODES.get(name, name), level, text % words if words else text)
