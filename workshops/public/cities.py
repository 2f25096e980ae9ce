from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Partnership, Topic
from tools import languages
from workshops.models import Delegation, Outcome, ThematicTrack, Workshop, public_municipalities
from workshops.public.maps.threads import threads
from workshops.public.parts import structured
from workshops.public.parts.cards import cards, listed
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.facets import Facet, Selection
from workshops.public.parts.outcomes import outcome_groups
from workshops.public.parts.pairs import by_kind, read_pairs
from workshops.public.parts.tiles import by_country, municipality_tile
from workshops.public.policy import open_to_all
from workshops.public.workshops import topic_facet


@open_to_all("q", "country", "topic")
def city_list(request):
    at = timezone.now()
    names = CountryNames()
    public = public_municipalities(at)
    rows = list(public)
    topics = Topic.objects.labels().in_bulk()
    facets = city_facets(topics, topics_of_municipalities(at), names)
    selection = Selection(
        request,
        rows,
        facets,
        found=lambda q: set(public.matching(q).values_list("pk", flat=True)),
        key=lambda municipality: municipality.pk,
    )
    hits = selection.hits
    context = {
        "selection": selection,
        "groups": by_country(map(municipality_tile, hits), names),
        "number": len(hits),
        "total": len(rows),
        "footnotes": names.footnotes(municipality.country for municipality in hits),
        "noindex": selection.is_active,
    }
    return render(request, "workshops/public/city_list.html", context)


@open_to_all
def city_detail(request, slug):
    at = timezone.now()
    municipality = get_object_or_404(public_municipalities(at), slug=slug)
    tile = municipality_tile(municipality)
    allied = Partnership.objects.public().of(municipality)
    pairs = read_pairs(allied, apart_from=municipality)
    met = meetings(municipality, at)
    outcomes = Outcome.objects.public(at).filter(municipality=municipality).with_sources()
    names = CountryNames()
    country, names_elsewhere = names.country(municipality.country), other_names(municipality, tile)
    context = {
        "municipality": municipality,
        "tile": tile,
        "other_names": names_elsewhere,
        "country": country,
        "structured": structured.city(municipality, tile, names_elsewhere, country),
        "pairs": pairs,
        "kinds": by_kind(pairs, names),
        "threads": threads((tile.name, municipality), partners(pairs)),
        "meetings": met,
        "years": by_year(met),
        "chips": common_chips([*pairs, *(card for card, _is_named in met)]),
        "outcomes": outcome_groups(outcomes),
    }
    return render(request, "workshops/public/city_detail.html", context)


def city_facets(topics, topics_of, names):
    def slugs(municipality):
        return {topics[pk].slug for pk in topics_of.get(municipality.pk, ()) if pk in topics}

    return [
        Facet(
            "country",
            _("Country"),
            lambda municipality: {municipality.country},
            names.every(),
        ),
        topic_facet(topics.values(), slugs),
    ]


def topics_of_municipalities(at):
    """{municipality: topics}, from workshops it publicly takes part in and from partnerships."""
    on = {}
    for workshop, topic in ThematicTrack.objects.values_list("workshop_id", "topic_id"):
        on.setdefault(workshop, set()).add(topic)
    found = {}
    sent = Delegation.objects.public(at).of_municipalities()
    for municipality, workshop in sent.values_list("municipality_id", "workshop_id"):
        found.setdefault(municipality, set()).update(on.get(workshop, ()))
    allied = Partnership.objects.public().values_list("members__municipality_id", "topics")
    for municipality, topic in allied:
        found.setdefault(municipality, set()).add(topic)
    return found


def other_names(municipality, tile):
    """The local name first, then the names in the other languages, each once."""
    names = [
        tile.line,
        *(
            languages.Translated(getattr(municipality, f"name_{code}") or "", code)
            for code in languages.LANGUAGES
        ),
    ]
    shown = {tile.name.text.casefold()}
    return [
        name
        for name in names
        if name.text and not (name.text.casefold() in shown or shown.add(name.text.casefold()))
    ]


def partners(pairs):
    """[(name, municipality)] of those it works with, each once."""
    return list(
        {tile.slug: (tile.name, place) for pair in pairs for tile, place in pair.others}.values()
    )


def meetings(municipality, at):
    """[(card, whether it is only named in a report)] of the workshops it takes part in or hosts."""
    sent = Delegation.objects.public(at).filter(municipality=municipality, workshop=OuterRef("pk"))
    public = listed(Workshop.objects.public(), at)
    its_own = public.filter(Exists(sent) | Q(host_municipality=municipality))
    named = its_own.annotate(is_named_in_source=Exists(sent.filter(named_in_source=True)))
    latest_first = list(named.order_by("-starts_at", "-pk"))
    return [(card, card.workshop.is_named_in_source) for card in cards(latest_first, at)]


def by_year(met):
    """[(year, meetings)], the latest first as they come."""
    years = {}
    for card, is_named in met:
        years.setdefault(str(card.workshop.starts_on.year), []).append((card, is_named))
    return list(years.items())


def common_chips(rows):
    """The topics of cards and pairs, each once, by name."""
    chips = {chip.slug: chip for row in rows for chip in row.chips}
    language = languages.current_language()
    return sorted(chips.values(), key=lambda chip: languages.sort_key(chip.name.text, language))
