"""Signs of attendance are written here and nowhere else: at the door, and from signed lists.

Several hands work at once. At the door the database keeps one sign of a person and a day, whoever
is first; signatures are typed in under the lock of the workshop.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import User
from workshops.models import (
    OCCUPYING,
    Attendance,
    Delegate,
    DoorPass,
    Workshop,
    WorkshopDay,
)
from workshops.registration.transitions import NotAllowed

Method = Attendance.Method
TRIES = 3


@dataclass(frozen=True)
class CheckIn:
    """The one sign of a person and a day, and whether this press has made it."""

    attendance: Attendance
    is_new: bool


def check_in(
    person: Delegate,
    day: WorkshopDay,
    *,
    by: User | None,
    door_pass: DoorPass | None = None,
    method: str = Method.DESK,
    at: datetime.datetime | None = None,
) -> CheckIn:
    """The person is there; who was before stays as first recorded. `at` is when it was pressed.

    Raises NotAllowed for who is not expected, a day of another workshop or one still to come.
    """
    _require_day(person, day)
    if person.status not in OCCUPYING:
        raise NotAllowed(_("This person is not expected: ask the organisers."))
    for _try in range(TRIES):
        found = Attendance.objects.of(person, day).at_the_door().with_who().first()
        if found:
            return CheckIn(found, is_new=False)
        try:
            with transaction.atomic():
                made = Attendance.objects.create(
                    delegate=person,
                    day=day,
                    method=method,
                    recorded_by=by,
                    door_pass=door_pass,
                    recorded_at=at or timezone.now(),
                )
        except IntegrityError:  # another hand was quicker
            continue
        return CheckIn(made, is_new=True)
    raise NotAllowed(_("Someone else is at work on this person: press once more."))


def undo(person: Delegate, day: WorkshopDay, *, door_pass: DoorPass | None = None) -> bool:
    """Take the sign of the door back; False where there is none. A door pass undoes its own.

    Raises NotAllowed for what another has recorded.
    """
    signs = Attendance.objects.of(person, day).at_the_door()
    own = signs if door_pass is None else signs.filter(door_pass=door_pass)
    number, _by_model = own.delete()
    if number == 0 and signs.exists():
        raise NotAllowed(_("Someone else has recorded this: ask the organisers."))
    return number > 0


@transaction.atomic
def record_signatures(
    workshop: Workshop,
    wanted: Mapping[tuple[Delegate, WorkshopDay], bool],
    *,
    by: User | None,
    at: datetime.datetime | None = None,
) -> int:
    """Whether each of these people has signed on a day; all others stay as they are.

    Returns how many changed. Raises NotAllowed for a day of another workshop or one still to come.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    at = at or timezone.now()
    signed = set(
        Attendance.objects.of_workshop(workshop).signed().values_list("delegate_id", "day_id")
    )
    added: list[Attendance] = []
    removed: list[Attendance] = []
    for (person, day), has_signed in wanted.items():
        _require_day(person, day)
        if has_signed == ((person.pk, day.pk) in signed):
            continue
        sign = Attendance(
            delegate=person, day=day, method=Method.SIGNATURE, recorded_by=by, recorded_at=at
        )
        (added if has_signed else removed).append(sign)
    Attendance.objects.bulk_create(added)
    for sign in removed:
        Attendance.objects.of(sign.delegate, sign.day).signed().delete()
    return len(added) + len(removed)


def _require_day(person: Delegate, day: WorkshopDay) -> None:
    if day.workshop_id != person.workshop_id:
        raise NotAllowed(_("This day belongs to another workshop."))
    if not day.has_begun():
        raise NotAllowed(_("This day has not begun yet."))
