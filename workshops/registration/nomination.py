"""The acts on a delegation, and the only place that assigns Delegation.status.

Every act locks the workshop first, checks the transition, and writes status and history in one
transaction. `by` is the account that acts, None for the sending body behind its link.
"""

from typing import Any

from django.db import transaction

from partnerships.models import User
from workshops.models import Delegation, DelegationChange, Message, Workshop
from workshops.registration import messages
from workshops.registration.transitions import require

Status = Delegation.Status


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


def decline(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    return _move(delegation, Status.DECLINED, by=by, remark=remark)


def withdraw(delegation: Delegation, *, by: User | None, remark: str = "") -> Delegation:
    return _move(delegation, Status.WITHDRAWN, by=by, remark=remark)


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
    return delegation
