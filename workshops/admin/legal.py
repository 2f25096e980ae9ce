"""What the legal pages lack, for the first page of who may write them."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from workshops.admin import policy
from workshops.models import TextPage

Key = TextPage.Key
WRITE = ("workshops.change_textpage",)


@dataclass(frozen=True)
class Lack:
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
        found.append(Lack(text, url))
    return found


def _said(page_of, today):
    has_imprint = bool(settings.SITE_OPERATOR) or page_of(Key.IMPRINT).is_written
    if not has_imprint:
        yield Key.IMPRINT, _("The imprint is missing: nobody has entered who runs this site.")
    if not has_imprint and not page_of(Key.PRIVACY).is_written:
        yield Key.PRIVACY, _("The page on privacy does not say who is responsible.")
    statement = page_of(Key.ACCESSIBILITY)
    if statement.is_review_due(today):
        if statement.is_written and statement.reviewed_on is None:
            yield statement.key, _("The accessibility statement does not say when it was reviewed.")
        else:
            yield (
                statement.key,
                _("The accessibility statement was last reviewed more than eleven months ago."),
            )
