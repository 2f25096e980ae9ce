"""Who comes without being expected."""

import pytest

from tests.factories import make_delegate, make_delegation, make_municipality
from workshops.models import Attendance, Delegate, Status, StatusChange, Workshop
from workshops.models.reference import new_reference

pytestmark = pytest.mark.django_db


def words(**fields):
    return {
        "given_name": "Jan",
        "family_name": "Nowak",
        "affiliation": "Kraków",
        "role": "guest",
        "reference": new_reference(),
    } | fields


def text(response):
    return response.content.decode()


def test_a_guest_is_entered_confirmed_and_checked_in(helper, workshop, day):
    response = helper.client.post(helper.base + "guest/", words(), follow=True)

    guest = Delegate.objects.get()
    assert (guest.role, guest.status, guest.affiliation) == ("guest", "confirmed", "Kraków")
    assert list(guest.days.all()) == [day]
    assert Attendance.objects.get().door_pass == helper.door_pass
    assert "Jan Nowak is here." in text(response)
    assert "1 of 1 is here" in text(response)


def test_it_goes_through_the_lifecycle(helper, workshop):
    helper.client.post(helper.base + "guest/", words())

    steps = StatusChange.objects.values_list("from_status", "to_status")
    assert list(steps) == [("", "nominated"), ("nominated", "accepted"), ("accepted", "confirmed")]


def test_a_second_press_is_no_second_guest(helper, workshop):
    typed = words()

    for _press in range(2):
        assert helper.client.post(helper.base + "guest/", typed).status_code == 302

    assert Delegate.objects.count() == Attendance.objects.count() == 1


def test_helpers_give_no_seats(helper, workshop):
    response = helper.client.post(helper.base + "guest/", words(role="delegate"))

    assert response.status_code == 422
    assert "Role: choose one of those listed." in text(response)
    assert not Delegate.objects.exists()


def test_organisers_give_seats_that_are_free(client, organiser, helper, workshop):
    Workshop.objects.update(capacity=1)

    answers = [
        client.post(helper.base + "guest/", words(role="delegate", family_name=name))
        for name in ("First", "Second")
    ]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "The workshop has no seat left. Let the person in as a guest." in text(answers[1])
    assert 'value="Second"' in text(answers[1])
    assert list(Delegate.objects.values_list("family_name", flat=True)) == ["First"]


def test_guests_take_no_seat(helper, workshop):
    Workshop.objects.update(capacity=0)

    assert helper.client.post(helper.base + "guest/", words()).status_code == 302


def test_somebody_of_the_same_name_is_shown_first(helper, workshop):
    make_delegate(workshop=workshop, given_name="Ян", family_name="Новак", name_latin="Jan Nowak")

    asked = helper.client.post(helper.base + "guest/", words())

    assert asked.status_code == 422
    assert "Somebody of this name is on the list" in text(asked)
    assert Delegate.objects.count() == 1
    done = helper.client.post(helper.base + "guest/", words(is_someone_else="on"))
    assert done.status_code == 302
    assert Delegate.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"given_name": "", "family_name": ""}, "write at least one."),
        ({"given_name": "a" * 151}, "Given name: shorten it to at most 150 signs."),
        ({"family_name": "a\u202eb"}, "it holds a sign that nobody sees (U+202E)"),
        ({"role": "king"}, "Role: choose one of those listed."),
        ({"reference": "x"}, ""),
    ],
)
def test_what_does_not_fit_is_said(helper, workshop, fields, said):
    response = helper.client.post(helper.base + "guest/", words(**fields))

    assert response.status_code == 422
    assert said in text(response)
    assert not Delegate.objects.exists()


def test_people_of_a_municipality_that_protects_them_are_protected(helper, workshop):
    make_municipality("melitopol", name="Melitopol", publication_policy="no_people")

    response = helper.client.post(
        helper.base + "guest/", words(affiliation="melitopol"), follow=True
    )

    assert Delegate.objects.get().protected
    assert "melitopol" not in text(response).lower()


@pytest.mark.parametrize("status", [Status.NOMINATED, Status.WAITLISTED, Status.REJECTED])
def test_an_organiser_lets_in_who_is_not_expected(client, organiser, helper, workshop, status):
    person = make_delegate(workshop=workshop, family_name="Kovalska", status=status)
    path = f"{helper.base}guest/{person.reference}/"
    assert path in text(client.get(helper.base, {"q": "kov"}))

    response = client.post(path, {"role": "guest"}, follow=True)

    person = Delegate.objects.get()
    assert (person.status, person.role) == ("confirmed", "guest")
    assert Attendance.objects.get().delegate == person
    assert "Kovalska is here." in text(response)


def test_a_seat_is_given_only_if_one_is_free(client, organiser, helper, workshop):
    Workshop.objects.update(capacity=1)
    make_delegate(make_delegation(Workshop.objects.get()))
    person = make_delegate(workshop=Workshop.objects.get(), status=Status.WAITLISTED)
    path = f"{helper.base}guest/{person.reference}/"

    response = client.post(path, {"role": "delegate"})

    assert response.status_code == 422
    assert Delegate.objects.get(pk=person.pk).status == Status.WAITLISTED
    assert client.post(path, {"role": "guest"}).status_code == 302


def test_a_helper_does_not(helper, workshop):
    person = make_delegate(workshop=workshop, family_name="Kovalska", status=Status.WAITLISTED)
    path = f"{helper.base}guest/{person.reference}/"

    assert path not in text(helper.get(q="kov"))
    assert helper.client.get(path).status_code == 404
    assert helper.client.post(path, {"role": "guest"}).status_code == 404
    assert Delegate.objects.get().status == Status.WAITLISTED


def test_who_is_expected_needs_no_letting_in(client, organiser, helper, workshop):
    person = make_delegate(workshop=workshop)

    response = client.get(f"{helper.base}guest/{person.reference}/")

    assert response.status_code == 302
    assert f"q={person.reference}" in response.url
