"""Events -> a calendar file (RFC 5545), written by the icalendar library."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tools.folding import printable

if TYPE_CHECKING:
    import icalendar

MIME = "text/calendar; charset=utf-8"
_PRODUCT = "-//municipal-partnerships//workshops//EN"
_REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Event:
    """Two dates make an all-day event, two aware instants one in the zone they carry.

    `ends` is the first date or instant after the event. `changed_at` is when the row was written
    last: the same content gives the same bytes.
    """

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    starts: date | datetime
    ends: date | datetime
    place: str = ""
    text: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(events: Iterable[Event], *, name: str) -> bytes:
    """Return the file, CR LF and folded, with a VTIMEZONE for each zone that occurs."""
    import icalendar

    events = list(events)
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    for zone, years in _zones(events).items():
        calendar.add_component(_timezone(zone, min(years), max(years)))
    for event in events:
        calendar.add_component(_component(event))
    return calendar.to_ical()


def _component(event: Event) -> "icalendar.Event":
    import icalendar

    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.starts)
    component.add("dtend", event.ends)
    component.add("summary", _line(event.title))
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    # days are marked, not blocked: nobody is busy around the clock
    component.add("transp", "OPAQUE" if isinstance(event.starts, datetime) else "TRANSPARENT")
    if event.place:
        component.add("location", _line(event.place))
    if event.text:
        component.add("description", printable(event.text))
    if event.url:
        component.add("url", event.url)
    return component


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _zones(events: list[Event]) -> dict[ZoneInfo, set[int]]:
    """The zones of the timed events with the years in which they occur."""
    zones: dict[ZoneInfo, set[int]] = {}
    for event in events:
        if isinstance(event.starts, datetime) and isinstance(event.starts.tzinfo, ZoneInfo):
            zones.setdefault(event.starts.tzinfo, set()).update(
                {event.starts.year, event.ends.year}
            )
    return zones


def _timezone(zone: ZoneInfo, first: int, last: int) -> "icalendar.Timezone":
    """The rules of a zone for whole years, an observance for each time the clocks are changed.

    icalendar has this too, but there a DAYLIGHT begins an hour late: RFC 5545 3.6.5 counts DTSTART
    on the clocks before the change.
    """
    import icalendar

    component = icalendar.Timezone()
    component.add("tzid", zone.key)
    begin = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1)
    for at, before in [(begin, begin), *_changes(zone, first, last)]:
        offset_from, now = _offset(before, zone), at.astimezone(zone)
        part = icalendar.TimezoneDaylight() if now.dst() else icalendar.TimezoneStandard()
        part.add("dtstart", (at + offset_from).replace(tzinfo=None))
        part.add("tzoffsetfrom", offset_from)
        part.add("tzoffsetto", now.utcoffset())
        part.add("tzname", now.tzname())
        component.add_component(part)
    return component


@lru_cache(maxsize=64)
def _changes(zone: ZoneInfo, first: int, last: int) -> list[tuple[datetime, datetime]]:
    """[(first minute with a new offset, the minute before)] in the years, found by halving."""
    return list(_found(zone, datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)))


def _found(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        before, after = start, start + timedelta(days=1)
        start = after
        if _offset(before, zone) == _offset(after, zone):
            continue
        while after - before > timedelta(minutes=1):
            middle = before + (after - before) // 2
            if _offset(middle, zone) == _offset(after, zone):
                after = middle
            else:
                before = middle
        minute = after.replace(second=0, microsecond=0)
        yield minute, minute - timedelta(minutes=1)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
