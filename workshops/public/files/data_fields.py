"""The fields of the open data. Files already in use read them by key: add, never rename."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import Partnership
from partnerships.models.partnership import Precision
from tools import languages
from workshops.models import Report, Workshop, public_municipalities
from workshops.public.language_switch import language_links
from workshops.public.parts.cards import cards

KNOWN_PART = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}


@dataclass(frozen=True)
class Field:
    """`value` gives text, number, date, truth, None or a list of texts without blanks; of a field
    `in_languages` it gives {language: text}, in CSV a column for each."""

    key: str
    about: str | Promise
    value: Callable[[Any], Any]
    in_languages: bool = False


@dataclass(frozen=True)
class Dataset:
    name: str
    title: str | Promise
    rows: Callable[[Any], list]
    fields: tuple[Field, ...]


def plain(key, about, name=""):
    return Field(key, about, attrgetter(name or key))


def translated(key, about, source=lambda row: row):
    """Without a translation the text is empty: nothing is filled in from another language."""
    return Field(key, about, lambda row: texts(source(row), key), in_languages=True)


def texts(instance, name):
    return {code: getattr(instance, f"{name}_{code}") or "" for code in languages.LANGUAGES}


def addresses(instance):
    return {link.code: link.address for link in language_links(instance.get_absolute_url())}


def place_names(card):
    written = texts(card.workshop, "place")
    return texts(card.host, "name") if card.host and not any(written.values()) else written


def public_venue(card):
    venue = texts(card.workshop, "venue")
    return venue if card.workshop.public_venue else dict.fromkeys(venue, "")


def as_known(date, precision):
    """ISO 8601 no more exactly than it is known: 2016, 2016-05, 2016-05-07."""
    return date.isoformat()[: KNOWN_PART[precision]] if date else None


def local(instant, workshop):
    return instant.astimezone(workshop.zone).isoformat()


def sources(card):
    found = [
        url
        for report in card.workshop.public_reports
        for url in texts(report, "source_url").values()
    ]
    return list(dict.fromkeys(filter(None, found)))


def workshop_cards(at):
    reports = Prefetch("reports", Report.objects.public(at), to_attr="public_reports")
    replacement = Prefetch("replaced_by", Workshop.objects.public(), to_attr="replacement")
    public = Workshop.objects.public().select_related("host_municipality")
    public = public.order_by("starts_at", "pk")
    return cards(list(public.prefetch_related("days", reports, replacement)), at)


def municipalities(at):
    return list(public_municipalities(at).order_by("slug"))


def partnerships(at):
    successor = Prefetch("successor", Partnership.objects.public(), to_attr="public_successor")
    return list(Partnership.objects.public().with_members().prefetch_related(successor))


def on_workshop(key, about):
    return plain(key, about, f"workshop.{key}")


def text_of_workshop(key, about):
    return translated(key, about, attrgetter("workshop"))


WORKSHOP = (
    on_workshop("slug", _("Key: part of the address, joins the files")),
    Field("uid", _("Number of the event in calendars"), lambda card: str(card.workshop.uid)),
    Field("url", _("Address of the page"), lambda card: addresses(card.workshop), True),
    on_workshop("kind", _("Kind of event")),
    on_workshop("format", _("Format")),
    text_of_workshop("title", _("Title")),
    text_of_workshop("summary", _("Summary")),
    on_workshop("starts_on", _("First day")),
    on_workshop("ends_on", _("Last day")),
    Field(
        "days",
        _("The days on which it takes place"),
        lambda card: [day.date.isoformat() for day in card.workshop.days.all()],
    ),
    on_workshop("timezone", _("Time zone (IANA)")),
    Field(
        "starts_at",
        _("Beginning of the first day, with the distance from UTC"),
        lambda card: local(card.workshop.starts_at, card.workshop),
    ),
    Field(
        "ends_at",
        _("End of the last day, with the distance from UTC"),
        lambda card: local(card.workshop.ends_at, card.workshop),
    ),
    Field("host", _("Host municipality (key)"), lambda card: card.host and card.host.slug),
    Field(
        "country", _("Country (ISO 3166-1, and XK)"), lambda card: card.host and card.host.country
    ),
    Field("place", _("Place in words"), place_names, True),
    Field("venue", _("Venue, where it is public"), public_venue, True),
    Field(
        "languages_spoken",
        _("Working languages (ISO 639-1)"),
        lambda card: list(card.workshop.languages_spoken),
    ),
    Field(
        "languages_interpreted",
        _("Interpretation into (ISO 639-1)"),
        lambda card: list(card.workshop.languages_interpreted),
    ),
    Field("topics", _("Topics (keys)"), lambda card: [topic.slug for topic in card.topics]),
    Field(
        "municipalities",
        _("Municipalities that publicly take part (keys)"),
        lambda card: sorted(municipality.slug for municipality in card.municipalities),
    ),
    Field(
        "is_cancelled",
        _("Whether it was cancelled"),
        lambda card: card.workshop.cancelled_at is not None,
    ),
    text_of_workshop("cancellation_reason", _("Reason of the cancellation")),
    Field(
        "replaced_by",
        _("The workshop that takes place instead (key)"),
        lambda card: card.workshop.replacement and card.workshop.replacement.slug,
    ),
    Field("sources", _("Sources of the reports (addresses)"), sources),
)

MUNICIPALITY = (
    plain("slug", _("Key: part of the address, joins the files")),
    Field("url", _("Address of the page"), addresses, True),
    plain("country", _("Country (ISO 3166-1, and XK)")),
    translated("name", _("Name")),
    plain("native_name", _("Local name")),
    plain("native_language", _("Language of the local name (ISO 639)")),
    translated("region", _("Region")),
    Field("latitude", _("Latitude in degrees (WGS 84)"), lambda row: degrees(row.latitude)),
    Field("longitude", _("Longitude in degrees (WGS 84)"), lambda row: degrees(row.longitude)),
    plain("population", _("Inhabitants")),
    plain("population_year", _("Year of the count")),
    plain("population_source", _("Source of the count")),
    plain("website", _("Website"), "public_website"),
)

PARTNERSHIP = (
    plain("id", _("Key: stays the same")),
    plain("kind", _("Kind")),
    plain("status", _("Status")),
    Field(
        "members",
        _("Municipalities (keys)"),
        lambda row: [member.municipality.slug for member in row.members.all()],
    ),
    Field(
        "started",
        _("Since: a year, a month or a day"),
        lambda row: as_known(row.started_on, row.started_precision),
    ),
    plain("started_precision", _("How exactly the start is known")),
    Field(
        "ended",
        _("Until: a year, a month or a day"),
        lambda row: as_known(row.ended_on, row.ended_precision),
    ),
    plain("ended_precision", _("How exactly the end is known")),
    translated("title", _("Title")),
    translated("summary", _("Summary")),
    Field("topics", _("Topics (keys)"), lambda row: [topic.slug for topic in row.topics.all()]),
    plain("source_url", _("Source")),
    Field(
        "successor",
        _("The partnership that followed (key)"),
        lambda row: row.public_successor and row.public_successor.pk,
    ),
)

DATASETS = {
    "workshops": Dataset("workshops", _("Workshops"), workshop_cards, WORKSHOP),
    "cities": Dataset("cities", _("Municipalities"), municipalities, MUNICIPALITY),
    "partnerships": Dataset("partnerships", _("Partnerships"), partnerships, PARTNERSHIP),
}


def degrees(value):
    return None if value is None else float(value)
