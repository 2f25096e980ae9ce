"""The acts on a delegation, and the only place that assigns Delegation.status."""

from django.db import transaction

from workshops.models import Delegation, Workshop
from workshops.registration.transitions import require

Status = Delegation.Status


def invite(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.INVITED)


def start(delegation: Delegation) -> Delegation:
    """The municipality begins, or goes on after a return."""
    return _move(delegation, Status.DRAFTING)


def submit(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.SUBMITTED)


@transaction.atomic
def receive(delegation: Delegation) -> Delegation:
    """The nomination came another way, by mail perhaps: takes every step up to submitted."""
    while delegation.status in STEPS_TO_SUBMITTED:
        delegation = STEPS_TO_SUBMITTED[Status(delegation.status)](delegation)
    if delegation.status != Status.SUBMITTED:
        return submit(delegation)  # refuses
    return delegation


def return_to_sender(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.RETURNED)


def accept(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.ACCEPTED)


def decline(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.DECLINED)


def withdraw(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.WITHDRAWN)


STEPS_TO_SUBMITTED = {
    Status.INTERESTED: invite,
    Status.INVITED: start,
    Status.RETURNED: start,
    Status.DRAFTING: submit,
}


@transaction.atomic
def _move(delegation: Delegation, target: Status) -> Delegation:
    """Lock the workshop, check the table, write. Raises NotAllowed."""
    Workshop.objects.locked(delegation.workshop_id)
    delegation = Delegation.objects.get(pk=delegation.pk)
    require(delegation, target, Delegation.TRANSITIONS)
    delegation.status = target
    delegation.save(update_fields=["status"])
    return delegation
