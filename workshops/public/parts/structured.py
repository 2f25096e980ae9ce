"""What pages state, once more for machines: schema.org in JSON-LD, the facts that are visible."""

import json
from datetime import timedelta

from django.conf import settings
from django.template import Library
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tools import languages
from workshops.models import Workshop

register = Library()

# ends_at is midnight, which already belongs to the day after
ONE_SECOND = timedelta(seconds=1)

ATTENDANCE = {
    Workshop.Format.ONSITE: "OfflineEventAttendanceMode",
    Workshop.Format.HYBRID: "MixedEventAttendanceMode",
    Workshop.Format.ONLINE: "OnlineEventAttendanceMode",
}
# inside a script element these could end it or open another (A53)
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(value):
    """A data block, which no browser executes."""
    text = json.dumps(value, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag
def breadcrumb_list(parent, parent_url, name):
    """The trail of a page: the start page, perhaps a list, the page itself."""
    trail = [(_("Start"), reverse("public:home")), (parent, parent_url), (name, "")]
    items = [
        {"@type": "ListItem", "position": position, "name": str(text)}
        | ({"item": settings.SITE_URL + url} if url else {})
        for position, (text, url) in enumerate(((t, u) for t, u in trail if t), start=1)
    ]
    return json_ld(linked("BreadcrumbList", itemListElement=items))


@register.simple_tag(takes_context=True)
def block_text(context, name):
    """What a block of the page says, once more and on one line: for Open Graph."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return SafeString(" ".join(block.render(context).split()))


def linked(kind, **properties):
    return {"@context": "https://schema.org", "@type": kind, **properties}


def event(page):
    """Of a WorkshopPage: from the beginning of its first to the end of its last day."""
    workshop = page.workshop
    url = settings.SITE_URL + workshop.get_absolute_url()
    picture = reverse("public:workshop_picture", args=[workshop.slug])
    is_cancelled = workshop.cancelled_at is not None
    mode = ATTENDANCE.get(workshop.format)
    properties = {
        "name": page.card.title.text,
        "description": languages.translated(workshop, "summary").text,
        "url": url,
        "image": settings.SITE_URL + picture,
        "startDate": workshop.starts_at.astimezone(workshop.zone).isoformat(),
        "endDate": (workshop.ends_at - ONE_SECOND).astimezone(workshop.zone).isoformat(),
        "eventStatus": schema("EventCancelled" if is_cancelled else "EventScheduled"),
        "eventAttendanceMode": mode and schema(mode),
        "inLanguage": list(workshop.languages_spoken),
        "location": locations(page, url),
        "organizer": organisers(page),
    }
    return linked("Event", **{key: value for key, value in properties.items() if value})


def locations(page, url):
    workshop, found = page.workshop, []
    if page.place.text and workshop.format != Workshop.Format.ONLINE:
        address = {"@type": "PostalAddress", "addressLocality": page.place.text}
        if page.card.host:
            address["addressCountry"] = page.card.host.country
        venue = languages.translated(workshop, "venue").text if workshop.public_venue else ""
        found.append({"@type": "Place", "name": venue or page.place.text, "address": address})
    if workshop.format != Workshop.Format.ONSITE:
        found.append({"@type": "VirtualLocation", "url": url})
    return found


def organisers(page):
    return [
        {"@type": "Organization", "name": name.text}
        | ({"url": organisation.website} if organisation.website else {})
        for _role, organisations in page.organisers
        for name, organisation in organisations
    ]


def city(municipality, tile, other_names, country):
    properties = {
        "name": tile.name.text,
        "alternateName": [name.text for name in other_names],
        "url": settings.SITE_URL + municipality.get_absolute_url(),
        "containedInPlace": {"@type": "Country", "name": country.name.text},
    }
    if municipality.latitude is not None:
        properties["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(municipality.latitude),
            "longitude": float(municipality.longitude),
        }
    return linked("City", **{key: value for key, value in properties.items() if value})


def schema(term):
    return f"https://schema.org/{term}"
