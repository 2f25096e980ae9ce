"""Everything the page of one workshop states, read once and in the order of the page."""

from dataclasses import dataclass
from functools import cached_property

from tools import languages
from workshops.models import Delegation, Report, Workshop
from workshops.programme import arranged
from workshops.public.parts.cards import Card, chip, place, public_host, public_place
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.outcomes import outcome_groups
from workshops.public.parts.press import press_text
from workshops.public.parts.small_parts import EVERY, read_parts
from workshops.public.parts.tiles import by_country, municipality_tile, organisation_tile


@dataclass(frozen=True)
class Group:
    """The municipalities of one country; `is_named` when a report names all of them."""

    country: object
    tiles: list
    is_named: bool


class WorkshopPage:
    """`parts`: the names of the small parts that are wanted, see small_parts."""

    def __init__(self, workshop, at, parts=EVERY):
        self.workshop = workshop
        self.at = at
        self._names = parts
        self.countries = CountryNames(lambda: self.parts.notes)

    @cached_property
    def card(self):
        topics = {track.topic: None for track in self.own_tracks.values() if track.topic}
        senders = [delegation.municipality for delegation in self.delegations]
        return Card(
            workshop=self.workshop,
            topics=list(topics),
            municipalities=[municipality for municipality in senders if municipality],
            host=public_host(self.workshop),
            at=self.at,
        )

    @property
    def phase(self):
        return self.card.badge.phase

    @cached_property
    def is_call_open(self):
        return self.workshop.is_call_open(self.at)

    @cached_property
    def is_registration_open(self):
        return self.workshop.is_registration_open(self.at)

    @cached_property
    def dates(self):
        """The days it takes place on, where they are fewer than the range."""
        days = self.parts.days
        is_whole = len(days) in {0, len(self.workshop.dates)}
        return [] if is_whole else [day.date for day in days]

    @cached_property
    def delegations(self):
        public = Delegation.objects.public(self.at).with_names()
        return list(public.filter(workshop=self.workshop))

    @cached_property
    def parts(self):
        return read_parts(self.workshop, self.at, self.delegations, self._names)

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

    @cached_property
    def people(self):
        """[(name, sending body)] of those who agreed to be named here, in the alphabet."""
        senders = {delegation.pk: delegation.sender for delegation in self.delegations}
        named = [
            (person.full_name, languages.translated(senders[person.delegation_id], "name"))
            for person in self.parts.people
        ]
        language = languages.current_language()
        return sorted(named, key=lambda each: languages.sort_key(each[0], language))

    @property
    def footnotes(self):
        return self.countries.footnotes(group.country.code for group in self.groups)

    @cached_property
    def tracks(self):
        """[(track, chip or None, topics that were discussed)]"""
        discussed = self.programme.discussed
        return [
            (track, chip(track.topic) if track.topic else None, discussed.get(track.pk, []))
            for track in self.own_tracks.values()
        ]

    @cached_property
    def own_tracks(self):
        return {track.pk: track for track in self.workshop.tracks.with_texts()}

    @property
    def other_contributions(self):
        return self.programme.discussed.get(None, [])

    @cached_property
    def programme(self):
        sessions = list(self.workshop.sessions.in_order())
        for session in sessions:
            session.track = self.own_tracks.get(session.track_id)
        return arranged(self.workshop, sessions, self.parts.contributions, self.parts.days)

    @cached_property
    def reports(self):
        reports = Report.objects.public(self.at).filter(workshop=self.workshop)
        return list(reports.latest_first().prefetch_related("figures"))

    @cached_property
    def outcomes(self):
        municipalities = {each.municipality_id: each.municipality for each in self.delegations}
        for outcome in self.parts.outcomes:
            outcome.workshop = self.workshop
            outcome.municipality = municipalities.get(outcome.municipality_id)
            outcome.track = self.own_tracks.get(outcome.track_id)
        return outcome_groups(self.parts.outcomes)

    @cached_property
    def materials(self):
        for material in self.parts.materials:
            material.workshop = self.workshop  # whose address is part of its own
        return self.parts.materials

    @property
    def has_documents(self):
        return bool(self.reports or self.materials)

    @property
    def has_parts(self):
        """Whether there is anything to jump to beside the overview and the press box."""
        parts = (self.delegations, self.outcomes, self.tracks, self.programme, self.related)
        return self.has_documents or any(parts)

    @property
    def press_text(self):
        return press_text(self, self.reports)

    @cached_property
    def organisers(self):
        """[(role, [(name, organisation)])] without those that may not be named."""
        roles = {}
        for organiser in self.parts.organisers:
            name = languages.translated(organiser.organisation, "name")
            entry = (name, organiser.organisation)
            roles.setdefault(organiser.get_role_display(), []).append(entry)
        return list(roles.items())

    @cached_property
    def related(self):
        """[(kind of relation or "", workshop, its place)], public ones only, by date."""
        kinds = self._kinds
        return [
            (kinds[workshop.pk], workshop, public_place(workshop))
            for workshop in self._around
            if workshop.pk in kinds
        ]

    @property
    def replacement(self):
        found = (each for each in self._around if each.pk == self.workshop.replaced_by_id)
        return next(found, None)

    @cached_property
    def _kinds(self):
        """{key of a related workshop: kind of the relation in words, "" if it points here}"""
        kinds = {}
        for relation in self.parts.relations:
            if relation.from_workshop_id == self.workshop.pk:
                kinds[relation.to_workshop_id] = relation.get_kind_display()
            else:
                kinds.setdefault(relation.from_workshop_id, "")
        return kinds

    @cached_property
    def _around(self):
        keys = {*self._kinds, self.workshop.replaced_by_id} - {None}
        public = Workshop.objects.public().for_cards().filter(pk__in=keys)
        return list(public.order_by("starts_at", "pk"))

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
        return self.workshop.contact_address
