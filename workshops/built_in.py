"""The texts of the site's own pages, until the organisers write theirs."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from tools import languages, richtext
from workshops.models import TextPage
from workshops.models.keeping import NEEDS_KEPT, YEARS_KEPT
from workshops.models.link import REPLY_OPEN_AFTER
from workshops.models.pending import KEPT
from workshops.models.text_page import BUILT_IN_REVIEWED_ON, PREPARED_ON

TEMPLATES = {
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


def context(page, imprint=None):
    """What the template of a page needs; `imprint` is that of the organisers, if there is one."""
    return {
        "operator": settings.SITE_OPERATOR,
        "has_imprint": bool(imprint and languages.translated(imprint, "body").text),
        "contact": settings.SITE_CONTACT,
        "prepared_on": PREPARED_ON,
        "reviewed_on": page.reviewed_on or BUILT_IN_REVIEWED_ON,
        "kept": KEPT_FOR,
    }


def drafts(page):
    """{language: the built-in text as organisers may write one}: HTML of the tags of rich text."""
    imprint = TextPage.objects.filter(key=TextPage.Key.IMPRINT).first()
    found = {}
    for language in languages.LANGUAGES:
        with override(language):
            html = render_to_string(TEMPLATES[page.key], context(page, imprint))
        found[language] = richtext.from_page(html)
    return found
