"""Signs for the table: A4, folded once, the name towards both sides."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents import people as on_paper
from workshops.documents.setting import paper
from workshops.models import Delegate, Workshop


def pdf(
    workshop: Workshop, people: Sequence[Delegate], language: str, *, at: datetime.datetime
) -> bytes:
    """Return a page for each of the people of people.expected(), in their order."""
    with override(language):
        data = {
            "title": _("Table signs"),
            "language": language,
            "workshop": on_paper.said(languages.translated(workshop, "title")),
            "signs": [_sign(person) for person in people],
        }
    return paper("table_signs", data, at=at)


def _sign(person: Delegate) -> dict[str, Any]:
    name, other_name = on_paper.names(person, spoken=True)
    return {
        "name": name,
        "other_name": other_name,
        "sender": on_paper.said(on_paper.sending_body(person)),
    }
