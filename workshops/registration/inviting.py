"""How a municipality comes in: added, invited with letter and link, reminded, given more time.

Each act locks the workshop first, so that a second press finds what the first one did.
`notify=False` does all but what leaves the house: no letter is numbered, no message is written.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Contact, Municipality, User
from workshops.models import Delegation, Message, Workshop
from workshops.registration import letters, links, messages, nomination
from workshops.registration.transitions import NotAllowed
from workshops.registration.wording import Kind

# To one address, from all workshops together; of one delegation it gets one a day
MOST_REMINDERS_A_DAY = 3


@transaction.atomic
def add(
    workshop: Workshop, municipality: Municipality, *, contacts: Iterable[Contact], **fields: Any
) -> Delegation:
    """Note that a municipality is to be invited; one that is in already stays as it is."""
    Workshop.objects.locked(workshop.pk)
    delegation, is_new = Delegation.objects.get_or_create(
        workshop=workshop, municipality=municipality, defaults=fields
    )
    if is_new:
        delegation.contacts.set(contacts)
    return delegation


def add_many(delegations: Iterable[Delegation]) -> list[Delegation]:
    """Note several new ones that are to be invited, without contacts.

    That needs no lock: they hold no seat. Raises IntegrityError if one is in already.
    """
    return Delegation.objects.bulk_create(delegations)


@transaction.atomic
def invite(
    delegation: Delegation,
    *,
    by: User | None,
    dated_on: datetime.date | None = None,
    notify: bool = True,
) -> Delegation:
    """Invite with a letter and a message to each contact, dated today unless told otherwise.

    Raises NotAllowed: invited already, or nobody to write to.
    """
    delegation = nomination.invite(delegation, by=by)
    require_contact(delegation)
    if notify:
        day = dated_on or timezone.localdate()
        letter = letters.create(delegation, by=by, dated_on=day)
        time = delegation.status_changes.filter(to_status=Delegation.Status.INVITED).count()
        cause = f"invitation:{delegation.pk}:{time}"
        messages.queue(Kind.INVITATION, delegation, by=by, letter=letter, cause=cause)
    return delegation


@transaction.atomic
def remind(
    delegation: Delegation, *, by: User | None, remark: str = "", notify: bool = True
) -> Delegation:
    """Write to each contact that the list is not complete yet. Raises NotAllowed."""
    delegation = locked(delegation)
    if delegation.status not in Delegation.AWAITED:
        raise NotAllowed(_("Nothing is expected from it now."))
    if delegation.nominates_until <= timezone.now():
        raise NotAllowed(_("The time to name people is over: give more time first."))
    require_contact(delegation)
    require_patience(delegation)
    if notify:
        messages.queue(Kind.REMINDER, delegation, by=by, remark=remark)
    return delegation


@transaction.atomic
def extend(
    delegation: Delegation,
    *,
    by: User | None,
    extended_until: datetime.datetime | None = None,
    remark: str = "",
    notify: bool = True,
) -> Delegation:
    """Let it name people longer, and tell its contacts. Raises NotAllowed."""
    delegation = locked(delegation)
    if delegation.status not in Delegation.MAY_NOMINATE:
        raise NotAllowed(_("It names nobody in this status."))
    if extended_until:
        _require_later(delegation, extended_until)
        delegation.extended_until = extended_until
        delegation.save(update_fields=["extended_until"])
    if notify:
        messages.queue(Kind.EXTENSION, delegation, by=by, remark=remark)
    return delegation


@transaction.atomic
def revoke_links(delegation: Delegation, *, by: User | None) -> Delegation:
    """Close every link of the delegation. Raises NotAllowed where none is open."""
    delegation = locked(delegation)
    if not links.revoke(delegation):
        raise NotAllowed(_("No link is open."))
    return delegation


@transaction.atomic
def revoke_letters(delegation: Delegation, *, by: User | None) -> Delegation:
    """No letter of the delegation counts any more. Raises NotAllowed where none does."""
    delegation = locked(delegation)
    if not letters.revoke(delegation):
        raise NotAllowed(_("No letter counts."))
    return delegation


def locked(delegation: Delegation) -> Delegation:
    """The delegation as the database has it now, read after the workshop's row was locked."""
    Workshop.objects.locked(delegation.workshop_id)
    return Delegation.objects.with_senders().select_related("workshop").get(pk=delegation.pk)


def require_contact(delegation: Delegation) -> None:
    if not delegation.contacts.exists():
        raise NotAllowed(_("No contact: choose one on the page of the delegation first."))


def _require_later(delegation: Delegation, until: datetime.datetime) -> None:
    if until <= max(timezone.now(), delegation.nominates_until):
        raise NotAllowed(_("Give a later time than it has now."))
    if until > delegation.workshop.starts_at:
        raise NotAllowed(_("The workshop has begun by then."))


def require_patience(delegation: Delegation) -> None:
    """Raise NotAllowed if it was reminded today, or if one of its addresses was too often."""
    reminders = Message.objects.reminders_since(timezone.now() - datetime.timedelta(days=1))
    if reminders.filter(delegation=delegation).exists():
        raise NotAllowed(_("It was reminded less than a day ago."))
    for contact in delegation.contacts.exclude(email=""):
        if reminders.filter(recipient=contact.email).count() >= MOST_REMINDERS_A_DAY:
            text = _("%(address)s had %(count)d reminders within a day.")
            words = {"address": contact.email, "count": MOST_REMINDERS_A_DAY}
            raise NotAllowed(text % words)
