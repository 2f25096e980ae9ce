"""The programme of a workshop: the one shape that page, print, calendar and open data read.

A workshop has days, a day has slots, a slot has the sessions that take place at the same time.
All instants are on the clocks of the workshop. No person is named: nobody has consented to it here.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from tools import languages
from tools.languages import Translated
from workshops.models import Contribution, Delegate, Session, Workshop, WorkshopDay

NOTHING = Translated("", "")


@dataclass(frozen=True)
class Part:
    """What someone contributes: a role, for whom, on what. Sender and topic may be empty."""

    role: str
    sender: Translated
    topic: Translated


@dataclass(frozen=True)
class Item:
    """One session. Its title is never empty: without its own it is the track's, else the kind.

    Plain values only, so that a page may keep what it drew of them.
    """

    pk: int
    kind: str
    kind_label: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    title: Translated
    # of the track that it is for, None for everybody
    track_id: int | None
    track_title: Translated
    # of the topic of the track, "" without
    colour: str
    icon: str
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
    def is_of_track(self) -> bool:
        return self.track_id is not None

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
        return [item for item in self.sessions if item.is_of_track] if self.is_parallel else []

    @property
    def heads(self) -> list[Item]:
        """The sessions that have a row of their own."""
        return [item for item in self.sessions if not (self.is_parallel and item.is_of_track)]


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
    sessions = workshop.sessions.in_order().with_tracks()
    contributions = Contribution.objects.public(at).with_senders().filter(workshop=workshop)
    return arranged(workshop, sessions, contributions, workshop.days.all())


def arranged(
    workshop: Workshop,
    sessions: Iterable[Session],
    contributions: Iterable[Contribution],
    days: Iterable[WorkshopDay],
) -> Programme:
    """Return the same of what was read already: sessions in_order() with their tracks, public
    contributions with their senders, the days of the workshop."""
    of_session: dict[int | None, list[Contribution]] = {}
    for contribution in contributions:
        of_session.setdefault(contribution.session_id, []).append(contribution)
    items = [_item(session, workshop.zone, of_session.get(session.pk, ())) for session in sessions]
    places = _places(days) if items else {}
    planned = tuple(
        Day(date, places.get(date, NOTHING), _slots(of_day))
        for date, of_day in groupby(items, lambda item: item.starts_at.date())
    )
    discussed = _discussed(of_session.get(None, ()))
    return Programme(planned, workshop.timezone, _offsets(items), discussed)


def programme_of(person: Delegate) -> tuple[Day, ...]:
    """Return the days on which a person comes, with what is for all, their group's, and what they
    said to join of dinners and visits."""
    chosen = {day.date for day in person.days.all()}
    joined = {session.pk for session in person.joins.all()}

    def is_own(item: Item) -> bool:
        if item.is_of_track and person.assigned_track_id:
            return item.track_id == person.assigned_track_id
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


def _places(days):
    return {day.date: languages.translated(day, "place") for day in days}


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
    own, track = languages.translated(session, "title"), session.track
    of_track = languages.translated(track, "title") if track else NOTHING
    topic = track.topic if track else None
    kind = Translated(session.get_kind_display(), languages.current_language())
    return Item(
        pk=session.pk,
        kind=session.kind,
        kind_label=kind.text,
        starts_at=session.starts_at.astimezone(zone),
        ends_at=session.ends_at.astimezone(zone),
        title=next(title for title in (own, of_track, kind) if title.text),
        track_id=session.track_id,
        track_title=of_track,
        colour=topic.colour if topic else "",
        icon=topic.icon if topic else "",
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
