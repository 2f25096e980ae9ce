"""A plan as a page shows it: how the file was read, what is asked, what each row would do."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tools import languages
from workshops.admin.sheet_import_form import read_as
from workshops.models import Delegate
from workshops.registration.sheet_import.columns import TITLES
from workshops.registration.sheet_import.findings import ERROR
from workshops.registration.sheet_import.lines import Verdict

MOST_ROWS = 100
MOST_QUESTIONS = 50
SAMPLE = 4


@dataclass(frozen=True)
class Column:
    heading: str
    key: str
    is_read: bool


@dataclass(frozen=True)
class Question:
    """Which sending body is meant by these words; an empty key is no answer yet."""

    text: str
    options: list
    chosen: str


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    body: str
    email: str
    # [(field or "", text, is an error)]
    remarks: list
    # [(field, before, after)]
    changes: list


class Preview:
    def __init__(self, made, choices, kept):
        self.plan, self.table, self.kept = made, made.table, kept
        self.mark = made.mark
        self.read_as = read_as(made.table)
        self._choices = choices
        self._counts = made.counts()

    @property
    def titles(self):
        return TITLES.items()

    @cached_property
    def columns(self):
        pairs = zip(self.table.head, self.plan.keys, strict=True)
        return [Column(heading, key, bool(key)) for heading, key in pairs]

    @cached_property
    def sample(self):
        """The first rows, those with other letters than English ones before others."""
        width = len(self.table.head)
        rows = sorted(self.table.rows[:1000], key=_is_plain)[:SAMPLE]
        return [(number, cells[:width]) for number, cells in sorted(rows)]

    @property
    def is_whole(self):
        """Whether something of the file itself keeps all its rows out."""
        return not any(each.level == ERROR for each in self.plan.findings)

    @cached_property
    def questions(self):
        asked = list(self.plan.questions.items())[:MOST_QUESTIONS]
        return [
            Question(
                text,
                [(body.key, body.long_name) for body in meant or self.plan.bodies],
                self._choices.bodies.get(text, ""),
            )
            for text, meant in asked
        ]

    @cached_property
    def counts(self):
        """[(verdict, label, number)]"""
        labels = {
            Verdict.NEW: _("new"),
            Verdict.CHANGED: _("changed"),
            Verdict.SAME: _("unchanged"),
            Verdict.ERROR: _("with an error"),
        }
        return [(verdict, label, self._counts[verdict]) for verdict, label in labels.items()]

    @property
    def good(self):
        return self._counts[Verdict.NEW] + self._counts[Verdict.CHANGED] if self.is_whole else 0

    @property
    def errors(self):
        return self._counts[Verdict.ERROR]

    @cached_property
    def groups(self):
        """[(verdict, rows shown, number of all)], empty ones left out."""
        wanted = (Verdict.ERROR, Verdict.CHANGED, Verdict.NEW) if self.is_whole else ()
        lines = [(verdict, self.plan.of(verdict)) for verdict in wanted]
        return [
            (verdict, [_row(line) for line in found[:MOST_ROWS]], len(found))
            for verdict, found in lines
            if found
        ]


def _is_plain(row):
    _number, cells = row
    return all(cell.isascii() for cell in cells)


def _row(line):
    remarks = [
        (TITLES.get(each.field, ""), each.message, each.level == ERROR) for each in line.findings
    ]
    changes = [
        (TITLES.get(name, TITLES["sending_body"]), shown(name, before), shown(name, after))
        for name, (before, after) in line.changes.items()
    ]
    body = line.body or line.values.get("affiliation") or line.texts.get("sending_body", "")
    if line.person:
        body = line.person.affiliation or line.texts.get("sending_body", "")
    email = line.values.get("email") or line.texts.get("email", "")
    return Row(line.number, line.name, str(body), email, remarks, changes)


def shown(name, value):
    """A value in the reader's words, a dash for none."""
    reader = languages.current_language()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "language":
        return languages.language_name(value, reader)
    if name == "languages_spoken":
        return ", ".join(languages.language_name(code, reader) for code in value) or "–"
    if name == "days":
        return ", ".join(languages.format_day(day, reader) for day in value) or "–"
    choices = {"role": Delegate.Role, "attendance_mode": Delegate.AttendanceMode}
    if name in choices:
        return choices[name](value).label
    return "–" if value in (None, "") else str(value)
