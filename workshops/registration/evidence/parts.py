"""What an evidence pack consists of: a list of parts, each of which makes files of a workshop.

Without a reason protected people stand in no list; with one they do, without their sending body.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import languages
from tools.spreadsheets import Column, stream_csv
from workshops import attendance, statistics
from workshops.documents import attendance_sheet, programme_paper
from workshops.documents import people as on_paper
from workshops.models import Delegate, IssuedPaper, SignedSheet, Workshop, WorkshopDay
from workshops.programme import Item, programme

CHUNK = 64 * 1024


@dataclass(frozen=True)
class File:
    """A file of the pack, read piece by piece."""

    name: str
    pieces: Iterable[bytes]


@dataclass
class Wanted:
    """A workshop, the language of the lists (the active one), and who may stand in them."""

    workshop: Workshop
    language: str
    with_protected: bool = False

    @cached_property
    def sheet(self) -> attendance.Sheet:
        return attendance.sheet(self.workshop, self.language)

    @cached_property
    def scans(self) -> list[SignedSheet]:
        of_workshop = SignedSheet.objects.filter(day__workshop=self.workshop)
        return list(of_workshop.select_related("day").order_by("day__date", "uploaded_at", "pk"))

    @cached_property
    def papers(self) -> list[IssuedPaper]:
        issued = IssuedPaper.objects.filter(delegate__workshop=self.workshop)
        sender = "delegate__delegation"
        return list(
            issued.select_related(
                f"{sender}__municipality", f"{sender}__organisation__municipality"
            )
        )

    @property
    def lines(self) -> tuple[attendance.Line, ...]:
        return self.sheet.all_lines if self.with_protected else self.sheet.lines


@dataclass(frozen=True)
class Signs:
    """One row of the reconciliation: a person on a day."""

    line: attendance.Line
    day: WorkshopDay
    presence: attendance.Presence


def signed_lists(wanted: Wanted) -> Iterator[File]:
    """The scans as they were uploaded, by day; one whose file is gone is left out."""
    numbers: dict[int, int] = {}
    for scan in wanted.scans:
        number = numbers[scan.day_id] = numbers.get(scan.day_id, 0) + 1
        if scan.file.storage.exists(scan.file.name):
            ending = PurePath(scan.file.name).suffix
            name = f"signed-lists/{scan.day.date.isoformat()}-{number}{ending}"
            yield File(name, _read(scan))


def printed_lists(wanted: Wanted) -> Iterator[File]:
    """The lists of each day as they are printed to be signed."""
    people = on_paper.expected(wanted.workshop)
    if not wanted.with_protected:
        people = people.unprotected()
    expected = list(people)
    for day in wanted.sheet.days:
        coming = attendance_sheet.coming_on(expected, day)
        # dated as the workshop, so that the same data gives the same file
        made = attendance_sheet.pdf(day, coming, wanted.language, at=wanted.workshop.starts_at)
        yield File(f"printed-lists/{day.date.isoformat()}.pdf", [made])


def reconciliation(wanted: Wanted) -> Iterator[File]:
    rows = (
        Signs(line, day, presence)
        for line in wanted.lines
        for day, presence in zip(wanted.sheet.days, line.presences, strict=True)
    )
    yield _table("reconciliation.csv", RECONCILIATION, rows, wanted)


def programme_as_held(wanted: Wanted) -> Iterator[File]:
    held = programme(wanted.workshop, wanted.workshop.ends_at)
    items = [item for day in held.days for slot in day.slots for item in slot.sessions]
    if items:
        yield _table("programme.csv", PROGRAMME, items, wanted)
        at = wanted.workshop.ends_at
        yield File("programme.pdf", [programme_paper.pdf(wanted.workshop, wanted.language, at=at)])


def statistics_of_people(wanted: Wanted) -> Iterator[File]:
    found = statistics.of(wanted.workshop, wanted.language)
    rows = [(_("All"), found.total)]
    rows += [(str(table.title), count) for table in found.tables for count in table.counts]
    yield _table("statistics.csv", STATISTICS, rows, wanted)


def register_of_papers(wanted: Wanted) -> Iterator[File]:
    """Every number, so that none seems to be lacking; protected people without their name."""

    def name(paper: IssuedPaper) -> str:
        is_shown = wanted.with_protected or not paper.delegate.is_protected
        return _name(paper.delegate) if is_shown else _("protected")

    columns = (
        Column("number", gettext_lazy("Number"), lambda paper: paper.number),
        Column("kind", gettext_lazy("Kind"), lambda paper: paper.get_kind_display()),
        Column("name", gettext_lazy("Name"), name),
        Column("dated_on", gettext_lazy("Dated"), lambda paper: paper.dated_on),
        Column("language", gettext_lazy("Language"), lambda paper: paper.language),
        Column("revoked_at", gettext_lazy("Revoked"), lambda paper: paper.revoked_at),
    )
    if wanted.papers:
        yield _table("certificates.csv", columns, wanted.papers, wanted)


# in the order of the file; whatever makes another part adds itself here
PARTS: tuple[Callable[[Wanted], Iterator[File]], ...] = (
    signed_lists,
    printed_lists,
    reconciliation,
    programme_as_held,
    statistics_of_people,
    register_of_papers,
)


def missing(wanted: Wanted) -> list[str]:
    """Say what the pack lacks, in words for whoever makes it and whoever gets it."""
    found = []
    scanned = {scan.day_id for scan in wanted.scans}
    for day in wanted.sheet.days:
        if day.pk not in scanned:
            found.append(_("No scan of the signed list: %(day)s.") % {"day": day})
    for scan in wanted.scans:
        if not scan.file.storage.exists(scan.file.name):
            found.append(_("The file of a scan is gone: %(day)s.") % {"day": scan.day})
    for differing in attendance.differences(wanted.sheet):
        found += _differing(differing)
    if not wanted.workshop.sessions.exists():
        found.append(_("No programme has been entered."))
    if not any(paper.kind == IssuedPaper.Kind.CERTIFICATE for paper in wanted.papers):
        found.append(_("No certificate was issued."))
    number = len(wanted.sheet.protected)
    if number and not wanted.with_protected:
        found.append(_("Protected people, left out of the lists: %(number)d.") % {"number": number})
    return found


def _differing(found: attendance.Difference) -> Iterator[str]:
    if not found.has_signatures:
        yield _("No signature is typed in: %(day)s.") % {"day": found.day}
        return
    for text, people in (
        (_("At the door, but not signed, on %(day)s: %(number)d."), found.seen_only),
        (_("Signed, but not seen at the door, on %(day)s: %(number)d."), found.signed_only),
    ):
        if people:
            yield text % {"day": found.day, "number": len(people)}


def _name(person: Delegate) -> str:
    return f"{person.full_name} ({person.other_name})" if person.other_name else person.full_name


def _body(row: Signs) -> str:
    """No list names the sending body of a protected person."""
    person = row.line.person
    if person.is_protected:
        return ""
    if person.delegation is None:
        return person.affiliation
    sender = person.delegation.sender
    return languages.translated(sender, "name").text or sender.slug


def _result(row: Signs) -> str:
    signs = row.presence
    if signs.door and signs.signature:
        return _("attended")
    if not signs.is_there:
        return _("absent")
    return _("signed, not seen") if signs.signature else _("seen, not signed")


def _read(scan: SignedSheet) -> Iterator[bytes]:
    with scan.file.open() as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def _table(name: str, columns: Iterable[Column], rows: Iterable[Any], wanted: Wanted) -> File:
    return File(name, stream_csv(columns, rows, dialect="excel", language=wanted.language))


def _clock(moment: str) -> Callable[[Item], str]:
    return lambda item: f"{getattr(item, moment):%H:%M}"


RECONCILIATION = (
    Column("number", gettext_lazy("Number"), lambda row: row.line.number),
    Column("name", gettext_lazy("Name"), lambda row: _name(row.line.person)),
    Column("sending_body", gettext_lazy("Sending body"), _body),
    Column("role", gettext_lazy("Role"), lambda row: row.line.person.get_role_display()),
    Column("protected", gettext_lazy("protected"), lambda row: row.line.person.is_protected),
    Column("day", gettext_lazy("Day"), lambda row: row.day.date),
    Column(
        "door",
        gettext_lazy("Seen at the door"),
        lambda row: row.presence.door and row.presence.door.recorded_at,
    ),
    Column("signed", gettext_lazy("Signed"), lambda row: bool(row.presence.signature)),
    Column("result", gettext_lazy("Result"), _result),
)
PROGRAMME = (
    Column("day", gettext_lazy("Day"), lambda item: item.starts_at.date()),
    Column("from", gettext_lazy("From"), _clock("starts_at")),
    Column("to", gettext_lazy("To"), _clock("ends_at")),
    Column("kind", gettext_lazy("Kind"), lambda item: item.kind_label),
    Column("title", gettext_lazy("Title"), lambda item: item.title.text),
    Column("track", gettext_lazy("Thematic track"), lambda item: item.track_title.text),
    Column("room", gettext_lazy("Room"), lambda item: item.room),
)
STATISTICS = (
    Column("table", gettext_lazy("Counted"), lambda row: row[0]),
    Column("label", gettext_lazy("Group"), lambda row: row[1].label),
    Column("registered", gettext_lazy("Registered"), lambda row: row[1].registered),
    Column("came", gettext_lazy("Came"), lambda row: row[1].came),
    Column("absent", gettext_lazy("Absent"), lambda row: row[1].absent),
)
