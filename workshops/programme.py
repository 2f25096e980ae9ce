"""The programme of a workshop: the one shape that page, print, calendar and open data read.

A workshop has days, a day has slots, a slot has the sessions that take place at the same time.
All instants are on the clocks of the workshop. No person is named: nobody has consented to it here.
"""

import datetime
from dataclasses import dataclass, replace
from itertools import groupby

from tools import languages
from tools.languages import Translated
from workshops.models import Contribution, Delegate, Session, ThematicTrack, Workshop

NOTHING = Translated("", "")


@dataclass(frozen=True)
class Part:
    """What someone contributes: a role, for whom, on what. Sender and topic may be empty."""

    role: str
    sender: Translated
    topic: Translated


@dataclass(frozen=True)
class Item:
    """One session. Its title is never empty: without its own it is the track's, else the kind."""

    pk: int
    kind: str
    kind_label: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    title: Translated
    track: ThematicTrack | None
    track_title: Translated
    room: str
    # codes: de, uk …
    interpreted_into: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def anchor(self) -> str:
        return f"session-{self.pk}"

    @property
    def is_break(self) -> bool:
        return self.kind == Session.Kind.BREAK

    @property
    def title_of_track(self) -> Translated:
        """The track's title, where the session has its own."""
        return NOTHING if self.track_title.text == self.title.text else self.track_title


@dataclass(frozen=True)
class Slot:
    """Sessions with the same beginning and end: those for everybody first, then by track."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    sessions: tuple[Item, ...]

    @property
    def is_break(self) -> bool:
        return all(item.is_break for item in self.sessions)

    @property
    def is_parallel(self) -> bool:
        return len(self.sessions) > 1

    @property
    def groups(self) -> list[Item]:
        """The sessions of tracks, where there are several at a time."""
        return [item for item in self.sessions if item.track] if self.is_parallel else []

    @property
    def heads(self) -> list[Item]:
        """The sessions that have a row of their own."""
        return [item for item in self.sessions if not (self.is_parallel and item.track)]


@dataclass(frozen=True)
class Day:
    """`place` is written only where it differs from the place of the workshop."""

    date: datetime.date
    place: Translated
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Programme:
    """Days with sessions in order, none if nothing is planned. `zone` is an IANA name.

    `offsets` holds the distance from UTC ("UTC+1") with the first day it is true of: one entry, and
    a second where the clocks change during the workshop. `discussed` holds the topics that have no
    session: {key of the track or None: topics}.
    """

    days: tuple[Day, ...]
    zone: str
    offsets: tuple[tuple[datetime.date, str], ...]
    discussed: dict[int | None, list[Translated]]

    def __bool__(self) -> bool:
        return bool(self.days)


def programme(workshop: Workshop, at: datetime.datetime | None = None) -> Programme:
    """Return the programme in the active language, in three queries.

    `at` decides which contributions may be shown already (ContributionQuerySet.public).
    """
    contributions: dict[int | None, list[Contribution]] = {}
    for contribution in Contribution.objects.public(at).with_senders().filter(workshop=workshop):
        contributions.setdefault(contribution.session_id, []).append(contribution)
    sessions = workshop.sessions.in_order().with_tracks()
    items = [
        _item(session, workshop.zone, contributions.get(session.pk, ())) for session in sessions
    ]
    places = _places(workshop) if items else {}
    days = tuple(
        Day(date, places.get(date, NOTHING), _slots(of_day))
        for date, of_day in groupby(items, lambda item: item.starts_at.date())
    )
    discussed = _discussed(contributions.get(None, ()))
    return Programme(days, workshop.timezone, _offsets(items), discussed)


def programme_of(person: Delegate) -> tuple[Day, ...]:
    """Return the days on which a person comes, with what is for all, their group's, and what they
    said to join of dinners and visits."""
    chosen = {day.date for day in person.days.all()}
    joined = {session.pk for session in person.joins.all()}

    def is_own(item: Item) -> bool:
        if item.track and person.assigned_track_id:
            return item.track.pk == person.assigned_track_id
        return item.kind not in Session.JOINED or item.pk in joined

    found = []
    for day in programme(person.workshop).days:
        if chosen and day.date not in chosen:
            continue
        own = [(slot, tuple(filter(is_own, slot.sessions))) for slot in day.slots]
        slots = tuple(replace(slot, sessions=sessions) for slot, sessions in own if sessions)
        if slots:
            found.append(replace(day, slots=slots))
    return tuple(found)


def _places(workshop):
    return {day.date: languages.translated(day, "place") for day in workshop.days.all()}


def _discussed(contributions):
    topics = {}
    for contribution in contributions:
        topic = languages.translated(contribution, "topic_title")
        if topic.text:
            topics.setdefault(contribution.track_id, []).append(topic)
    return topics


def _slots(items):
    parallel = (tuple(sessions) for _times, sessions in groupby(items, _times))
    return tuple(Slot(items[0].starts_at, items[0].ends_at, items) for items in parallel)


def _times(item):
    """As timestamps: where the clocks are set back, two instants read the same."""
    return item.starts_at.timestamp(), item.ends_at.timestamp()


def _item(session, zone, contributions):
    own = languages.translated(session, "title")
    of_track = languages.translated(session.track, "title") if session.track else NOTHING
    kind = Translated(session.get_kind_display(), languages.current_language())
    return Item(
        pk=session.pk,
        kind=session.kind,
        kind_label=kind.text,
        starts_at=session.starts_at.astimezone(zone),
        ends_at=session.ends_at.astimezone(zone),
        title=next(title for title in (own, of_track, kind) if title.text),
        track=session.track,
        track_title=of_track,
        room=session.room,
        interpreted_into=session.interpreted_into,
        parts=tuple(_parts(contributions)),
    )


def _parts(contributions):
    for contribution in contributions:
        sender = contribution.municipality or contribution.organisation
        name = languages.translated(sender, "name") if sender else NOTHING
        topic = languages.translated(contribution, "topic_title")
        if name.text or topic.text:
            yield Part(contribution.get_role_display(), name, topic)


def _offsets(items):
    found = {}
    for item in items:
        for instant in (item.starts_at, item.ends_at):
            found.setdefault(_from_utc(instant), instant.date())
    return tuple((date, offset) for offset, date in found.items())


def _from_utc(instant):
    offset = f"{instant:%z}"
    hours, minutes = offset[:3], offset[3:5]
    return f"UTC{int(hours):+d}" + (f":{minutes}" if int(minutes) else "")
