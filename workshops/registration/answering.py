"""What a person says through their link, or the contact of the municipality for them.

Every act locks the workshop first. `via` says whose link it was. A person changes their answer and
details until the workshop begins; the deadline of a promised seat binds the first answer.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from workshops.models import (
    OCCUPYING,
    Delegate,
    DelegateNeeds,
    Status,
    Workshop,
    WorkshopDay,
)
from workshops.registration import lifecycle, overtaken
from workshops.registration.naming import Changed, TooLate, digest
from workshops.registration.transitions import NotAllowed

DETAILS = (
    "name_latin",
    "badge_name",
    "languages_spoken",
    "needs_interpretation",
    "track_wish_1",
    "track_wish_2",
)
NEEDS = tuple(
    field.name
    for field in DelegateNeeds._meta.fields
    if field.name not in {"delegate", "given_by", "changed_at"}
)


def details_of(person: Delegate) -> dict[str, Any]:
    """What the page of the answer holds, days and what they join included, as stored."""
    return {name: getattr(person, name) for name in DETAILS} | {
        "days": [day.pk for day in person.days.all()],
        "joins": [session.pk for session in person.joins.all()],
    }


def needs_of(person: Delegate) -> dict[str, Any]:
    """As stored; empty values where nothing was said yet."""
    needs = getattr(person, "needs", None) or DelegateNeeds(delegate=person)
    return {name: getattr(needs, name) for name in NEEDS}


@transaction.atomic
def come(
    person: Delegate,
    *,
    days: Iterable[WorkshopDay],
    joins: Iterable[Any],
    details: dict[str, Any],
    via: str,
    seen: str,
) -> Delegate:
    """The person comes on these days; a seat promised becomes one that is taken.

    `seen` is the digest of the details as they were shown. Raises TooLate, NotAllowed, Changed,
    ValidationError.
    """
    person = _at_work(person)
    given = details | {
        "days": sorted(day.pk for day in days),
        "joins": sorted(session.pk for session in joins),
    }
    now = details_of(person)
    is_new = person.status == Status.ACCEPTED
    if not is_new and digest(now) == digest(given):
        return person  # pressed twice
    if digest(now) != seen:
        raise Changed(person)
    for name, value in details.items():
        setattr(person, name, value)
    person.clean()
    person.save()
    person.days.set(given["days"])
    person.joins.set(given["joins"])
    return lifecycle.confirm(person, by=None, via=via) if is_new else person


@transaction.atomic
def stay_away(person: Delegate, *, suggestion: str = "", via: str) -> Delegate:
    """The person does not come; `suggestion` tells the municipality and the organisers who might.

    Possible until the workshop is over. Pressed twice it happens once. Raises TooLate, NotAllowed.
    """
    workshop = Workshop.objects.locked(person.workshop_id)
    person = Delegate.objects.with_senders().get(pk=person.pk)
    if person.status == Status.WITHDRAWN:
        return person
    if workshop.ends_at <= timezone.now():
        raise TooLate
    return lifecycle.withdraw(person, by=None, remark=suggestion, via=via)


@transaction.atomic
def tell_needs(person: Delegate, values: dict[str, Any], *, given_by: str, seen: str) -> None:
    """Store food, access, travel and nights; ValidationError names the field by its code.

    Raises TooLate, NotAllowed, Changed, ValidationError.
    """
    person = _at_work(person)
    now = needs_of(person)
    if digest(now) == digest(values):
        return
    if digest(now) != seen:
        raise Changed(person)
    needs = getattr(person, "needs", None) or DelegateNeeds(delegate=person)
    for name, value in values.items():
        setattr(needs, name, value)
    needs.given_by = given_by
    needs.full_clean(exclude=["delegate"])
    needs.save()
    overtaken.by_answer(person, timezone.now())


def _at_work(person: Delegate) -> Delegate:
    """Lock, and return the person as they are now, who holds a seat and may still speak."""
    workshop = Workshop.objects.locked(person.workshop_id)
    person = Delegate.objects.with_senders().select_related("needs").get(pk=person.pk)
    if workshop.cancelled_at or person.status not in OCCUPYING:
        raise NotAllowed
    if workshop.starts_at <= timezone.now() or is_overdue(person):
        raise TooLate
    return person


def is_overdue(person: Delegate) -> bool:
    """The time to answer is over, and no answer came."""
    due = person.status == Status.ACCEPTED and person.confirm_by
    return bool(due and due <= timezone.now())
