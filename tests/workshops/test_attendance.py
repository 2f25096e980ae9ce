"""The list for signature: who stands on it, in which order, and where door and paper differ."""

import pytest

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
)
from workshops.attendance import differences, sheet
from workshops.models import Status
from workshops.registration import attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_past_workshop()


def numbered(lines):
    return [(line.number, line.person.family_name) for line in lines]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("uk", ["Ґалаґан", "Єрмак", "Іваненко", "Яценко", "Özil", "Zeh"]),
        ("de", ["Özil", "Zeh", "Ґалаґан", "Єрмак", "Іваненко", "Яценко"]),
        ("sq", ["Özil", "Zeh", "Ґалаґан", "Єрмак", "Іваненко", "Яценко"]),
    ],
)
def test_names_stand_in_the_order_of_the_reader(workshop, language, order):
    for name in ("Zeh", "Яценко", "Іваненко", "Özil", "Ґалаґан", "Єрмак"):
        make_delegate(workshop=workshop, family_name=name)

    assert numbered(sheet(workshop, language).lines) == list(enumerate(order, start=1))


def test_protected_people_have_a_sheet_of_their_own(workshop):
    hidden = make_municipality("melitopol", publication_policy="no_people")
    make_delegate(make_delegation(workshop, hidden), family_name="Bravo")
    make_delegate(workshop=workshop, family_name="Alpha", protected=True)
    make_delegate(workshop=workshop, family_name="Charlie")

    found = sheet(workshop, "en")

    assert numbered(found.lines) == [(1, "Charlie")]
    assert numbered(found.protected) == [(2, "Alpha"), (3, "Bravo")]


def test_the_sheet_holds_who_is_expected_on_site_and_who_came(workshop):
    day = workshop.days.first()
    make_delegate(workshop=workshop, family_name="Expected", status=Status.ACCEPTED)
    make_delegate(workshop=workshop, family_name="Online", attendance_mode="online")
    make_delegate(workshop=workshop, family_name="Waiting", status=Status.WAITLISTED)
    make_delegate(workshop=workshop, family_name="Guest", role="guest")
    came = make_delegate(workshop=workshop, family_name="Seen", attendance_mode="online")
    attendance.check_in(came, day, by=None)

    names = [line.person.family_name for line in sheet(workshop, "en").lines]

    assert names == ["Expected", "Guest", "Seen"]


def test_differences_are_named_for_each_day(workshop):
    first, second = workshop.days.all()
    both, seen, signed = (make_delegate(workshop=workshop) for _person in range(3))
    for person in (both, seen):
        attendance.check_in(person, first, by=None)
    attendance.record_signatures(workshop, {(both, first): True, (signed, first): True}, by=None)
    attendance.check_in(both, second, by=None)

    found = differences(sheet(workshop, "en"))

    assert [
        (each.day, each.seen_only, each.signed_only, each.has_signatures) for each in found
    ] == [
        (first, (seen,), (signed,), True),
        (second, (both,), (), False),
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_same_queries_for_any_number(workshop, django_assert_num_queries, number):
    for _number in range(number):
        person = make_delegate(make_delegation(workshop))
        attendance.check_in(person, workshop.days.first(), by=None)

    with django_assert_num_queries(3):
        sheet(workshop, "en")
