"""The acts on a delegate, and the only place that assigns Delegate.status.

Every act locks the workshop first, so that two acts on its seats happen one after the other, then
checks the transition and the seats, and writes status and history in the same transaction.
`by` is the account that acts, or None for the person behind a personal link and for imports.
`notify` says whether the sending body is to hear of it, in one digest of all decisions; imports
and demo data pass False.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import User
from workshops.models import TRANSITIONS, Delegate, Delegation, Status, StatusChange, Workshop
from workshops.models import ThematicTrack as Track
from workshops.registration import messages, overtaken, seats
from workshops.registration.transitions import NotAllowed, require
from workshops.registration.wording import Kind

Reason = StatusChange.Reason
Days = Delegate.days.through
_BATCH = 1_000
_REFERRING = [field.name for field in Delegate._meta.concrete_fields if field.is_relation]


@transaction.atomic
def nominate(
    workshop: Workshop,
    *,
    delegation: Delegation | None = None,
    by: User | None,
    notify: bool = True,
    **fields: Any,
) -> Delegate:
    """A new delegate of the workshop, nominated. Protected if the sending municipality says so."""
    Workshop.objects.locked(workshop.pk)
    if delegation and delegation.protects_people:
        fields["protected"] = True
    delegate = Delegate(workshop=workshop, delegation=delegation, **fields)
    delegate.full_clean()
    delegate.save()
    _remember(delegate, "", by=by)
    return delegate


def prepared(workshop: Workshop, people: Iterable[Delegate]) -> list[Delegate]:
    """Return new people for nominate_many(), each valid in itself; asks the database nothing.

    Raises ValidationError.
    """
    ready = []
    for person in people:
        person.workshop = workshop
        person.protected = person.is_protected
        person.clean_fields(exclude=_REFERRING)
        person.clean()
        person.derive_keys()
        ready.append(person)
    return ready


@transaction.atomic
def nominate_many(
    workshop: Workshop, entering: Sequence[tuple[Delegate, Iterable[int]]], *, by: User | None
) -> None:
    """As nominate() for each of the prepared people, with the keys of their days, in batches.
    Nobody is told.

    The lock comes last, so that nobody waits while many rows are written: who is nominated takes
    no seat, and of what has to be unique the database keeps watch. Raises IntegrityError where an
    address or a head is there already.
    """
    people = [person for person, _days in entering]
    Delegate.objects.bulk_create(people, batch_size=_BATCH)
    Days.objects.bulk_create(
        [Days(delegate=person, workshopday_id=day) for person, days in entering for day in days],
        batch_size=_BATCH,
    )
    StatusChange.objects.bulk_create(
        [StatusChange(delegate=each, to_status=each.status, changed_by=by) for each in people],
        batch_size=_BATCH,
    )
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what the commit would else do, under the lock
    Workshop.objects.locked(workshop.pk)


@transaction.atomic
def accept(
    delegate: Delegate,
    *,
    by: User | None,
    confirm_by: datetime.datetime | None = None,
    raising: Mapping[seats.Limit, int] | None = None,
    notify: bool = True,
) -> Delegate:
    """Promise a seat; the person answers until `confirm_by`. Raises NotAllowed, NoSeatLeft.

    `raising` says which limits the organiser lets grow for it, and up to how many seats.
    """
    delegate = _locked(delegate)
    require(delegate, Status.ACCEPTED, TRANSITIONS)
    seats.make_room(delegate, raising or {}, by=by)
    delegate.confirm_by = confirm_by
    return _move(delegate, Status.ACCEPTED, by=by, notify=notify)


@transaction.atomic
def promote(delegate: Delegate, *, by: User | None, **promise: Any) -> Delegate:
    """A free seat goes to someone who waits: on the waiting list, or as a substitute, who is one
    no longer. `promise` is what accept() takes. Raises NotAllowed for anyone else, NoSeatLeft.
    """
    delegate = _locked(delegate)
    is_next = delegate.is_substitute and delegate.status == Status.NOMINATED
    if not is_next and delegate.status != Status.WAITLISTED:
        raise NotAllowed(_("This person is not on the waiting list."))
    if delegate.is_substitute:
        delegate.is_substitute = False
        delegate.save(update_fields=["is_substitute"])
    return accept(delegate, by=by, **promise)


@transaction.atomic
def waitlist(delegate: Delegate, *, by: User | None, notify: bool = True) -> Delegate:
    """Put on the waiting list. Raises NotAllowed."""
    delegate = _locked(delegate)
    require(delegate, Status.WAITLISTED, TRANSITIONS)
    return _move(delegate, Status.WAITLISTED, by=by, notify=notify)


@transaction.atomic
def confirm(delegate: Delegate, *, by: User | None, via: str = "", notify: bool = True) -> Delegate:
    """The person comes. The seat is held since the promise. Raises NotAllowed."""
    delegate = _locked(delegate)
    require(delegate, Status.CONFIRMED, TRANSITIONS)
    return _move(delegate, Status.CONFIRMED, by=by, via=via)


@transaction.atomic
def reject(
    delegate: Delegate,
    *,
    by: User | None,
    reason: str = "",
    remark: str = "",
    notify: bool = True,
) -> Delegate:
    """Not selected. Taking a confirmed seat back needs a reason. Raises NotAllowed."""
    delegate = _locked(delegate)
    require(delegate, Status.REJECTED, TRANSITIONS)
    if delegate.status == Status.CONFIRMED and not reason:
        raise NotAllowed(_("Give a reason for taking back a confirmed seat."))
    return _move(delegate, Status.REJECTED, by=by, reason=reason, remark=remark, notify=notify)


@transaction.atomic
def withdraw(
    delegate: Delegate,
    *,
    by: User | None,
    reason: str = Reason.OWN_WISH,
    remark: str = "",
    via: str = "",
    notify: bool = True,
) -> Delegate:
    """The person does not come. Raises NotAllowed."""
    delegate = _locked(delegate)
    require(delegate, Status.WITHDRAWN, TRANSITIONS)
    return _move(
        delegate, Status.WITHDRAWN, by=by, reason=reason, remark=remark, via=via, notify=notify
    )


@transaction.atomic
def renominate(delegate: Delegate, *, by: User | None, notify: bool = True) -> Delegate:
    """Someone who left enters again. Raises NotAllowed, ValidationError (e-mail taken)."""
    delegate = _locked(delegate)
    require(delegate, Status.NOMINATED, TRANSITIONS)
    delegate.status = Status.NOMINATED
    delegate.validate_constraints()
    delegate.refresh_from_db(fields=["status"])
    return _move(delegate, Status.NOMINATED, by=by)


@transaction.atomic
def replace(delegate: Delegate, *, by: User | None, notify: bool = True, **fields: Any) -> Delegate:
    """A successor takes over seat, rank and track of the delegate, who is withdrawn.

    `fields` are the successor's own (names, e-mail …). The successor of someone who held a seat is
    accepted and has to answer anew. Raises NotAllowed, ValidationError.
    """
    delegate = _locked(delegate)
    held_a_seat, confirm_by = delegate.is_occupying, delegate.confirm_by
    require(delegate, Status.WITHDRAWN, TRANSITIONS)
    _move(delegate, Status.WITHDRAWN, by=by, reason=Reason.REPLACED)
    taken_over = {
        name: getattr(delegate, name)
        for name in ("role", "rank", "is_head", "is_substitute", "assigned_track", "affiliation")
    }
    successor = nominate(
        delegate.workshop,
        delegation=delegate.delegation,
        by=by,
        notify=notify,
        replaces=delegate,
        **(taken_over | fields),
    )
    successor.days.set(delegate.days.all())
    if held_a_seat:
        successor = accept(successor, by=by, confirm_by=confirm_by, notify=False)
    if notify:
        _tell(successor, by=by)
    return successor


@transaction.atomic
def assign_track(delegate: Delegate, track: Track | None, *, by: User | None) -> Delegate:
    """Put into a thematic track of the same workshop. Raises NotAllowed, NoSeatLeft."""
    delegate = _locked(delegate)
    if track and track.workshop_id != delegate.workshop_id:
        raise NotAllowed(_("This track belongs to another workshop."))
    delegate.assigned_track = track
    if delegate.is_occupying:
        seats.require_free(delegate)
    delegate.save(update_fields=["assigned_track"])
    return delegate


def release_expired(
    people: QuerySet[Delegate] | None = None, *, at: datetime.datetime | None = None
) -> list[Delegate]:
    """Withdraw everyone of them, of all without it, whose time to answer is over; returns them."""
    at = at or timezone.now()
    people = Delegate.objects.all() if people is None else people
    released = []
    for delegate in people.filter(pk__in=Delegate.objects.expired(at)).order_by("confirm_by", "pk"):
        with transaction.atomic():
            Workshop.objects.locked(delegate.workshop_id)
            # someone may have given more time in between
            if Delegate.objects.expired(at).filter(pk=delegate.pk).exists():
                released.append(withdraw(delegate, by=None, reason=Reason.NO_ANSWER))
    return released


def _locked(delegate: Delegate) -> Delegate:
    """The delegate as the database has it now, read after the workshop's row was locked."""
    Workshop.objects.locked(delegate.workshop_id)
    return Delegate.objects.with_senders().get(pk=delegate.pk)


def _move(
    delegate: Delegate,
    target: Status,
    *,
    by: User | None,
    reason: str = "",
    remark: str = "",
    via: str = "",
    notify: bool = False,
) -> Delegate:
    before = delegate.status
    delegate.status = target
    if target != Status.ACCEPTED:
        delegate.confirm_by = None
    delegate.save(update_fields=["status", "confirm_by"])
    _remember(delegate, before, by=by, reason=reason, remark=remark, via=via)
    if target != Status.ACCEPTED:
        messages.retire(delegate, Kind.SEAT, Kind.ASK_AGAIN)
        overtaken.by_answer(delegate, timezone.now())
    if notify:
        _tell(delegate, by=by)
    return delegate


def _tell(delegate: Delegate, *, by: User | None) -> None:
    if delegate.delegation:
        tell(delegate.delegation, by=by)
    tell_person(delegate, by=by)


def tell_person(delegate: Delegate, *, by: User | None) -> None:
    """Who is promised a seat gets a link, with the digest; others hear of it from their sender."""
    if delegate.status == Status.ACCEPTED and delegate.workshop.ends_at > timezone.now():
        messages.queue_to_person(Kind.SEAT, delegate, by=by, after=messages.DIGEST_AFTER)


def tell(delegation: Delegation, *, by: User | None) -> None:
    """Decisions on a workshop that is over are put in order afterwards: nobody waits for them."""
    if delegation.workshop.ends_at > timezone.now():
        messages.queue_decisions(delegation, by=by)


def _remember(
    delegate: Delegate,
    before: str,
    *,
    by: User | None,
    reason: str = "",
    remark: str = "",
    via: str = "",
) -> None:
    StatusChange.objects.create(
        delegate=delegate,
        from_status=before,
        to_status=delegate.status,
        changed_by=by,
        reason=reason,
        remark=remark,
        via=via,
    )
