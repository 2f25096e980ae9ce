from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.utils import timezone

from partnerships.models import Partnership
from workshops.models import public_municipalities
from workshops.public.maps.map_drawing import draw, legend
from workshops.public.maps.places import Place, circle_facets, circles, places_of
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.facets import Selection
from workshops.public.parts.pairs import pair_rows
from workshops.public.parts.tiles import by_country
from workshops.public.policy import open_to_all


@dataclass(frozen=True)
class Row:
    """A municipality in the list; `pairs`: its partnerships with the chosen one."""

    place: Place
    pairs: list
    is_chosen: bool


@open_to_all("country", "kind", "city", "q")
def map_view(request):
    names = CountryNames()
    selection = map_selection(request, names)
    hits = selection.hits
    places, ties = places_of(hits), ties_of(hits, selection.chosen)
    context = {
        "selection": selection,
        "filters": [group for group in selection.groups() if group[0].key != "city"],
        "chosen": [place.tile for place in places if place.slug in selection.chosen["city"]],
        "groups": groups(places, ties, set(selection.chosen["city"]), names),
        "drawing": draw(places, ties, selection.chosen["city"]),
        "legend": legend(ties),
        "number": len(places),
        "partnerships": sum(circle.partnership is not None for circle in hits),
        "footnotes": names.footnotes(place.municipality.country for place in places),
        "noindex": selection.is_active,
    }
    return render(request, "workshops/public/map.html", context)


def map_selection(request, names):
    public = public_municipalities(timezone.now())
    everything = circles(public, Partnership.objects.public().prefetch_related("members"))

    def found(q):
        slugs = set(public.matching(q).values_list("slug", flat=True))
        return {circle.slugs for circle in everything if circle.slugs & slugs}

    facets = circle_facets(everything, names)
    return Selection(
        request,
        everything,
        facets,
        found=found,
        key=lambda circle: circle.slugs,
        size=lambda circles: len(places_of(circles)),
    )


def ties_of(circles, chosen):
    """Of a chosen municipality or country only its own ties, not those of its partners."""
    cities, countries = set(chosen["city"]), set(chosen["country"])
    return [
        tie
        for circle in circles
        for tie in circle.ties()
        if (not cities or tie.slugs & cities) and (not countries or tie.countries & countries)
    ]


def groups(places, ties, chosen, names):
    """[(country, rows)], both in the order of the page's alphabet."""
    known = {place.slug: place for place in places}
    shared = {}
    if chosen:
        own = [tie.partnership for tie in ties]
        prefetch_related_objects(own, "members__municipality", "topics")
    for tie in ties if chosen else ():
        for slug in tie.slugs - chosen:
            shared.setdefault(slug, []).append(tie.partnership)
    return [
        (
            country,
            [
                Row(known[tile.slug], pair_rows(shared.get(tile.slug, ())), tile.slug in chosen)
                for tile in tiles
            ],
        )
        for country, tiles in by_country((place.tile for place in places), names)
    ]
