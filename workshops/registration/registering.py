"""Anybody registers for a workshop that allows it: a seat is taken when the address is confirmed.

Every act locks the workshop first. The token of the mail opens the pending registration, and after
the press the person's own pages.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from tools import tokens
from workshops.models import (
    LIVING,
    Delegate,
    Message,
    PendingRegistration,
    StatusChange,
    ThematicTrack,
    Workshop,
)
from workshops.models.delegate_queries import DelegateQuerySet
from workshops.registration import lifecycle, links, messages
from workshops.registration.links import Why
from workshops.registration.seats import NoSeatLeft

# so that the form cannot be used to bother others
MOST_MAILS_A_DAY = 3
A_DAY = datetime.timedelta(days=1)
# so long an offered seat waits for an answer
ANSWER_WITHIN = datetime.timedelta(hours=48)
TAKEN_OVER = (
    "given_name",
    "family_name",
    "affiliation",
    "position",
    "email",
    "language",
    "languages_spoken",
    "needs_interpretation",
    "protected",
)


class RegistrationClosed(Exception):
    """Nobody can register now."""


class Closed(Exception):
    """A token that confirms nothing any more: `why`, and the registration that it was for."""

    def __init__(self, why: Why, pending: PendingRegistration):
        super().__init__(why)
        self.why = why
        self.pending = pending


@transaction.atomic
def register(workshop: Workshop, *, email: str, **fields: Any) -> None:
    """Note what was typed and write to the address, which alone learns whether it is known.

    Whether it is known changes the words of the mail and nothing else, so that the time it takes
    tells nothing. Newer words replace those that wait for the same address. At most so many mails a
    day go to one address; then nothing is changed. Raises RegistrationClosed.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_registration_open():
        raise RegistrationClosed
    about = Message.objects.about_registering(email)
    if about.filter(created_at__gt=timezone.now() - A_DAY).count() >= MOST_MAILS_A_DAY:
        return
    known = _first(_known(workshop, email).with_protection().only(*messages.NAMED))
    workshop.pending_registrations.of(email).erase()
    token = tokens.make()
    pending = workshop.pending_registrations.create(
        email=email, token_hash=tokens.hashed(token), **fields
    )
    messages.queue_to_registrant(pending, known, token=token)


def opened(token: str) -> tuple[PendingRegistration, Delegate | None] | None:
    """Return the registration that a token may confirm, and who has its address on the list
    already; None if the token is of none (any more). Raises Closed.
    """
    pending = PendingRegistration.objects.with_token(token)
    if pending is None:
        return None
    known = _on_the_list(pending)
    if known is None:
        _require_open(pending)
    return pending, known


@transaction.atomic
def confirm(
    pending: PendingRegistration, *, token: str, track_wish: ThematicTrack | None = None
) -> None:
    """The address is confirmed: the person gets a seat, or a place on the waiting list.

    From then on the token opens their own pages. Pressed twice it happens once; who is on the list
    by now stays as they are. Raises Closed.
    """
    workshop = Workshop.objects.locked(pending.workshop_id)
    found = workshop.pending_registrations.filter(pk=pending.pk).first()
    if found is None:
        return
    person = _on_the_list(found)
    if person is None:
        _require_open(found)
        person = _entered(workshop, found, track_wish)
    links.create_reply(person, by=None, token=token)
    sent = workshop.messages.to_strangers().filter(recipient__iexact=found.email)
    sent.update(delegate=person)
    found.delete()


@transaction.atomic
def offer_seats(workshop: Workshop, *, at: datetime.datetime | None = None) -> list[Delegate]:
    """Free seats go to those who wait without a delegation, the first first; returns them.

    They answer within 48 hours, and before the workshop begins. People of delegations wait for an
    organiser.
    """
    at = at or timezone.now()
    Workshop.objects.locked(workshop.pk)
    open_to_all = Workshop.objects.offering_seats(at).filter(pk=workshop.pk).first()
    if open_to_all is None:
        return []
    confirm_by = min(at + ANSWER_WITHIN, open_to_all.starts_at)
    promoted = []
    for person in open_to_all.delegates.in_line():
        try:
            promoted.append(lifecycle.promote(person, by=None, confirm_by=confirm_by))
        except NoSeatLeft as refused:
            if isinstance(refused.limit, Workshop):
                break
    return promoted


def _require_open(pending: PendingRegistration) -> None:
    workshop, at = pending.workshop, timezone.now()
    if workshop.cancelled_at and workshop.is_public:
        raise Closed(Why.CANCELLED, pending)
    if workshop.ends_at <= at:
        raise Closed(Why.OVER, pending)
    if pending.is_too_old(at):
        raise Closed(Why.TOO_OLD, pending)
    if not workshop.is_registration_open(at):
        raise Closed(Why.REGISTRATION_CLOSED, pending)


def _on_the_list(pending: PendingRegistration) -> Delegate | None:
    """Who has the address already; None as well for a registration that is erased or too old."""
    if pending.is_too_old():
        return None
    return _first(_known(pending.workshop, pending.email).with_senders())


def _known(workshop: Workshop, email: str) -> DelegateQuerySet:
    return Delegate.objects.filter(workshop=workshop).known_by(email)


def _first(known: Iterable[Delegate]) -> Delegate | None:
    """Of several with one address the one who is not refused."""
    return max(known, key=lambda person: person.status in LIVING, default=None)


def _entered(
    workshop: Workshop, pending: PendingRegistration, track_wish: ThematicTrack | None
) -> Delegate:
    """With a seat if one is free that nobody waits for, else on the waiting list."""
    offer_seats(workshop)
    fields = {name: getattr(pending, name) for name in TAKEN_OVER} | {"track_wish_1": track_wish}
    person = lifecycle.nominate(workshop, by=None, notify=False, **fields)
    try:
        person = lifecycle.accept(person, by=None, notify=False)
    except NoSeatLeft:
        return lifecycle.waitlist(person, by=None, notify=False)
    person.days.set(workshop.days.all())
    return lifecycle.confirm(person, by=None, via=StatusChange.Via.PERSON, notify=False)
