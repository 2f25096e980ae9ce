"""Who follows which session in which language, and who is left without a channel.

Whoever speaks a working language of the workshop follows directly. All others, and those who asked
for interpretation, need a channel into a language they understand, and in the room a headset.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from workshops.models import OCCUPYING, Delegate, Session, Workshop


@dataclass(frozen=True)
class Audience:
    """The people of one session, each in one language or without a channel.

    Times are on the clocks of the workshop. `channels` and the keys are language codes.
    """

    session: Session
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    channels: tuple[str, ...]
    directly: dict[str, list[Delegate]]
    interpreted: dict[str, list[Delegate]]
    without: list[Delegate]

    @property
    def number(self) -> int:
        heard = [*self.directly.values(), *self.interpreted.values(), self.without]
        return sum(len(people) for people in heard)

    @property
    def listeners(self) -> list[Delegate]:
        """Who needs a headset: online one listens at one's own."""
        online = Delegate.AttendanceMode.ONLINE
        people = [person for heard in self.interpreted.values() for person in heard]
        return [person for person in people if person.attendance_mode != online]

    @property
    def date(self) -> datetime.date:
        return self.starts_at.date()


def understood(person: Delegate) -> tuple[str, ...]:
    """Codes of the languages spoken; where none is stated, the language of the mails counts."""
    return person.languages_spoken or (person.language,)


def channel_of(person: Delegate, workshop: Workshop) -> str:
    """The language that the person hears through a headset, unless a session says otherwise; ""
    for who follows directly, or has no channel."""
    if follows_directly(person, workshop):
        return ""
    return _first(workshop.languages_interpreted, person)


def follows_directly(person: Delegate, workshop: Workshop) -> bool:
    """Whether the person speaks a working language and has asked for no interpretation."""
    return bool(_first(workshop.languages_spoken, person)) and not person.needs_interpretation


def expected(workshop: Workshop) -> list[Delegate]:
    """Who holds a place in any role, by name; interpreters speak and need no channel."""
    return list(_listening(workshop.delegates.all()))


def _listening(people: QuerySet[Delegate]) -> QuerySet[Delegate]:
    holding = people.filter(status__in=OCCUPYING).exclude(role=Delegate.Role.INTERPRETER)
    return holding.prefetch_related("days", "joins")


def audiences(workshop: Workshop, people: Sequence[Delegate]) -> list[Audience]:
    """Of the sessions in the order of the programme, but breaks. One query.

    One for everybody at the times of sessions of tracks is but the heading of these: left out.
    `people` are those of expected().
    """
    return _audiences(workshop, _sessions([workshop]), people)


def numbers_left_out(workshops: Sequence[Workshop]) -> dict[int, int]:
    """{workshop: how many people have no channel in a session}, without those where nobody lacks
    one. As many queries for any number of workshops."""
    spoken = [each for each in workshops if each.languages_spoken]
    if not spoken:
        return {}
    sessions, people = defaultdict(list), defaultdict(list)
    for session in _sessions(spoken):
        sessions[session.workshop_id].append(session)
    by_pk = {workshop.pk: workshop for workshop in spoken}
    for person in _listening(Delegate.objects.filter(workshop__in=sessions)):
        if not follows_directly(person, by_pk[person.workshop_id]):
            people[person.workshop_id].append(person)
    numbers = {}
    for pk, listening in people.items():
        found = _audiences(by_pk[pk], sessions[pk], listening)
        numbers[pk] = len({person.pk for audience in found for person in audience.without})
    return {pk: number for pk, number in numbers.items() if number}


def _sessions(workshops: Sequence[Workshop]) -> list[Session]:
    found = Session.objects.filter(workshop__in=workshops).exclude(kind=Session.Kind.BREAK)
    return list(found.in_order().with_tracks())


def _audiences(
    workshop: Workshop, sessions: Sequence[Session], people: Sequence[Delegate]
) -> list[Audience]:
    of_tracks = {_times(session) for session in sessions if session.track_id}
    return [
        _audience(workshop, session, people)
        for session in sessions
        if session.track_id or _times(session) not in of_tracks
    ]


def rooms(found: Iterable[Audience]) -> list[tuple[str, int]]:
    """[(room, most headsets at one time)] in the order of the programme; "" where none is named."""
    in_room: dict[str, list[Audience]] = {}
    for audience in found:
        in_room.setdefault(audience.session.room.strip().casefold(), []).append(audience)
    return [(shared[0].session.room, most_at_once(shared)) for shared in in_room.values()]


def left_out(found: Iterable[Audience]) -> list[tuple[Delegate, list[Audience]]]:
    """[(person, where they have no channel)], in the order of the programme."""
    lacking: dict[Delegate, list[Audience]] = {}
    for audience in found:
        for person in audience.without:
            lacking.setdefault(person, []).append(audience)
    return list(lacking.items())


def most_at_once(found: Sequence[Audience]) -> int:
    """The most headsets that are in use at one time, each person counted once."""
    numbers = [
        len({person.pk for other in found if _is_on(other, at) for person in other.listeners})
        for at in [audience.session.starts_at for audience in found]
    ]
    return max(numbers, default=0)


def _times(session: Session) -> tuple[datetime.datetime, datetime.datetime]:
    return session.starts_at, session.ends_at


def _is_on(audience: Audience, at: datetime.datetime) -> bool:
    return audience.session.starts_at <= at < audience.session.ends_at


def _audience(workshop: Workshop, session: Session, people: Iterable[Delegate]) -> Audience:
    starts_at, ends_at = (
        at.astimezone(workshop.zone) for at in (session.starts_at, session.ends_at)
    )
    channels = session.interpreted_into or workshop.languages_interpreted
    audience = Audience(session, starts_at, ends_at, channels, {}, {}, [])
    for person in people:
        if not _attends(person, session, starts_at.date()):
            continue
        floor = _first(workshop.languages_spoken, person)
        channel = _first(channels, person)
        if floor and not person.needs_interpretation:
            audience.directly.setdefault(floor, []).append(person)
        elif channel:
            audience.interpreted.setdefault(channel, []).append(person)
        else:
            audience.without.append(person)
    return audience


def _attends(person: Delegate, session: Session, date: datetime.date) -> bool:
    """Who has chosen no days comes on all of them."""
    dates = {day.date for day in person.days.all()}
    if dates and date not in dates:
        return False
    if session.track_id:
        return person.assigned_track_id == session.track_id
    return session.kind not in Session.JOINED or session in person.joins.all()


def _first(codes: Sequence[str], person: Delegate) -> str:
    """The one of these languages that the person gets mails in, else the first understood."""
    known = understood(person)
    return next((code for code in (person.language, *codes) if code in codes and code in known), "")
