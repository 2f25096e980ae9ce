"""What a sending body does to its list of people through its link, until its time is over.

Every act locks the workshop first, so that two hands at one list work one after the other. `seen`
is the digest of what the hand saw: an act on something older is refused, it overwrites nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tools import folding
from workshops.models import (
    LIVING,
    Delegate,
    Delegation,
    Status,
    Workshop,
)
from workshops.models.reference import new_reference
from workshops.registration import lifecycle, nomination
from workshops.registration.transitions import NotAllowed

FIELDS = (
    "given_name",
    "family_name",
    "name_latin",
    "badge_name",
    "position",
    "email",
    "phone",
    "language",
    "languages_spoken",
    "track_wish_1",
    "needs_interpretation",
)
# where no quota is set: a link is not a way to enter thousands of addresses
MOST_PEOPLE = 100
# an invitation has to be begun first
BEGUN = Delegation.MAY_NOMINATE - {Delegation.Status.INVITED}

EMAIL_TAKEN = _(
    "E-mail: someone with this address is on the list of this workshop already. Write the person's "
    "own address or leave the field empty."
)
NAME_TAKEN = _(
    "Family name: someone with this name is on your list already. If this is another person, give "
    "the e-mail addresses of both."
)


class TooLate(Exception):
    """The time to name people is over."""


class Changed(Exception):
    """Someone saved in between; `now` is what is stored."""

    def __init__(self, now: Any = None):
        super().__init__()
        self.now = now


class Gone(Exception):
    """The person is not on the list any more, or was decided on."""


class Full(Exception):
    """Every seat and every place for a substitute is named."""


def people_of(delegation: Delegation) -> list[Delegate]:
    """The living people of the list, in their order."""
    people = Delegate.objects.filter(
        delegation=delegation, role=Delegate.Role.DELEGATE, status__in=LIVING
    )
    return list(people.select_related("track_wish_1").order_by("rank", "pk"))


def values_of(person: Delegate) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FIELDS}


def digest(*things: Any) -> str:
    """A short fingerprint of values as they were shown."""
    text = json.dumps(things, default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def at_work(delegation: Delegation) -> Delegation:
    """Lock, and return the delegation as it is now; a returned one is taken up again.

    Raises TooLate, NotAllowed.
    """
    workshop = Workshop.objects.locked(delegation.workshop_id)
    delegation = Delegation.objects.with_senders().get(pk=delegation.pk)
    delegation.workshop = workshop
    if timezone.now() >= delegation.nominates_until:
        raise TooLate
    if delegation.status not in BEGUN or workshop.cancelled_at:
        raise NotAllowed
    if delegation.status == Delegation.Status.RETURNED:
        return nomination.start(delegation, by=None)
    return delegation


def places(delegation: Delegation) -> int:
    """How many people may be named, substitutes included."""
    if delegation.quota is None:
        return MOST_PEOPLE
    return delegation.quota + delegation.substitutes


@transaction.atomic
def add(delegation: Delegation, values: dict[str, Any], *, reference: str) -> Delegate:
    """Name a person; the same again with the same reference is no second one.

    The form brings the reference along, so that a double click or a reload changes nothing. Raises
    TooLate, NotAllowed, Full, Changed, ValidationError.
    """
    delegation = at_work(delegation)
    same = delegation.delegates.filter(reference=reference).first()
    if same and same.status in LIVING and _key(values_of(same)) == _key(values):
        if values_of(same) == values:
            return same
        raise Changed(same)
    people = people_of(delegation)
    _require_nobody_else(delegation, people, values)
    if len(people) >= places(delegation):
        raise Full
    person = _saved(
        lifecycle.nominate,
        delegation.workshop,
        delegation=delegation,
        by=None,
        notify=False,
        reference=new_reference() if same else reference,
        rank=len(people) + 1,
        **values,
    )
    _number([*people, person], delegation.quota)
    return person


@transaction.atomic
def change(delegation: Delegation, reference: str, values: dict[str, Any], *, seen: str) -> None:
    """Raises TooLate, NotAllowed, Gone, Changed, ValidationError."""
    delegation = at_work(delegation)
    people = people_of(delegation)
    person = _undecided(people, reference)
    now = values_of(person)
    if now == values:
        return
    if digest(now) != seen:
        raise Changed(person)
    others = [other for other in people if other != person]
    _require_nobody_else(delegation, others, values, person)
    for name, value in values.items():
        setattr(person, name, value)
    person.full_clean()
    _saved(person.save)


@transaction.atomic
def remove(delegation: Delegation, reference: str, *, seen: str) -> None:
    """Take a person off the list; the history keeps it. Raises TooLate, NotAllowed, Changed."""
    delegation = at_work(delegation)
    people = people_of(delegation)
    person = next((one for one in people if one.reference == reference), None)
    if person is None:
        return  # pressed twice
    if digest(values_of(_undecided(people, reference))) != seen:
        raise Changed(person)
    lifecycle.withdraw(person, by=None, notify=False)
    _number(people_of(delegation), delegation.quota)


@transaction.atomic
def move(delegation: Delegation, reference: str, *, up: bool, seen: str) -> None:
    """Let a person and its undecided neighbour change places. Raises TooLate, Changed, Gone."""
    delegation = at_work(delegation)
    people = people_of(delegation)
    if digest([person.reference for person in people]) != seen:
        raise Changed
    place = people.index(_undecided(people, reference))
    other = place - 1 if up else place + 1
    if other in range(len(people)) and people[other].status == Status.NOMINATED:
        people[place], people[other] = people[other], people[place]
        _number(people, delegation.quota)


@transaction.atomic
def lead(delegation: Delegation, reference: str, *, seen: str) -> None:
    """Choose the head of the delegation. Raises TooLate, NotAllowed, Gone, Changed."""
    delegation = at_work(delegation)
    people = people_of(delegation)
    before = next((person for person in people if person.is_head), None)
    head = next((person for person in people if person.reference == reference), None)
    if head is None:
        raise Gone
    if head == before:
        return
    if digest(before and before.reference) != seen:
        raise Changed(before)
    for person in filter(None, (before, head)):
        person.is_head = person == head
        person.save(update_fields=["is_head"])


def _undecided(people: Sequence[Delegate], reference: str) -> Delegate:
    for person in people:
        if person.reference == reference and person.status == Status.NOMINATED:
            return person
    raise Gone


def _number(people: Sequence[Delegate], quota: int | None) -> None:
    """The first of the undecided take the seats that are left, the others are substitutes."""
    decided = [person for person in people if person.status != Status.NOMINATED]
    taken = sum(not person.is_substitute for person in decided)
    for rank, person in enumerate(people, start=1):
        person.rank = rank
        if person.status == Status.NOMINATED:
            person.is_substitute = quota is not None and taken >= quota
            taken += not person.is_substitute
    Delegate.objects.bulk_update(people, ["rank", "is_substitute"])


def _require_nobody_else(
    delegation: Delegation,
    others: Sequence[Delegate],
    values: dict[str, Any],
    person: Delegate | None = None,
) -> None:
    """No e-mail twice in the workshop, no name twice on the list unless e-mails tell them apart."""
    email = values["email"].strip().casefold()
    living = Delegate.objects.filter(
        workshop_id=delegation.workshop_id, email_key=email, status__in=LIVING
    )
    if email and living.exclude(pk=person and person.pk).exists():
        raise ValidationError({"email": EMAIL_TAKEN})
    for other in others:
        is_told_apart = email and other.email
        if _key(values_of(other)) == _key(values) and not is_told_apart:
            raise ValidationError({"family_name": NAME_TAKEN})


def _key(values: dict[str, Any]) -> str:
    return folding.fold(f"{values['given_name']} {values['family_name']}")


def _saved(save: Any, *args: Any, **fields: Any) -> Any:
    """Someone who does not ask for the lock may take the address at this very moment."""
    try:
        with transaction.atomic():
            return save(*args, **fields)
    except IntegrityError as taken:
        raise ValidationError({"email": EMAIL_TAKEN}) from taken


def _plain(value: Any) -> Any:
    return getattr(value, "pk", None) or str(value)
