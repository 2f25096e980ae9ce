"""The groups of a workshop: a proposal who works in which thematic track, and putting it in place.

Wishes come first: all first ones, then the second ones. Where more people wish for a track than it
has room, the delegations take turns, by rank. Whoever is left evens out the groups: not beside
people of the same delegation if it can be helped, then with people of a common language.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
from workshops.interpretation import understood
from workshops.models import Delegate, ThematicTrack, Workshop
from workshops.registration import lifecycle, seats
from workshops.registration.transitions import NotAllowed


class Why(enum.Enum):
    STAYS = "stays"
    FIRST_WISH = "first_wish"
    SECOND_WISH = "second_wish"
    NO_WISH = "no_wish"
    WISH_FULL = "wish_full"
    NO_ROOM = "no_room"

    @property
    def text(self) -> Promise:
        return TEXTS[self]


TEXTS = {
    Why.STAYS: _("Stays as assigned"),
    Why.FIRST_WISH: _("As wished"),
    Why.SECOND_WISH: _("Second wish; the first has no room"),
    Why.NO_WISH: _("No wish: smallest group"),
    Why.WISH_FULL: _("No room where wished: smallest group"),
    Why.NO_ROOM: _("No group has room"),
}


@dataclass(frozen=True)
class Placement:
    person: Delegate
    # None where no group has room
    track: ThematicTrack | None
    why: Why

    @property
    def is_change(self) -> bool:
        return self.person.assigned_track_id != (self.track and self.track.pk)


class Refused(Exception):
    """Nothing was changed; `refusals` holds each person with the reason."""

    def __init__(self, refusals: list[tuple[Delegate, Exception]]):
        super().__init__()
        self.refusals = refusals


def people_of(workshop: Workshop) -> list[Delegate]:
    """Who holds a seat, by name: another order would tell where a protected person comes from."""
    return list(workshop.delegates.occupying().with_senders())


def proposal(
    people: Iterable[Delegate], tracks: Sequence[ThematicTrack], *, anew: bool = False
) -> list[Placement]:
    """Where each of these people could work, in their order. Asks the database nothing.

    Who is assigned already stays, unless all are to be placed `anew`. No track gets more people
    than its capacity, and nobody is left over while one has room. The same input gives the same.
    """
    people = list(people)
    groups = _Groups(people, tracks)
    if not anew:
        groups.keep()
    groups.grant_wishes()
    groups.even_out()
    return [groups.placed[person.pk] for person in people]


@transaction.atomic
def assign(wanted: Mapping[Delegate, ThematicTrack | None], *, by: User | None) -> int:
    """Put all of these people into their tracks or none of them; returns how many have moved.

    They leave their tracks first, so that two may change places in full ones. The caller has locked
    the workshop before it read the people. Raises Refused.
    """
    moving = {
        person: track
        for person, track in wanted.items()
        if person.assigned_track_id != (track and track.pk)
    }
    leaving = [(person, None) for person in moving if person.assigned_track_id]
    entering = [(person, track) for person, track in moving.items() if track]
    refusals: dict[Delegate, Exception] = {}
    for person, target in [*leaving, *entering]:
        try:
            lifecycle.assign_track(person, target, by=by)
        except (NotAllowed, seats.NoSeatLeft) as refusal:
            refusals[person] = refusal
    if refusals:
        raise Refused(list(refusals.items()))
    return len(moving)


class _Groups:
    """Fills the tracks of one workshop, whose order decides between equal ones."""

    def __init__(self, people: Iterable[Delegate], tracks: Sequence[ThematicTrack]):
        self.tracks = tracks
        self.waiting = sorted(people, key=lambda person: (person.rank, person.pk))
        self.members: dict[int, list[Delegate]] = {track.pk: [] for track in tracks}
        self.of_delegation: Counter[tuple[int, int | None]] = Counter()
        self.placed: dict[int, Placement] = {}

    def keep(self) -> None:
        for track in self.tracks:
            for person in [one for one in self.waiting if one.assigned_track_id == track.pk]:
                self._put(person, track, Why.STAYS)

    def grant_wishes(self) -> None:
        for number, why in enumerate((Why.FIRST_WISH, Why.SECOND_WISH)):
            for track in self.tracks:
                wishing = [one for one in self.waiting if track.pk in _wishes(one)[number:][:1]]
                while wishing and self._has_room(track, len(self.members[track.pk])):
                    person = min(wishing, key=lambda one: self._turn(one, track))
                    wishing.remove(person)
                    self._put(person, track, why)

    def even_out(self) -> None:
        sizes = self._even_sizes()
        for person in list(self.waiting):
            free = [one for one in self.tracks if len(self.members[one.pk]) < sizes[one.pk]]
            if free:
                best = min(free, key=lambda track: self._misfit(person, track))
                self._put(person, best, Why.WISH_FULL if _wishes(person) else Why.NO_WISH)
            else:
                self._put(person, None, Why.NO_ROOM)

    def _put(self, person: Delegate, track: ThematicTrack | None, why: Why) -> None:
        self.placed[person.pk] = Placement(person, track, why)
        self.waiting.remove(person)
        if track:
            self.members[track.pk].append(person)
            if person.delegation_id:
                self.of_delegation[track.pk, person.delegation_id] += 1

    def _has_room(self, track: ThematicTrack, size: int) -> bool:
        return track.capacity is None or size < track.capacity

    def _even_sizes(self) -> dict[int, int]:
        """How many each track has once all who wait are placed, one by one into the smallest."""
        sizes = {pk: len(members) for pk, members in self.members.items()}
        for _person in self.waiting:
            free = [track for track in self.tracks if self._has_room(track, sizes[track.pk])]
            if free:
                sizes[min(free, key=lambda track: sizes[track.pk]).pk] += 1
        return sizes

    def _turn(self, person: Delegate, track: ThematicTrack) -> tuple[int, int, int]:
        return self.of_delegation[track.pk, person.delegation_id], person.rank, person.pk

    def _misfit(self, person: Delegate, track: ThematicTrack) -> tuple[int, int, int]:
        """Least is best: own delegation, people without a common language, less those with one."""
        own = set(understood(person))
        members = self.members[track.pk]
        strangers = sum(own.isdisjoint(understood(member)) for member in members)
        companions = len(members) - strangers
        return self.of_delegation[track.pk, person.delegation_id], strangers, -companions


def _wishes(person: Delegate) -> list[int]:
    """The wished tracks in order, each once; who left the first wish open has one as well."""
    wishes = (person.track_wish_1_id, person.track_wish_2_id)
    return list(dict.fromkeys(pk for pk in wishes if pk))
