"""Files for machines that find their way alone: sitemap, robots.txt, security.txt."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Topic
from tools import languages
from workshops.models import Report, TextPage, Workshop, public_municipalities
from workshops.public.language_switch import language_links
from workshops.public.policy import open_to_all

PAGES = (
    "home",
    "workshop_list",
    "city_list",
    "map",
    "topic_list",
    "partnership_list",
    "report_list",
    "open_data",
    *(key.value for key in TextPage.Key),
)
VALID_FOR = datetime.timedelta(days=180)


@open_to_all
def sitemap(request):
    """Every public page in each language. No lastmod: what a page shows comes from many rows, and
    none of them knows when the page last changed."""
    at = timezone.now()
    paths = [reverse(f"public:{name}") for name in PAGES]
    for view, rows in (
        ("workshop_detail", Workshop.objects.public()),
        ("city_detail", public_municipalities(at)),
        ("topic_detail", Topic.objects.all()),
        ("report_detail", Report.objects.public(at)),
    ):
        slugs = rows.order_by("slug").values_list("slug", flat=True)
        paths += [reverse(f"public:{view}", args=[slug]) for slug in slugs]
    context = {
        "pages": [language_links(path) for path in paths],
        "default": languages.DEFAULT_LANGUAGE,
    }
    return render(request, "workshops/public/sitemap.xml", context, content_type="application/xml")


@open_to_all
def robots(request):
    """Filtered pages say noindex themselves: whoever may not read them would not see that."""
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return text_file(lines)


@open_to_all
def security(request):
    """RFC 9116."""
    contact = settings.SITE_CONTACT
    if not contact:
        raise Http404("No contact is set")
    today = datetime.datetime.combine(timezone.now().date(), datetime.time(), datetime.UTC)
    return text_file(
        [
            f"Contact: mailto:{contact}",
            f"Expires: {(today + VALID_FOR):%Y-%m-%dT%H:%M:%SZ}",
            f"Preferred-Languages: {', '.join(languages.LANGUAGES)}",
            f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        ]
    )


def text_file(lines):
    content = "".join(f"{line}\n" for line in lines)
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
