"""The calendar file of a workshop and the calendar of all, read by vobject."""

import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.utils import timezone

from tests.factories import (
    make_municipality,
    make_past_workshop,
    make_track,
    make_workshop,
)
from workshops.models import Session, Workshop

pytestmark = pytest.mark.django_db

ALL = "/de/workshops/calendar.ics"


@pytest.fixture(autouse=True)
def _no_zone_known_from_another_file(monkeypatch):
    """vobject keeps the first rules of a zone that it reads for the whole process."""
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})


def calendar(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode())


def events(client, path=ALL):
    return getattr(calendar(client, path), "vevent_list", [])


def file_of(workshop, language="de"):
    return f"/{language}/workshops/{workshop.slug}/calendar.ics"


def make_session(workshop, day, hour, **fields):
    starts_at = datetime.datetime.combine(day, datetime.time(hour), workshop.zone)
    ends_at = starts_at + datetime.timedelta(hours=1)
    return Session.objects.create(
        workshop=workshop, starts_at=starts_at, ends_at=ends_at, **{"title_de": "Auftakt"} | fields
    )


@pytest.mark.row("L22")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Kyiv", "Europe/Belgrade"])
@pytest.mark.parametrize("first", [datetime.date(2026, 10, 24), datetime.date(2027, 3, 27)])
def test_sessions_have_the_right_instants_across_a_change_of_the_clocks(client, zone, first):
    workshop = make_workshop(starts_on=first, days=3, timezone=zone)
    for day in workshop.dates:
        make_session(workshop, day, 9)

    whole, *sessions = events(client, file_of(workshop))

    expected = [
        datetime.datetime.combine(day, datetime.time(9), ZoneInfo(zone)) for day in workshop.dates
    ]
    assert [event.dtstart.value.astimezone(datetime.UTC) for event in sessions] == [
        instant.astimezone(datetime.UTC) for instant in expected
    ]
    assert (whole.dtstart.value, whole.dtend.value) == (first, first + datetime.timedelta(days=3))


def test_a_session_says_what_where_and_in_which_version(client):
    workshop = make_workshop("one", place_de="Lwiw")
    session = make_session(workshop, workshop.starts_on, 9, room="Saal 2")

    _whole, event = events(client, file_of(workshop))

    assert event.uid.value == f"{workshop.uid}-session-{session.pk}"
    assert (event.summary.value, event.location.value) == ("Auftakt", "Saal 2, Lwiw")
    assert event.url.value == f"http://testserver/de/workshops/one/#session-{session.pk}"


@pytest.mark.parametrize("changed", ["workshop", "session"])
def test_a_session_changes_with_itself_and_with_its_workshop(client, changed):
    workshop = make_workshop()
    session = make_session(workshop, workshop.starts_on, 9)
    before = int(events(client, file_of(workshop))[1].sequence.value)

    {"workshop": workshop, "session": session}[changed].save()

    assert int(events(client, file_of(workshop))[1].sequence.value) == before + 1


def test_days_apart_are_events_of_their_own(client):
    workshop = make_workshop(starts_on=datetime.date(2030, 5, 6), days=5)
    workshop.days.get(date=datetime.date(2030, 5, 8)).delete()

    found = [(str(e.uid.value), e.dtstart.value.day, e.dtend.value.day) for e in events(client)]

    assert found == [(f"{workshop.uid}", 6, 8), (f"{workshop.uid}-2", 9, 11)]


def test_a_cancelled_workshop_is_struck_until_its_planned_end(client):
    instead = make_workshop("instead", title_de="Neuer Termin")
    workshop = make_workshop(
        "off",
        starts_on=datetime.date(2030, 5, 1),
        cancelled_at=timezone.now(),
        cancellation_reason_de="Anreise nicht möglich.",
        replaced_by=instead,
    )

    cancelled, other = events(client)

    assert (cancelled.status.value, other.status.value) == ("CANCELLED", "CONFIRMED")
    for words in (
        "Anreise nicht möglich.",
        "Neuer Termin",
        "http://testserver/de/workshops/instead/",
    ):
        assert words in cancelled.description.value
    with time_machine.travel(workshop.ends_at + datetime.timedelta(seconds=1), tick=False):
        assert [event.uid.value for event in events(client)] == [str(instead.uid)]


def test_the_calendar_speaks_the_language_of_its_address(client):
    workshop = make_workshop(title_uk="Воркшоп")

    titles = [
        events(client, f"/{code}/workshops/calendar.ics")[0].summary.value for code in ("uk", "sq")
    ]

    assert titles == ["Воркшоп", workshop.title_en]


def test_the_same_state_gives_the_same_bytes(client, world):
    for path in (ALL, "/de/workshops/past-one/calendar.ics"):
        assert client.get(path).content == client.get(path).content


def test_only_public_places_are_named(client):
    host = make_municipality("canary-host", publication_policy="hidden")
    draft = make_workshop(
        "canary-draft", title_de="Canary draft", publication=Workshop.Publication.DRAFT
    )
    make_workshop("canary-archived", publication=Workshop.Publication.ARCHIVED)
    open_venue = make_past_workshop(
        "open", host_municipality=host, venue_de="Rathaus", venue_visibility="public"
    )
    secret = make_workshop(
        "secret", venue_de="Canary Hall", cancelled_at=timezone.now(), replaced_by=draft
    )

    assert [event.uid.value for event in events(client)] == [str(open_venue.uid), str(secret.uid)]
    assert events(client)[0].location.value == "Rathaus"
    for path in (ALL, file_of(open_venue), file_of(secret)):
        assert "canary" not in client.get(path).content.decode().casefold()
    assert client.get(file_of(draft)).status_code == 404


@pytest.mark.row("A53")
def test_a_title_cannot_add_a_line(client):
    make_workshop(title_de="A\r\nSTATUS:CANCELLED\r\nEND:VEVENT;x", title_en="")

    (event,) = events(client)

    assert event.status.value == "CONFIRMED"
    assert event.summary.value == "A STATUS:CANCELLED END:VEVENT;x"


def test_what_is_parallel_is_one_event(client):
    workshop = make_workshop("one", place_de="Lwiw")
    day = workshop.dates[0]
    water, power = (make_track(workshop, title_de=name) for name in ("Wasser", "Strom"))
    work = {"kind": "group_work", "title_de": ""}
    first = make_session(workshop, day, 9, track=water, room="Saal 1", **work)
    make_session(workshop, day, 9, track=power, room="Saal 2", **work | {"title_de": "Netze"})
    make_session(workshop, day, 11, track=power)

    _whole, parallel, alone = events(client, file_of(workshop))

    assert parallel.uid.value == f"{workshop.uid}-session-{first.pk}"
    assert (parallel.summary.value, parallel.location.value) == ("Gruppenarbeit", "Lwiw")
    assert parallel.description.value.split("\n") == [
        "Titel one",
        "Wasser, Saal 1",
        "Netze – Strom, Saal 2",
        f"http://testserver/de/workshops/one/#session-{first.pk}",
    ]
    assert alone.summary.value == "Auftakt – Strom"


def test_what_is_parallel_to_a_session_for_all_has_its_title(client):
    workshop = make_workshop(place_de="Lwiw")
    make_session(workshop, workshop.dates[0], 9, title_de="Rundgang", room="Hof")
    make_session(workshop, workshop.dates[0], 9, track=make_track(workshop), room="Hof")

    _whole, event = events(client, file_of(workshop))

    assert (event.summary.value, event.location.value) == ("Rundgang", "Hof, Lwiw")


def joins(session):
    make_session(session.workshop, session.workshop.dates[0], 9)


def leaves(session):
    session.starts_at += datetime.timedelta(minutes=5)
    session.save()


@pytest.mark.parametrize("change", [joins, leaves, Session.save, Session.delete])
def test_one_event_keeps_its_uid_and_its_sequence_grows(client, change):
    workshop = make_workshop()
    make_session(workshop, workshop.dates[0], 9)
    other = make_session(workshop, workshop.dates[0], 9, track=make_track(workshop))
    other.save()
    before = events(client, file_of(workshop))[1]

    change(other)
    Workshop.objects.filter(pk=workshop.pk).note_change()  # as the page of the programme does
    after = events(client, file_of(workshop))[1]

    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.last_modified.value >= before.last_modified.value


def test_a_workshop_keeps_its_name_and_counts_its_changes(client):
    """UID stays and SEQUENCE grows in both files, whatever is changed, up to the cancellation."""
    workshop = make_workshop("one", starts_on=datetime.date(2030, 5, 7), days=1)
    make_session(workshop, workshop.starts_on, 9)
    changes = {
        "slug": "renamed",
        "title_de": "Anders",
        "timezone": "Europe/Kyiv",
        "place_de": "Lwiw",
        "ends_on": datetime.date(2030, 5, 8),
        "cancelled_at": timezone.now(),
    }

    seen = [versions(client, workshop)]
    for field, value in changes.items():
        setattr(workshop, field, value)
        workshop.save()
        seen.append(versions(client, workshop))

    names = [[name for name, _sequence, _status in version] for version in seen]
    assert names == [names[0]] * (len(changes) + 1)
    for before, after in pairwise(seen):
        assert all(one[1] < two[1] for one, two in zip(before, after, strict=True))
    assert [{status for *_rest, status in version} for version in seen] == [
        *[{"CONFIRMED"}] * len(changes),
        {"CANCELLED"},
    ]


def versions(client, workshop):
    """[(UID, SEQUENCE, STATUS)] of its own file and of the calendar of all."""
    return [
        (event.uid.value, int(event.sequence.value), event.status.value)
        for path in (file_of(workshop), ALL)
        for event in events(client, path)
    ]
