"""What other tables and the language say about all rows of a list: read once, not per row."""

import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from partnerships.models import CountryNote
from tools import languages
from workshops.models import Delegate, DelegateNeeds, Delegation, Status, Workshop, WorkshopDay


class Sender(NamedTuple):
    """A municipality or organisation that sends people; `country` is a code or ""."""

    name: str
    kind: str
    country: str
    country_name: str
    protects_people: bool


class Track(NamedTuple):
    title: str
    slug: str


NOBODY = Sender("", "", "", "", False)
NO_TRACK = Track("", "")


class Known:
    """Of one workshop, in one language; each table is asked when a column needs it."""

    def __init__(self, workshop: Workshop, language: str) -> None:
        self.workshop = workshop
        self.language = language
        with override(language):
            self.statuses = _words(Status)
            self.roles = _words(Delegate.Role)
            self.modes = _words(Delegate.AttendanceMode)
            self.rooms = _words(DelegateNeeds.Room)
            self.payers = _words(DelegateNeeds.Payer)
            self.kinds = {"municipality": _("municipality"), "organisation": _("organisation")}

    def sender(self, delegation_pk: int | None) -> Sender:
        return self._senders.get(delegation_pk, NOBODY)

    def track(self, pk: int | None) -> Track:
        return self._tracks.get(pk, NO_TRACK)

    def language_name(self, code: str) -> str:
        return languages.language_name(code, self.language)

    def country_name(self, code: str) -> str:
        return self._labels.get(code) or languages.country_name(code, self.language)

    @cached_property
    def days(self) -> list[WorkshopDay]:
        return list(self.workshop.days.order_by("date"))

    @cached_property
    def dates(self) -> list[tuple[str, datetime.date]]:
        """[(annotation of DelegateQuerySet.with_days, date)]"""
        return [(f"on_day_{day.pk}", day.date) for day in self.days]

    @cached_property
    def _senders(self) -> dict[int | None, Sender]:
        found = Delegation.objects.filter(workshop=self.workshop).with_senders()
        return {delegation.pk: self._sender(delegation) for delegation in found.iterator()}

    def _sender(self, delegation: Delegation) -> Sender:
        sender = delegation.sender
        seat = getattr(sender, "municipality", None)
        country = sender.country or (seat.country if seat else "")
        return Sender(
            name=self._translated(sender, "name") or sender.slug,
            kind="municipality" if delegation.municipality_id else "organisation",
            country=country,
            country_name=self.country_name(country),
            protects_people=delegation.protects_people,
        )

    @cached_property
    def _tracks(self) -> dict[int | None, Track]:
        return {
            track.pk: Track(self._translated(track, "title") or track.slug, track.slug)
            for track in self.workshop.tracks.all()
        }

    @cached_property
    def _labels(self) -> dict[str, str]:
        notes = CountryNote.objects.all()
        return {note.code: self._translated(note, "label") for note in notes}

    def _translated(self, instance: Any, field: str) -> str:
        return languages.translated(instance, field, self.language).text


def _words(choices: Any) -> dict[str, str]:
    return {"": ""} | {value: str(label) for value, label in choices.choices}
