"""The acts on a delegation, and the only place that assigns Delegation.status."""

from django.db import transaction
from django.utils.translation import gettext as _

from workshops.models import Delegation, Workshop

Status = Delegation.Status


class NotAllowed(Exception):
    """The delegation's status does not permit this act; the text says so to the reader."""


def invite(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.INVITED)


def start(delegation: Delegation) -> Delegation:
    """The municipality begins, or goes on after a return."""
    return _move(delegation, Status.DRAFTING)


def submit(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.SUBMITTED)


def return_to_sender(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.RETURNED)


def accept(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.ACCEPTED)


def decline(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.DECLINED)


def withdraw(delegation: Delegation) -> Delegation:
    return _move(delegation, Status.WITHDRAWN)


@transaction.atomic
def _move(delegation: Delegation, target: Status) -> Delegation:
    """Lock the workshop, check the table, write. Raises NotAllowed."""
    Workshop.objects.locked(delegation.workshop_id)
    delegation = Delegation.objects.get(pk=delegation.pk)
    if target not in Delegation.TRANSITIONS[Status(delegation.status)]:
        raise NotAllowed(
            _("%(status)s: this step is not possible.")
            % {"status": delegation.get_status_display()}
        )
    delegation.status = target
    delegation.save(update_fields=["status"])
    return delegation
