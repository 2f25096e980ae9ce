from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tools import languages
from workshops.models import Report
from workshops.public.detail import WorkshopPage
from workshops.public.parts.paging import Pages
from workshops.public.parts.press import press_text
from workshops.public.parts.small_parts import FOR_PRESS
from workshops.public.policy import open_to_all


@open_to_all("page")
def report_list(request):
    reports = Report.objects.public().latest_first().select_related("workshop")
    pages = Pages(request, list(reports))
    context = {"pages": pages, "noindex": not pages.is_first}
    return render(request, "workshops/public/report_list.html", context)


@open_to_all
def report_detail(request, slug):
    at = timezone.now()
    reports = (
        Report.objects.public(at)
        .select_related("workshop__host_municipality")
        .prefetch_related("figures")
    )
    report = get_object_or_404(reports, slug=slug)
    page = WorkshopPage(report.workshop, at, parts=FOR_PRESS)
    context = {
        "report": report,
        "sources": sources(report),
        "page": page,
        "reports": [report],
        "press_text": press_text(page, [report]),
    }
    return render(request, "workshops/public/report_detail.html", context)


def sources(report):
    """[(language, address)], that of the page's language first, each address once."""
    addresses = {}
    for code in languages.fallback_chain(languages.current_language()):
        address = getattr(report, f"source_url_{code}")
        if address:
            addresses.setdefault(address, code)
    return [(code, address) for address, code in addresses.items()]
