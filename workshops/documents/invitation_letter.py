"""The letter with which a town hall registers an invitation: in its language, German beside it."""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from partnerships.models import Contact
from tools import languages
from workshops.documents import letters
from workshops.documents.letters import Block, fact, heading, said, subject, text
from workshops.models import Delegation


def pdf(delegation: Delegation, language: str, dated_on: datetime.date, number: str) -> bytes:
    """Return the letter as a PDF; load the delegation with_senders()."""
    with override(language):
        title = " ".join([_("Invitation"), number]).strip()
        shown_number = number or _("Draft without a number")
    return letters.pdf(
        delegation.workshop,
        language,
        dated_on,
        title=title,
        number=shown_number,
        addressee=_addressee(delegation, language),
        blocks=partial(_blocks, delegation),
    )


def _addressee(delegation: Delegation, language: str) -> list[str]:
    contact = _first_contact(delegation)
    with override(language):
        lines = [languages.translated(delegation.sender, "name").text]
    if contact:
        lines += [contact.office, contact.name]
    country = getattr(delegation.sender, "country", "")
    lines.append(languages.country_name(country, language) if country else "")
    return [line for line in lines if line]


def _first_contact(delegation: Delegation) -> Contact | None:
    return next(iter(delegation.contacts.all()), None)


def _blocks(delegation: Delegation) -> Iterator[Block]:
    workshop = delegation.workshop
    yield subject(_("Invitation to a workshop"))
    yield text(_salutation(delegation))
    yield text(_("we invite you to send a delegation to this workshop."))
    yield said(workshop, "title", "title")
    if languages.translated(workshop, "summary").text:
        yield said(workshop, "summary")
    yield from _facts(delegation)
    if languages.translated(workshop, "costs").text:
        yield heading(_("Who pays what"))
        yield said(workshop, "costs")
    yield heading(_("How to answer"))
    yield text(
        _(
            "Please name the people who are to come. The personal link in our message leads to the "
            "list; no account is needed."
        )
    )
    yield text(_("Yours faithfully"))


def _salutation(delegation: Delegation) -> str:
    contact = _first_contact(delegation)
    if contact and contact.salutation and contact.language == languages.current_language():
        return contact.salutation
    return pgettext("in a letter", "Dear Sir or Madam,")


def _facts(delegation: Delegation) -> Iterator[Block]:
    workshop, language = delegation.workshop, languages.current_language()
    yield fact(_("Dates"), languages.date_range(workshop.starts_on, workshop.ends_on, language))
    for label, day in (
        (_("Arrival from"), workshop.arrives_on),
        (_("Departure until"), workshop.departs_on),
    ):
        if day:
            yield fact(label, languages.format_day(day, language))
    yield from letters.places(workshop)
    topics = [languages.translated(track, "title").text for track in workshop.tracks.all()]
    if topics:
        yield fact(_("Topics"), "\n".join(topics))
    yield from _answer(delegation)
    if workshop.on_duty_contact:
        yield fact(_("Contact on duty"), workshop.on_duty_contact)
    if workshop.mailbox:
        yield fact(_("Questions"), workshop.mailbox)


def _answer(delegation: Delegation) -> Iterator[Block]:
    """How many may be named, and until when on the clocks of the workshop."""
    if delegation.quota is not None:
        yield fact(_("Seats"), str(delegation.quota))
    if delegation.substitutes:
        yield fact(_("Substitutes"), str(delegation.substitutes))
    workshop = delegation.workshop
    if delegation.extended_until or workshop.nomination_closes_at:
        language = languages.current_language()
        until = delegation.nominates_until
        moment = languages.format_moment(until, workshop.timezone, language)
        zone = languages.zone_name(workshop.timezone, language)
        yield fact(_("Answer by"), f"{moment} ({zone})")
