"""A plain statement: headings with facts below. What is held of a person; proof of an erasure."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from workshops.documents.setting import paper

Section = tuple[str, Sequence[tuple[str, str]]]


def pdf(
    title: str,
    lead: str,
    sections: Sequence[Section],
    language: str,
    *,
    at: datetime.datetime,
) -> bytes:
    """Return it as a PDF; sections are (heading, [(label, text)]), those without facts left out."""
    with override(language):
        page = _("Page")
    data = {
        "title": title,
        "language": language,
        "lead": lead,
        "page": page,
        "sections": [
            {"heading": heading, "facts": [list(fact) for fact in facts]}
            for heading, facts in sections
            if facts
        ],
    }
    return paper("statement", data, at=at)
