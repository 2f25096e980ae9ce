"""Messages that wait for an organiser, and what they ask for has come or is no longer possible."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_organiser,
    make_workshop,
)
from workshops.admin.tasks import tasks
from workshops.models import DelegateNeeds, Delegation, Message, Status, Workshop
from workshops.registration import (
    answering,
    chasing,
    due,
    inviting,
    lifecycle,
    messages,
    nomination,
)
from workshops.registration.wording import Kind

pytestmark = pytest.mark.django_db
To = Delegation.Status
NOW = timezone.now()
DAY = datetime.timedelta(days=1)
ASKING = [Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED]


@pytest.fixture
def host():
    return make_municipality("host")


def waits(delegation, *kinds):
    """One message of each kind that an organiser is to hand over."""
    delegation.contacts.add(make_contact(delegation.municipality, email=""))
    for kind in kinds:
        messages.queue(kind, delegation, by=None)


def waiting():
    return set(Message.objects.by_hand().values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("status", "act"),
    [
        (To.DRAFTING, nomination.submit),
        (To.INVITED, nomination.receive),
        (To.SUBMITTED, nomination.accept),
        (To.SUBMITTED, nomination.decline),
        (To.INVITED, nomination.withdraw),
    ],
)
def test_nobody_asks_for_a_list_that_is_in_or_not_wanted(status, act):
    delegation = make_delegation(status=status)
    waits(delegation, *ASKING, Kind.LETTER)

    act(delegation, by=None)

    assert waiting() == {Kind.LETTER}
    retired = Message.objects.exclude(kind=Kind.LETTER)
    assert set(retired.values_list("state", "text")) == {(Message.State.SUPERSEDED, "")}


def test_a_list_that_is_begun_is_still_asked_for():
    delegation = make_delegation(status=To.INVITED)
    waits(delegation, *ASKING)

    nomination.start(delegation, by=None)

    assert waiting() == set(ASKING)


def test_messages_with_revoked_links_are_not_handed_over():
    delegation = make_delegation(status=To.INVITED)
    other = make_delegation(delegation.workshop, status=To.INVITED)
    waits(delegation, *ASKING, Kind.LETTER)
    waits(other, Kind.REMINDER)

    inviting.revoke_links(delegation, by=None)

    assert waiting() == {Kind.LETTER, Kind.REMINDER}


@pytest.mark.parametrize("act", [nomination.withdraw, None])
def test_nobody_asks_for_travel_of_who_does_not_come_or_has_told_it(host, act):
    delegation = make_delegation(make_workshop(host_municipality=host))
    person, other = make_delegate(delegation), make_delegate(delegation)
    waits(delegation, Kind.TRAVEL)

    tell(other)
    assert waiting() == {Kind.TRAVEL}

    if act:
        act(delegation, by=None, notify=False)
    else:
        tell(person)
    assert waiting() == set()


def tell(person):
    values = answering.needs_of(person) | {
        "arrival_on": person.workshop.starts_on,
        "departure_on": person.workshop.ends_on,
        "room": DelegateNeeds.Room.NONE,
    }
    seen = answering.digest(answering.needs_of(person))
    answering.tell_needs(person, values, given_by="person", seen=seen)


def test_a_person_who_has_told_all_is_not_asked_again(host, settings):
    settings.EMAIL_HOST = ""
    person = make_delegate(make_delegation(make_workshop(host_municipality=host)))
    chasing.ask_again(person, by=None)
    assert waiting() == {Kind.ASK_AGAIN}

    tell(person)

    assert waiting() == set()


def test_the_last_who_signs_off_leaves_nothing_to_ask_for(host):
    delegation = make_delegation(make_workshop(host_municipality=host))
    person = make_delegate(delegation)
    waits(delegation, Kind.TRAVEL)

    lifecycle.withdraw(person, by=None, notify=False)

    assert waiting() == set()


@pytest.mark.parametrize(
    ("kind", "later"),
    [
        (Kind.INVITATION, 11 * DAY),
        (Kind.RETURNED, 11 * DAY),
        (Kind.TRAVEL, 21 * DAY),
        (Kind.DECISIONS, 23 * DAY),
        (Kind.CANCELLATION, 23 * DAY),
    ],
)
def test_what_waits_beyond_its_time_is_retired(kind, later):
    starts_on = timezone.localdate(NOW + 20 * DAY)
    workshop = make_workshop(starts_on=starts_on, nomination_closes_at=NOW + 10 * DAY)
    waits(make_delegation(workshop, status=To.INVITED), kind)

    due.run(NOW + later - 2 * DAY)
    assert waiting() == {kind}

    due.run(NOW + later)
    assert waiting() == set()


def test_a_delegation_with_more_time_is_asked_as_long():
    workshop = make_workshop(nomination_closes_at=NOW - DAY)
    delegation = make_delegation(workshop, status=To.INVITED)
    Delegation.objects.filter(pk=delegation.pk).update(extended_until=NOW + DAY)
    waits(delegation, Kind.EXTENSION)

    due.run(NOW)

    assert waiting() == {Kind.EXTENSION}


def test_a_seat_whose_time_to_answer_is_over_is_not_told(settings):
    settings.EMAIL_HOST = ""
    person = make_delegate(status=Status.NOMINATED)
    lifecycle.accept(person, by=None, confirm_by=NOW + DAY)
    assert Kind.SEAT in waiting()

    due.run(NOW + 2 * DAY)

    assert Kind.SEAT not in waiting()


def test_what_a_mail_server_takes_is_left_to_it(settings):
    settings.EMAIL_HOST = "mail.example.org"
    delegation = make_delegation(make_workshop(nomination_closes_at=NOW - DAY), status=To.INVITED)
    delegation.contacts.add(make_contact(delegation.municipality))
    messages.queue(Kind.INVITATION, delegation, by=None)

    due.run(NOW)

    assert Message.objects.unfinished().count() == 1


def test_it_is_no_task_any_more():
    organiser = make_organiser()
    delegation = make_delegation(status=To.INVITED)
    waits(delegation, Kind.INVITATION)
    workshops = Workshop.objects.with_work()
    before = [task.icon for task in tasks(organiser, list(workshops))]

    nomination.withdraw(delegation, by=None)

    after = [task.icon for task in tasks(organiser, list(workshops.all()))]
    assert (before.count("mail"), after.count("mail")) == (1, 0)
