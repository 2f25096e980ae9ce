"""Signs of attendance: at the door and on paper."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_delegate, make_organiser, make_past_workshop, make_workshop
from workshops.models import Attendance, Status
from workshops.registration import attendance
from workshops.registration.transitions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_past_workshop()


@pytest.fixture
def day(workshop):
    return workshop.days.first()


def test_the_door_keeps_the_first_sign(workshop, day):
    person, at = make_delegate(workshop=workshop), timezone.now()
    organiser = make_organiser()

    first = attendance.check_in(person, day, by=organiser, at=at)
    second = attendance.check_in(person, day, by=None, method="scan")

    assert (first.is_new, second.is_new) == (True, False)
    assert first.attendance == second.attendance
    assert second.attendance.who == str(organiser)
    assert second.attendance.recorded_at == at


@pytest.mark.parametrize("status", [s for s in Status if s not in ("accepted", "confirmed")])
def test_the_door_takes_those_who_are_expected(workshop, day, status):
    person = make_delegate(workshop=workshop, status=status)

    with pytest.raises(NotAllowed):
        attendance.check_in(person, day, by=None)


def test_neither_door_nor_paper_take_a_day_of_another_workshop(day):
    stranger = make_delegate(workshop=make_past_workshop())

    with pytest.raises(NotAllowed):
        attendance.check_in(stranger, day, by=None)
    with pytest.raises(NotAllowed):
        attendance.record_signatures(day.workshop, {(stranger, day): True}, by=None)
    assert not Attendance.objects.exists()


def test_neither_door_nor_paper_take_a_day_to_come():
    person = make_delegate(workshop=make_workshop())
    day = person.workshop.days.first()

    with pytest.raises(NotAllowed):
        attendance.check_in(person, day, by=None)
    with pytest.raises(NotAllowed):
        attendance.record_signatures(person.workshop, {(person, day): True}, by=None)
    assert not Attendance.objects.exists()


def test_undo_leaves_the_signature(workshop, day):
    person = make_delegate(workshop=workshop)
    attendance.check_in(person, day, by=None)
    attendance.record_signatures(workshop, {(person, day): True}, by=None)

    assert attendance.undo(person, day)
    assert not attendance.undo(person, day)
    assert [sign.method for sign in Attendance.objects.all()] == ["signature"]


def test_signatures_change_what_is_named_and_nothing_else(workshop, day):
    people = [make_delegate(workshop=workshop) for _person in range(4)]
    signed, kept, new, untouched = people
    attendance.record_signatures(workshop, {(signed, day): True, (kept, day): True}, by=None)
    at = timezone.now() - datetime.timedelta(hours=1)

    number = attendance.record_signatures(
        workshop, {(signed, day): False, (kept, day): True, (new, day): True}, by=None, at=at
    )

    assert number == 2
    assert set(Attendance.objects.signed().values_list("delegate", flat=True)) == {
        kept.pk,
        new.pk,
    }
    assert Attendance.objects.get(delegate=new).recorded_at == at


def test_who_was_seen_may_sign_as_well(workshop, day):
    person = make_delegate(workshop=workshop)
    attendance.check_in(person, day, by=None)

    assert attendance.record_signatures(workshop, {(person, day): True}, by=None) == 1
    assert Attendance.objects.count() == 2
