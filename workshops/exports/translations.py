"""The texts of a workshop as a workbook for a translator, and what comes back in it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tools import languages, notation, workbooks
from tools.sheets import reading
from tools.sheets.limits import BadTable, Limits
from workshops import texts
from workshops.models import Workshop

KEY, TARGET, MARK = 0, 4, 5
HEAD_OF_KEYS = "key"
LIMITS = Limits(unpacked_megabytes=10, rows=5_000, columns=20)


class Row(NamedTuple):
    """A filled row, numbered as the spreadsheet shows it."""

    number: int
    key: str
    change: texts.Change


class Verdict(StrEnum):
    CHANGED = "changed"
    # translated before the text or its source was changed here: someone has to decide
    OUTDATED = "outdated"
    REFUSED = "refused"


class Line(NamedTuple):
    """What taking over one row would do."""

    row: Row
    # None: the workshop has no such text
    text: texts.Text | None
    verdict: Verdict
    remark: str = ""


def workbook(workshop: Workshop, language: str, *, at: datetime | None = None) -> bytes:
    """Return all texts of a workshop with their version in a language, titles in the reader's."""
    found = texts.of(workshop)
    reader = languages.current_language()
    name = languages.language_name(language, reader)
    moment = languages.format_moment(at or timezone.now(), workshop.timezone, reader)
    about = [
        [_("Workshop"), str(languages.translated(workshop, "title"))],
        [_("Language"), name],
        [_("As of"), moment],
        [_("Texts"), str(len(found.by_key))],
        [_("How to"), _("Write into the coloured column of the second sheet.")],
        ["", _("Leave the first column as it is. An empty cell changes nothing.")],
        *([label, text] for label, text in _signs()),
    ]
    head: list[str] = [
        HEAD_OF_KEYS,
        _("What it is"),
        _("Language"),
        _("Source text"),
        _head_of_target(name, language),
        "",
    ]
    rows = [_row(text, language, reader) for text in found]
    return workbooks.write(
        [
            workbooks.Sheet(_("About"), about, [16, 80]),
            workbooks.Sheet(_("Texts"), [head, *rows], [10, 30, 12, 60, 60, None], [TARGET]),
        ]
    )


def _signs() -> list[tuple[str, str]]:
    """What stands in cells of rich text, see tools.notation."""
    return [
        (_("Signs"), _("Some texts have signs. Keep them around the words they belong to.")),
        ("**…**", _("bold")),
        ("*…*", _("italic")),
        ("[…](https://…)", _("link: translate the words, leave the address")),
        ("# …", _("heading; with ## a smaller one")),
        ("- …", _("list; 1. numbered; > quotation: one per line")),
        ("<…>", _("Where a text has tags like <p>, leave them as they are.")),
    ]


def _head_of_target(name: str, language: str) -> str:
    return f"{name} ({language})"


def _row(text: texts.Text, language: str, reader: str) -> list[str]:
    source = text.source
    return [
        text.key,
        text.label,
        languages.language_name(source.language, reader),
        shown(text, source.text),
        shown(text, text.versions[language]),
        text.mark(language),
    ]


def shown(text: texts.Text, version: str) -> str:
    """A version as a cell holds it."""
    plain = texts.plain(version)
    return notation.written(plain) if text.is_rich else plain


def read(file: BinaryIO, language: str) -> list[Row]:
    """Return the filled rows of a workbook; raise BadTable for what is no workbook of ours."""
    rows = reading.rows_of_workbook(file, begins_with=HEAD_OF_KEYS, limits=LIMITS)
    (_number, head), *found = rows
    if not head[TARGET].endswith(f"({language})"):
        raise BadTable(_("This workbook is for another language."))
    return [
        Row(number, cells[KEY], texts.Change(cells[TARGET], cells[MARK]))
        for number, cells in found
        if cells[KEY] and cells[TARGET].strip()
    ]


def compare(found: texts.Texts, language: str, rows: Iterable[Row]) -> list[Line]:
    """Return a Line for each row that differs from the texts of a workshop as they stand now."""
    lines: list[Line] = []
    first_rows: dict[str, int] = {}
    for row in (_stored(found, row) for row in rows):
        first_row = first_rows.setdefault(row.key, row.number)
        if texts.is_new(found, language, row.key, row.change):
            verdict, remark = _verdict(found, language, row, first_row)
            lines.append(Line(row, found.by_key.get(row.key), verdict, remark))
    return lines


def _stored(found: texts.Texts, row: Row) -> Row:
    """The row with its text as it would be stored."""
    text = found.by_key.get(row.key)
    if text is None or not text.is_rich:
        return row
    return row._replace(change=row.change._replace(version=notation.read(row.change.version)))


def _verdict(found: texts.Texts, language: str, row: Row, first_row: int) -> tuple[Verdict, str]:
    try:
        if first_row != row.number:
            raise ValidationError(_("Row %(row)d has the same text.") % {"row": first_row})
        texts.cleaned(found, language, row.key, row.change)
    except texts.Outdated as outdated:
        return Verdict.OUTDATED, outdated.messages[0]
    except ValidationError as refused:
        return Verdict.REFUSED, " ".join(refused.messages)
    return Verdict.CHANGED, ""
