"""Many hands at one registration and at few seats (A24, A27, L01)."""

import threading

import pytest
from django.test import Client

from tests.crowd import at_once
from tests.factories import make_delegate, make_pending, make_webinar
from tools import tokens
from workshops.models import Delegate, Link, Message, PendingRegistration, Status
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import due, lifecycle, registering

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def make_token(workshop, **fields):
    """Of somebody who has registered and not pressed the link yet."""
    token, pending = tokens.make(), make_pending(workshop, **fields)
    PendingRegistration.objects.filter(pk=pending.pk).update(token_hash=tokens.hashed(token))
    return token


def press(token):
    return lambda: Client(raise_request_exception=False).post(f"/en/r/{token}/").status_code


def numbers(workshop):
    people = Delegate.objects.filter(workshop=workshop)
    return people.occupying().count(), people.filter(status=Status.WAITLISTED).count()


@pytest.mark.row("A24")
def test_twenty_presses_of_one_button_make_one_person_with_one_link():
    workshop = make_webinar()
    token = make_token(workshop)

    answers = at_once([press(token)] * 20)

    assert answers == [302] * 20
    assert numbers(workshop) == (1, 0)
    assert Link.objects.count() == 1


@pytest.mark.row("A27")
def test_twenty_forms_with_one_address_make_one_registration():
    make_webinar("webinar")
    words = {"given_name": "A", "family_name": "B", "affiliation": "Town", "language": "en"}
    words |= {"languages_spoken": ["en"]}

    def send(number):
        typed = words | {"email": f"{'Aa'[number % 2]}@example.org"}
        return Client().post("/en/workshops/webinar/register/", typed).status_code

    answers = at_once([lambda n=number: send(n) for number in range(20)])

    assert answers == [302] * 20
    assert PendingRegistration.objects.open().count() == 1
    assert Message.objects.count() == registering.MOST_MAILS_A_DAY


@pytest.mark.row("L01")
def test_of_twenty_who_confirm_at_once_as_many_get_a_seat_as_there_are():
    workshop = make_webinar(capacity=7)
    tokens_made = [make_token(workshop) for _number in range(20)]

    answers = at_once([press(token) for token in tokens_made])

    assert answers == [302] * 20
    assert numbers(workshop) == (7, 13)


@pytest.mark.row("L03")
def test_a_free_seat_is_offered_once_by_many_rounds_and_newcomers_at_once():
    workshop = make_webinar(capacity=2)
    leaving = make_delegate(workshop=workshop)
    make_delegate(workshop=workshop)
    for _number in range(3):
        make_delegate(workshop=workshop, status=Status.WAITLISTED)
    newcomers = [make_token(workshop) for _number in range(3)]

    acts = [due.run] * 5 + [press(token) for token in newcomers]
    at_once([*acts, lambda: lifecycle.withdraw(leaving, by=None)])
    due.run()

    assert numbers(workshop) == (2, 5)
    offered = Delegate.objects.get(status=Status.ACCEPTED)
    assert offered.pk == min(Delegate.objects.in_line().values_list("pk", flat=True)) - 1
    assert Message.objects.filter(kind="seat").count() == 1


def seats_sold_to_two():
    """How many of two who confirm at once get the only seat."""
    workshop = make_webinar(capacity=1)
    tokens_made = [make_token(workshop) for _number in range(2)]
    answers = at_once([press(token) for token in tokens_made])
    assert answers == [302] * 2
    return numbers(workshop)[0]


@pytest.mark.row("L01")
def test_of_two_one_gets_the_only_seat():
    assert seats_sold_to_two() == 1


@pytest.mark.row("L01")
def test_without_the_lock_both_would(monkeypatch):
    accept, barrier = lifecycle._move, threading.Barrier(2)

    def move_together(delegate, target, **fields):
        if target == Status.ACCEPTED:
            barrier.wait(timeout=60)
        return accept(delegate, target, **fields)

    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, pk: self.get(pk=pk))
    monkeypatch.setattr(lifecycle, "_move", move_together)

    assert seats_sold_to_two() == 2
