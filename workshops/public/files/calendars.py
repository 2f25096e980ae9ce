"""Calendar files: one workshop with its programme, and all workshops to subscribe to."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Municipality
from tools import calendars, languages
from workshops.models import Workshop
from workshops.programme import programme
from workshops.public.parts.cards import place
from workshops.public.parts.countries import CountryNames
from workshops.public.policy import open_to_all

ONE_DAY = datetime.timedelta(days=1)


@open_to_all
def calendar(request):
    """All public workshops; a cancelled one until the end it was planned to have."""
    workshops = Workshop.objects.public().on_the_calendar(timezone.now())
    events = [event for entry in entries(workshops) for event in day_events(entry)]
    return calendar_response(events, name=settings.SITE_NAME, file_name="workshops")


@open_to_all
def workshop_calendar(request, slug):
    workshop = get_object_or_404(Workshop.objects.public(), slug=slug)
    (entry,) = entries(Workshop.objects.filter(pk=workshop.pk))
    events = [*day_events(entry), *session_events(entry)]
    return calendar_response(events, name=entry.title, file_name=workshop.slug)


def calendar_response(events, *, name, file_name):
    return HttpResponse(
        calendars.calendar_file(events, name=name),
        content_type=calendars.MIME,
        headers={"Content-Disposition": f'inline; filename="{file_name}.ics"'},
    )


@dataclass(frozen=True)
class Entry:
    """A workshop with what a calendar may say of it: host and replacement only if public."""

    workshop: Workshop
    host: Municipality | None
    replacement: Workshop | None
    names: CountryNames

    @property
    def title(self):
        return languages.translated(self.workshop, "title").text

    @property
    def url(self):
        return settings.SITE_URL + self.workshop.get_absolute_url()

    @property
    def place(self):
        venue = languages.translated(self.workshop, "venue") if self.workshop.public_venue else ""
        town = place(self.workshop, self.host)
        country = self.names.name(self.host.country) if self.host else ""
        return ", ".join(str(part) for part in (venue, town, country) if str(part))

    @property
    def text(self):
        summary = languages.translated(self.workshop, "summary").text
        return "\n\n".join(filter(None, [self.cancellation, summary, self.url]))

    @property
    def cancellation(self):
        if not self.workshop.cancelled_at:
            return ""
        said = [
            _("This workshop has been cancelled."),
            languages.translated(self.workshop, "cancellation_reason").text,
        ]
        if self.replacement:
            title = languages.translated(self.replacement, "title").text
            said += [_("It takes place instead:"), title]
            said.append(settings.SITE_URL + self.replacement.get_absolute_url())
        return "\n".join(filter(None, said))


def entries(workshops):
    """Of a queryset of workshops, by date; five queries."""
    ordered = list(workshops.order_by("starts_at", "pk").prefetch_related("days"))
    hosts = {workshop.host_municipality_id for workshop in ordered}
    replacements = {workshop.replaced_by_id for workshop in ordered}
    known = Municipality.objects.public().in_bulk(hosts - {None})
    public = Workshop.objects.public().in_bulk(replacements - {None})
    names = CountryNames()
    return [
        Entry(
            workshop,
            known.get(workshop.host_municipality_id),
            public.get(workshop.replaced_by_id),
            names,
        )
        for workshop in ordered
    ]


def day_events(entry):
    """One all-day event for each run of days without a gap; the first keeps the workshop's UID."""
    workshop = entry.workshop
    for number, (first, last) in enumerate(runs(workshop), start=1):
        yield calendars.Event(
            uid=str(workshop.uid) if number == 1 else f"{workshop.uid}-{number}",
            sequence=workshop.sequence,
            changed_at=workshop.changed_at,
            title=entry.title,
            starts=first,
            ends=last + ONE_DAY,
            place=entry.place,
            text=entry.text,
            url=entry.url,
            is_cancelled=workshop.cancelled_at is not None,
        )


def runs(workshop):
    """[(first, last)] of the days that follow one another."""
    found = []
    for date in [day.date for day in workshop.days.all()] or workshop.dates:
        if found and date - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], date)
        else:
            found.append((date, date))
    return found


def session_events(entry):
    """The programme: what takes place at the same time is one event, for one can attend only one.

    It keeps the UID of its oldest session. That session and the workshop count the changes: whoever
    saves the programme writes the workshop too, so that nothing is missed when another session
    joins or leaves.
    """
    workshop = entry.workshop
    stored = workshop.sessions.in_bulk()
    for day in programme(workshop).days:
        for slot in day.slots:
            known = [stored[item.pk] for item in slot.sessions if item.pk in stored]
            if known:  # else added since the line above
                yield slot_event(entry, day, slot, known)


def slot_event(entry, day, slot, known):
    workshop = entry.workshop
    first = min(known, key=lambda session: session.pk)
    url = f"{entry.url}#session-{first.pk}"
    rooms = {item.room for item in slot.sessions}
    room = rooms.pop() if len(rooms) == 1 else ""
    return calendars.Event(
        uid=f"{workshop.uid}-session-{first.pk}",
        sequence=workshop.sequence + first.sequence,
        changed_at=max(workshop.changed_at, *(session.changed_at for session in known)),
        title=", ".join(map(title_of, slot.heads)) or slot.groups[0].kind_label,
        starts=slot.starts_at,
        ends=slot.ends_at,
        place=", ".join(filter(None, [room, day.place.text or entry.place])),
        text="\n".join([entry.title, *parallel(slot), url]),
        url=url,
        is_cancelled=workshop.cancelled_at is not None,
    )


def title_of(item):
    return " – ".join(filter(None, [item.title.text, item.title_of_track.text]))


def parallel(slot):
    """A line for each of several sessions: what it is and where."""
    if not slot.is_parallel:
        return []
    return [", ".join(filter(None, [title_of(item), item.room])) for item in slot.sessions]
