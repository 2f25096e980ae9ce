"""Whether a seat is left. Ask only while the row of the workshop is locked."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workshops.models import Delegate, Delegation, ThematicTrack, Workshop


class NoSeatLeft(Exception):
    """A limit is reached; the text names it in the reader's language, `limit` is whose it is."""

    def __init__(self, limit: Workshop | ThematicTrack | Delegation, text: str):
        super().__init__(text)
        self.limit = limit


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
