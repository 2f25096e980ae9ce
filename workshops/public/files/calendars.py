"""Calendar files: one workshop with its programme, and all workshops to subscribe to."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Municipality
from tools import calendars, languages
from workshops.documents import calendar_events
from workshops.models import Workshop
from workshops.programme import programme
from workshops.public.parts.cards import place
from workshops.public.parts.countries import CountryNames
from workshops.public.policy import open_to_all


@open_to_all
def calendar(request):
    """All public workshops; a cancelled one until the end it was planned to have."""
    workshops = Workshop.objects.public().on_the_calendar(timezone.now())
    events = [event for entry in entries(workshops) for event in calendar_events.of_days(entry)]
    return calendar_response(events, name=settings.SITE_NAME, file_name="workshops")


@open_to_all
def workshop_calendar(request, slug):
    workshop = get_object_or_404(Workshop.objects.public(), slug=slug)
    (entry,) = entries(Workshop.objects.filter(pk=workshop.pk))
    events = [
        *calendar_events.of_days(entry),
        *calendar_events.of_sessions(entry, programme(entry.workshop).days),
    ]
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
