"""Municipalities and organisations as the tiles, rows and shields that pages show."""

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from django.urls import reverse

from partnerships.shields import Shield, shield
from tools import languages
from tools.languages import Translated

NOTHING = Translated("", "")


@dataclass(frozen=True)
class Tile:
    """A name in the page's language, below it the local name or the place it belongs to."""

    slug: str
    country: str
    name: Translated
    line: Translated = NOTHING
    url: str = ""
    shield: Shield | None = None
    icon: str = ""


def municipality_tile(municipality):
    name = languages.translated(municipality, "name")
    return Tile(
        slug=municipality.slug,
        country=municipality.country,
        name=name,
        line=native_name(municipality, name),
        url=_address(municipality.slug, languages.current_language()),
        shield=municipality_shield(municipality, name),
    )


def municipality_shield(municipality, name=None):
    name = name or languages.translated(municipality, "name")
    return shield(municipality.slug, name.text, municipality.public_crest)


@lru_cache(maxsize=4096)
def _address(slug, language):
    """Of a page in the active language; a long list would look each one up in the resolver."""
    return reverse("public:city_detail", args=[slug])


def organisation_tile(organisation):
    place = organisation.municipality
    is_utility = organisation.kind == organisation.Kind.MUNICIPAL_UTILITY
    return Tile(
        slug=organisation.slug,
        country=organisation.country or (place.country if place else ""),
        name=languages.translated(organisation, "name"),
        line=languages.translated(place, "name") if place else NOTHING,
        icon="plug-zap" if is_utility else "briefcase-business",
    )


def native_name(municipality, name):
    """The local name, unless the page shows the same word already."""
    if municipality.native_name.casefold() == name.text.casefold():
        return NOTHING
    return Translated(municipality.native_name, municipality.native_language)


def by_name(municipalities):
    language = languages.current_language()
    return sorted(
        municipalities,
        key=lambda place: languages.sort_key(
            languages.translated(place, "name", language).text, language
        ),
    )


def alphabetical(tiles):
    language = languages.current_language()
    return sorted(tiles, key=lambda tile: languages.sort_key(tile.name.text, language))


def by_country(tiles, names):
    """[(country, tiles)], both in the order of the page's alphabet; `names` are CountryNames."""
    groups = {}
    for tile in alphabetical(tiles):
        groups.setdefault(tile.country, []).append(tile)
    countries = sorted((names.country(code) for code in groups), key=attrgetter("sort_key"))
    return [(country, groups[country.code]) for country in countries]
