"""Workshops as the cards of a list: everything a card shows, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.text import capfirst

from partnerships.models import Mention, Municipality
from tools import languages
from tools.languages import Translated
from workshops.models import Delegation, Report, ThematicTrack, Workshop
from workshops.public.parts.phases import phase_badge
from workshops.public.parts.tiles import by_name, municipality_shield

SHIELDS = 7


def listed(workshops, at):
    """A queryset of workshops with what phase() and the cards ask of each, no other column."""
    report = Report.objects.public(at).filter(workshop=OuterRef("pk"))
    return workshops.for_cards().with_seats().annotate(has_report=Exists(report))


@dataclass(frozen=True)
class Outline:
    """What a long list asks of a workshop before it shows some of them as cards."""

    pk: int
    kind: str
    format: str
    starts_on: date
    is_past: bool
    host_country: str | None


@dataclass
class Card:
    workshop: Workshop
    topics: list
    municipalities: list[Mention | Municipality]
    host: Municipality | None
    at: object

    @cached_property
    def badge(self):
        return phase_badge(self.workshop, self.at)

    @cached_property
    def title(self):
        return languages.translated(self.workshop, "title")

    @property
    def place(self):
        return place(self.workshop, self.host)

    @property
    def month(self):
        return capfirst(
            languages.format_month(self.workshop.starts_on, languages.current_language())
        )

    @property
    def days(self):
        return DateBlock(self.workshop.starts_on, self.workshop.ends_on)

    @property
    def languages(self):
        codes = (*self.workshop.languages_spoken, *self.workshop.languages_interpreted)
        current = languages.current_language()
        return [languages.language_name(code, current) for code in dict.fromkeys(codes)]

    @property
    def chips(self):
        return [chip(topic) for topic in self.topics]

    @property
    def shields(self):
        return [municipality_shield(place) for place in by_name(self.municipalities)[:SHIELDS]]

    @property
    def more(self):
        return len(self.municipalities[SHIELDS:])


@dataclass(frozen=True)
class DateBlock:
    """The dates as the left column of a card writes them; the full phrase stands beside it."""

    starts_on: object
    ends_on: object

    @property
    def is_over_a_month(self):
        first, last = self.starts_on, self.ends_on
        return (first.year, first.month) != (last.year, last.month)

    @property
    def day(self):
        first, last = self.starts_on, self.ends_on
        if self.is_over_a_month:
            return languages.short_range(first, last, languages.current_language())
        return str(first.day) if first == last else f"{first.day}–{last.day}"

    @property
    def month(self):
        return "" if self.is_over_a_month else date_format(self.starts_on, "E")

    @property
    def year(self):
        years = dict.fromkeys([self.starts_on.year, self.ends_on.year])
        return "–".join(map(str, years))


def public_host(workshop):
    """The host of a workshop loaded with it, if it may be named."""
    host = workshop.host_municipality
    return host if host and host.is_public else None


def place(workshop, host):
    """Where it takes place: the public host municipality, else the place written down."""
    written = languages.translated(workshop, "place")
    return languages.translated(host, "name") if host and not written.text else written


def public_place(workshop):
    """Where a workshop that was loaded with its host takes place."""
    return place(workshop, public_host(workshop))


def outlines(workshops, at):
    """(upcoming, past) of a queryset as outlines, each with the nearest in time first."""
    host = Municipality.objects.public().filter(pk=OuterRef("host_municipality"))
    # without texts: there is nothing to look for along the fallback chain
    rows = workshops.told_apart(at).order_by("starts_at", "pk").rewrite(False)
    found = [
        Outline(*row)
        for row in rows.values_list(
            "pk", "kind", "format", "starts_on", "is_past", Subquery(host.values("country"))
        )
    ]
    upcoming = [outline for outline in found if not outline.is_past]
    return upcoming, [outline for outline in reversed(found) if outline.is_past]


def topics_of(workshops):
    """{workshop: topics} of workshops or their keys."""
    found = {}
    for track in ThematicTrack.objects.with_labels().filter(workshop__in=workshops):
        if track.topic:
            found.setdefault(track.workshop_id, {})[track.topic] = None
    return {workshop: list(topics) for workshop, topics in found.items()}


def topics_among(known, workshops):
    """The same where {key: topic} is known and the workshops are many."""
    found = {}
    tracks = ThematicTrack.objects.filter(workshop__in=workshops).rewrite(False)
    for workshop, topic in tracks.values_list("workshop_id", "topic_id"):
        if topic in known:
            found.setdefault(workshop, {})[topic] = known[topic]
    return {workshop: list(topics.values()) for workshop, topics in found.items()}


def countries_of(workshops, at):
    """{workshop: codes of the countries} that publicly take part."""
    sent = Delegation.objects.public(at).of_municipalities().filter(workshop__in=workshops)
    found = {}
    rows = sent.order_by().values_list("workshop_id", "municipality__country")
    for workshop, country in rows.distinct():
        found.setdefault(workshop, set()).add(country)
    return found


def cards(workshops, at, *, topics=None, senders=None, mention=Mention):
    """Cards of workshops loaded with their host, in their order; a query each for the topics and
    the senders of all of them, unless they are known. Threads need a PlacedMention of each."""
    if not workshops:
        return []
    keys = [workshop.pk for workshop in workshops]
    if topics is None:
        topics = topics_of(keys)
    if senders is None:
        senders = senders_of(Delegation.objects.public(at).filter(workshop__in=keys), mention)
    return [
        Card(
            workshop=workshop,
            topics=topics.get(workshop.pk, []),
            municipalities=senders.get(workshop.pk, []),
            host=public_host(workshop),
            at=at,
        )
        for workshop in workshops
    ]


def senders_of(delegations, mention=Mention):
    """{workshop: municipalities} of a queryset of public delegations."""
    columns = (f"municipality__{name}" for name in mention.columns())
    found = {}
    sent = delegations.of_municipalities().values_list("workshop_id", *columns)
    for workshop, *municipality in sent:
        found.setdefault(workshop, []).append(mention(*municipality))
    return found


@dataclass(frozen=True)
class Chip:
    """A topic as a small label: its short name, else its name."""

    slug: str
    colour: str
    icon: str
    name: Translated


def chip(topic):
    short = languages.translated(topic, "short_name")
    name = short if short.text else languages.translated(topic, "name")
    return Chip(topic.slug, topic.colour, topic.icon, name)
