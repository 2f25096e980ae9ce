"""The database to measure with: its size, and that the rows are what the verbs would leave."""

from functools import partial

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_workshop
from workshops.demo import synthetic
from workshops.models import TRANSITIONS, Delegate, Delegation, Status, Workshop
from workshops.models.delegation import public_municipalities


@pytest.fixture
def small(monkeypatch, db):
    monkeypatch.setattr(synthetic, "MUNICIPALITIES", 60)
    monkeypatch.setattr(synthetic, "PARTNERSHIPS", 5)
    return synthetic.load(workshops=4, people=80)


def test_the_numbers_are_those_asked_for(small):
    assert small["workshop"] == 4
    assert small["municipality"] == public_municipalities().count() == 60
    assert small["delegate"] == 80
    assert Delegation.objects.public().count() == 4 * synthetic.SENDERS


def test_each_history_keeps_to_the_table_of_transitions(small):
    for delegate in Delegate.objects.prefetch_related("status_changes"):
        steps = [(change.from_status, change.to_status) for change in delegate.status_changes.all()]

        assert steps[0] == ("", Status.NOMINATED)
        assert steps[-1][1] == delegate.status
        assert all(after in TRANSITIONS[before] for before, after in steps[1:])


def test_no_workshop_has_more_people_than_seats(small):
    assert all(
        workshop.seats_taken <= workshop.capacity for workshop in Workshop.objects.with_seats()
    )


def test_every_session_lies_inside_its_workshop(small):
    for workshop in Workshop.objects.prefetch_related("sessions"):
        assert workshop.sessions.count() == 22
        for session in workshop.sessions.all():
            session.full_clean()


def test_a_database_in_use_is_left_alone(db):
    make_workshop()

    with pytest.raises(CommandError):
        call_command("load_synthetic")


def test_a_large_workshop_is_added_to_what_is_there(small):
    call_command("load_synthetic", people=130)

    workshop = Workshop.objects.get(slug=synthetic.large_slug(130))
    assert workshop.delegates.count() == 130
    assert workshop.delegations.count() == 60
    assert workshop.delegates.filter(days__isnull=False).count() == 65
    with pytest.raises(CommandError, match="already"):
        call_command("load_synthetic", people=130)


def test_a_large_workshop_brings_the_rest_into_an_empty_database(monkeypatch, db):
    monkeypatch.setattr(synthetic, "MUNICIPALITIES", 40)
    monkeypatch.setattr(synthetic, "PARTNERSHIPS", 2)
    monkeypatch.setattr(synthetic, "load", partial(synthetic.load, workshops=2, people=20))

    call_command("load_synthetic", people=10)

    assert [Workshop.objects.count(), Delegate.objects.count()] == [3, 30]
