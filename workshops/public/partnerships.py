from datetime import date

from django.shortcuts import render
from django.utils.translation import gettext as _

from partnerships.models import Partnership
from tools import languages
from workshops.public.parts.countries import CountryNames
from workshops.public.parts.paging import Pages
from workshops.public.parts.pairs import by_names, read_pairs
from workshops.public.policy import open_to_all

ON_A_PAGE = 50
LATEST = date.max


@open_to_all("sort", "page")
def partnership_list(request):
    rows = read_pairs(Partnership.objects.public())
    orders = {"name": by_names, "kind": by_kind, "since": by_start}
    sort = request.GET.get("sort", "name")
    pages = Pages(request, sorted(rows, key=orders.get(sort, by_names)), ON_A_PAGE)
    context = {
        "pages": pages,
        "number": len(rows),
        "has_topics": any(pair.chips for pair in rows),
        "columns": columns(sort if sort in orders else "name"),
        "names": CountryNames(),
        "noindex": "sort" in request.GET or not pages.is_first,
    }
    return render(request, "workshops/public/partnership_list.html", context)


def columns(sort):
    """[(key, heading, whether the rows are in this order)]"""
    headings = {"name": _("Municipalities"), "kind": _("Kind"), "since": _("Since")}
    return [(key, heading, key == sort) for key, heading in headings.items()]


def by_kind(pair):
    return languages.sort_key(pair.kind, languages.current_language())


def by_start(pair):
    """The oldest first, those without a known date last."""
    return pair.partnership.started_on or LATEST
