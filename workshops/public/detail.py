"""Everything the page of one workshop states, read once and in the order of the page."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch

from partnerships.models import Organisation
from tools import languages
from workshops.models import Delegation, Report, Workshop, WorkshopRelation
from workshops.public.cards import cards, chip, place
from workshops.public.countries import CountryNames
from workshops.public.tiles import by_country, municipality_tile, organisation_tile


@dataclass(frozen=True)
class Group:
    """The municipalities of one country; `is_named` when a report names all of them."""

    country: object
    tiles: list
    is_named: bool


class WorkshopPage:
    def __init__(self, workshop, at):
        self.workshop = workshop
        self.at = at
        (self.card,) = cards([workshop], at)
        self.countries = CountryNames()

    @property
    def phase(self):
        return self.card.badge.phase

    @cached_property
    def dates(self):
        """The days it takes place on, where they are fewer than the range."""
        days = list(self.workshop.days.all())
        is_whole = len(days) in {0, len(self.workshop.dates)}
        return [] if is_whole else [day.date for day in days]

    @cached_property
    def delegations(self):
        public = Delegation.objects.public(self.at).with_senders()
        return list(public.filter(workshop=self.workshop))

    @cached_property
    def groups(self):
        named = {
            delegation.municipality.slug: delegation.named_in_source
            for delegation in self.delegations
            if delegation.municipality
        }
        tiles = [
            municipality_tile(delegation.municipality)
            for delegation in self.delegations
            if delegation.municipality
        ]
        return [
            Group(country, members, all(named[tile.slug] for tile in members))
            for country, members in by_country(tiles, self.countries)
        ]

    @property
    def number(self):
        return sum(len(group.tiles) for group in self.groups)

    @property
    def is_named(self):
        """Whether every municipality is known from a report alone."""
        return bool(self.groups) and all(group.is_named for group in self.groups)

    @cached_property
    def organisations(self):
        tiles = [
            organisation_tile(delegation.organisation)
            for delegation in self.delegations
            if delegation.organisation
        ]
        return [tile for _country, members in by_country(tiles, self.countries) for tile in members]

    @property
    def footnotes(self):
        return self.countries.footnotes(group.country.code for group in self.groups)

    @cached_property
    def tracks(self):
        """[(track, chip or None, topics that were discussed)]"""
        tracks = self.workshop.tracks.select_related("topic").prefetch_related("contributions")
        return [
            (
                track,
                chip(track.topic) if track.topic else None,
                discussed(track.contributions.all()),
            )
            for track in tracks
        ]

    @cached_property
    def other_contributions(self):
        return discussed(self.workshop.contributions.filter(track=None))

    @cached_property
    def reports(self):
        reports = Report.objects.public(self.at).filter(workshop=self.workshop)
        return list(reports.latest_first().prefetch_related("figures"))

    @cached_property
    def organisers(self):
        """[(role, [(name, website)])] without those that may not be named."""
        public = Prefetch("organisation", Organisation.objects.public(), to_attr="public")
        roles = {}
        for organiser in self.workshop.organisers.prefetch_related(public):
            if organiser.public:
                name = languages.translated(organiser.public, "name")
                entry = (name, organiser.public.website)
                roles.setdefault(organiser.get_role_display(), []).append(entry)
        return list(roles.items())

    @cached_property
    def related(self):
        """[(kind of relation or "", workshop, place)], public ones only, by date."""
        relations = {
            relation.to_workshop_id: relation.get_kind_display()
            for relation in WorkshopRelation.objects.filter(from_workshop=self.workshop)
        }
        found = Workshop.objects.public().related_to(self.workshop).with_seats()
        ordered = sorted(found, key=lambda workshop: workshop.starts_at)
        return [
            (relations.get(card.workshop.pk, ""), card, card.place)
            for card in cards(ordered, self.at)
        ]

    @cached_property
    def replacement(self):
        public = Workshop.objects.public()
        return public.filter(pk=self.workshop.replaced_by_id).first()

    @property
    def place(self):
        return place(self.workshop, self.card.host)

    @property
    def crumb(self):
        """Short enough for a phone: place and year, else the title."""
        year = self.workshop.starts_on.year
        return (
            self.place._replace(text=f"{self.place} {year}") if self.place.text else self.card.title
        )

    @property
    def place_country(self):
        return self.countries.name(self.card.host.country) if self.card.host else ""

    @property
    def contact(self):
        """An e-mail address; the contact on duty is for participants, not for everybody."""
        return self.workshop.mailbox or settings.SITE_CONTACT


def discussed(contributions):
    """The topics of contributions; whoever spoke is not named."""
    titles = [languages.translated(contribution, "topic_title") for contribution in contributions]
    return [title for title in titles if title.text]
