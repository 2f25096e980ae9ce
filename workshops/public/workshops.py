from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Topic
from tools import languages
from workshops.models import Delegation, Workshop
from workshops.public.cards import cards, listed
from workshops.public.countries import CountryNames
from workshops.public.detail import WorkshopPage
from workshops.public.facets import Facet, Selection, named
from workshops.public.home import card_threads
from workshops.public.paging import Pages
from workshops.public.policy import open_to_all

FILTERS_FROM = 12
YEARS = range(1950, 2101)


@open_to_all
def workshop_list(request):
    at = timezone.now()
    is_past = request.GET.get("when") == "past"
    upcoming, past = Workshop.objects.public().upcoming(at), Workshop.objects.public().past(at)
    here = past if is_past else upcoming
    topics = Topic.objects.in_bulk()
    rows = cards(listed(here, at), at, topics)
    selection = Selection(
        request, rows, workshop_facets(topics.values()), found=found_in(here, at), key=card_key
    )
    pages = Pages(request, selection.hits)
    numbers = (upcoming.count(), len(rows)) if is_past else (len(rows), past.count())
    context = {
        "is_past": is_past,
        "numbers": numbers,
        "selection": selection,
        "pages": pages,
        "months": by_month(pages.rows),
        "has_filters": len(rows) >= FILTERS_FROM or selection.is_active or selection.has_unknown,
        "noindex": selection.is_active or not pages.is_first,
    }
    return render(request, "workshops/public/workshop_list.html", context)


@open_to_all
def workshop_detail(request, slug):
    at = timezone.now()
    workshop = get_object_or_404(Workshop.objects.public().with_seats(), slug=slug)
    page = WorkshopPage(workshop, at)
    context = {"page": page, "workshop": workshop, "threads": card_threads(page.card)}
    return render(request, "workshops/public/workshop_detail.html", context)


def workshop_facets(topics):
    names = CountryNames()
    return [
        topic_facet(topics, lambda card: {topic.slug for topic in card.topics}),
        Facet(
            "country",
            _("Country of the municipalities"),
            lambda card: card.countries,
            named(languages.country_codes(), names.name),
        ),
        Facet(
            "kind", _("Kind of event"), lambda card: {card.workshop.kind}, choices(Workshop.Kind)
        ),
        Facet("format", _("Format"), lambda card: {card.workshop.format}, choices(Workshop.Format)),
        Facet(
            "year",
            _("Year"),
            lambda card: {str(card.workshop.starts_on.year)},
            {str(year): str(year) for year in reversed(YEARS)},
        ),
    ]


def topic_facet(topics, values):
    names = {topic.slug: languages.translated(topic, "name").text for topic in topics}
    return Facet("topic", _("Topic"), values, named(names, names.get))


def choices(enum):
    return {value: str(label) for value, label in enum.choices}


def found_in(workshops, at):
    public = Delegation.objects.public(at)
    return lambda q: set(workshops.matching(q, public).values_list("pk", flat=True))


def card_key(card):
    return card.workshop.pk


def by_month(rows):
    """[(month, cards)] in the order of the list."""
    months = {}
    for card in rows:
        months.setdefault(card.month, []).append(card)
    return list(months.items())
