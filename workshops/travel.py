"""Who arrives when, who sleeps where, who eats what, and what is still missing from whom: the one
shape that the organisers' page and the messages to delegations read.

Days and times are those that people gave, on the clocks of the place: nothing is converted. Whose
answer is missing is counted apart from who comes.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workshops.models import (
    Delegate,
    DelegateNeeds,
    Delegation,
    Status,
    Workshop,
)

# Nights further away from the workshop are a slip of the pen: shown as such, not as columns
NEAR = datetime.timedelta(days=14)
DAY = datetime.timedelta(days=1)
Room = DelegateNeeds.Room


class Missing(TextChoices):
    ANSWER = "answer", _("answer")
    ARRIVAL = "arrival", _("arrival")
    DEPARTURE = "departure", _("departure")
    ROOM = "room", _("room for the night")


@dataclass(frozen=True)
class Number:
    """How many come, and how many more were promised a seat and have not answered."""

    coming: int
    unanswered: int

    @property
    def all(self) -> int:
        return self.coming + self.unanswered


@dataclass(frozen=True)
class Move:
    """One arrival or departure; `at`, place and means may be unknown."""

    person: Delegate
    date: datetime.date
    at: datetime.time | None
    place: str
    means: str


@dataclass(frozen=True)
class Hour:
    """From a full hour on; `begins` is None for those without a time, who come last."""

    begins: datetime.time | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Day:
    date: datetime.date
    number: Number
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Night:
    """The night that begins on a date: single rooms, beds in shared rooms, neither of them said."""

    date: datetime.date
    single: Number
    shared: Number
    unsaid: Number


@dataclass(frozen=True)
class Guest:
    """Who needs a bed, and for each night of the grid whether they sleep here."""

    person: Delegate
    nights: tuple[bool, ...]

    @property
    def needs(self) -> DelegateNeeds:
        return self.person.needs


@dataclass(frozen=True)
class Beds:
    """Every night from the earliest to the latest. `payers`: (who pays, how many nights).

    `doubtful` are those whose nights lie far from the workshop: they are in none of the numbers.
    """

    nights: tuple[Night, ...]
    guests: tuple[Guest, ...]
    payers: tuple[tuple[str, Number], ...]
    doubtful: tuple[Delegate, ...]


@dataclass(frozen=True)
class Gap:
    """What is missing from the people of one delegation, None for those whom nobody sends."""

    delegation: Delegation | None
    people: tuple[tuple[Delegate, tuple[Missing, ...]], ...]


@dataclass(frozen=True)
class Travel:
    """`meals`: (food as said, how many); "" stands for those who said nothing of it."""

    people: tuple[Delegate, ...]
    arrivals: tuple[Day, ...]
    departures: tuple[Day, ...]
    beds: Beds
    meals: tuple[tuple[str, Number], ...]
    gaps: tuple[Gap, ...]


def travel(workshop: Workshop) -> Travel:
    """Return all of it about those who hold a seat, of any role, in one query."""
    senders = list(workshop.delegates.expected().with_senders().select_related("needs").by_sender())
    people = sorted(senders, key=lambda person: (person.family_name, person.given_name, person.pk))
    return Travel(
        people=tuple(people),
        arrivals=days(people, "arrival"),
        departures=days(people, "departure"),
        beds=beds(people, workshop.starts_on - NEAR, workshop.ends_on + NEAR),
        meals=meals(people),
        gaps=gaps(senders),
    )


def needs_of(person: Delegate) -> DelegateNeeds:
    """Return what the person told; empty where it is nothing. Expects the needs with the person."""
    return getattr(person, "needs", None) or DelegateNeeds()


def missing(person: Delegate) -> tuple[Missing, ...]:
    """Return what we wait for: the answer first; the rest is asked of who comes from elsewhere.

    Expects the person with needs, workshop and sender.
    """
    if person.status == Status.ACCEPTED:
        return (Missing.ANSWER,)
    if person.status != Status.CONFIRMED or not _comes_from_elsewhere(person):
        return ()
    needs = needs_of(person)
    found = []
    if not needs.arrival_on:
        found.append(Missing.ARRIVAL)
    if not needs.departure_on:
        found.append(Missing.DEPARTURE)
    if not needs.room or needs.room != Room.NONE and not needs.night_from:
        found.append(Missing.ROOM)
    return tuple(found)


def incomplete(delegations: Iterable[Delegation]) -> set[int]:
    """Keys of those from one of whose people something is missing. One query."""
    people = Delegate.objects.expected().filter(delegation__in=delegations)
    asked = people.with_senders().select_related("needs")
    return {person.delegation_id for person in asked if person.delegation_id and missing(person)}


def is_on_site(person: Delegate) -> bool:
    is_online = person.attendance_mode == Delegate.AttendanceMode.ONLINE
    return not is_online and person.workshop.format != Workshop.Format.ONLINE


def _comes_from_elsewhere(person: Delegate) -> bool:
    """Those whom the host sends are at home; so are those of its utilities."""
    delegation, host = person.delegation, person.workshop.host_municipality_id
    if delegation is None or host is None:
        return is_on_site(person)
    home = delegation.municipality_id or delegation.organisation.municipality_id
    return is_on_site(person) and home != host


def days(people: Iterable[Delegate], way: str) -> tuple[Day, ...]:
    """Return the days on which people arrive or depart; `way` is "arrival" or "departure"."""
    moves = sorted(_moves(people, way), key=lambda move: (move.date, move.at is None, move.at))
    return tuple(
        Day(date, _number(move.person for move in of_day), _hours(of_day))
        for date, of_day in _groups(moves, lambda move: move.date)
    )


def _moves(people: Iterable[Delegate], way: str) -> Iterable[Move]:
    for person in people:
        needs = needs_of(person)
        date = getattr(needs, f"{way}_on")
        if date:
            at, place = getattr(needs, f"{way}_at"), getattr(needs, f"{way}_place")
            means = getattr(needs, f"get_{way}_by_display")()
            yield Move(person, date, at, place, means)


def _hours(moves: Iterable[Move]) -> tuple[Hour, ...]:
    by_hour = _groups(moves, lambda move: move.at and datetime.time(move.at.hour))
    return tuple(Hour(begins, tuple(of_hour)) for begins, of_hour in by_hour)


def beds(people: Iterable[Delegate], first: datetime.date, last: datetime.date) -> Beds:
    """Return the grid of nights of people who want a room, between two dates."""
    wanting = [person for person in people if _wants_bed(needs_of(person))]
    near = [
        person
        for person in wanting
        if first <= person.needs.night_from and person.needs.night_to <= last
    ]
    dates = _dates(near)
    guests = tuple(
        Guest(person, tuple(_sleeps(person.needs, date) for date in dates)) for person in near
    )
    return Beds(
        nights=tuple(_night(date, near) for date in dates),
        guests=guests,
        payers=_payers(guests),
        doubtful=tuple(person for person in wanting if person not in near),
    )


def _wants_bed(needs: DelegateNeeds) -> bool:
    return bool(needs.night_from and needs.room != Room.NONE)


def _dates(guests: list[Delegate]) -> list[datetime.date]:
    if not guests:
        return []
    first = min(person.needs.night_from for person in guests)
    last = max(person.needs.night_to for person in guests)
    return [first + number * DAY for number in range((last - first).days)]


def _sleeps(needs: DelegateNeeds, date: datetime.date) -> bool:
    return needs.night_from <= date < needs.night_to


def _night(date: datetime.date, guests: list[Delegate]) -> Night:
    here = [person for person in guests if _sleeps(person.needs, date)]
    return Night(
        date,
        *(
            _number(person for person in here if person.needs.room == room)
            for room in (Room.SINGLE, Room.SHARED, "")
        ),
    )


def _payers(guests: tuple[Guest, ...]) -> tuple[tuple[str, Number], ...]:
    """In the order of the choices; those who did not say last, as ""."""
    of_payer = []
    for payer, label in (*DelegateNeeds.Payer.choices, ("", "")):
        paid = [guest for guest in guests if guest.needs.payer == payer]
        number = _number(guest.person for guest in paid for sleeps in guest.nights if sleeps)
        of_payer.append((label, number))
    return tuple((label, number) for label, number in of_payer if number.all)


def meals(people: Iterable[Delegate]) -> tuple[tuple[str, Number], ...]:
    """Return how many on site eat what, without names; the most frequent first.

    Each person is counted once, with all they said. Words written alike but for capitals and
    blanks are the same, shown as they were written first.
    """
    eaters: dict[tuple, list[Delegate]] = {}
    shown: dict[tuple, str] = {}
    for person in people:
        if is_on_site(person):
            needs = needs_of(person)
            key = (frozenset(needs.diets), " ".join(needs.diet.split()).casefold())
            shown.setdefault(key, needs.food)
            eaters.setdefault(key, []).append(person)
    order = sorted(eaters, key=lambda key: (not shown[key], -len(eaters[key]), shown[key]))
    return tuple((shown[key], _number(eaters[key])) for key in order)


def gaps(people: Iterable[Delegate]) -> tuple[Gap, ...]:
    """Return what is missing by sender; expects people in the order of senders."""
    wanted = [(person, found) for person in people if (found := missing(person))]
    return tuple(
        Gap(of_sender[0][0].delegation, tuple(of_sender))
        for _pk, of_sender in _groups(wanted, lambda pair: pair[0].delegation_id)
    )


def _groups(things: Iterable, key: Callable) -> list[tuple]:
    return [(value, list(group)) for value, group in groupby(things, key)]


def _number(people: Iterable[Delegate]) -> Number:
    statuses = [person.status for person in people]
    return Number(statuses.count(Status.CONFIRMED), statuses.count(Status.ACCEPTED))
