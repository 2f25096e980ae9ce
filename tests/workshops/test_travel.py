import datetime
from datetime import date, time

import pytest
from django.utils import translation

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_needs,
    make_organisation,
    make_workshop,
)
from workshops.models import Delegate, Status, Workshop
from workshops.travel import Missing, Number, missing, travel

pytestmark = pytest.mark.django_db
# Thursday to Friday; the night between is the last of the month
FIRST = date(2030, 5, 30)
TOLD = {"arrival_on": FIRST, "departure_on": FIRST + datetime.timedelta(days=1)}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def workshop():
    return make_workshop(starts_on=FIRST, place_en="Somewhere")


@pytest.fixture
def delegation(workshop):
    return make_delegation(workshop)


def nights(first, last, **fields):
    return {"night_from": first, "night_to": last, "room": "single"} | fields


def moves(days):
    """[(day, number, [(hour, [(name, time, place, means)])])]"""
    return [
        (
            day.date,
            day.number,
            [
                (hour.begins, [(str(m.person), m.at, m.place, m.means) for m in hour.moves])
                for hour in day.hours
            ],
        )
        for day in days
    ]


def test_arrivals_are_grouped_by_day_and_hour_and_the_rest_comes_last(workshop, delegation):
    for name, at in (("A", None), ("B", time(14, 59)), ("C", time(14, 5)), ("D", time(9))):
        person = make_delegate(delegation, given_name=name, family_name="")
        make_needs(person, arrival_on=FIRST, arrival_at=at, arrival_place="Airport")
    late = make_delegate(delegation, given_name="E", family_name="", status=Status.ACCEPTED)
    make_needs(late, arrival_on=FIRST + datetime.timedelta(days=1), arrival_by="plane")

    assert moves(travel(workshop).arrivals) == [
        (
            FIRST,
            Number(4, 0),
            [
                (time(9), [("D", time(9), "Airport", "")]),
                (
                    time(14),
                    [("C", time(14, 5), "Airport", ""), ("B", time(14, 59), "Airport", "")],
                ),
                (None, [("A", None, "Airport", "")]),
            ],
        ),
        (FIRST + datetime.timedelta(days=1), Number(0, 1), [(None, [("E", None, "", "plane")])]),
    ]


def test_times_are_those_of_the_place_even_where_the_clocks_jump():
    change = date(2030, 3, 31)
    workshop = make_workshop(starts_on=change, place_en="Somewhere")
    person = make_delegate(make_delegation(workshop))
    make_needs(person, departure_on=change, departure_at=time(2, 30))

    with translation.override("en"):
        (day,) = travel(workshop).departures

    assert [(hour.begins, [move.at for move in hour.moves]) for hour in day.hours] == [
        (time(2), [time(2, 30)])
    ]


def test_nights_run_over_the_end_of_a_month(workshop, delegation):
    one = make_delegate(delegation, family_name="One")
    two = make_delegate(delegation, family_name="Two", status=Status.ACCEPTED)
    three = make_delegate(delegation, family_name="Unsaid")
    make_needs(one, **nights(date(2030, 5, 30), date(2030, 6, 2), payer="organiser"))
    make_needs(two, **nights(date(2030, 5, 31), date(2030, 6, 1), room="shared"))
    make_needs(three, **nights(date(2030, 6, 1), date(2030, 6, 2), room=""))

    beds = travel(workshop).beds

    assert [(guest.person, guest.nights) for guest in beds.guests] == [
        (one, (True, True, True)),
        (two, (False, True, False)),
        (three, (False, False, True)),
    ]
    assert [(each.date, each.single, each.shared, each.unsaid) for each in beds.nights] == [
        (date(2030, 5, 30), Number(1, 0), Number(0, 0), Number(0, 0)),
        (date(2030, 5, 31), Number(1, 0), Number(0, 1), Number(0, 0)),
        (date(2030, 6, 1), Number(1, 0), Number(0, 0), Number(1, 0)),
    ]
    assert beds.payers == (("the organisers", Number(3, 0)), ("", Number(1, 1)))


def test_who_wants_no_room_has_no_row(workshop, delegation):
    make_needs(make_delegate(delegation), **nights(FIRST, date(2030, 6, 1), room="none"))
    make_needs(make_delegate(delegation), room="single")

    beds = travel(workshop).beds

    assert (beds.guests, beds.nights, beds.doubtful) == ((), (), ())


def test_a_wrong_year_is_named_instead_of_hundreds_of_columns(workshop, delegation):
    person = make_delegate(delegation)
    make_needs(person, **nights(FIRST, date(2031, 6, 1)))
    make_needs(make_delegate(delegation), **nights(FIRST, date(2030, 6, 1)))

    beds = travel(workshop).beds

    assert beds.doubtful == (person,)
    assert [night.date for night in beds.nights] == [FIRST, date(2030, 5, 31)]


def test_food_is_counted_without_names_whatever_its_capitals(workshop, delegation):
    for diet in ("Vegan", "vegan ", "no nuts", ""):
        make_needs(make_delegate(delegation), diet=diet)
    make_needs(make_delegate(delegation, status=Status.ACCEPTED), diet="VEGAN")
    make_needs(make_delegate(delegation, attendance_mode="online"), diet="no nuts")
    make_delegate(delegation)

    assert dict(travel(workshop).meals) == {
        "Vegan": Number(2, 1),
        "no nuts": Number(1, 0),
        "": Number(2, 0),
    }
    assert [number for _diet, number in travel(workshop).meals][-1] == Number(2, 0)


def test_food_that_was_ticked_is_counted_in_the_language_of_the_organiser(workshop, delegation):
    told = [("no_nuts vegan", ""), ("vegan no_nuts", ""), ("vegan", "Ohne Sellerie"), ("any", "")]
    for diets, diet in told:
        make_needs(make_delegate(delegation), diets=diets.split(), diet=diet)
    make_delegate(delegation)

    with translation.override("de"):
        found = travel(workshop).meals

    assert found == (
        ("vegan, ohne Nüsse", Number(2, 0)),
        ("keine Einschränkung", Number(1, 0)),
        ("vegan; Ohne Sellerie", Number(1, 0)),
        ("", Number(1, 0)),
    )


@pytest.mark.parametrize(
    ("status", "fields", "expected"),
    [
        (Status.ACCEPTED, {}, (Missing.ANSWER,)),
        (Status.CONFIRMED, {}, (Missing.ARRIVAL, Missing.DEPARTURE, Missing.ROOM)),
        (Status.CONFIRMED, {"arrival_on": FIRST, "room": "none"}, (Missing.DEPARTURE,)),
        (Status.CONFIRMED, TOLD, (Missing.ROOM,)),
        (Status.CONFIRMED, TOLD | {"room": "single"}, (Missing.ROOM,)),
        (Status.CONFIRMED, TOLD | {"room": "none"}, ()),
        (Status.CONFIRMED, TOLD | nights(FIRST, date(2030, 6, 1)), ()),
        (Status.NOMINATED, {}, ()),
        (Status.WITHDRAWN, {}, ()),
    ],
)
def test_what_is_missing(delegation, status, fields, expected):
    person = make_delegate(delegation, status=status)
    if fields:
        make_needs(person, **fields)

    assert missing(Delegate.objects.with_senders().get(pk=person.pk)) == expected


def test_nobody_travels_who_is_online_or_sent_by_the_host():
    host = make_municipality()
    workshop = make_workshop(starts_on=FIRST, host_municipality=host)
    utility = make_organisation(municipality=host)
    guest = make_delegate(make_delegation(workshop))
    make_delegate(make_delegation(workshop), attendance_mode="online")
    make_delegate(make_delegation(workshop, host))
    make_delegate(make_delegation(workshop, organisation=utility))
    online = make_delegate(make_delegation(make_workshop(format=Workshop.Format.ONLINE)))

    (gap,) = travel(workshop).gaps

    assert gap.people == ((guest, (Missing.ARRIVAL, Missing.DEPARTURE, Missing.ROOM)),)
    assert travel(online.workshop).gaps == ()


def test_gaps_are_by_sender_and_those_whom_nobody_sends_come_last(workshop):
    interpreter = make_delegate(workshop=workshop, role="interpreter")
    sumy = make_delegation(workshop, make_municipality("sumy"))
    lutsk = make_delegation(workshop, make_municipality("lutsk"))
    people = [make_delegate(sumy, status=Status.ACCEPTED), make_delegate(lutsk)]
    complete = make_delegate(sumy)
    make_needs(complete, **TOLD, room="none")

    gaps = travel(workshop).gaps

    assert [(gap.delegation, [person for person, _kinds in gap.people]) for gap in gaps] == [
        (lutsk, [people[1]]),
        (sumy, [people[0]]),
        (None, [interpreter]),
    ]


def test_protected_people_are_counted_like_all(workshop, delegation):
    person = make_delegate(delegation, protected=True)
    make_needs(person, **TOLD, **nights(FIRST, date(2030, 6, 1)), diet="vegan")

    shaped = travel(workshop)

    assert shaped.arrivals[0].number == shaped.beds.nights[0].single == Number(1, 0)
    assert shaped.meals == (("vegan", Number(1, 0)),)


@pytest.mark.parametrize("number", [1, 3, 300])
def test_any_number_of_people_is_one_query(workshop, delegation, number, django_assert_num_queries):
    for _number in range(number):
        make_delegate(delegation)

    with django_assert_num_queries(1):
        shaped = travel(workshop)
        [str(gap.delegation) for gap in shaped.gaps]

    assert len(shaped.people) == number
