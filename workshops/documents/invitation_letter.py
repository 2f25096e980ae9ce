"""The letter with which a town hall registers an invitation: in its language, German beside it."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from partnerships.models import Contact
from tools import languages, papers
from workshops.models import Delegation, Workshop, WorkshopOrganiser

HERE = Path(__file__).resolve().parent
GERMAN = "de"
Block = dict[str, Any]


def pdf(delegation: Delegation, language: str, dated_on: datetime.date, number: str) -> bytes:
    """Return the letter as a PDF of as many pages as it needs; load the delegation with_senders().

    In German alone if that is the language. What was written in neither language stands there in
    the one that it was written in.
    """
    signature = _signature(delegation.workshop)
    columns = list(dict.fromkeys((language, GERMAN)))
    data = _head(delegation, language, dated_on, number) | {
        "columns": columns,
        "rows": list(zip(*(_column(delegation, code) for code in columns), strict=True)),
        "signature": bool(signature),
        "signatory": delegation.workshop.signatory,
    }
    noon = datetime.datetime.combine(dated_on, datetime.time(12), datetime.UTC)
    return papers.pdf(
        HERE / "invitation_letter.typ",
        data,
        typefaces=HERE / "typefaces",
        made_at=noon,
        pictures={"signature": signature} if signature else {},
    )


def _signature(workshop: Workshop) -> bytes:
    """Return the picture, nothing where there is none: then the letter is signed by hand."""
    try:
        with workshop.signature.open() as file:
            return bytes(file.read())
    except (ValueError, FileNotFoundError):
        return b""


def _head(
    delegation: Delegation, language: str, dated_on: datetime.date, number: str
) -> dict[str, Any]:
    workshop = delegation.workshop
    with override(language):
        return {
            "title": " ".join([_("Invitation"), number]).strip(),
            "language": language,
            "sender": _inviting(workshop),
            "contact": workshop.contact_address,
            "addressee": _addressee(delegation, language),
            "number": number or _("Draft without a number"),
            "dated": [
                languages.format_day(dated_on, code) for code in dict.fromkeys((language, GERMAN))
            ],
            "page": _("Page"),
        }


def _inviting(workshop: Workshop) -> list[str]:
    leads = workshop.organisers.filter(role=WorkshopOrganiser.Role.LEAD)
    names = [
        languages.translated(lead.organisation, "name").text
        for lead in leads.select_related("organisation")
    ]
    operator = settings.SITE_OPERATOR.replace("\\n", "\n").splitlines()
    return names or operator or [settings.SITE_NAME]


def _addressee(delegation: Delegation, language: str) -> list[str]:
    contact = _first_contact(delegation)
    lines = [languages.translated(delegation.sender, "name").text]
    if contact:
        lines += [contact.office, contact.name]
    country = getattr(delegation.sender, "country", "")
    lines.append(languages.country_name(country, language) if country else "")
    return [line for line in lines if line]


def _first_contact(delegation: Delegation) -> Contact | None:
    return next(iter(delegation.contacts.all()), None)


def _column(delegation: Delegation, language: str) -> list[Block]:
    """The letter in one language, as blocks that stand beside those of the other language."""
    with override(language):
        return list(_blocks(delegation))


def _blocks(delegation: Delegation) -> Iterator[Block]:
    workshop = delegation.workshop
    yield {"kind": "subject", "text": _("Invitation to a workshop")}
    yield _text(_salutation(delegation))
    yield _text(_("we invite you to send a delegation to this workshop."))
    yield {"kind": "title", **_said(workshop, "title")}
    if languages.translated(workshop, "summary").text:
        yield {"kind": "text", **_said(workshop, "summary")}
    yield from _facts(delegation)
    if languages.translated(workshop, "costs").text:
        yield {"kind": "heading", "text": _("Who pays what")}
        yield {"kind": "text", **_said(workshop, "costs")}
    yield {"kind": "heading", "text": _("How to answer")}
    yield _text(
        _(
            "Please name the people who are to come. The personal link in our message leads to the "
            "list; no account is needed."
        )
    )
    yield _text(_("Yours faithfully"))


def _salutation(delegation: Delegation) -> str:
    contact = _first_contact(delegation)
    if contact and contact.salutation and contact.language == languages.current_language():
        return contact.salutation
    return pgettext("in a letter", "Dear Sir or Madam,")


def _facts(delegation: Delegation) -> Iterator[Block]:
    workshop, language = delegation.workshop, languages.current_language()
    yield _fact(_("Dates"), languages.date_range(workshop.starts_on, workshop.ends_on, language))
    for label, day in (
        (_("Arrival from"), workshop.arrives_on),
        (_("Departure until"), workshop.departs_on),
    ):
        if day:
            yield _fact(label, languages.format_day(day, language))
    yield from _places(workshop)
    topics = [languages.translated(track, "title").text for track in workshop.tracks.all()]
    if topics:
        yield _fact(_("Topics"), "\n".join(topics))
    yield from _answer(delegation)
    if workshop.on_duty_contact:
        yield _fact(_("Contact on duty"), workshop.on_duty_contact)
    if workshop.mailbox:
        yield _fact(_("Questions"), workshop.mailbox)


def _places(workshop: Workshop) -> Iterator[Block]:
    place = workshop.meeting_place().text
    if place:
        yield _fact(_("Place"), place)
    venue = languages.translated(workshop, "venue")
    if venue.text:
        yield _fact(_("Venue"), venue.text, venue.language)


def _answer(delegation: Delegation) -> Iterator[Block]:
    """How many may be named, and until when on the clocks of the workshop."""
    if delegation.quota is not None:
        yield _fact(_("Seats"), str(delegation.quota))
    if delegation.substitutes:
        yield _fact(_("Substitutes"), str(delegation.substitutes))
    workshop = delegation.workshop
    if delegation.extended_until or workshop.nomination_closes_at:
        language = languages.current_language()
        until = delegation.nominates_until
        moment = languages.format_moment(until, workshop.timezone, language)
        yield _fact(_("Answer by"), f"{moment} ({workshop.timezone})")


def _fact(label: str, text: str, language: str = "") -> Block:
    return {"kind": "fact", "label": label, "text": text, "language": language}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _said(thing: Any, field: str) -> dict[str, str]:
    """What organisers wrote, and the language that it is in."""
    text, language = languages.translated(thing, field)
    return {"text": text, "language": language}
