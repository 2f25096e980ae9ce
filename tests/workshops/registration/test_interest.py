"""Interest is noted once, and dealt with once, however many hands there are."""

import threading

import pytest

from tests.crowd import at_once
from tests.factories import make_interest, make_municipality, make_open_call, make_organiser
from workshops.models import Delegation, Interest
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import interest, inviting
from workshops.registration.transitions import NotAllowed

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def expressed(workshop, number):
    interest.express(
        workshop,
        email=f"{'Aa'[number % 2]}@example.org",
        municipality_name="Town",
        country="UA",
        name=f"Name {number}",
        language="en",
    )


def test_twenty_at_once_from_one_address_are_noted_once():
    workshop = make_open_call()

    answers = at_once([lambda n=number: expressed(workshop, n) for number in range(20)])

    assert answers == [None] * 20
    assert Interest.objects.count() == 1


def dealt_with_by_two():
    """How many of an organiser taking it up and another one, at the same time, succeeded."""
    found, by = make_interest(), make_organiser()
    towns = [make_municipality(), make_municipality()]
    answers = at_once([lambda town=town: interest.take_up(found, town, by=by) for town in towns])
    assert [each for each in answers if not isinstance(each, (Delegation, NotAllowed))] == []
    return sum(isinstance(each, Delegation) for each in answers)


def test_of_two_organisers_one_deals_with_it():
    assert dealt_with_by_two() == 1
    assert Delegation.objects.count() == 1


def test_without_the_lock_both_would(monkeypatch):
    add, barrier = inviting.add, threading.Barrier(2)

    def add_together(*args, **fields):
        barrier.wait(timeout=60)
        return add(*args, **fields)

    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, pk: self.get(pk=pk))
    monkeypatch.setattr(inviting, "add", add_together)

    assert dealt_with_by_two() == 2
