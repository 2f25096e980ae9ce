"""Who comes without being expected: let in at the door, through the verbs of the lifecycle."""

from typing import Any

from django.db import transaction

from partnerships.models import Municipality, User
from workshops.models import Delegate, DoorPass, Status, Workshop, WorkshopDay
from workshops.registration import attendance, lifecycle


@transaction.atomic
def let_in(
    workshop: Workshop,
    day: WorkshopDay,
    *,
    reference: str,
    by: User | None,
    door_pass: DoorPass | None = None,
    affiliation: str = "",
    **fields: Any,
) -> attendance.CheckIn:
    """Somebody new, in a role, confirmed and checked in; the same reference again is no second one.

    Protected if one of the municipalities of that name protects its people. Raises NoSeatLeft where
    the role takes a seat, NotAllowed, ValidationError; then nobody is entered.
    """
    Workshop.objects.locked(workshop.pk)
    person = workshop.delegates.filter(reference=reference).first()
    if person is None:
        called = Municipality.objects.called(affiliation) if affiliation else []
        person = lifecycle.nominate(
            workshop,
            by=by,
            notify=False,
            reference=reference,
            affiliation=affiliation,
            protected=any(each.protects_people for each in called),
            **fields,
        )
        person = _confirmed(person, day, by=by)
    return attendance.check_in(person, day, by=by, door_pass=door_pass)


@transaction.atomic
def let_in_known(
    person: Delegate, day: WorkshopDay, *, role: str, by: User | None
) -> attendance.CheckIn:
    """Somebody on the list who is not expected, in a role that may be another.

    Raises NoSeatLeft where the role takes a seat, NotAllowed, ValidationError.
    """
    Workshop.objects.locked(person.workshop_id)
    person = Delegate.objects.with_senders().get(pk=person.pk)
    if person.role != role:
        person.role = role
        person.save(update_fields=["role"])
    if person.status in {Status.REJECTED, Status.WITHDRAWN}:
        person = lifecycle.renominate(person, by=by, notify=False)
    return attendance.check_in(_confirmed(person, day, by=by), day, by=by)


def _confirmed(person: Delegate, day: WorkshopDay, *, by: User | None) -> Delegate:
    if person.status in {Status.NOMINATED, Status.WAITLISTED}:
        person = lifecycle.accept(person, by=by, notify=False)
        person.days.add(day)
    if person.status == Status.ACCEPTED:
        person = lifecycle.confirm(person, by=by, notify=False)
    return person
