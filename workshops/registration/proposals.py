"""Who could take a seat that is free: we propose, the organiser presses.

A seat is free when nobody holds it, nobody who comes first is undecided, and it is not promised to
a sending body that has still to name its people. It goes to the same delegation first: its
substitutes by rank, then those of it who wait; then to the waiting list of the workshop.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.models import LIVING, Delegate, Delegation, Status, Workshop

To = Delegation.Status
DECIDED_ON = {To.SUBMITTED, To.ACCEPTED}


class Why(enum.Enum):
    SUBSTITUTE = "substitute"
    SAME_DELEGATION = "same_delegation"
    WAITING_LIST = "waiting_list"

    @property
    def text(self) -> Promise:
        return TEXTS[self]


TEXTS = {
    Why.SUBSTITUTE: _("A seat of the delegation is free; next substitute."),
    Why.SAME_DELEGATION: _("A seat of the delegation is free; first of it on the waiting list."),
    Why.WAITING_LIST: _("A seat of the workshop is free; first on the waiting list."),
}


@dataclass(frozen=True)
class Proposal:
    person: Delegate
    why: Why
    # another limit is in the way, to be raised first: that of its delegation or track
    needs_more: bool = False


def for_workshops(
    workshops: Sequence[Workshop], delegations: Iterable[Delegation] | None = None
) -> dict[int, list[Proposal]]:
    """{workshop: proposals} in two queries, or one with all their delegations given."""
    people = (
        Delegate.objects.filter(workshop__in=workshops)
        .filter(role=Delegate.Role.DELEGATE, status__in=LIVING)
        .with_senders()
        .with_nominated_at()
    )
    if delegations is None:
        delegations = Delegation.objects.filter(workshop__in=workshops)
    of_workshop: dict[int, tuple[Workshop, list[Delegation], list[Delegate]]] = {
        workshop.pk: (workshop, [], []) for workshop in workshops
    }
    for delegation in delegations:
        of_workshop[delegation.workshop_id][1].append(delegation)
    for person in people:
        of_workshop[person.workshop_id][2].append(person)
    return {pk: proposals(*all_of_it) for pk, all_of_it in of_workshop.items()}


def proposals(
    workshop: Workshop, delegations: Iterable[Delegation], people: Iterable[Delegate]
) -> list[Proposal]:
    """For the free seats of a workshop, the best first. Asks the database nothing.

    `people` are its living delegates with delegation and track, and with nominated_at.
    """
    return _Seats(workshop, list(delegations), list(people)).proposals()


class _Seats:
    """Counts once who holds and who awaits the seats of one workshop."""

    def __init__(self, workshop, delegations, people):
        self.delegations = delegations
        holders = [person for person in people if person.is_occupying]
        self.undecided = Counter(person.delegation_id for person in people if _comes_first(person))
        self.held = Counter(person.delegation_id for person in holders if not person.is_substitute)
        self.in_track = Counter(person.assigned_track_id for person in holders)
        capacity = workshop.capacity
        self.left = None if capacity is None else capacity - len(holders)
        self.waiting = sorted(filter(_waits, people), key=_turn)

    def proposals(self):
        found = [each for delegation in self.delegations for each in self._inside(delegation)]
        if self.left is None:
            return found
        found = found[: max(self.left, 0)]
        free = self.left - len(found) - self._promised()
        proposed = {proposal.person for proposal in found}
        listed = [
            person
            for person in self.waiting
            if person.status == Status.WAITLISTED and person not in proposed
        ]
        return found + [self._proposal(each, Why.WAITING_LIST) for each in listed[: max(free, 0)]]

    def _inside(self, delegation):
        """Those of the delegation for the seats of its own."""
        if delegation.quota is None or delegation.status not in DECIDED_ON:
            return []
        pk = delegation.pk
        free = delegation.quota - self.held[pk] - self.undecided[pk]
        own = [person for person in self.waiting if person.delegation_id == pk]
        own.sort(key=lambda person: not person.is_substitute)
        return [
            self._proposal(person, Why.SUBSTITUTE if person.is_substitute else Why.SAME_DELEGATION)
            for person in own[: max(free, 0)]
        ]

    def _promised(self):
        """Seats that others come first for: undecided people, and those still to be named."""
        number = self.undecided[None]
        for delegation in self.delegations:
            undecided = self.undecided[delegation.pk]
            if delegation.status in Delegation.MAY_NOMINATE:
                quota = delegation.quota or 0
                number += max(quota - self.held[delegation.pk], undecided)
            elif delegation.status == To.ACCEPTED:
                number += undecided
        return number

    def _proposal(self, person, why):
        track, delegation = person.assigned_track, person.delegation
        is_full = [track and _is_reached(track.capacity, self.in_track[track.pk])]
        if delegation and why == Why.WAITING_LIST:
            is_full.append(_is_reached(delegation.quota, self.held[delegation.pk]))
        return Proposal(person, why, any(is_full))


def _comes_first(person):
    return person.status == Status.NOMINATED and not person.is_substitute


def _waits(person):
    is_open = person.delegation is None or person.delegation.status in DECIDED_ON
    is_next = person.status == Status.NOMINATED and person.is_substitute
    return is_open and (is_next or person.status == Status.WAITLISTED)


def _turn(person):
    return person.rank, person.nominated_at, person.pk


def _is_reached(limit, number):
    return limit is not None and number >= limit
