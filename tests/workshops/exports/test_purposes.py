"""Who stands in which list, and what it says of them."""

import datetime

import pytest

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_needs,
    make_organisation,
    make_past_workshop,
    make_session,
    make_track,
    make_workshop,
)
from tests.workshops.exports.lists import exported, lines_of, order_of
from workshops.exports.purposes import PURPOSES, Protected, UnknownColumn, title_of
from workshops.models import Attendance, Delegate, DelegateNeeds, Delegation, Status

pytestmark = pytest.mark.django_db

FIRST, SECOND = datetime.date(2030, 5, 7), datetime.date(2030, 5, 8)
Role = Delegate.Role
NAMES = {"given_name", "family_name", "name_latin", "badge_name", "email", "phone", "reference"}


def make_onsite(**fields):
    return make_workshop(place_en="Kyiv", **fields)


def consent(person, purpose, *acts):
    for act in acts:
        person.consents.create(purpose=purpose, act=act, text_version="1", language="en")


def attend(person, *days):
    for day in days:
        Attendance.objects.create(delegate=person, day=day, method="desk")


def make_one_in_each_state(workshop):
    for status in Status:
        make_delegate(workshop=workshop, family_name=status.value, status=status)
    make_delegate(workshop=workshop, family_name="expert", role=Role.EXPERT)


@pytest.mark.parametrize("key", PURPOSES)
def test_every_purpose_can_be_read_in_four_languages(key):
    from django.utils.translation import override

    titles = set()
    for language in ("de", "en", "uk", "sq"):
        with override(language):
            titles.add(title_of(key))

    assert len(titles) == 4
    assert key not in titles


def test_what_the_log_of_yesterday_says_is_shown_as_it_is():
    assert title_of("participants") == "participants"


@pytest.mark.parametrize("key", PURPOSES)
def test_keys_of_columns_are_unique_and_short_enough_for_the_log(key):
    keys = [column.key for column in PURPOSES[key].all_columns]

    assert len(set(keys)) == len(keys)
    assert len(key) <= 30


@pytest.mark.parametrize("key", [key for key in PURPOSES if not PURPOSES[key].names_people])
def test_lists_that_count_have_no_column_for_a_person(key):
    assert NAMES.isdisjoint(column.key for column in PURPOSES[key].all_columns)


@pytest.mark.parametrize("key", PURPOSES)
def test_a_column_of_another_list_is_unknown(key):
    with pytest.raises(UnknownColumn):
        PURPOSES[key].choose(["search_key"])
    with pytest.raises(UnknownColumn):
        PURPOSES[key].choose(["diet"])


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("full", {*Status.values, "expert"}),
        ("door", {"accepted", "confirmed", "expert"}),
        ("mail_merge", {"accepted", "confirmed", "expert"}),
        ("accommodation", set()),
        ("may_be_named", set()),
        ("may_be_photographed", set()),
        ("public", set()),
    ],
)
def test_who_is_in_it_by_status(key, names):
    workshop = make_workshop()
    make_one_in_each_state(workshop)

    assert {name for (name,) in lines_of(workshop, key, "family_name")} == names


def test_door_has_a_row_for_each_day_on_which_one_comes():
    workshop = make_workshop(days=3)
    first, _second, third = workshop.days.all()
    make_delegate(workshop=workshop, family_name="Always")
    make_delegate(workshop=workshop, family_name="Once").days.add(third)
    make_delegate(workshop=workshop, family_name="Twice").days.add(first, third)

    assert lines_of(workshop, "door", "family_name", "day") == [
        ("Always", "2030-05-07"),
        ("Always", "2030-05-08"),
        ("Always", "2030-05-09"),
        ("Once", "2030-05-09"),
        ("Twice", "2030-05-07"),
        ("Twice", "2030-05-09"),
    ]


def test_door_shows_nobody_protected_by_where_they_come_from():
    workshop = make_workshop(days=1)
    hidden = make_municipality("occupied", name="Occupied", publication_policy="no_people")
    make_delegate(make_delegation(workshop, hidden), family_name="Policy")
    city = make_delegation(workshop, make_municipality("city", name="City"))
    make_delegate(city, family_name="Own", protected=True)
    make_delegate(city, family_name="Ordinary")

    assert lines_of(workshop, "door", "family_name", "sending_body") == [("Ordinary", "City")]
    assert lines_of(workshop, "door", "family_name", "sending_body", with_protected=True) == [
        ("Ordinary", "City"),
        ("Own", ""),
        ("Policy", ""),
    ]


def test_kitchen_counts_by_day_and_wish_without_names():
    workshop = make_onsite()
    first, second = workshop.days.all()
    one_day = make_delegate(workshop=workshop)
    one_day.days.add(first)
    make_needs(one_day, diet="Vegan", accessibility="wheelchair")
    make_needs(make_delegate(workshop=workshop, status=Status.ACCEPTED), diet=" vegan ")
    make_needs(make_delegate(workshop=workshop, protected=True), diet="halal")
    make_delegate(workshop=workshop)
    make_needs(make_delegate(workshop=workshop, attendance_mode="online"), diet="at home")
    make_needs(make_delegate(workshop=workshop, status=Status.WAITLISTED), diet="waits")

    assert [tuple(line.values()) for line in exported(workshop, purpose="catering")] == [
        ("2030-05-07", "food", "Vegan", "1", "1"),
        ("2030-05-07", "food", "halal", "1", "0"),
        ("2030-05-07", "food", "not said", "1", "0"),
        ("2030-05-07", "access", "wheelchair", "1", "0"),
        ("2030-05-08", "food", "halal", "1", "0"),
        ("2030-05-08", "food", "Vegan", "0", "1"),
        ("2030-05-08", "food", "not said", "1", "0"),
    ]


def test_kitchen_speaks_the_language_of_the_file():
    workshop = make_onsite(days=1)
    make_delegate(workshop=workshop)
    make_needs(make_delegate(workshop=workshop), diets=["vegan"], diet="no nuts")

    lines = exported(workshop, "excel", "de", ";", purpose="catering")

    assert [(line["kind"], line["wish"]) for line in lines] == [
        ("Essen", "vegan; no nuts"),
        ("Essen", "keine Angabe"),
    ]


def test_hotel_lists_those_who_sleep_there():
    workshop = make_onsite()
    guest = make_delegate(workshop=workshop, family_name="Guest")
    Room, Payer = DelegateNeeds.Room, DelegateNeeds.Payer
    make_needs(guest, night_from=FIRST, night_to=SECOND, room=Room.SINGLE, payer=Payer.SENDER)
    at_home = make_delegate(workshop=workshop, family_name="Home")
    make_needs(at_home, night_from=FIRST, night_to=SECOND, room=Room.NONE)
    make_needs(make_delegate(workshop=workshop, family_name="Silent"), diet="vegan")
    hidden = make_delegate(workshop=workshop, family_name="Secret", protected=True)
    make_needs(hidden, night_from=FIRST, night_to=SECOND)

    keys = ("family_name", "night_from", "night_to", "nights", "room", "payer")

    assert lines_of(workshop, "accommodation", *keys) == [
        ("Guest", "2030-05-07", "2030-05-08", "1", "single", "sender")
    ]
    assert len(lines_of(workshop, "accommodation", *keys, with_protected=True)) == 2


def test_interpreters_see_how_many_hear_what_in_which_language():
    workshop = make_onsite(languages_spoken=("de",), languages_interpreted=("uk",))
    track = make_track(workshop, "energy", title_en="Energy")
    make_session(workshop, "09:00", "10:00", room="Hall", title_en="Opening")
    make_session(workshop, "11:00", "12:00", track=track, title_en="Grids")
    for codes in (("de",), ("uk",), ("uk",), ("sq",)):
        make_delegate(workshop=workshop, languages_spoken=codes, assigned_track=None)
    online = make_delegate(workshop=workshop, languages_spoken=("uk",), attendance_mode="online")
    make_delegate(workshop=workshop, languages_spoken=("uk",), role=Role.INTERPRETER)
    Delegate.objects.filter(pk=online.pk).update(assigned_track=track)

    keys = ("begins", "room", "session", "track", "language")
    numbers = ("directly", "interpreted", "headsets", "without")

    assert lines_of(workshop, "interpreters", *keys, *numbers) == [
        ("09:00", "Hall", "Opening", "", "de", "1", "0", "0", "0"),
        ("09:00", "Hall", "Opening", "", "uk", "0", "3", "2", "0"),
        ("09:00", "Hall", "Opening", "", "", "0", "0", "0", "1"),
        ("11:00", "", "Grids", "Energy", "uk", "0", "1", "0", "0"),
    ]


def test_funder_sees_numbers_by_sending_body():
    workshop = make_workshop()
    first, second = workshop.days.all()
    city = make_delegation(workshop, make_municipality("city", name="City", country="DE"))
    attend(make_delegate(city), first, second)
    attend(make_delegate(city, status=Status.ACCEPTED), second)
    make_delegate(city, status=Status.WITHDRAWN)
    make_delegate(city, role=Role.EXPERT)
    works = make_organisation("works", name_en="Works", country="UA")
    make_delegate(make_delegation(workshop, organisation=works), status=Status.WAITLISTED)
    make_delegate(workshop=workshop)

    assert [tuple(line.values()) for line in exported(workshop, purpose="funder")] == [
        ("Without delegation", "", "", "1", "1", "1", "0", "0", "0"),
        ("City", "municipality", "DE", "2", "2", "1", "1", "2", "3"),
        ("Works", "organisation", "UA", "1", "0", "0", "0", "0", "0"),
    ]


def test_funder_never_sees_where_protected_people_come_from():
    """Three of Ukraine make a row of their country; one of Albania is not told from others."""
    workshop = make_workshop()
    hidden = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    delegation = make_delegation(workshop, hidden)
    for _number in range(3):
        make_delegate(delegation)
    city = make_delegation(workshop, make_municipality("city", name="City", country="AL"))
    make_delegate(city)
    make_delegate(city, protected=True)

    lines = lines_of(workshop, "funder", "sending_body", "country", "named")

    assert lines == [("City", "AL", "1"), ("not named", "", "1"), ("not named", "UA", "3")]


@pytest.mark.row("A81")
def test_standing_consents_alone_count():
    workshop = make_workshop()
    for name, acts in {
        "Given": ["given"],
        "Withdrawn": ["given", "withdrawn"],
        "Again": ["given", "withdrawn", "given"],
        "Silent": [],
    }.items():
        person = make_delegate(workshop=workshop, family_name=name)
        consent(person, "public_name", *acts)
        consent(person, "photo", *reversed(acts))
    consent(make_delegate(workshop=workshop, protected=True), "public_name", "given")

    assert lines_of(workshop, "may_be_named", "family_name") == [("Again",), ("Given",)]
    assert lines_of(workshop, "may_be_photographed", "family_name") == [
        ("Again",),
        ("Given",),
        ("Withdrawn",),
    ]


def test_public_list_is_exactly_what_the_public_page_may_name():
    workshop = make_past_workshop()
    cities = {
        "Open": {},
        "Unlisted": {"listed_publicly": False},
        "Hidden": {"municipality": make_municipality(publication_policy="no_people")},
        "Declined": {"status": Delegation.Status.DECLINED},
    }
    for name, fields in cities.items():
        delegation = make_delegation(
            workshop, **{"status": Delegation.Status.ACCEPTED, "named_in_source": False} | fields
        )
        consent(make_delegate(delegation, family_name=name), "public_name", "given")
        make_delegate(delegation, family_name=f"{name} without consent")
    consent(make_delegate(workshop=workshop, family_name="Nobody's"), "public_name", "given")

    named = lines_of(workshop, "public", "family_name")

    assert named == [("Open",)]
    assert [(person.family_name,) for person in Delegate.objects.public()] == named


@pytest.mark.row("A38")
@pytest.mark.parametrize("key", [key for key in PURPOSES if PURPOSES[key].names_people])
def test_no_list_holds_protected_people_unless_they_are_asked_for(key):
    """Whatever else would bring them in: status, consents, needs."""
    workshop = make_past_workshop()
    day = workshop.starts_on
    hidden = make_municipality(publication_policy="no_people")
    delegations = [make_delegation(workshop, hidden), make_delegation(workshop)]
    for delegation, fields in zip(delegations, ({}, {"protected": True}), strict=True):
        Delegation.objects.update(status=Delegation.Status.ACCEPTED)
        person = make_delegate(delegation, **fields)
        make_needs(person, night_from=day, night_to=day + datetime.timedelta(days=1))
        consent(person, "public_name", "given")
        consent(person, "photo", "given")

    usual = exported(workshop, purpose=key, reason="a reason")
    asked_for = exported(workshop, purpose=key, reason="a reason", with_protected=True)

    assert usual == []
    assert bool(asked_for) == (PURPOSES[key].protected is Protected.ON_REQUEST)


@pytest.mark.parametrize(
    ("options", "needs_reason"),
    [
        ({}, False),
        ({"recipient": "Hotel"}, True),
        ({"with_protected": True}, True),
        ({"purpose": "accommodation"}, True),
        ({"purpose": "catering"}, False),
    ],
)
def test_what_needs_a_reason(options, needs_reason):
    assert order_of(make_workshop(), **options).needs_reason == needs_reason
