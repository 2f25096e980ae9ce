"""What the legal pages lack, for the first page of who may write them."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import languages, richtext
from workshops.admin import policy
from workshops.models import TextPage

Key = TextPage.Key
WRITE = ("workshops.change_textpage",)
# by what a part is known in any of our languages
ADDRESS = (gettext_lazy("postal address"), re.compile(r"\b\d{4,5}\b"))
EMAIL = (gettext_lazy("e-mail address"), re.compile(r"\w@\w"))
REPRESENTED = (
    gettext_lazy("who represents the operator"),
    re.compile("vertret|represent|представ|përfaqës", re.IGNORECASE),
)
# DDG section 5; Article 13 GDPR; BGG section 12b
PARTS = {
    Key.IMPRINT: (ADDRESS, EMAIL, REPRESENTED),
    Key.PRIVACY: (ADDRESS, EMAIL),
    Key.ACCESSIBILITY: (EMAIL,),
}


@dataclass(frozen=True)
class Lack:
    key: str
    text: str
    url: str


def lacks(user, today=None):
    if not policy.may(user, *WRITE):
        return []
    pages = {page.key: page for page in TextPage.objects.all()}
    found = []
    for key, text in _said(lambda key: pages.get(key) or TextPage(key=key), today):
        page = pages.get(key)
        url = reverse("admin:workshops_textpage_changelist")
        if page:
            url = reverse("admin:workshops_textpage_change", args=[page.pk])
        found.append(Lack(key, text, url))
    return found


def lacks_of(user, page):
    return [lack for lack in lacks(user) if lack.key == page.key]


def _said(page_of, today):
    imprint, privacy = page_of(Key.IMPRINT), page_of(Key.PRIVACY)
    has_imprint = bool(settings.SITE_OPERATOR) or imprint.is_written
    if not has_imprint:
        yield Key.IMPRINT, _("The imprint is missing: nobody has entered who runs this site.")
    if not has_imprint and not privacy.is_written:
        yield Key.PRIVACY, _("The page on privacy does not say who is responsible.")
    for key in PARTS:
        page = page_of(key)
        if missing := _missing(page):
            parts = languages.join(missing, languages.current_language())
            text = _("%(page)s: this part is missing or not recognised: %(parts)s.")
            yield key, text % {"page": page, "parts": parts}
    statement = page_of(Key.ACCESSIBILITY)
    if statement.is_review_due(today):
        if statement.is_written and statement.reviewed_on is None:
            yield statement.key, _("The accessibility statement does not say when it was reviewed.")
        else:
            yield (
                statement.key,
                _("The accessibility statement was last reviewed more than eleven months ago."),
            )


def _missing(page):
    """The parts that the text of a page lacks in one of the languages it is written in."""
    texts = [getattr(page, column) for column in languages.columns("body")]
    texts = [richtext.to_text(text) for text in texts if text]
    if page.key == Key.IMPRINT and not texts and settings.SITE_OPERATOR:
        texts = [f"{settings.SITE_OPERATOR} {settings.SITE_CONTACT}"]
    return [
        str(name) for name, sign in PARTS[page.key] if any(not sign.search(text) for text in texts)
    ]
