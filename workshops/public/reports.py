from django.shortcuts import get_object_or_404, render

from tools import languages
from workshops.models import Report
from workshops.public.paging import Pages
from workshops.public.policy import open_to_all


@open_to_all
def report_list(request):
    reports = Report.objects.public().latest_first().select_related("workshop")
    pages = Pages(request, list(reports))
    context = {"pages": pages, "noindex": not pages.is_first}
    return render(request, "workshops/public/report_list.html", context)


@open_to_all
def report_detail(request, slug):
    reports = Report.objects.public().select_related("workshop").prefetch_related("figures")
    report = get_object_or_404(reports, slug=slug)
    context = {"report": report, "sources": sources(report)}
    return render(request, "workshops/public/report_detail.html", context)


def sources(report):
    """[(language, address)], that of the page's language first, each address once."""
    addresses = {}
    for code in languages.fallback_chain(languages.current_language()):
        address = getattr(report, f"source_url_{code}")
        if address:
            addresses.setdefault(address, code)
    return [(code, address) for address, code in addresses.items()]
