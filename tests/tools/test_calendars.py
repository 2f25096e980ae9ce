"""Calendar files, read back by vobject: another parser than the one that writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from tools.calendars import Event, calendar_file

CHANGED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ZONES = ["Europe/Berlin", "Europe/Kyiv", "Europe/Belgrade", "America/New_York", "Asia/Tbilisi"]
# the clocks change on 25 October 2026 and 28 March 2027
DAYS = [date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27), date(2027, 3, 29)]


@pytest.fixture(autouse=True)
def _no_zone_known_from_another_file(monkeypatch):
    """vobject keeps the first rules of a zone that it reads for the whole process."""
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})


PROPERTIES = {
    "uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "summary", "status",
    "transp", "location", "description",
}  # fmt: skip


def make_event(**fields):
    return Event(
        **{
            "uid": "uid-1",
            "sequence": 3,
            "changed_at": CHANGED,
            "title": "Title",
            "starts": date(2026, 10, 24),
            "ends": date(2026, 10, 27),
        }
        | fields
    )


def read(*events, name="Name"):
    return vobject.readOne(calendar_file(events, name=name).decode())


def at(day, hour, zone):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


@pytest.mark.row("L22")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_instants_are_right_on_both_sides_of_a_change_of_the_clocks(zone, day):
    starts, ends = at(day, 9, zone), at(day, 17, zone)

    (event,) = read(make_event(starts=starts, ends=ends)).vevent_list

    assert event.dtstart.value.astimezone(UTC) == starts.astimezone(UTC)
    assert event.dtend.value.astimezone(UTC) == ends.astimezone(UTC)


@pytest.mark.row("L22")
@pytest.mark.parametrize("zone", ZONES[:3])
def test_the_zone_is_right_in_every_hour_of_the_night_of_the_change(zone):
    own = ZoneInfo(zone)
    start = datetime(2027, 3, 27, 20, tzinfo=UTC)
    events = [
        make_event(
            uid=str(hour),
            starts=(start + timedelta(hours=hour)).astimezone(own),
            ends=(start + timedelta(hours=hour + 1)).astimezone(own),
        )
        for hour in range(10)
    ]

    instants = [event.dtstart.value.astimezone(UTC) for event in read(*events).vevent_list]

    assert instants == [start + timedelta(hours=hour) for hour in range(10)]


@pytest.mark.row("L22")
def test_times_carry_the_name_of_their_zone_and_its_rules():
    starts = at(date(2026, 10, 24), 9, "Europe/Kyiv")
    text = calendar_file([make_event(starts=starts, ends=starts)], name="N").decode()

    assert "DTSTART;TZID=Europe/Kyiv:20261024T090000\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20260329T030000\r\n" in text
    assert "BEGIN:STANDARD\r\nDTSTART:20261025T040000\r\n" in text


def test_two_days_make_an_all_day_event_that_blocks_no_time():
    (event,) = read(make_event()).vevent_list

    assert (event.dtstart.value, event.dtend.value) == (date(2026, 10, 24), date(2026, 10, 27))
    assert event.transp.value == "TRANSPARENT"
    assert "BEGIN:VTIMEZONE" not in calendar_file([make_event()], name="N").decode()


def test_an_event_says_which_version_it_is():
    (event,) = read(make_event(is_cancelled=True)).vevent_list

    assert (event.uid.value, event.sequence.value, event.status.value) == (
        "uid-1",
        "3",
        "CANCELLED",
    )
    assert event.dtstamp.value == event.last_modified.value == CHANGED


def test_the_same_events_give_the_same_bytes():
    assert calendar_file([make_event()], name="N") == calendar_file([make_event()], name="N")


def test_lines_are_folded_within_75_bytes_and_whole_letters():
    text = calendar_file([make_event(title="Відновлення громад " * 20)], name="N")

    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert read(make_event(title="Відновлення " * 20)).vevent.summary.value.count("Від") == 20


@pytest.mark.row("A53")
@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", ";", ","])
def test_no_text_breaks_out_of_its_property(sign):
    evil = f"A{sign}BEGIN:VEVENT{sign}X-EVIL:1{sign}END:VEVENT"
    calendar = read(make_event(title=evil, place=evil, text=evil), name=evil)

    (event,) = calendar.vevent_list
    assert set(event.contents) == PROPERTIES
    assert "x-evil" not in calendar.contents
    assert "\r" not in event.summary.value
    assert "\n" not in event.summary.value


def test_signs_with_a_meaning_come_back_as_they_were():
    text = 'A; B, C\\n: "D"\nE'

    assert read(make_event(text=text)).vevent.description.value == text
