"""What becomes due by itself, at an instant that the test names."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import (
    make_delegate,
    make_delegation,
    make_pending,
    make_track,
    make_webinar,
    make_workshop,
)
from workshops.models import (
    Delegate,
    DelegateNeeds,
    Message,
    Status,
    StatusChange,
)
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import due, lifecycle, links

pytestmark = pytest.mark.django_db
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
NOW = timezone.now()


def waiting(workshop, **fields):
    return make_delegate(workshop=workshop, status=Status.WAITLISTED, **fields)


def statuses(*people):
    found = dict(Delegate.objects.values_list("pk", "status"))
    return [str(found[person.pk]) for person in people]


# seats


def test_a_seat_that_becomes_free_goes_to_who_waits_longest():
    workshop = make_webinar(capacity=1)
    holder = make_delegate(workshop=workshop)
    second, first = waiting(workshop), waiting(workshop)
    StatusChange.objects.filter(delegate=first).update(changed_at=NOW - HOUR)
    due.run(NOW)
    assert statuses(first, second) == ["waitlisted", "waitlisted"]

    lifecycle.withdraw(holder, by=None)
    due.run(NOW)

    assert statuses(first, second) == ["accepted", "waitlisted"]
    first.refresh_from_db()
    assert first.confirm_by == NOW + 48 * HOUR


def test_who_is_offered_a_seat_gets_a_message_with_a_link_and_the_time_to_answer():
    workshop = make_webinar(capacity=1)
    person = waiting(workshop, language="en", affiliation="Somewhere")

    due.run(NOW)

    message = Message.objects.get()
    assert (message.kind, message.delegate, message.recipient) == ("seat", person, person.email)
    assert links.reply(re.search(r"/d/([^/]+)/", message.text)[1]) == person
    assert "Please answer by" in message.text
    assert "named" not in message.text
    assert "Somewhere" not in message.text


def test_an_offer_ends_before_the_workshop_begins():
    workshop = make_webinar(starts_on=timezone.localdate(NOW) + DAY)
    person = waiting(workshop)

    due.run(NOW)

    person.refresh_from_db()
    assert person.confirm_by == workshop.starts_at


def test_an_offer_without_an_answer_goes_to_the_next():
    workshop = make_webinar(capacity=1)
    first, second = waiting(workshop), waiting(workshop)
    due.run(NOW)

    due.run(NOW + 48 * HOUR - SECOND)
    assert statuses(first, second) == ["accepted", "waitlisted"]
    due.run(NOW + 48 * HOUR)

    assert statuses(first, second) == ["withdrawn", "accepted"]
    assert first.status_changes.last().reason == "no_answer"


def test_a_promise_to_a_delegation_ends_only_by_an_organisers_hand():
    workshop = make_webinar(capacity=2)
    delegation = make_delegation(workshop)
    sent = make_delegate(delegation, status=Status.ACCEPTED)
    alone = make_delegate(workshop=workshop, status=Status.ACCEPTED)
    Delegate.objects.update(confirm_by=NOW - HOUR)

    due.run(NOW)

    assert statuses(sent, alone) == ["accepted", "withdrawn"]


def test_as_many_are_offered_a_seat_as_there_are():
    workshop = make_webinar(capacity=3)
    make_delegate(workshop=workshop)
    people = [waiting(workshop) for _number in range(3)]

    due.run(NOW)
    due.run(NOW)

    assert statuses(*people) == ["accepted", "accepted", "waitlisted"]
    assert Message.objects.count() == 2


def test_a_full_track_holds_up_nobody_else():
    workshop = make_webinar(capacity=2)
    track = make_track(workshop, capacity=0)
    first, second = waiting(workshop, assigned_track=track), waiting(workshop)

    due.run(NOW)

    assert statuses(first, second) == ["waitlisted", "accepted"]


def test_people_of_delegations_and_without_address_wait_for_an_organiser():
    workshop = make_webinar(capacity=9)
    others = [
        make_delegate(make_delegation(workshop), status=Status.WAITLISTED),
        waiting(workshop, email=""),
        waiting(workshop, role="guest"),
        make_delegate(workshop=workshop, status=Status.NOMINATED),
        make_delegate(workshop=workshop, status=Status.REJECTED),
    ]

    due.run(NOW)

    assert statuses(*others) == [
        "waitlisted",
        "waitlisted",
        "waitlisted",
        "nominated",
        "rejected",
    ]


NO_OFFER = {
    "not for everybody": {"has_open_registration": False},
    "a draft": {"publication": "draft"},
    "put away": {"publication": "archived"},
    "cancelled": {"cancelled_at": NOW - HOUR},
    "begun": {"starts_on": timezone.localdate(NOW)},
    "past": {"starts_on": datetime.date(2023, 11, 28)},
}


@pytest.mark.parametrize("why", NO_OFFER)
def test_where_nobody_may_register_nobody_moves_by_itself(why):
    workshop = make_webinar(**NO_OFFER[why])
    person = waiting(workshop)

    due.run(NOW)

    assert statuses(person) == ["waitlisted"]


def test_after_the_registration_has_closed_seats_are_still_offered():
    workshop = make_webinar(nomination_closes_at=NOW - HOUR)
    person = waiting(workshop)

    due.run(NOW)

    assert statuses(person) == ["accepted"]


def test_more_time_given_in_between_is_kept(monkeypatch):
    """The list of those who are late was read before the lock."""
    person = make_delegate(status=Status.NOMINATED)
    lifecycle.accept(person, by=None, confirm_by=NOW)
    locked = WorkshopQuerySet.locked

    def give_time(self, pk):
        Delegate.objects.update(confirm_by=NOW + DAY)
        return locked(self, pk)

    monkeypatch.setattr(WorkshopQuerySet, "locked", give_time)

    assert lifecycle.release_expired(at=NOW) == []
    assert statuses(person) == ["accepted"]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_round_without_anything_due_needs_the_same_queries(number, django_assert_num_queries):
    workshop = make_webinar(capacity=1)
    make_delegate(workshop=workshop)
    for _number in range(number):
        waiting(workshop)
        make_pending(make_webinar())

    with django_assert_num_queries(3):
        due.run(NOW)


# the background process


def test_the_sender_does_what_is_due_and_sends_what_that_writes(settings, tmp_path):
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "", tmp_path
    person = waiting(make_webinar())
    make_pending()

    call_command("send_messages")

    assert statuses(person) == ["accepted"]
    assert len(list(tmp_path.iterdir())) == 1  # the offer itself waits for the next minutes


def test_without_a_mail_server_it_is_done_as_well(settings):
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "", None
    person = waiting(make_webinar())

    call_command("send_messages", loop=True)

    assert statuses(person) == ["accepted"]


@pytest.mark.parametrize("name", ["_release_seats", "_offer_seats"])
def test_what_fails_is_logged_and_stops_neither_the_rest_nor_the_mail(
    settings, tmp_path, monkeypatch, caplog, name
):
    def fail(at):
        raise RuntimeError("broken")

    fail.__name__ = name
    monkeypatch.setattr(due, name, fail)
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "", tmp_path
    workshop = make_workshop(starts_on=datetime.date(2023, 11, 28))
    DelegateNeeds.objects.create(delegate=make_delegate(workshop=workshop), diet="x")
    make_pending()

    call_command("send_messages")

    assert f"Due, but failed: {name}" in caplog.text
    assert DelegateNeeds.objects.count() == 0
    assert len(list(tmp_path.iterdir())) == 1
