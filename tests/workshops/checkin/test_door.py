"""The page at the door: who is found, who is checked in, what two phones say to each other."""

import datetime
import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.models import Spelling
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_workshop,
)
from tests.workshops.checkin.conftest import Helper
from tools import folding
from workshops.models import Attendance, Delegate, Status
from workshops.registration import attendance

pytestmark = pytest.mark.django_db


def found(response):
    """Names of the rows of the page."""
    return [row.person.full_name for row in response.context["rows"]]


def text(response):
    return response.content.decode()


def test_a_press_checks_in_and_says_so(helper, workshop):
    person = make_delegate(workshop=workshop, given_name="Taras", family_name="Melnyk")

    response = helper.press(person)

    sign = Attendance.objects.get()
    assert (sign.delegate, sign.method, sign.door_pass) == (person, "desk", helper.door_pass)
    assert "Taras Melnyk is here." in text(response)
    assert "1 of 1 is here" in text(response)


def test_another_phone_says_since_when_and_who(helper, workshop, day):
    person = make_delegate(workshop=workshop, given_name="Taras", family_name="Melnyk")
    at = timezone.now().astimezone(workshop.zone)
    attendance.check_in(person, day, by=None, door_pass=helper.door_pass, at=at)
    other = Helper(workshop, "side door").open()

    response = other.press(person)

    said = f"Taras Melnyk: already here since {at:%H:%M}, main entrance."
    assert said in text(response)
    assert "Undo" not in text(response).partition("<template")[0]
    assert Attendance.objects.count() == 1


def test_a_press_pressed_twice_is_one(helper, workshop):
    person = make_delegate(workshop=workshop)

    helper.press(person)
    helper.press(person)

    assert Attendance.objects.count() == 1


def test_undo_takes_it_back(helper, workshop):
    person = make_delegate(workshop=workshop, given_name="Taras", family_name="Melnyk")
    helper.press(person)

    response = helper.press(person, "undo/")

    assert "Taras Melnyk is not checked in." in text(response)
    assert not Attendance.objects.exists()
    assert "0 of 1 are here" in text(helper.press(person, "undo/"))


def test_a_helper_undoes_only_their_own(helper, workshop):
    person = make_delegate(workshop=workshop)
    helper.press(person)
    other = Helper(workshop, "side door").open()

    response = other.press(person, "undo/")

    assert response.status_code == 422
    assert "Someone else has recorded this" in text(response)
    assert Attendance.objects.count() == 1


def test_an_organiser_undoes_any(client, helper, organiser, workshop):
    person = make_delegate(workshop=workshop)
    helper.press(person)

    client.post(helper.base + "undo/", {"person": person.reference, "day": helper.day})

    assert not Attendance.objects.exists()


def test_organisers_stand_in_the_record(client, helper, organiser, workshop):
    person = make_delegate(workshop=workshop)

    client.post(helper.base + "here/", {"person": person.reference, "day": helper.day})

    sign = Attendance.objects.get()
    assert (sign.recorded_by, sign.door_pass) == (organiser, None)


@pytest.mark.parametrize("status", [s for s in Status if s not in ("accepted", "confirmed")])
def test_who_is_not_expected_is_shown_with_their_state_and_not_checked_in(helper, workshop, status):
    person = make_delegate(workshop=workshop, family_name="Kovalska", status=status)

    assert "Kovalska" not in text(helper.get())
    page = helper.get(q="kov")
    assert str(status.label) in text(page)
    assert f'value="{person.reference}"' not in text(page)

    response = helper.press(person)

    assert response.status_code == 422
    assert "This person is not expected: ask the organisers." in text(response)
    assert not Attendance.objects.exists()


def test_who_has_not_answered_is_checked_in_with_a_hint(helper, workshop):
    person = make_delegate(workshop=workshop, status=Status.ACCEPTED)

    assert "has not answered yet" in text(helper.get())
    helper.press(person)

    assert Attendance.objects.count() == 1
    assert Delegate.objects.get().status == Status.ACCEPTED


@pytest.mark.parametrize("role", Delegate.Role)
def test_any_role_is_checked_in(helper, workshop, role):
    helper.press(make_delegate(workshop=workshop, role=role))

    assert Attendance.objects.count() == 1


def test_a_day_to_come_is_looked_at_only(helper, workshop):
    person = make_delegate(workshop=workshop)
    tomorrow = workshop.days.last().date.isoformat()

    page = helper.get(day=tomorrow)
    response = helper.press(person, day=tomorrow)

    assert "This day has not begun yet" in text(page)
    assert f'value="{person.reference}"' not in text(page)
    assert response.status_code == 422
    assert not Attendance.objects.exists()


def test_days_are_counted_apart():
    workshop = make_workshop(starts_on=timezone.localdate() - datetime.timedelta(days=1), days=2)
    first, second = workshop.days.all()
    person, other = make_delegate(workshop=workshop), make_delegate(workshop=workshop)
    other.days.set([second])
    attendance.check_in(person, first, by=None)
    helper = Helper(workshop).open()

    pages = [text(helper.get(day=day.date.isoformat())) for day in (first, second)]

    assert "1 of 1 is here" in pages[0]
    assert "only: " in pages[0]
    assert "0 of 2 are here" in pages[1]
    assert "0 of 2 are here" in text(helper.get())  # today


def test_who_comes_unawaited_counts_on_both_sides(helper, workshop):
    tomorrow = workshop.days.last()
    person = make_delegate(workshop=workshop)
    person.days.set([tomorrow])
    online = make_delegate(workshop=workshop, attendance_mode="online")

    assert "0 of 0 are here" in text(helper.get())
    helper.press(person)
    assert "2 of 2 are here" in text(helper.press(online))


@pytest.mark.parametrize(
    "typed", ["kov", "КОВ", "ков", "Olena kov", "vinn", "Вінн", "winn", "  ole  "]
)
def test_three_letters_in_either_script_find_a_person(helper, workshop, typed):
    city = make_municipality("vinnytsia", name="Winnyzja", name_uk="Вінниця")
    Spelling.objects.create(municipality=city, text="Vinnytsia")
    make_delegate(
        make_delegation(workshop, city),
        given_name="Олена",
        family_name="Коваленко",
        name_latin="Olena Kovalenko",
    )
    make_delegate(workshop=workshop, family_name="Melnyk")

    assert found(helper.get(q=typed)) == ["Олена Коваленко"]


def test_the_code_of_a_badge_finds_its_person(helper, workshop):
    person = make_delegate(workshop=workshop, family_name="Melnyk")
    make_delegate(workshop=workshop, family_name="Bondar")

    assert found(helper.get(q=person.reference.lower())) == ["Given Melnyk"]


LETTERS = st.text(
    st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяabcdefghijklmnopqrstuvwxyzçëäöüß’-"),
    min_size=3,
    max_size=20,
)


@given(family=LETTERS, data=st.data())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_three_letters_of_a_name_find_it(workshop, day, family, data):
    """Typed as written, or as another keyboard writes them: folding is the same on both sides."""
    from workshops.checkin.door_list import DoorList

    Delegate.objects.all().delete()
    make_delegate(workshop=workshop, given_name="", family_name=f"Ж{family}")
    word = max(folding.fold(f"Ж{family}").split(), key=len)
    start = data.draw(st.integers(0, max(len(word) - 3, 0)))
    piece = word[start : start + 3]

    rows = DoorList(workshop, day, [day]).matching(piece)

    assert [row.person.family_name for row in rows] == [f"Ж{family}"]


@pytest.mark.row("A05")
def test_what_is_typed_is_escaped_and_finds_nobody(helper, workshop):
    make_delegate(workshop=workshop)

    page = helper.get(q="<script>alert(1)</script>")

    assert "<script>alert" not in text(page)
    assert found(page) == []
    assert found(helper.get(q="%%%")) == []


@pytest.mark.parametrize("query", [{"day": "x"}, {"q": "a" * 5000}, {"person": "x" * 99}])
def test_an_address_that_does_not_fit_is_a_page(helper, workshop, query):
    assert helper.get(**query).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"day": ""}, {"day": "1999-01-01"}, {"person": ""}, {"method": "signature"}]
)
def test_a_press_that_does_not_fit_records_nothing(helper, workshop, fields):
    person = make_delegate(workshop=workshop)

    assert helper.press(person, **fields).status_code == 422
    assert not Attendance.objects.exists()


def script(helper, person, path="here/", **fields):
    """As the script of the page sends it."""
    words = {"person": person.reference, "day": helper.day} | fields
    response = helper.client.post(helper.base + path, words, headers={"accept": "application/json"})
    return response.status_code, json.loads(response.content)


def test_the_script_hears_what_became_of_it(helper, workshop):
    person = make_delegate(workshop=workshop, given_name="Taras", family_name="Melnyk")

    status, said = script(helper, person)

    assert status == 200
    assert said["done"]["title"] == "Taras Melnyk is here."
    assert said["done"]["may_undo"]
    assert said["count"] == "1 of 1 is here"
    assert list(said["here"]) == [person.reference]
    assert said["saved"] == said["here"][person.reference]
    assert json.loads(helper.get("state/").content)["here"] == said["here"]


def test_the_script_hears_why_not(helper, workshop):
    person = make_delegate(workshop=workshop, status=Status.WAITLISTED)

    status, said = script(helper, person)

    assert status == 422
    assert said["error"].endswith("This person is not expected: ask the organisers.")


def test_a_scanned_badge_says_so(helper, workshop):
    script(helper, make_delegate(workshop=workshop), method="scan")

    assert Attendance.objects.get().method == "scan"


def test_a_press_that_waited_keeps_its_time(helper, workshop):
    at = timezone.now() - datetime.timedelta(seconds=1)

    script(helper, make_delegate(workshop=workshop), pressed_at=at.isoformat())

    assert Attendance.objects.get().recorded_at == at


@pytest.mark.parametrize("hours", [-48, 1])
def test_a_time_that_cannot_be_is_not_believed(helper, workshop, hours):
    at = timezone.now() + datetime.timedelta(hours=hours)

    script(helper, make_delegate(workshop=workshop), pressed_at=at.isoformat())

    assert abs(Attendance.objects.get().recorded_at - timezone.now()) < datetime.timedelta(hours=1)


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_same_queries_for_any_number_of_people(
    helper, workshop, day, django_assert_num_queries, number
):
    for _number in range(number):
        person = make_delegate(make_delegation(workshop))
        attendance.check_in(person, day, by=None, door_pass=helper.door_pass)

    for path, query in (("", ""), ("", "giv"), ("state/", ""), ("list/", "")):
        with django_assert_num_queries(7):
            helper.get(path, q=query)


# -- what must not be seen


SECRETS = {
    "email": "secret@leak.example.org",
    "phone": "+380 44 555 66 77",
    "position": "Secret position",
    "employer": "Secret employer",
}


@pytest.mark.row("A28")
@pytest.mark.parametrize("path", ["", "list/", "state/"])
def test_helpers_see_no_address_and_no_phone(helper, workshop, path):
    make_delegate(workshop=workshop, family_name="Kovalenko", **SECRETS)

    for page in (text(helper.get(path)), text(helper.get(path, q="kov"))):
        assert [secret for secret in SECRETS.values() if secret in page] == []


@pytest.mark.parametrize("typed", ["secret", "leak.example", "555 66", "position"])
def test_nobody_is_found_by_what_is_not_shown(helper, workshop, typed):
    make_delegate(workshop=workshop, **SECRETS)

    assert found(helper.get(q=typed)) == []


def protected(workshop, how):
    hidden = make_municipality("melitopol", name="Melitopol", name_uk="Мелітополь")
    if how == "policy":
        hidden.publication_policy = "no_people"
        hidden.save()
        return make_delegate(make_delegation(workshop, hidden), family_name="Koval")
    if how == "utility":
        hidden.publication_policy = "hidden"
        hidden.save()
        utility = make_organisation("melitopol-water", municipality=hidden)
        delegation = make_delegation(workshop, organisation=utility)
        return make_delegate(delegation, family_name="Koval")
    if how == "affiliation":
        return make_delegate(
            workshop=workshop, affiliation="Melitopol", family_name="Koval", protected=True
        )
    delegation = make_delegation(workshop, hidden)
    return make_delegate(delegation, family_name="Koval", protected=True)


@pytest.mark.parametrize("how", ["policy", "utility", "affiliation", "flag"])
def test_the_body_of_protected_people_is_nowhere_at_the_door(helper, workshop, how):
    person = protected(workshop, how)

    answers = [helper.get(), helper.get(q="koval"), helper.get("list/"), helper.get("state/")]
    answers += [helper.press(person), helper.press(person)]

    assert "Koval" in text(answers[0])
    for answer in answers:
        assert "melitopol" not in text(answer).lower()
        assert "Мелітополь" not in text(answer)
    assert found(helper.get(q="melitopol")) == []
    assert found(helper.get(q="меліт")) == []


def test_an_organiser_sees_it_no_more_than_helpers(client, organiser, workshop, helper):
    """The screen of the door may be looked at by anybody who comes in."""
    protected(workshop, "policy")

    assert "Melitopol" not in text(client.get(helper.base))
