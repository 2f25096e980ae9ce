"""The confirmation that a person comes: what an employer needs for a business-trip order."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents import letters
from workshops.documents.letters import Block, fact, heading, said, subject, text
from workshops.documents.people import sending_body
from workshops.models import Delegate

# subject and text in the active language
Words = Callable[[], tuple[str, str]]


def pdf(
    person: Delegate, language: str, dated_on: datetime.date, number: str, words: Words
) -> bytes:
    """Return the letter as a PDF in the language, German beside it; with_senders() is needed.

    It begins with the words; what an employer has to read follows whatever they say.
    """
    with override(language):
        title = " ".join([_("Confirmation of participation"), number]).strip()
        sender = sending_body(person).text
    return letters.pdf(
        person.workshop,
        language,
        dated_on,
        title=title,
        number=number or person.reference,
        addressee=[line for line in (person.full_name, sender) if line],
        blocks=partial(_blocks, person, words),
    )


def _blocks(person: Delegate, words: Words) -> Iterator[Block]:
    workshop, language = person.workshop, languages.current_language()
    first, rest = words()
    yield subject(first)
    yield text(rest)
    yield said(workshop, "title", "title")
    yield from about(person)
    yield fact(_("Dates"), languages.date_range(workshop.starts_on, workshop.ends_on, language))
    yield from _days(person)
    yield from letters.places(workshop)
    if languages.translated(workshop, "costs").text:
        yield heading(_("Who pays what"))
        yield said(workshop, "costs")
    if workshop.mailbox:
        yield fact(_("Questions"), workshop.mailbox)
    yield text(_("Yours faithfully"))


def about(person: Delegate) -> Iterator[Block]:
    """Who it is; no paper names the sending body of a protected person."""
    yield fact(_("Name of the person"), person.full_name, is_name=True)
    if person.other_name:
        yield fact(_("In Latin letters"), person.other_name, is_name=True)
    if person.position:
        yield fact(_("Position"), person.position)
    sender = sending_body(person)
    if sender.text:
        yield fact(_("Sent by"), sender.text, sender.language)


def _days(person: Delegate) -> Iterator[Block]:
    """The days on which the person comes, where they are not all of them."""
    days = [day.date for day in person.days.all()]
    if days and len(days) < person.workshop.days.count():
        language = languages.current_language()
        named = [languages.format_day(day, language) for day in days]
        yield fact(_("Comes on"), languages.join(named, language))
