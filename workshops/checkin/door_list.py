"""What the door shows: the people of a workshop on a day, with as little about each as it needs.

Names, sending body, whether they are there; no address, no phone. Protected people stand without
their sending body, and no search finds them by it.
"""

import datetime
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.models import Spelling
from partnerships.shields import Shield, shield
from tools import folding, languages
from tools.languages import Translated
from workshops import attendance
from workshops.models import Attendance, Delegate, Status

NOTHING = Translated("", "")


@dataclass(frozen=True)
class Row:
    person: Delegate
    sender: Translated
    shield: Shield | None
    # what the helper should know: comes on another day, has not answered
    hints: tuple[str, ...]
    # folded words by which the door finds the person
    key: str
    sign: Attendance | None
    # when the sign was made, on the clocks of the workshop
    since: datetime.datetime | None
    is_awaited: bool

    @property
    def is_expected(self):
        """Whether a press is enough."""
        return self.person.is_expected


class DoorList:
    """The people of a workshop as the door sees them on one day."""

    def __init__(self, workshop, day, days):
        self.workshop, self.day, self.days = workshop, day, days

    @cached_property
    def rows(self):
        """All in every state, by name."""
        language = languages.current_language()
        people = self.workshop.delegates.with_senders().prefetch_related("days")
        signs = Attendance.objects.filter(day=self.day).at_the_door().with_who()
        seen = {sign.delegate_id: sign for sign in signs}
        spellings = self._spellings()
        return [
            self._row(person, seen.get(person.pk), spellings)
            for person in attendance.by_name(people, language)
        ]

    @cached_property
    def expected(self):
        return [row for row in self.rows if row.is_expected or row.sign]

    @property
    def here(self):
        return sum(row.sign is not None for row in self.rows)

    @property
    def awaited(self):
        """Those who come on this day, and those who are there all the same."""
        return sum(row.is_awaited for row in self.rows)

    @property
    def count_text(self):
        text = ngettext(
            "%(here)d of %(expected)d is here", "%(here)d of %(expected)d are here", self.here
        )
        return text % {"here": self.here, "expected": self.awaited}

    @property
    def last_saved_at(self):
        """On the clocks of the workshop, None on a day without a sign."""
        return max((row.since for row in self.rows if row.since), default=None)

    def matching(self, text):
        """Those whose name, sending body or reference has every word, in either script."""
        words = folding.words(text)
        return [row for row in self.rows if words and all(word in row.key for word in words)]

    def row_of(self, reference):
        return next((row for row in self.rows if row.person.reference == reference), None)

    def _row(self, person, sign, spellings):
        is_shown = not person.is_protected
        sender = _sender(person) if is_shown else NOTHING
        return Row(
            person=person,
            sender=sender,
            shield=_shield(person, sender) if is_shown else None,
            hints=tuple(_hints(person, self.day, self.days)),
            key=_key(person, is_shown, spellings),
            sign=sign,
            since=sign and sign.recorded_at.astimezone(self.workshop.zone),
            is_awaited=sign is not None or _is_awaited(person, self.day),
        )

    def _spellings(self):
        """{key of a municipality: its other spellings, folded}"""
        found = {}
        known = Spelling.objects.filter(municipality__delegations__workshop=self.workshop)
        for municipality, key in known.values_list("municipality_id", "key"):
            found.setdefault(municipality, []).append(key)
        return found


def day_of(workshop, days, wanted=None):
    """The day that is meant: one of the workshop's, else today, the next one, or the last."""
    chosen = next((day for day in days if day.date == wanted), None)
    today = workshop.local_date()
    coming = (day for day in days if day.date >= today)
    return chosen or next(coming, days[-1] if days else None)


def days_of(workshop):
    return list(workshop.days.all())


def _sender(person):
    if person.delegation is None:
        return Translated(person.affiliation, "")
    return languages.translated(person.delegation.sender, "name")


def _shield(person, sender):
    municipality = person.delegation and person.delegation.municipality
    return municipality and shield(municipality.slug, sender.text, municipality.public_crest)


def _hints(person, day, days):
    on = [each for each in days if person.comes_on(each)]
    if len(on) < len(days):
        reader = languages.current_language()
        named = [languages.format_short_day(each.date, reader) for each in on]
        yield _("only: %(days)s") % {"days": languages.join(named, reader)}
    if person.attendance_mode == Delegate.AttendanceMode.ONLINE:
        yield str(person.get_attendance_mode_display())
    if person.role != Delegate.Role.DELEGATE:
        yield str(person.get_role_display())
    if person.status == Status.ACCEPTED:
        yield _("has not answered yet")


def _is_awaited(person, day):
    is_on_site = person.attendance_mode == Delegate.AttendanceMode.ONSITE
    return person.is_expected and is_on_site and person.comes_on(day)


def _key(person, is_shown, spellings):
    texts = [
        person.full_name,
        person.name_latin,
        person.badge_name,
        person.reference,
    ]
    keys = []
    if is_shown and person.delegation:
        sender = person.delegation.sender
        texts += [getattr(sender, f"name_{code}") or "" for code in languages.LANGUAGES]
        keys = spellings.get(person.delegation.municipality_id, [])
    elif is_shown:
        texts.append(person.affiliation)
    keys = [*(folding.fold(text) for text in texts), *keys]
    return " | ".join(dict.fromkeys(key for key in keys if key))
