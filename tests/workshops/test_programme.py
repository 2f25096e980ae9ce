import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from partnerships.models import Municipality
from tests.factories import (
    make_delegation,
    make_municipality,
    make_organisation,
    make_session,
    make_topic,
    make_track,
    make_workshop,
)
from tools.languages import Translated
from workshops.models import Contribution, Delegation, Session, Workshop
from workshops.models.session import instant
from workshops.programme import programme

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def titles(workshop):
    """[[[title of each session] of each slot] of each day]"""
    with translation.override("en"):
        found = programme(workshop)
    return [
        [[item.title.text for item in slot.sessions] for slot in day.slots] for day in found.days
    ]


def make_contribution(session, **fields):
    return Contribution.objects.create(workshop=session.workshop, session=session, **fields)


def parts(session, at=None):
    (day,) = programme(session.workshop, at).days
    return [(part.sender.text, part.topic.text) for part in day.slots[0].sessions[0].parts]


def test_session_ends_after_it_starts():
    with pytest.raises(IntegrityError):
        make_session(starts="10:00", ends="10:00")


def test_session_outside_the_days_is_refused():
    session = make_session()
    session.workshop.days.filter(date=datetime.date(2030, 5, 7)).delete()

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert list(refused.value.message_dict) == ["starts_at"]


def test_session_over_midnight_is_refused():
    session = make_session(starts="22:00", ends="23:00")
    session.ends_at += datetime.timedelta(hours=2)

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert list(refused.value.message_dict) == ["ends_at"]


def test_session_days_are_those_of_the_workshops_zone():
    """23:30 in Kyiv is 22:30 in Berlin; 00:30 would be the day before there."""
    workshop = make_workshop(timezone="Europe/Kyiv", days=1)

    make_session(workshop, "00:30", "01:00").full_clean()
    make_session(workshop, "23:00", "23:59").full_clean()


def test_session_on_a_track_of_another_workshop_is_refused():
    session = make_session(track=make_track())

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert list(refused.value.message_dict) == ["track"]


def test_contribution_to_a_session_of_another_workshop_is_refused():
    contribution = Contribution(
        workshop=make_workshop(), session=make_session(), person_name="Someone"
    )

    with pytest.raises(ValidationError) as refused:
        contribution.full_clean(exclude=["topic_title"])

    assert list(refused.value.message_dict) == ["session"]


def test_a_draft_with_sessions_and_tracks_can_be_deleted():
    workshop = make_workshop()
    make_session(workshop, track=make_track(workshop))

    workshop.delete()

    assert not Session.objects.exists()


def test_history_keeps_changes():
    session = make_session(title_en="Before")
    session.title_en = "After"
    session.save()

    assert session.history.count() == 2


def test_no_session_is_no_programme(django_assert_num_queries):
    workshop = make_workshop()

    with django_assert_num_queries(2):
        assert not programme(workshop)


def test_parallel_sessions_form_one_slot_with_the_common_one_first():
    workshop = make_workshop()
    second = make_track(workshop, "second", position=2)
    first = make_track(workshop, "first", position=1)
    make_session(workshop, "11:00", "12:00", track=second, title_en="Second")
    make_session(workshop, "11:00", "12:00", track=first, title_en="First")
    make_session(workshop, "11:00", "12:00", title_en="Common")
    make_session(workshop, "11:00", "12:30", title_en="Longer")
    make_session(workshop, "09:00", "11:00", title_en="Before", day=2)

    assert titles(workshop) == [[["Common", "First", "Second"], ["Longer"]], [["Before"]]]


def test_slot_tells_its_groups_from_its_heads():
    workshop = make_workshop()
    track = make_track(workshop)
    common = make_session(workshop, "09:00", "10:00")
    group = make_session(workshop, "09:00", "10:00", track=track)
    alone = make_session(workshop, "10:00", "11:00", track=track)

    parallel, single = programme(workshop).days[0].slots

    assert [item.pk for item in parallel.heads] == [common.pk]
    assert [item.pk for item in parallel.groups] == [group.pk]
    assert [item.pk for item in single.heads] == [alone.pk]
    assert single.groups == []


def test_only_a_slot_of_breaks_is_a_break():
    workshop = make_workshop()
    make_session(workshop, "10:00", "10:30", kind="break")
    make_session(workshop, "11:00", "11:30", kind="break")
    make_session(workshop, "11:00", "11:30", kind="talk")

    assert [slot.is_break for slot in programme(workshop).days[0].slots] == [True, False]


def test_title_falls_back_to_language_track_and_kind():
    workshop = make_workshop()
    make_session(workshop, "09:00", "10:00", title_uk="Привіт")
    make_session(workshop, "10:00", "11:00", track=make_track(workshop, title_de="Energie"))
    make_session(workshop, "11:00", "12:00", kind="break")

    with translation.override("en"):
        slots = programme(workshop).days[0].slots

    assert [slot.sessions[0].title for slot in slots] == [
        Translated("Привіт", "uk"),
        Translated("Energie", "de"),
        Translated("Break", "en"),
    ]


def test_place_of_a_day_is_shown():
    workshop = make_workshop()
    make_session(workshop)
    workshop.days.filter(date=workshop.starts_on).update(place_de="Rathaus")

    assert programme(workshop).days[0].place == Translated("Rathaus", "de")


def test_times_are_those_of_the_workshop():
    workshop = make_workshop(timezone="Europe/Kyiv")
    make_session(workshop, "09:00", "10:00")

    found = programme(workshop)
    item = found.days[0].slots[0].sessions[0]

    assert item.starts_at.isoformat() == "2030-05-07T09:00:00+03:00"
    assert (found.zone, found.offsets) == (
        "Europe/Kyiv",
        ((datetime.date(2030, 5, 7), "UTC+3"),),
    )


@pytest.mark.row("L22")
def test_change_of_the_clocks_during_the_workshop():
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 24), days=3)
    for day in (1, 2, 3):
        make_session(workshop, "09:00", "10:00", day=day)

    found = programme(workshop)
    starts = [day.slots[0].starts_at for day in found.days]

    assert [start.isoformat() for start in starts] == [
        "2026-10-24T09:00:00+02:00",
        "2026-10-25T09:00:00+01:00",
        "2026-10-26T09:00:00+01:00",
    ]
    assert found.offsets == (
        (datetime.date(2026, 10, 24), "UTC+2"),
        (datetime.date(2026, 10, 25), "UTC+1"),
    )


@pytest.mark.row("L22")
def test_two_hours_that_read_the_same_are_two_slots():
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 25), days=1)
    first = make_session(workshop, "02:15", "02:45")
    hour = datetime.timedelta(hours=1)
    again = [at.astimezone(datetime.UTC) + hour for at in (first.starts_at, first.ends_at)]
    Session.objects.create(workshop=workshop, starts_at=again[0], ends_at=again[1])

    (day,) = programme(workshop).days

    assert [f"{slot.starts_at:%H:%M %z}" for slot in day.slots] == ["02:15 +0200", "02:15 +0100"]


def test_instant_refuses_a_time_the_clocks_skip():
    day = datetime.date(2026, 3, 29)

    assert instant(day, datetime.time(1, 59), BERLIN).utcoffset() == datetime.timedelta(hours=1)
    assert instant(day, datetime.time(3), BERLIN).utcoffset() == datetime.timedelta(hours=2)
    with pytest.raises(ValidationError):
        instant(day, datetime.time(2, 30), BERLIN)


def test_instant_takes_the_earlier_of_two():
    found = instant(datetime.date(2026, 10, 25), datetime.time(2, 30), BERLIN)

    assert found.utcoffset() == datetime.timedelta(hours=2)


def test_sessions_of_a_day_are_those_of_its_clocks():
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 24), days=3)
    make_session(workshop, "23:00", "23:59", day=1)
    early = make_session(workshop, "00:00", "00:30", day=2)
    late = make_session(workshop, "23:30", "23:59", day=2)
    make_session(workshop, "00:00", "00:30", day=3)

    found = workshop.sessions.starting_on(datetime.date(2026, 10, 25), workshop.zone).in_order()

    assert list(found) == [early, late]


def test_person_is_never_part_of_the_shape():
    session = make_session()
    make_contribution(session, person_name="Nina Namenlos")
    make_contribution(session, person_name="Nina Namenlos", topic_title_en="Roofs")

    assert parts(session) == [("", "Roofs")]
    assert "Namenlos" not in repr(programme(session.workshop))


@pytest.mark.parametrize("policy", ["hidden", "no_people"])
def test_sender_that_protects_its_people_is_left_out(policy):
    session = make_session()
    municipality = make_municipality(publication_policy=policy)
    utility = make_organisation(municipality=municipality)
    make_contribution(session, municipality=municipality, topic_title_en="Told")
    make_contribution(session, organisation=utility, topic_title_en="Told too")
    make_contribution(session, organisation=make_organisation("plain"), topic_title_en="Open")

    assert parts(session) == [("Plain", "Open")]


@pytest.mark.parametrize("status", Delegation.Status.values)
def test_sender_that_takes_part_is_named_when_that_is_public(status):
    workshop = make_workshop(cities_public_from=Workshop.CitiesPublicFrom.AFTER_EVENT)
    session = make_session(workshop)
    guest = make_municipality("guest")
    make_delegation(workshop, guest)
    workshop.delegations.update(status=status)
    make_contribution(session, municipality=guest, topic_title_en="Roofs")

    before = parts(session, workshop.starts_at)
    after = parts(session, workshop.ends_at)

    assert before == []
    assert after == ([("Guest", "Roofs")] if status == "accepted" else [])


def test_sender_that_takes_part_elsewhere_is_named():
    session = make_session()
    expert = make_municipality("expert", publication_policy=Municipality.PublicationPolicy.NORMAL)
    make_delegation(make_workshop(), expert, status=Delegation.Status.DECLINED)
    make_contribution(session, municipality=expert, person_name="Nina Namenlos")

    assert parts(session) == [("Expert", "")]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_programme_asks_three_times(django_assert_num_queries, number):
    workshop = make_workshop()
    track = make_track(workshop, topic=make_topic())
    organisation = make_organisation()
    for minute in range(number):
        session = make_session(workshop, f"{minute // 30 + 8:02}:{minute % 30:02}", "20:00")
        session.track = track if minute % 2 else None
        session.save()
        make_contribution(session, organisation=organisation, topic_title_de="Dächer")

    with django_assert_num_queries(3):
        found = programme(workshop)
        for item in [item for slot in found.days[0].slots for item in slot.sessions]:
            assert item.parts
            assert item.colour or not item.is_of_track
