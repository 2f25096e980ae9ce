"""The list of participants as a file: what stands in it, in which order, and who took it along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnerships.models import CountryNote, User
from tools import languages
from tools.spreadsheets import Column, Dialect, Value, stream_csv
from workshops.models import Delegate, Delegation, ExportLog, ThematicTrack, Workshop
from workshops.models.delegate_queries import DelegateQuerySet

PURPOSE = "participants"
_CHUNK = 500


@dataclass(frozen=True)
class Participant:
    """One row: a person with what other tables say about it, read once for the whole list."""

    person: Delegate
    delegation: Delegation | None
    country_notes: dict[str, CountryNote]
    assigned_track: ThematicTrack | None
    track_wish_1: ThematicTrack | None
    track_wish_2: ThematicTrack | None
    dates: tuple[date, ...]

    @property
    def sending_body(self) -> str:
        if not self.delegation:
            return self.person.affiliation
        sender = self.delegation.sender
        return languages.translated(sender, "name").text or sender.slug

    @property
    def country(self) -> str:
        if not self.delegation:
            return ""
        sender = self.delegation.sender
        seat = getattr(sender, "municipality", None)
        return sender.country or (seat.country if seat else "")

    @property
    def country_name(self) -> str:
        note = self.country_notes.get(self.country)
        label = languages.translated(note, "label").text if note else ""
        return label or languages.country_name(self.country, languages.current_language())

    @property
    def is_protected(self) -> bool:
        """By their own flag or by the policy of the municipality: the strictest rule wins."""
        return self.person.protected or bool(self.delegation and self.delegation.protects_people)


def _of_person(
    name: str,
    value: Callable[[Participant], Value] | None = None,
    code: Callable[[Participant], Value] | None = None,
) -> Column:
    """A column that is a field of the person; `value` gives the words for a code."""

    def plain(row: Participant) -> Any:
        return getattr(row.person, name)

    field: Any = Delegate._meta.get_field(name)
    title = capfirst(field.verbose_name)
    return Column(name, title, value or plain, code or plain)


def _of_track(name: str) -> Column:
    def title(row: Participant) -> str:
        track = getattr(row, name)
        return languages.translated(track, "title").text or track.slug if track else ""

    def slug(row: Participant) -> str:
        track = getattr(row, name)
        return track.slug if track else ""

    return _of_person(name, title, slug)


COLUMNS = (
    _of_person("reference"),
    _of_person("status", lambda row: row.person.get_status_display()),
    _of_person("role", lambda row: row.person.get_role_display()),
    Column("sending_body", _("Sending body"), lambda row: row.sending_body),
    Column("country", _("Country"), lambda row: row.country_name, code=lambda row: row.country),
    _of_person("rank"),
    _of_person("is_head"),
    _of_person("is_substitute"),
    _of_person("given_name"),
    _of_person("family_name"),
    _of_person("name_latin"),
    _of_person("badge_name"),
    _of_person("academic_title"),
    _of_person("salutation"),
    _of_person("employer"),
    _of_person("position"),
    _of_person("email"),
    _of_person("phone"),
    _of_person(
        "language",
        lambda row: languages.language_name(row.person.language, languages.current_language()),
    ),
    _of_person(
        "languages_spoken",
        lambda row: ", ".join(
            languages.language_name(code, languages.current_language())
            for code in row.person.languages_spoken
        ),
        code=lambda row: " ".join(row.person.languages_spoken),
    ),
    _of_person("needs_interpretation"),
    _of_track("assigned_track"),
    _of_track("track_wish_1"),
    _of_track("track_wish_2"),
    _of_person("attendance_mode", lambda row: row.person.get_attendance_mode_display()),
    Column("days", _("Days"), lambda row: " ".join(day.isoformat() for day in row.dates)),
    _of_person("confirm_by"),
    _of_person("protected", lambda row: row.is_protected, code=lambda row: row.is_protected),
)


def stated(reason: str) -> str:
    """Return a reason without surrounding blanks, or "" where nothing can be read in it."""
    return reason.strip() if any(sign.isalnum() for sign in reason) else ""


def participants(workshop: Workshop, *, reason: str = "") -> DelegateQuerySet:
    """Return the people of a workshop in any role and state, by sending body, rank and name.

    Protected people are among them only if there is a reason (domain.md 5).
    """
    people = Delegate.objects.filter(workshop=workshop).by_sender()
    return people if reason else people.unprotected()


def export_csv(
    workshop: Workshop,
    people: DelegateQuerySet,
    *,
    dialect: Dialect,
    language: str,
    by: User | None = None,
    filter_codes: str = "",
    reason: str = "",
) -> Iterator[bytes]:
    """Log the export, then return its bytes; nothing leaves before the log is written.

    People are those of `participants()`, filtered further or not; without a reason the protected
    ones are left out in any case. `filter_codes` says how they were filtered, without names.
    """
    if not reason:
        people = people.unprotected()
    ExportLog.objects.create(
        workshop=workshop,
        exported_by=by,
        purpose=PURPOSE,
        format=f"csv {dialect} {language}",
        filter=filter_codes,
        columns=" ".join(column.key for column in COLUMNS),
        row_count=people.count(),
        protected_count=people.protected().count() if reason else 0,
        reason=reason,
    )
    return stream_csv(COLUMNS, rows(workshop, people), dialect=dialect, language=language)


def rows(workshop: Workshop, people: DelegateQuerySet) -> Iterator[Participant]:
    """Yield one row per person with the same five queries for any number of people.

    Delegations, tracks, days and country notes of one workshop are few: they are read beforehand.
    No transaction is held open, so nobody waits for a slow download.
    """
    delegations = Delegation.objects.filter(workshop=workshop).with_senders().in_bulk()
    tracks = workshop.tracks.in_bulk()
    notes = CountryNote.objects.in_bulk(field_name="code")
    days = list(workshop.days.order_by("date"))
    for person in people.with_days(days).iterator(chunk_size=_CHUNK):
        yield Participant(
            person=person,
            delegation=delegations.get(person.delegation_id),
            country_notes=notes,
            assigned_track=tracks.get(person.assigned_track_id),
            track_wish_1=tracks.get(person.track_wish_1_id),
            track_wish_2=tracks.get(person.track_wish_2_id),
            dates=tuple(day.date for day in days if getattr(person, f"on_day_{day.pk}")),
        )
