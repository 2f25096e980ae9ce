"""Whether a seat is left, and how a limit is raised. Ask only under the lock of the workshop."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.models import User
from workshops.models import Delegate, Delegation, DelegationChange, ThematicTrack, Workshop

Limit = Workshop | ThematicTrack | Delegation


class NoSeatLeft(Exception):
    """A limit is reached; the text names it in the reader's language, `limit` is whose it is."""

    def __init__(self, limit: Limit, text: str):
        super().__init__(text)
        self.limit = limit

    @property
    def number(self) -> int:
        """How many seats the limit allows."""
        return getattr(self.limit, field_of(self.limit))


def field_of(limit: Limit) -> str:
    return "quota" if isinstance(limit, Delegation) else "capacity"


def require_free(delegate: Delegate) -> None:
    """Raise NoSeatLeft unless workshop, track and delegation each have room for this delegate.

    The delegate is not counted, so it may hold a seat already (a change of track, say).
    Only the role delegate takes a seat; a substitute does not count against the quota.
    """
    if delegate.role != Delegate.Role.DELEGATE:
        return
    others = Delegate.objects.occupying().exclude(pk=delegate.pk)
    workshop, track, delegation = delegate.workshop, delegate.assigned_track, delegate.delegation
    if is_reached(workshop.capacity, others.filter(workshop=workshop)):
        raise NoSeatLeft(workshop, _("The workshop has no seat left."))
    if track and is_reached(track.capacity, others.filter(assigned_track=track)):
        raise NoSeatLeft(track, _("The thematic track has no seat left."))
    if delegation and not delegate.is_substitute:
        members = others.filter(delegation=delegation, is_substitute=False)
        if is_reached(delegation.quota, members):
            raise NoSeatLeft(delegation, _("The seats of this delegation are taken."))


def is_reached(limit: int | None, holders: QuerySet[Delegate]) -> bool:
    """Whether so many hold a seat that none is left under the limit; None is no limit."""
    return limit is not None and holders.count() >= limit


def make_room(delegate: Delegate, raising: Mapping[Limit, int], *, by: User | None) -> None:
    """As require_free(), but a limit named in `raising` grows seat by seat up to its number there.

    So none is raised for nothing, and none beyond what the organiser has agreed to.
    """
    while True:
        try:
            return require_free(delegate)
        except NoSeatLeft as refused:
            if raising.get(refused.limit, 0) <= refused.number:
                raise
            raise_limit(refused.limit, to=refused.number + 1, by=by)


@transaction.atomic
def raise_limit(limit: Limit, *, to: int, by: User | None) -> None:
    """Allow `to` seats, under the lock of the workshop, and remember who did.

    A limit is never lowered, so two organisers who raise it to three at once have three.
    """
    Workshop.objects.locked(limit.pk if isinstance(limit, Workshop) else limit.workshop_id)
    field = field_of(limit)
    limit.refresh_from_db(fields=[field])
    before = getattr(limit, field)
    if before is None or before >= to:
        return
    setattr(limit, field, to)
    # read by the history that is kept of workshops and tracks
    limit._history_user = by  # type: ignore[union-attr]
    limit.save(update_fields=[field])
    if isinstance(limit, Delegation):
        limit.status_changes.create(
            from_status=limit.status,
            to_status=limit.status,
            changed_by=by,
            remark=DelegationChange.seats_remark(before, to),
        )
