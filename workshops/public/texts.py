"""The pages about the site itself: the organisers' words, or the built-in text until they write."""

from django.conf import settings
from django.shortcuts import render

from tools import languages
from workshops.models import TextPage
from workshops.models.keeping import NEEDS_KEPT, YEARS_KEPT
from workshops.models.link import REPLY_OPEN_AFTER
from workshops.models.pending import KEPT
from workshops.models.text_page import BUILT_IN_REVIEWED_ON, PREPARED_ON
from workshops.public.policy import open_to_all

BUILT_IN = {
    TextPage.Key.ABOUT: "workshops/public/texts/_about.html",
    TextPage.Key.CONTACT: "workshops/public/texts/_contact.html",
    TextPage.Key.IMPRINT: "workshops/public/texts/_imprint.html",
    TextPage.Key.PRIVACY: "workshops/public/texts/_privacy.html",
    TextPage.Key.ACCESSIBILITY: "workshops/public/texts/_accessibility.html",
    TextPage.Key.PLAIN_LANGUAGE: "workshops/public/texts/_plain_language.html",
    TextPage.Key.SIGN_LANGUAGE: "workshops/public/texts/_sign_language.html",
    TextPage.Key.MAP_NOTICE: "workshops/public/texts/_map_notice.html",
}

# what the page on privacy says of how long data is kept
KEPT_FOR = {
    "needs_days": NEEDS_KEPT.days,
    "years": YEARS_KEPT,
    "unconfirmed_hours": int(KEPT.total_seconds() // 3600),
    "link_days": REPLY_OPEN_AFTER.days,
}


@open_to_all
def text_page(request, key):
    written = {
        page.key: page for page in TextPage.objects.filter(key__in=[key, TextPage.Key.IMPRINT])
    }
    page = written.get(key, TextPage(key=key))
    body = languages.translated(page, "body")
    context = {
        "page": page,
        "name": name_of(page),
        "body": body,
        "built_in": BUILT_IN[page.key],
        "operator": settings.SITE_OPERATOR,
        "has_imprint": has_text(written.get(TextPage.Key.IMPRINT)),
        "contact": settings.SITE_CONTACT,
        "prepared_on": PREPARED_ON,
        "reviewed_on": page.reviewed_on or BUILT_IN_REVIEWED_ON,
        "kept": KEPT_FOR,
    }
    return render(request, "workshops/public/text_page.html", context)


def has_text(page):
    return bool(page and languages.translated(page, "body").text)


def name_of(page):
    """The title the organisers gave it, else the name of the page in the reader's language."""
    title = languages.translated(page, "title")
    if title.text:
        return title
    return languages.Translated(page.get_key_display(), languages.current_language())
