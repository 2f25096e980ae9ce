"""The events of a workshop for a calendar file: its days and its programme."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Protocol

from tools import calendars
from workshops.models import Session, Workshop
from workshops.programme import Day, Item, Slot

ONE_DAY = datetime.timedelta(days=1)


class Entry(Protocol):
    """A workshop with what a calendar may say of it to whoever gets the file; no text is None."""

    @property
    def workshop(self) -> Workshop: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def text(self) -> str: ...


def of_days(
    entry: Entry,
    dates: Iterable[datetime.date] = (),
    *,
    changed_at: datetime.datetime | None = None,
) -> Iterator[calendars.Event]:
    """One all-day event for each run of days without a gap; the first keeps the workshop's UID.

    `dates` are those of the workshop unless given.
    """
    workshop = entry.workshop
    dates = list(dates) or [day.date for day in workshop.days.all()] or workshop.dates
    for number, (first, last) in enumerate(_runs(dates), start=1):
        yield calendars.Event(
            uid=str(workshop.uid) if number == 1 else f"{workshop.uid}-{number}",
            sequence=workshop.sequence,
            changed_at=changed_at or workshop.changed_at,
            title=entry.title,
            starts=first,
            ends=last + ONE_DAY,
            place=entry.place,
            text=entry.text,
            url=entry.url,
            is_cancelled=workshop.cancelled_at is not None,
        )


def _runs(dates: Iterable[datetime.date]) -> list[tuple[datetime.date, datetime.date]]:
    """[(first, last)] of the days that follow one another."""
    found: list[tuple[datetime.date, datetime.date]] = []
    for date in dates:
        if found and date - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], date)
        else:
            found.append((date, date))
    return found


def of_sessions(entry: Entry, days: Iterable[Day]) -> Iterator[calendars.Event]:
    """The programme: what takes place at the same time is one event, for one can attend only one.

    It keeps the UID of its oldest session. That session and the workshop count the changes: whoever
    saves the programme writes the workshop too, so that nothing is missed when another session
    joins or leaves.
    """
    stored = entry.workshop.sessions.in_bulk()
    for day in days:
        for slot in day.slots:
            known = [stored[item.pk] for item in slot.sessions if item.pk in stored]
            if known:  # else added since the line above
                yield _of_slot(entry, day, slot, known)


def _of_slot(entry: Entry, day: Day, slot: Slot, known: list[Session]) -> calendars.Event:
    workshop = entry.workshop
    first = min(known, key=lambda session: session.pk)
    url = f"{entry.url}#session-{first.pk}" if entry.url else ""
    rooms = {item.room for item in slot.sessions}
    room = rooms.pop() if len(rooms) == 1 else ""
    return calendars.Event(
        uid=f"{workshop.uid}-session-{first.pk}",
        sequence=workshop.sequence + first.sequence,
        changed_at=max(workshop.changed_at, *(session.changed_at for session in known)),
        title=", ".join(map(_title_of, slot.heads)) or slot.groups[0].kind_label,
        starts=slot.starts_at,
        ends=slot.ends_at,
        place=", ".join(filter(None, [room, day.place.text or entry.place])),
        text="\n".join(filter(None, [entry.title, *_parallel(slot), url])),
        url=url,
        is_cancelled=workshop.cancelled_at is not None,
    )


def _title_of(item: Item) -> str:
    return " – ".join(filter(None, [item.title.text, item.title_of_track.text]))


def _parallel(slot: Slot) -> list[str]:
    """A line for each of several sessions: what it is and where."""
    if not slot.is_parallel:
        return []
    return [", ".join(filter(None, [_title_of(item), item.room])) for item in slot.sessions]
