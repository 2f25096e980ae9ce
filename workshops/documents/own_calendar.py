"""The calendar file of a person: the days on which they come, and what they take part in."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import calendars, languages
from workshops.documents import calendar_events
from workshops.models import Delegate, Workshop
from workshops.programme import programme_of


@dataclass(frozen=True)
class Entry:
    """What who takes part may read of a workshop, public or not."""

    workshop: Workshop

    @property
    def title(self) -> str:
        return languages.translated(self.workshop, "title").text

    @property
    def url(self) -> str:
        workshop = self.workshop
        return settings.SITE_URL + workshop.get_absolute_url() if workshop.is_public else ""

    @property
    def place(self) -> str:
        venue = languages.translated(self.workshop, "venue").text
        return ", ".join(filter(None, [venue, self.workshop.meeting_place().text]))

    @property
    def text(self) -> str:
        guidance = languages.translated(self.workshop, "guidance").text
        cancelled = _("This workshop has been cancelled.") if self.workshop.cancelled_at else ""
        return "\n\n".join(filter(None, [cancelled, guidance, self.url]))


def file(person: Delegate, language: str, at: datetime.datetime) -> bytes:
    """Return the file as of an instant, in the language; it names neither person nor sender.

    Events keep the UIDs of the public file, so that one takes the place of the other.
    """
    entry = Entry(person.workshop)
    dates = [day.date for day in person.days.all()]
    with override(language):
        events = [
            *calendar_events.of_days(entry, dates, changed_at=at),
            *calendar_events.of_sessions(entry, programme_of(person)),
        ]
        return calendars.calendar_file(events, name=entry.title)
