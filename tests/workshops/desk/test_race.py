"""Many hands at one list at once, each through a connection of its own (A24, A27, L05)."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.crowd import at_once
from tests.factories import make_delegate, make_delegation
from tests.workshops.desk.conftest import WORDS, Desk
from workshops.models import LIVING, Delegate, Message
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import lifecycle

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def press(path, words):
    return lambda: Client(raise_request_exception=False).post(path, words).status_code


@pytest.fixture
def desk(client):
    return Desk(client, make_delegation(status="submitted", quota=60))


def living(desk):
    return Delegate.objects.filter(workshop=desk.delegation.workshop, status__in=LIVING).count()


@pytest.mark.row("A24")
def test_ten_presses_of_one_button_name_one_person(desk):
    words = WORDS | desk.hidden("people/new/") | {"email": ""}

    answers = at_once([press(desk.base + "people/new/", words)] * 10)

    assert answers == [302] * 10
    assert living(desk) == 1


@pytest.mark.row("A22", "L05")
def test_fifty_of_the_same_and_fifty_nearly_so_and_an_organiser_name_one_person(desk):
    words = WORDS | desk.hidden("people/new/")
    spelt = ("Olena@example.org", "OLENA@EXAMPLE.ORG", "olena@Example.org", "olena@example.org ")
    answers = []

    for _half in range(2):
        acts = [press(desk.base + "people/new/", words)] * 25
        for number in range(25):
            nearly = {"email": f" {spelt[number % 4]}", "given_name": "ОЛЕНА "}
            fresh = WORDS | desk.hidden("people/new/") | nearly
            acts.append(press(desk.base + "people/new/", fresh))
        acts.append(lambda: nominated(desk.delegation.workshop))
        answers += at_once(acts)

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, ValidationError) for answer in refused)
    assert {answer for answer in answers if isinstance(answer, int)} <= {302, 409, 422}
    assert living(desk) == 1


def nominated(workshop):
    return lifecycle.nominate(workshop, by=None, family_name="Kovalenko", email="olena@example.org")


def test_the_last_place_is_named_once(client):
    desk = Desk(client, make_delegation(status="submitted", quota=1, substitutes=1))
    acts = [
        press(
            desk.base + "people/new/",
            WORDS
            | desk.hidden("people/new/")
            | {"given_name": f"Name{number}", "email": f"p{number}@example.org"},
        )
        for number in range(10)
    ]

    answers = at_once(acts)

    assert sorted(answers) == [302] * 2 + [422] * 8
    assert [person.is_substitute for person in desk.people()] == [False, True]


@pytest.mark.row("A27")
def test_without_the_lock_an_address_taken_meanwhile_is_still_no_error(desk, monkeypatch):
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, pk: self.get(pk=pk))
    acts = [
        press(
            desk.base + "people/new/",
            WORDS | desk.hidden("people/new/") | {"given_name": f"Name{number}"},
        )
        for number in range(20)
    ]

    answers = at_once(acts)

    assert set(answers) <= {302, 422}
    assert living(desk) == 1


def test_two_changes_at_once_keep_one_and_show_the_other(desk):
    make_delegate(desk.delegation, status="nominated", email="")
    path = f"people/{desk.people()[0].reference}/"
    seen = desk.hidden(path)

    answers = at_once(
        [press(desk.base + path, WORDS | seen | {"position": f"P{n}"}) for n in range(8)]
    )

    assert sorted(answers) == [302] + [409] * 7


@pytest.mark.row("A24")
def test_ten_presses_of_send_confirm_once(desk):
    from tests.factories import make_contact

    desk.delegation.contacts.add(make_contact(desk.delegation.municipality))
    make_delegate(desk.delegation, status="nominated")
    words = desk.hidden("check/") | {"informed": "on"}

    answers = at_once([press(desk.base + "check/", words)] * 10)

    assert answers == [302] * 10
    assert Message.objects.count() == 1
