"""The Atom feed: reports and workshops, each with the moment at which it really was published."""

import datetime
from operator import itemgetter
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tools import languages
from tools.folding import printable
from workshops.models import Report, Workshop
from workshops.public.parts.cards import public_place
from workshops.public.policy import open_to_all

LATEST = 30
# the year from which the names of the entries count (RFC 4151); it stays as it is
TAG_SINCE = 2026


@open_to_all
def feed(request):
    language = languages.current_language()
    atom = Atom1Feed(
        title=settings.SITE_NAME,
        link=settings.SITE_URL + reverse("public:home"),
        description=_("Reports and new workshops"),
        language=language,
        feed_url=settings.SITE_URL + request.path,
        feed_guid=tag(f"feed:{language}"),
    )
    latest = sorted(entries(language), key=itemgetter("pubdate"), reverse=True)[:LATEST]
    for entry in latest:
        atom.add_item(updateddate=entry["pubdate"], **entry)
    return HttpResponse(atom.writeString("utf-8"), content_type=Atom1Feed.content_type)


def entries(language):
    """Descriptions are HTML in this library's feeds: our text is escaped once more."""
    reports = Report.objects.public(timezone.now()).latest_first()
    for report in reports.select_related("workshop__host_municipality")[:LATEST]:
        day = datetime.datetime.combine(report.published_on, datetime.time())
        yield {
            "title": text_of(report, "headline"),
            "link": settings.SITE_URL + report.get_absolute_url(),
            "description": escape(text_of(report, "kicker") or in_brief(report.workshop)),
            "unique_id": tag(f"report-{report.pk}:{language}"),
            "pubdate": day.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)),
            "categories": [_("Report")],
        }
    newest = Workshop.objects.public().newest().select_related("host_municipality")
    for workshop in newest[:LATEST]:
        yield {
            "title": text_of(workshop, "title"),
            "link": settings.SITE_URL + workshop.get_absolute_url(),
            "description": escape(text_of(workshop, "summary") or in_brief(workshop)),
            "unique_id": tag(f"workshop-{workshop.uid}:{language}"),
            "pubdate": workshop.first_public_at,
            "categories": [_("Workshop")],
        }


def in_brief(workshop):
    """Kind, dates and place, where nobody has written a summary."""
    language = languages.current_language()
    dates = languages.date_range(workshop.starts_on, workshop.ends_on, language)
    parts = [capfirst(workshop.get_kind_display()), dates, public_place(workshop).text]
    return printable(" · ".join(filter(None, parts)))


def text_of(instance, field):
    return printable(languages.translated(instance, field).text)


def tag(name):
    """A name that stays when slug or date change."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{TAG_SINCE}:{name}"
