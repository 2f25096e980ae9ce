from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Topic
from tools import languages
from workshops.models import Delegation, Workshop
from workshops.public.detail import WorkshopPage
from workshops.public.maps.threads import card_threads
from workshops.public.parts import structured
from workshops.public.parts.cards import cards, countries_of, listed, outlines, topics_among
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.facets import Facet, Selection, named
from workshops.public.parts.paging import Pages
from workshops.public.policy import open_to_all

FILTERS_FROM = 12
YEARS = range(1950, 2101)


@open_to_all("when", "topic", "country", "kind", "format", "year", "q", "page")
def workshop_list(request):
    at = timezone.now()
    is_past = request.GET.get("when") == "past"
    public = Workshop.objects.public()
    upcoming, past = outlines(public, at)
    rows = past if is_past else upcoming
    known = Topic.objects.labels().in_bulk()
    topics = topics_among(known, public.values("pk"))
    countries = countries_of(public.values("pk"), at)
    facets = workshop_facets(known.values(), topics, countries)
    selection = Selection(request, rows, facets, found=found_in(public, at), key=row_key)
    pages = Pages(request, selection.hits)
    loaded = listed(public, at).in_bulk([row.pk for row in pages.rows])
    shown = cards([loaded[row.pk] for row in pages.rows if row.pk in loaded], at, topics=topics)
    context = {
        "is_past": is_past,
        "numbers": (len(upcoming), len(past)),
        "selection": selection,
        "pages": pages,
        "months": by_month(shown),
        "has_filters": len(rows) >= FILTERS_FROM or selection.is_active or selection.has_unknown,
        "noindex": selection.is_active or not pages.is_first,
    }
    return render(request, "workshops/public/workshop_list.html", context)


@open_to_all
def workshop_detail(request, slug):
    at = timezone.now()
    workshop = get_object_or_404(Workshop.objects.public().with_seats().for_page(), slug=slug)
    context = detail_context(workshop, at)
    context |= {
        "share_picture": reverse("public:workshop_picture", args=[workshop.slug]),
        "structured": structured.event(context["page"]),
    }
    return render(request, "workshops/public/workshop_detail.html", context)


def detail_context(workshop, at):
    page = WorkshopPage(workshop, at)
    return {"page": page, "workshop": workshop, "threads": card_threads(page.card)}


def workshop_facets(known, topics, countries):
    """Of the topics there are, and {workshop: topics}, {workshop: countries}."""
    names = CountryNames()
    return [
        topic_facet(known, lambda row: {topic.slug for topic in topics.get(row.pk, ())}),
        Facet(
            "country",
            _("Country of the municipalities"),
            lambda row: {*countries.get(row.pk, ()), row.host_country} - {None},
            names.every(),
        ),
        Facet("kind", _("Kind of event"), lambda row: {row.kind}, choices(Workshop.Kind)),
        Facet("format", _("Format"), lambda row: {row.format}, choices(Workshop.Format)),
        Facet(
            "year",
            _("Year"),
            lambda row: {str(row.starts_on.year)},
            {str(year): str(year) for year in reversed(YEARS)},
        ),
    ]


def topic_facet(topics, values):
    names = {topic.slug: languages.translated(topic, "name") for topic in topics}
    return Facet("topic", _("Topic"), values, named(names, names.get))


def choices(enum):
    return {value: str(label) for value, label in enum.choices}


def found_in(workshops, at):
    def found(q):
        hits = workshops.matching(q, delegations=Delegation.objects.public(at))
        return set(hits.values_list("pk", flat=True))

    return found


def row_key(row):
    return row.pk


def by_month(shown):
    """[(month, cards)] in the order of the list."""
    months = {}
    for card in shown:
        months.setdefault(card.month, []).append(card)
    return list(months.items())
