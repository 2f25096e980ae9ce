"""The certificate of attendance: on which days a person was there, and in which group."""

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import override

from tools import languages
from workshops.documents import letters
from workshops.documents.letters import Block, fact, said, subject, text
from workshops.documents.people import names, sending_body
from workshops.models import Delegate


def pdf(
    person: Delegate,
    language: str,
    dated_on: datetime.date,
    number: str,
    days: Sequence[datetime.date],
) -> bytes:
    """Return the certificate in the language, German beside it; with_senders() is needed.

    `days` are those on which the person was seen or signed.
    """
    with override(language):
        title = " ".join([_("Certificate of attendance"), number]).strip()
    return letters.pdf(
        person.workshop,
        language,
        dated_on,
        title=title,
        number=number,
        addressee=[name for name in names(person) if name],
        blocks=partial(_blocks, person, days),
        template="certificate",
    )


def _blocks(person: Delegate, days: Sequence[datetime.date]) -> Iterator[Block]:
    workshop, language = person.workshop, languages.current_language()
    yield subject(_("Certificate of attendance"))
    yield text(_("We certify that this person took part in the workshop named below."))
    yield said(workshop, "title", "title")
    yield fact(_("Dates"), languages.date_range(workshop.starts_on, workshop.ends_on, language))
    place = workshop.meeting_place()
    if place.text:
        yield fact(_("Place"), place.text, place.language)
    named = [languages.format_day(day, language) for day in sorted(days)]
    yield fact(_("Attended on"), "\n".join(named))
    if person.assigned_track:
        track = languages.translated(person.assigned_track, "title")
        yield fact(_("Thematic track"), track.text, track.language)
    if person.position:
        yield fact(_("Position"), person.position)
    sender = sending_body(person)
    if sender.text:
        yield fact(_("Sent by"), sender.text, sender.language)
