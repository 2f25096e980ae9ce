"""Papers that one person gets: numbered, kept as they were handed out, revocable."""

import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from partnerships.models import User
from tools import languages
from workshops.documents import certificate, participation_letter, people
from workshops.models import OCCUPYING, Attendance, Delegate, IssuedPaper, Status, Workshop
from workshops.models.delegate_queries import DelegateQuerySet
from workshops.registration.numbering import next_number
from workshops.registration.wording import CONFIRMATION, wording

Kind = IssuedPaper.Kind


class NotDue(Exception):
    """The person gets no such paper: no seat, or seen on no day."""


@transaction.atomic
def issue(
    person: Delegate, kind: str, *, by: User | None, dated_on: datetime.date, anew: bool = True
) -> IssuedPaper:
    """Set, number and keep a paper in the language of the person, who is loaded with_senders().

    An earlier one of the kind counts no more; unless `anew`, it stays and is returned. Raises
    NotDue, and papers.NotSet.
    """
    Workshop.objects.locked(person.workshop_id)
    person.refresh_from_db(fields=["status"])
    standing = of(person, kind)
    if standing and not anew:
        return standing
    if not is_due(person, kind):
        raise NotDue
    number = next_number("issuedpaper", dated_on.year, partial(IssuedPaper.objects.last_of, kind))
    made = IssuedPaper(
        delegate=person,
        kind=kind,
        number=number,
        language=person.language,
        dated_on=dated_on,
        created_by=by,
    )
    content = draft(person, kind, person.language, dated_on, number)
    if standing:
        revoke(standing)
    made.file.save("paper.pdf", ContentFile(content), save=False)
    made.save()
    return made


def revoke(paper: IssuedPaper) -> bool:
    """Say that it counts no more, and whether it did. Its number stays taken, its file kept."""
    standing = IssuedPaper.objects.standing().filter(pk=paper.pk)
    return bool(standing.update(revoked_at=timezone.now()))


def is_due(person: Delegate, kind: str) -> bool:
    """Whether the person can get a paper of a kind: with a seat, or seen on a day."""
    if kind == Kind.CERTIFICATE:
        return bool(days_attended(person))
    return person.status in OCCUPYING


def due(workshop: Workshop, kind: str) -> DelegateQuerySet:
    """Return all of a workshop who can get a paper of a kind, as is_due() has it."""
    if kind == Kind.LETTER:
        return people.expected(workshop)
    attended = Attendance.objects.filter(day__workshop=workshop).values("delegate")
    return people.loaded(Delegate.objects.filter(workshop=workshop, pk__in=attended))


def days_attended(person: Delegate) -> list[datetime.date]:
    """Return the days on which the person was seen at the door or signed, each once."""
    dates = {attendance.day.date for attendance in person.attendances.select_related("day")}
    return sorted(dates)


def draft(
    person: Delegate, kind: str, language: str, dated_on: datetime.date, number: str = ""
) -> bytes:
    """Return the paper as it would be today; nothing is kept."""
    if kind == Kind.CERTIFICATE:
        days = days_attended(person)
        return certificate.pdf(person, language, dated_on, number, days)
    words = partial(_words, person)
    return participation_letter.pdf(person, language, dated_on, number, words)


def of(person: Delegate, kind: str) -> IssuedPaper | None:
    """Return the paper of a kind that counts."""
    return person.issued_papers.standing().filter(kind=kind).last()


def has_letter(person: Delegate) -> bool:
    """Whether the person can take the confirmation along: who comes, in any case, unless it was
    issued and revoked; who holds a seat, as soon as it is issued."""
    counts = [paper.revoked_at is None for paper in person.issued_papers.filter(kind=Kind.LETTER)]
    if person.status == Status.CONFIRMED:
        return any(counts) or not counts
    return person.status in OCCUPYING and any(counts)


def _words(person: Delegate) -> tuple[str, str]:
    """The organisers' words or ours, in the active language."""
    workshop, language = person.workshop, languages.current_language()
    return wording(CONFIRMATION, language).filled(
        {
            "name": person.full_name,
            "name_latin": person.name_latin,
            "position": person.position,
            "municipality": people.sending_body(person).text,
            "workshop": languages.translated(workshop, "title").text,
            "dates": languages.date_range(workshop.starts_on, workshop.ends_on, language),
            "place": workshop.meeting_place().text,
        }
    )
