"""What the map lists, filters and draws: places, the circles they form, the ties in these."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.models import Municipality, Partnership
from workshops.public.maps.sections import pixel
from workshops.public.parts.facets import Facet, named
from workshops.public.parts.tiles import municipality_tile


@dataclass(frozen=True)
class Place:
    """A municipality and the number of its public partnerships."""

    municipality: Municipality
    number: int

    @property
    def slug(self):
        return self.municipality.slug

    @cached_property
    def tile(self):
        return municipality_tile(self.municipality)

    @cached_property
    def pixel(self):
        return pixel(self.municipality)

    @cached_property
    def number_words(self):
        if not self.number:
            return ""
        words = ngettext("%(number)s partnership", "%(number)s partnerships", self.number)
        return words % {"number": self.number}

    @cached_property
    def words(self):
        return ", ".join(filter(None, [self.tile.name.text, self.number_words]))


@dataclass(frozen=True)
class Circle:
    """The members of a partnership, or a municipality without any."""

    places: list
    partnership: Partnership | None = None

    @cached_property
    def slugs(self):
        return frozenset(place.slug for place in self.places)

    @cached_property
    def countries(self):
        return {place.municipality.country for place in self.places}

    @property
    def kinds(self):
        return {self.partnership.kind} if self.partnership else set()

    def ties(self):
        """Each member works with each: three members make three ties."""
        if self.partnership is None:
            return []
        return [Tie(self.partnership, *pair) for pair in combinations(self.places, 2)]


@dataclass(frozen=True)
class Tie:
    partnership: Partnership
    first: Place
    second: Place

    @property
    def slugs(self):
        return frozenset({self.first.slug, self.second.slug})

    @property
    def countries(self):
        return {self.first.municipality.country, self.second.municipality.country}


def circles(municipalities, partnerships):
    """Of public municipalities and public partnerships, whose members are read."""
    members = {
        partnership: [member.municipality_id for member in partnership.members.all()]
        for partnership in partnerships
    }
    number = Counter(pk for pks in members.values() for pk in pks)
    places = {
        municipality.pk: Place(municipality, number[municipality.pk])
        for municipality in municipalities
    }
    allied = [
        Circle([places[pk] for pk in pks if pk in places], partnership)
        for partnership, pks in members.items()
    ]
    return allied + [Circle([place]) for place in places.values() if not place.number]


def places_of(circles):
    return list({place.slug: place for circle in circles for place in circle.places}.values())


def circle_facets(circles, names):
    kinds = Partnership.Kind
    return [
        Facet(
            "country",
            _("Country"),
            lambda circle: circle.countries,
            names.every(),
        ),
        Facet(
            "kind",
            _("Kind"),
            lambda circle: circle.kinds,
            named(kinds.values, lambda kind: str(kinds(kind).label)),
        ),
        Facet(
            "city",
            _("Municipality"),
            lambda circle: circle.slugs,
            {place.slug: place.tile.name for place in places_of(circles)},
        ),
    ]
