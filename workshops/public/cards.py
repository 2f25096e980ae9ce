"""Workshops as the cards of a list: everything a card shows, read in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format

from partnerships.models import Municipality, Topic
from tools import languages
from tools.languages import Translated
from workshops.models import Delegation, Report, ThematicTrack, Workshop
from workshops.public.phases import phase_badge
from workshops.public.tiles import alphabetical, municipality_tile

SHIELDS = 7


def listed(workshops, at):
    """A queryset of workshops with what phase() and the cards ask of each."""
    report = Report.objects.public(at).filter(workshop=OuterRef("pk"))
    return workshops.with_seats().annotate(has_report=Exists(report))


@dataclass
class Card:
    workshop: Workshop
    topics: list
    municipalities: list
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
        return date_format(self.workshop.starts_on, "F Y")

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

    @cached_property
    def tiles(self):
        return alphabetical(map(municipality_tile, self.municipalities))

    @property
    def first_tiles(self):
        return self.tiles[:SHIELDS]

    @property
    def more(self):
        return len(self.tiles[SHIELDS:])

    @property
    def countries(self):
        sides = [*self.municipalities, *([self.host] if self.host else [])]
        return {municipality.country for municipality in sides}


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
            return f"{first.day}.{first.month}.–{last.day}.{last.month}."
        return str(first.day) if first == last else f"{first.day}–{last.day}"

    @property
    def month(self):
        return "" if self.is_over_a_month else date_format(self.starts_on, "E")

    @property
    def year(self):
        years = dict.fromkeys([self.starts_on.year, self.ends_on.year])
        return "–".join(map(str, years))


def place(workshop, host):
    """Where it takes place: the public host municipality, else the place written down."""
    written = languages.translated(workshop, "place")
    return languages.translated(host, "name") if host and not written.text else written


def cards(workshops, at, topics=None):
    """Cards of loaded workshops, in their order; four queries, three if the topics are known."""
    topics = Topic.objects.in_bulk() if topics is None else topics
    pks = [workshop.pk for workshop in workshops]
    on = _grouped(ThematicTrack.objects.filter(workshop__in=pks), "topic_id")
    sent = Delegation.objects.public(at).of_municipalities().filter(workshop__in=pks)
    taking_part = _grouped(sent, "municipality_id")
    named = {pk for group in taking_part.values() for pk in group}
    hosts = {workshop.host_municipality_id for workshop in workshops} - {None}
    known = Municipality.objects.public().in_bulk(named | hosts)
    return [
        Card(
            workshop=workshop,
            topics=[topics[pk] for pk in on.get(workshop.pk, ()) if pk in topics],
            municipalities=[known[pk] for pk in taking_part.get(workshop.pk, ()) if pk in known],
            host=known.get(workshop.host_municipality_id),
            at=at,
        )
        for workshop in workshops
    ]


def _grouped(parts, field):
    """{workshop: the field's values, each once, in order}"""
    groups = {}
    for workshop, value in parts.values_list("workshop_id", field):
        groups.setdefault(workshop, {})[value] = None
    return groups


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
