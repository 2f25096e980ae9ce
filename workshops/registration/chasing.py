"""Asking for what is missing from people who hold a seat: the answer, travel data, a room.

A municipality hears of all its people in one digest, a person in a message of their own; neither
more than once a day. Each act locks the workshop first. `notify=False` writes no message.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import User
from workshops.models import Delegate, Delegation, Status, Workshop
from workshops.registration import inviting, messages
from workshops.registration.answering import is_overdue
from workshops.registration.transitions import NotAllowed
from workshops.registration.wording import Kind
from workshops.travel import incomplete, missing

DAY = datetime.timedelta(days=1)
# whose time to answer is over could not answer at all: so many days more, until the evening
MORE_DAYS, EVENING = 3, datetime.time(18)


@transaction.atomic
def ask_contacts(
    delegation: Delegation, *, by: User | None, remark: str = "", notify: bool = True
) -> Delegation:
    """Write to each contact what is missing from whom. Raises NotAllowed."""
    delegation = inviting.locked(delegation)
    _require_time(delegation.workshop)
    if delegation.status != Delegation.Status.ACCEPTED:
        raise NotAllowed(_("Accept it first: until then its link leads to no answers."))
    if not is_incomplete(delegation):
        raise NotAllowed(_("Nothing is missing from its people."))
    inviting.require_contact(delegation)
    inviting.require_patience(delegation)
    if notify:
        messages.queue(Kind.TRAVEL, delegation, by=by, remark=remark)
    return delegation


@transaction.atomic
def ask_again(
    person: Delegate,
    *,
    by: User | None,
    confirm_by: datetime.datetime | None = None,
    remark: str = "",
    notify: bool = True,
) -> Delegate:
    """Write to a person who has not answered, or not said how they travel. Raises NotAllowed.

    Who has not answered may do so until `confirm_by`; without it an answer that is overdue gets
    some days more, since the link would take none.
    """
    Workshop.objects.locked(person.workshop_id)
    person = Delegate.objects.with_senders().select_related("needs").get(pk=person.pk)
    _require_time(person.workshop)
    if not missing(person):
        raise NotAllowed(_("Nothing is missing from this person."))
    if not person.email:
        raise NotAllowed(_("No e-mail address: add one to the person, or ask the contacts."))
    if person.messages.unfinished().filter(kind=Kind.SEAT).exists():
        raise NotAllowed(_("The message about the seat has not left yet."))
    asked = person.messages.filter(kind=Kind.ASK_AGAIN)
    if asked.filter(created_at__gt=timezone.now() - DAY).exists():
        raise NotAllowed(_("This person was asked less than a day ago."))
    until = confirm_by or (_later(person.workshop) if is_overdue(person) else None)
    if until and person.status == Status.ACCEPTED:
        person.confirm_by = until
        person.save(update_fields=["confirm_by"])
    if notify:
        messages.queue_to_person(Kind.ASK_AGAIN, person, by=by, remark=remark)
    return person


def is_incomplete(delegation: Delegation) -> bool:
    """Whether something is missing from one of its people."""
    return bool(incomplete([delegation]))


def _require_time(workshop: Workshop) -> None:
    if workshop.cancelled_at:
        raise NotAllowed(_("The workshop is cancelled."))
    if workshop.starts_at <= timezone.now():
        raise NotAllowed(_("The workshop has begun: links take no more answers."))


def _later(workshop: Workshop) -> datetime.datetime:
    day = timezone.now().astimezone(workshop.zone).date() + MORE_DAYS * DAY
    return min(datetime.datetime.combine(day, EVENING, workshop.zone), workshop.starts_at)
