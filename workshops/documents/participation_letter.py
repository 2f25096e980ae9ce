"""The confirmation that a person comes: what an employer needs for a business-trip order."""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents import letters
from workshops.documents.letters import Block, fact, heading, said, subject, text
from workshops.models import Delegate


def pdf(person: Delegate, language: str, dated_on: datetime.date) -> bytes:
    """Return the letter as a PDF in the language, German beside it; with_senders() is needed."""
    with override(language):
        title = _("Confirmation of participation")
    return letters.pdf(
        person.workshop,
        language,
        dated_on,
        title=title,
        number=person.reference,
        addressee=[person.full_name, *_sender(person, language)],
        blocks=partial(_blocks, person),
    )


def _sender(person: Delegate, language: str) -> list[str]:
    """The sending body; no paper names that of a protected person."""
    if person.is_protected:
        return []
    if person.delegation is None:
        return [person.affiliation] if person.affiliation else []
    with override(language):
        return [languages.translated(person.delegation.sender, "name").text]


def _blocks(person: Delegate) -> Iterator[Block]:
    workshop, language = person.workshop, languages.current_language()
    yield subject(_("Confirmation of participation"))
    yield text(_("We confirm that this person takes part in the workshop named below."))
    yield said(workshop, "title", "title")
    yield fact(_("Name of the person"), person.full_name)
    if person.name_latin and person.name_latin != person.full_name:
        yield fact(_("In Latin letters"), person.name_latin)
    if person.position:
        yield fact(_("Position"), person.position)
    for sender in _sender(person, language):
        yield fact(_("Sent by"), sender)
    yield fact(_("Dates"), languages.date_range(workshop.starts_on, workshop.ends_on, language))
    yield from _days(person)
    yield from letters.places(workshop)
    if languages.translated(workshop, "costs").text:
        yield heading(_("Who pays what"))
        yield said(workshop, "costs")
    if workshop.mailbox:
        yield fact(_("Questions"), workshop.mailbox)
    yield text(_("Yours faithfully"))


def _days(person: Delegate) -> Iterator[Block]:
    """The days on which the person comes, where they are not all of them."""
    days = [day.date for day in person.days.all()]
    if days and len(days) < person.workshop.days.count():
        language = languages.current_language()
        named = [languages.format_day(day, language) for day in days]
        yield fact(_("Comes on"), languages.join(named, language))
