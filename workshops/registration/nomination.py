"""The acts on a delegation, and the only place that assigns Delegation.status.

Every act locks the workshop first, checks the transition, and writes status and history in one
transaction. `by` is the account that acts, None for the sending body behind its link.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from partnerships.models import User
from workshops.models import (
    LIVING,
    Delegate,
    Delegation,
    DelegationChange,
    Message,
    StatusChange,
    Workshop,
)
from workshops.models import Status as PersonStatus
from workshops.registration import lifecycle, messages, overtaken, seats
from workshops.registration.transitions import require

Status = Delegation.Status
Reason = StatusChange.Reason


def invite(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    return _move(delegation, Status.INVITED, by=by, remark=remark)


def start(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    """The municipality begins, or goes on after a return."""
    return _move(delegation, Status.DRAFTING, by=by, remark=remark)


def submit(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    return _move(delegation, Status.SUBMITTED, by=by, remark=remark)


@transaction.atomic
def receive(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    """The nomination came another way, by mail perhaps: takes every step up to submitted."""
    while delegation.status in STEPS_TO_SUBMITTED:
        delegation = STEPS_TO_SUBMITTED[Status(delegation.status)](delegation, by=by, remark=remark)
    if delegation.status != Status.SUBMITTED:
        return submit(delegation, by=by)  # refuses
    return delegation


@transaction.atomic
def return_to_sender(
    delegation: Delegation, *, by: User | None, remark: str = "", notify: bool = True
) -> Delegation:
    """Back to the municipality, with a remark that says what is to be changed, and a new link."""
    delegation = _move(delegation, Status.RETURNED, by=by, remark=remark)
    if notify:
        messages.queue(Message.Kind.RETURNED, delegation, by=by, remark=remark)
    return delegation


def accept(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    return _move(delegation, Status.ACCEPTED, by=by, remark=remark)


@transaction.atomic
def accept_with_people(
    delegation: Delegation,
    *,
    by: User | None,
    confirm_by: datetime.datetime | None = None,
    raising: Mapping[seats.Limit, int] | None = None,
    remark: str = "",
    notify: bool = True,
) -> Delegation:
    """It is in, and everyone on its list who is no substitute is promised a seat.

    `confirm_by` and `raising` as in lifecycle.accept. Raises NotAllowed, NoSeatLeft: then nothing
    of it is done.
    """
    delegation = accept(delegation, by=by, remark=remark)
    named = delegation.delegates.filter(status=PersonStatus.NOMINATED, is_substitute=False)
    for person in named.order_by("rank", "pk"):
        promised = lifecycle.accept(
            person, by=by, confirm_by=confirm_by, raising=raising, notify=False
        )
        if notify:
            lifecycle.tell_person(promised, by=by)
    if notify:
        lifecycle.tell(delegation, by=by)
    return delegation


def decline(
    delegation: Delegation, *, by: User | None, remark: str = "", notify: bool = True
) -> Delegation:
    """Not selected, nor are its people; the contacts hear of all of them at once."""
    act = partial(lifecycle.reject, reason=Reason.NO_SEAT)
    return _end(delegation, Status.DECLINED, act, by=by, remark=remark, notify=notify)


def withdraw(
    delegation: Delegation, *, by: User | None, remark: str = "", notify: bool = True
) -> Delegation:
    """It does not come, nor do its people: their seats are free. The contacts get a receipt."""
    act = lifecycle.withdraw
    return _end(delegation, Status.WITHDRAWN, act, by=by, remark=remark, notify=notify)


@transaction.atomic
def _end(
    delegation: Delegation,
    target: Status,
    act: Callable[..., Delegate],
    *,
    by: User | None,
    remark: str,
    notify: bool,
) -> Delegation:
    delegation = _move(delegation, target, by=by, remark=remark)
    people = list(delegation.delegates.filter(status__in=LIVING))
    for person in people:
        act(person, by=by, notify=False)
    if people and notify:
        lifecycle.tell(delegation, by=by)
    return delegation


STEPS_TO_SUBMITTED: dict[Status, Any] = {
    Status.INTERESTED: invite,
    Status.INVITED: start,
    Status.RETURNED: start,
    Status.DRAFTING: submit,
}


@transaction.atomic
def _move(delegation: Delegation, target: Status, *, by: User | None, remark: str) -> Delegation:
    """Lock the workshop, check the table, write. Raises NotAllowed."""
    Workshop.objects.locked(delegation.workshop_id)
    delegation = Delegation.objects.with_senders().get(pk=delegation.pk)
    require(delegation, target, Delegation.TRANSITIONS)
    before = delegation.status
    delegation.status = target
    delegation.save(update_fields=["status"])
    DelegationChange.objects.create(
        delegation=delegation,
        from_status=before,
        to_status=target,
        changed_by=by,
        remark=remark,
    )
    overtaken.by_status(delegation, timezone.now())
    return delegation
