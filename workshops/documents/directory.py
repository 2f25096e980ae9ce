"""The directory of those who take part: who agreed to stand in it, and never protected people."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from tools import languages
from workshops.documents import people as on_paper
from workshops.documents.setting import columns, in_columns, paper
from workshops.models import Consent, Delegate, Workshop


def listed(workshop: Workshop, people: Iterable[Delegate]) -> list[Delegate]:
    """Return those of the people who may stand in the directory; one query."""
    agreed = on_paper.consenting(workshop, Consent.Purpose.PARTICIPANT_LIST)
    return [person for person in people if person.pk in agreed and not person.is_protected]


def pdf(
    workshop: Workshop, people: Sequence[Delegate], language: str, *, at: datetime.datetime
) -> bytes:
    """Return the directory of listed() people: by sending body and name, in the language's order.

    It says what they agreed to, name, position and sending body, and nothing else.
    """
    with override(language):
        data = {
            "title": _("Who takes part"),
            "language": language,
            "columns": columns(language),
            "heading": in_columns(lambda: _("Who takes part"), language),
            "workshop": on_paper.said(languages.translated(workshop, "title")),
            "dates": languages.date_range(workshop.starts_on, workshop.ends_on, language),
            "note": _("For those who take part only. All who are listed have agreed to it."),
            "page": _("Page"),
            "heads": in_columns(
                lambda: [_("Sending body"), pgettext("of a person", "Name"), _("Position")],
                language,
            ),
            "rows": _rows(people, language),
        }
    return paper("directory", data, at=at)


def _rows(people: Sequence[Delegate], language: str) -> list[dict[str, Any]]:
    senders = {person.pk: on_paper.sending_body(person) for person in people}

    def order(person: Delegate) -> tuple[Any, ...]:
        sender = senders[person.pk].text
        by_name = [person.family_name or person.given_name, person.given_name]
        keys = [languages.sort_key(text, language) for text in (sender, *by_name)]
        return (not sender, *keys, person.pk)

    return [_row(person, senders[person.pk]) for person in sorted(people, key=order)]


def _row(person: Delegate, sender: languages.Translated) -> dict[str, Any]:
    name, other_name = on_paper.names(person)
    return {
        "sender": on_paper.said(sender),
        "name": name,
        "other_name": other_name,
        "position": on_paper.cut(person.position),
    }
