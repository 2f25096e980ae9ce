"""How much of a file is read, and how a file is refused."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tools import languages

MEGABYTE = 1024 * 1024


class BadTable(Exception):
    """Why a file is not read, in words for whoever sent it; `row` is where, if it is one row."""

    def __init__(self, text: str, *, code: str = "unreadable_file", row: int = 0):
        super().__init__(text)
        self.code = code
        self.row = row


@dataclass(frozen=True)
class Limits:
    """Of a file, of what it unpacks to, and of the table in it."""

    megabytes: int = 5
    unpacked_megabytes: int = 50
    # below the head
    rows: int = 10_000
    columns: int = 100

    def require_size(self, size: int) -> None:
        """Raise BadTable for a file of more bytes."""
        if size > self.megabytes * MEGABYTE:
            raise BadTable(
                _("This file is too large: at most %(number)d MB.") % {"number": self.megabytes},
                code="too_large",
            )

    def too_many_rows(self) -> BadTable:
        text = _("This file has too many rows: at most %(number)s.")
        number = languages.number(self.rows, languages.current_language())
        return BadTable(text % {"number": number}, code="too_many_rows")

    def too_many_columns(self) -> BadTable:
        text = _("This file has too many columns: at most %(number)d.")
        return BadTable(text % {"number": self.columns}, code="too_many_columns")

    def too_long(self) -> BadTable:
        return BadTable(_("A cell of this file is too long."), code="too_large")


def unreadable() -> BadTable:
    return BadTable(_("This file cannot be read. Is it a workbook (.xlsx, .ods)?"))
