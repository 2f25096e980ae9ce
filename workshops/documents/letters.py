"""What our letters have in common: who writes, blocks in two languages, a signature."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents.setting import columns, paper
from workshops.models import Workshop, WorkshopOrganiser

Block = dict[str, Any]


def pdf(
    workshop: Workshop,
    language: str,
    dated_on: datetime.date,
    *,
    title: str,
    number: str,
    addressee: list[str],
    blocks: Callable[[], Iterator[Block]],
    template: str = "letter",
) -> bytes:
    """Return a letter as a PDF of as many pages as it needs.

    `blocks` is asked once in the language and once in German, which stands beside it; in German
    alone if that is the language. What was written in neither language stands there in the one that
    it was written in.
    """
    signature = _signature(workshop)
    beside = columns(language)
    with override(language):
        page = _("Page")
        inviting = _inviting(workshop)
    data = {
        "title": title,
        "language": language,
        "sender": inviting,
        "contact": workshop.contact_address,
        "addressee": addressee,
        "number": number,
        "dated": [languages.format_day(dated_on, code) for code in beside],
        "page": page,
        "columns": beside,
        "rows": list(zip(*(_column(blocks, code) for code in beside), strict=True)),
        "signature": bool(signature),
        "signatory": workshop.signatory,
    }
    noon = datetime.datetime.combine(dated_on, datetime.time(12), datetime.UTC)
    pictures = {"signature": signature} if signature else {}
    return paper(template, data, at=noon, pictures=pictures)


def subject(text: str) -> Block:
    return {"kind": "subject", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def fact(label: str, words: str, language: str = "", *, is_name: bool = False) -> Block:
    """What stands beside a label; a name gets no hyphens."""
    return {
        "kind": "fact", "label": label, "text": words, "language": language, "is_name": is_name
    }  # fmt: skip


def said(thing: Any, field: str, kind: str = "text") -> Block:
    """What organisers wrote, and the language that it is in."""
    words, language = languages.translated(thing, field)
    return {"kind": kind, "text": words, "language": language}


def places(workshop: Workshop) -> Iterator[Block]:
    place = workshop.meeting_place().text
    if place:
        yield fact(_("Place"), place)
    venue = languages.translated(workshop, "venue")
    if venue.text:
        yield fact(_("Venue"), venue.text, venue.language)


def _column(blocks: Callable[[], Iterator[Block]], language: str) -> list[Block]:
    with override(language):
        return list(blocks())


def _signature(workshop: Workshop) -> bytes:
    """Return the picture, nothing where there is none: then the letter is signed by hand."""
    try:
        with workshop.signature.open() as file:
            return bytes(file.read())
    except (ValueError, FileNotFoundError):
        return b""


def _inviting(workshop: Workshop) -> list[str]:
    leads = workshop.organisers.filter(role=WorkshopOrganiser.Role.LEAD)
    names = [
        languages.translated(lead.organisation, "name").text
        for lead in leads.select_related("organisation")
    ]
    operator = settings.SITE_OPERATOR.replace("\\n", "\n").splitlines()
    return names or operator or [settings.SITE_NAME]
