"""What each answer about a person begins with: who is responsible, and when it was made."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tools import languages, richtext
from workshops.models import TextPage, Workshop


def operator() -> str:
    """Name and address of who runs this site, "" where nobody has entered it: the setting, else
    the words of the imprint."""
    if settings.SITE_OPERATOR:
        return settings.SITE_OPERATOR.replace("\\n", "\n")
    imprint = TextPage.objects.filter(key=TextPage.Key.IMPRINT).first()
    return richtext.to_text(languages.translated(imprint, "body").text) if imprint else ""


def as_data(workshop: Workshop | None, at: datetime.datetime) -> dict[str, Any]:
    found = {
        "responsible": operator(),
        "contact": _contact(workshop),
        "issued_at": at.isoformat(timespec="seconds"),
    }
    if workshop:
        found["workshop"] = workshop.slug
        found["workshop_title"] = str(workshop)
    return found


def as_section(
    workshop: Workshop | None, at: datetime.datetime, zone: str
) -> tuple[str, list[tuple[str, str]]]:
    """The same as (heading, [(label, text)]) in the active language; what is not known is left
    out."""
    reader = languages.current_language()
    facts = [
        (_("Who is responsible"), operator()),
        (_("Questions to"), _contact(workshop)),
        (_("Issued on"), languages.format_moment(at, zone, reader)),
    ]
    if workshop:
        days = languages.date_range(workshop.starts_on, workshop.ends_on, reader)
        facts.insert(0, (_("Workshop"), f"{workshop}\n{days}"))
    return _("This answer"), [fact for fact in facts if fact[1]]


def _contact(workshop):
    return workshop.contact_address if workshop else settings.SITE_CONTACT
