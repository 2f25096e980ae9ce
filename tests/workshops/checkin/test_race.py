"""Many phones at one name, each through a connection of its own."""

from collections import Counter

import pytest
from django.db import connection

from tests.crowd import at_once
from tests.factories import make_delegate
from tests.workshops.checkin.conftest import Helper
from workshops.checkin.passes import MOST_CODES
from workshops.models import Attendance, Delegate, DoorPass
from workshops.models.reference import new_reference
from workshops.registration import attendance, door_passes

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PHONES = 10


def rush(person, day):
    answers = at_once([lambda: attendance.check_in(person, day, by=None)] * PHONES)
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    return Counter(answer.is_new for answer in answers)


@pytest.mark.row("A24")
def test_two_phones_at_once_check_in_once(workshop, day):
    for _round in range(5):
        person = make_delegate(workshop=workshop)

        assert rush(person, day) == {True: 1, False: PHONES - 1}

    assert Attendance.objects.count() == 5


def test_without_the_constraint_it_would_be_several(workshop, day):
    """The negative control: the race does take place."""
    once = next(
        constraint
        for constraint in Attendance._meta.constraints
        if constraint.name == "attendance_once_at_the_door"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(Attendance, once)
    try:
        most = max(rush(make_delegate(workshop=workshop), day)[True] for _round in range(20))
    finally:
        Attendance.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Attendance, once)

    assert most > 1


def test_two_phones_are_told_by_the_page_who_was_first(workshop, day):
    person = make_delegate(workshop=workshop, given_name="Taras", family_name="Melnyk")
    helpers = [Helper(workshop, f"door {number}").open() for number in range(4)]

    pages = at_once([lambda helper=helper: helper.press(person) for helper in helpers])

    texts = [page.content.decode() for page in pages]
    assert sum("Taras Melnyk is here." in text for text in texts) == 1
    assert sum("Taras Melnyk: already here since" in text for text in texts) == 3
    assert Attendance.objects.count() == 1


@pytest.mark.row("A24")
def test_one_guest_pressed_ten_times_at_once_is_one(workshop, day, helper):
    words = {"given_name": "Jan", "role": "guest", "reference": new_reference()}

    answers = at_once([lambda: helper.client.post(helper.base + "guest/", words).status_code] * 10)

    assert answers == [302] * 10
    assert Delegate.objects.count() == Attendance.objects.count() == 1


@pytest.mark.row("A29")
def test_many_guesses_at_once_are_no_more_than_allowed(workshop):
    made = door_passes.create(workshop, "main entrance", by=None)
    wrong = "000000" if made.code != "000000" else "111111"

    answers = at_once([lambda: door_passes.check_code(made.door_pass, wrong)] * 20)

    kinds = Counter(type(answer) for answer in answers)
    assert kinds[door_passes.WrongCode] < DoorPass.MOST_WRONG_CODES
    assert kinds[door_passes.WrongCode] + kinds[door_passes.Closed] == 20
    assert DoorPass.objects.get().wrong_codes == DoorPass.MOST_WRONG_CODES < MOST_CODES
