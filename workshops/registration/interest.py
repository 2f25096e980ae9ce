"""What a stranger says on a public page: noted, then taken up or set aside by an organiser.

Every act locks the workshop first, so that two hands at one of them work one after the other.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Contact, Municipality, User
from workshops.models import Delegation, Interest, Workshop
from workshops.registration import inviting
from workshops.registration.transitions import NotAllowed

State = Interest.State


class CallClosed(Exception):
    """The workshop asks nobody to express interest now."""


@transaction.atomic
def express(workshop: Workshop, *, email: str, **fields: Any) -> None:
    """Note an interest, once per address: the newer one replaces it until it is dealt with.

    Raises CallClosed.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_call_open():
        raise CallClosed
    workshop.interests.update_or_create(email=email.lower(), state=State.OPEN, defaults=fields)


@transaction.atomic
def take_up(
    interest: Interest,
    municipality: Municipality,
    *,
    by: User,
    quota: int | None = None,
    as_contact: bool = False,
) -> Delegation:
    """Note that the municipality is interested; one that is in already stays as it is.

    `as_contact`: the person enters the address book, unverified, and is not yet a contact of the
    delegation. Raises NotAllowed if someone has dealt with it.
    """
    interest = _locked(interest)
    if as_contact:
        Contact.objects.get_or_create(
            municipality=municipality,
            email=interest.email,
            defaults={
                "name": interest.name,
                "office": interest.position,
                "phone": interest.phone,
                "language": interest.language,
            },
        )
    delegation = inviting.add(
        interest.workshop, municipality, contacts=[], quota=quota, language=interest.language
    )
    interest.delegation = delegation
    _settle(interest, State.TAKEN_UP, by=by)
    return delegation


@transaction.atomic
def set_aside(interest: Interest, *, by: User) -> None:
    """Erase what was typed; the row stays as a count. Raises NotAllowed, under a legal hold too."""
    interest = _locked(interest)
    if interest.workshop.legal_holds.standing().exists():
        raise NotAllowed(_("A legal hold stands on this workshop."))
    for name in Interest.TYPED:
        setattr(interest, name, "")
    _settle(interest, State.SET_ASIDE, by=by)


def _locked(interest: Interest) -> Interest:
    """As the database has it now, if nobody has dealt with it."""
    Workshop.objects.locked(interest.workshop_id)
    interest = Interest.objects.select_related("workshop").get(pk=interest.pk)
    if interest.state != State.OPEN:
        raise NotAllowed(_("Someone has dealt with it already."))
    return interest


def _settle(interest: Interest, state: State, *, by: User) -> None:
    interest.state = state
    interest.handled_by, interest.handled_at = by, timezone.now()
    interest.save()
