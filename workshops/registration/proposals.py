"""Who could take a seat that is free: we propose, the organiser presses.

A seat is free when nobody holds it, nobody who comes first is undecided, and it is not promised to
a sending body that has still to name its people. It goes to the same delegation first: its
substitutes by rank, then those of it who wait; then to the waiting list of the workshop.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.models import OCCUPYING, Delegate, Delegation, Status, Workshop

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


# what is read of who waits; the rest when asked for
SHOWN = (
    *("workshop", "delegation", "assigned_track", "given_name", "family_name"),
    *("rank", "status", "is_substitute"),
)


def for_workshops(
    workshops: Sequence[Workshop],
    delegations: Iterable[Delegation] | None = None,
    tally: Iterable[dict[str, Any]] | None = None,
) -> dict[int, list[Proposal]]:
    """{workshop: proposals for its free seats, the best first}, in three queries; fewer
    with all their delegations, and the tally of their delegates, given, or where no seat is free.

    Who holds a seat is counted in the database: a workshop may have ten thousand people.
    """
    if delegations is None:
        delegations = Delegation.objects.filter(workshop__in=workshops).with_senders()
    sent, counted, waiting = defaultdict(list), defaultdict(list), defaultdict(list)
    for delegation in delegations:
        sent[delegation.workshop_id].append(delegation)
    people = Delegate.objects.filter(workshop__in=workshops, role=Delegate.Role.DELEGATE)
    for row in people.tally() if tally is None else tally:
        counted[row["workshop_id"]].append(row)
    seats = {each.pk: _Seats(each, sent[each.pk], counted[each.pk]) for each in workshops}
    free = [pk for pk, each in seats.items() if each.any_is_free]
    if free:
        who_wait = people.filter(workshop__in=free).waiting().with_nominated_at()
        capacity = F("assigned_track__capacity")
        for person in who_wait.annotate(track_capacity=capacity).only(*SHOWN):
            waiting[person.workshop_id].append(person)
    return {pk: each.proposals(waiting[pk]) for pk, each in seats.items()}


class _Seats:
    """Counts once who holds and who awaits the seats of one workshop."""

    def __init__(self, workshop, delegations, tally):
        self.delegations = {delegation.pk: delegation for delegation in delegations}
        self.held, self.undecided, self.in_track = Counter(), Counter(), Counter()
        holders = 0
        for row in tally:
            number, delegation = row["number"], row["delegation_id"]
            if row["status"] in OCCUPYING:
                holders += number
                self.in_track[row["assigned_track_id"]] += number
                self.held[delegation] += 0 if row["is_substitute"] else number
            elif row["status"] == Status.NOMINATED and not row["is_substitute"]:
                self.undecided[delegation] += number
        self.left = None if workshop.capacity is None else workshop.capacity - holders

    @property
    def any_is_free(self):
        if self.left is not None:
            return self.left > 0
        return any(self._free(delegation) for delegation in self.delegations.values())

    def proposals(self, waiting):
        """Of those who wait, the best for the free seats first."""
        for person in waiting:
            person.delegation = self.delegations.get(person.delegation_id)
        waiting = sorted(filter(_may_be_next, waiting), key=_turn)
        found = self._inside(waiting)
        if self.left is None:
            return found
        found = found[: max(self.left, 0)]
        free = max(self.left - len(found) - self._promised(), 0)
        proposed = {proposal.person for proposal in found}
        listed = [
            person
            for person in waiting
            if person.status == Status.WAITLISTED and person not in proposed
        ]
        return found + [self._proposal(person, Why.WAITING_LIST) for person in listed[:free]]

    def _inside(self, waiting):
        """Those of each delegation for the seats of its own, substitutes first."""
        of_delegation = defaultdict(list)
        for person in sorted(waiting, key=lambda person: not person.is_substitute):
            of_delegation[person.delegation_id].append(person)
        return [
            self._proposal(person, Why.SUBSTITUTE if person.is_substitute else Why.SAME_DELEGATION)
            for pk, delegation in self.delegations.items()
            for person in of_delegation[pk][: self._free(delegation)]
        ]

    def _free(self, delegation):
        if delegation.quota is None or delegation.status not in DECIDED_ON:
            return 0
        return max(delegation.quota - self.held[delegation.pk] - self.undecided[delegation.pk], 0)

    def _promised(self):
        """Seats that others come first for: undecided people, and those still to be named."""
        number = self.undecided[None]
        for delegation in self.delegations.values():
            undecided = self.undecided[delegation.pk]
            if delegation.status in Delegation.MAY_NOMINATE:
                quota = delegation.quota or 0
                number += max(quota - self.held[delegation.pk], undecided)
            elif delegation.status == To.ACCEPTED:
                number += undecided
        return number

    def _proposal(self, person, why):
        track, delegation = person.assigned_track_id, person.delegation
        is_full = [track and _is_reached(person.track_capacity, self.in_track[track])]
        if delegation and why == Why.WAITING_LIST:
            is_full.append(_is_reached(delegation.quota, self.held[delegation.pk]))
        return Proposal(person, why, any(is_full))


def _may_be_next(person):
    return person.delegation is None or person.delegation.status in DECIDED_ON


def _turn(person):
    return person.rank, person.nominated_at, person.pk


def _is_reached(limit, number):
    return limit is not None and number >= limit
