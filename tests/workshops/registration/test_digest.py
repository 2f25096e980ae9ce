"""Who decides on people of a delegation tells its contacts, once for all decisions."""

import pytest
from django.utils.translation import override

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_workshop,
)
from workshops.models import Delegate, Delegation, Message, Status, Workshop
from workshops.registration import lifecycle, nomination

pytestmark = pytest.mark.django_db

State = Message.State


@pytest.fixture
def delegation():
    delegation = make_delegation()
    delegation.contacts.add(make_contact(delegation.municipality, language="en"))
    return delegation


def waiting(delegation, kind=Message.Kind.DECISIONS):
    return delegation.messages.filter(kind=kind, state=State.QUEUED)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (lifecycle.accept, Status.NOMINATED),
        (lifecycle.waitlist, Status.NOMINATED),
        (lifecycle.reject, Status.NOMINATED),
        (lifecycle.withdraw, Status.CONFIRMED),
        (lifecycle.promote, Status.WAITLISTED),
        (lifecycle.replace, Status.CONFIRMED),
    ],
)
@pytest.mark.parametrize("notify", [True, False])
def test_each_decision_is_told_unless_it_is_to_be_silent(delegation, act, status, notify):
    person = make_delegate(delegation, status=status)
    fields = {"given_name": "Successor"} if act is lifecycle.replace else {}

    after = act(person, by=None, notify=notify, **fields)

    texts = [message.text for message in waiting(delegation)]
    with override("en"):
        word = "Seat promised" if after.status == Status.ACCEPTED else after.get_status_display()
        told = f"{after.full_name}: {word}"
    assert len(texts) == notify
    assert all(told in text for text in texts)


def test_several_decisions_make_one_message_with_the_last_state(delegation):
    people = [make_delegate(delegation, status=Status.NOMINATED) for _number in range(3)]

    for person in people:
        lifecycle.accept(person, by=None)

    (message,) = waiting(delegation)
    assert message.text.count("Seat promised") == 3


def test_a_refused_promise_tells_nobody(delegation):
    delegation.quota = 0
    delegation.save()
    person = make_delegate(delegation, status=Status.NOMINATED)

    with pytest.raises(lifecycle.seats.NoSeatLeft):
        lifecycle.accept(person, by=None)

    assert delegation.messages.count() == 0


def test_a_workshop_that_is_over_tells_nobody():
    delegation = make_delegation(make_past_workshop())
    delegation.contacts.add(make_contact(delegation.municipality))

    lifecycle.reject(make_delegate(delegation), by=None, reason="other")

    assert delegation.messages.count() == 0


@pytest.mark.parametrize(
    ("policy", "protected"), [("no_people", False), ("hidden", False), ("normal", True)]
)
def test_a_digest_about_protected_people_names_nobody(policy, protected):
    municipality = make_municipality(name="Melitopol", publication_policy=policy)
    delegation = make_delegation(municipality=municipality)
    delegation.contacts.add(make_contact(municipality, language="en"))
    person = make_delegate(
        delegation, family_name="Geheim", protected=protected, status=Status.NOMINATED
    )

    lifecycle.accept(person, by=None)

    (message,) = waiting(delegation)
    assert message.subject == "Message about a workshop"
    assert "Geheim" not in message.text
    assert "Person 1: Seat promised" in message.text


@pytest.mark.parametrize("notify", [True, False])
def test_a_return_sends_its_remark_and_a_link(delegation, notify):
    Delegation.objects.filter(pk=delegation.pk).update(status=Delegation.Status.SUBMITTED)

    nomination.return_to_sender(delegation, by=None, remark="Name one more", notify=notify)

    texts = [message.text for message in waiting(delegation, Message.Kind.RETURNED)]
    assert len(texts) == notify
    assert all("Name one more" in text and "/i/" in text for text in texts)


def test_people_on_a_list_still_being_written_are_not_undecided():
    for status in Delegation.Status:
        delegation = make_delegation()
        make_delegate(delegation, status=Status.NOMINATED)
        Delegation.objects.filter(pk=delegation.pk).update(status=status)

    counted = {each.status: each.undecided for each in Delegation.objects.with_counts()}

    writing = {"drafting", "returned"}
    assert counted == {status: int(status not in writing) for status in Delegation.Status.values}


def test_people_without_a_delegation_are_undecided_once_nominated():
    person = make_delegate(workshop=make_workshop(), status=Status.NOMINATED)

    assert list(Delegate.objects.undecided()) == [person]
    assert Workshop.objects.with_work().get(pk=person.workshop_id).undecided == 1


@pytest.mark.parametrize(
    ("act", "after"),
    [(nomination.withdraw, Status.WITHDRAWN), (nomination.decline, Status.REJECTED)],
)
def test_with_a_delegation_go_its_people_and_their_seats_told_at_once(act, after):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)
    delegation.contacts.add(make_contact(delegation.municipality, language="en"))
    for status in (Status.NOMINATED, Status.WAITLISTED, Status.ACCEPTED, Status.CONFIRMED):
        make_delegate(delegation, status=status)
    stays = make_delegate(workshop=delegation.workshop, status=Status.ACCEPTED)

    act(delegation, by=None)

    people = delegation.delegates.all()
    assert {person.status for person in people} == {after}
    assert list(Delegate.objects.occupying().filter(workshop=delegation.workshop)) == [stays]
    text = waiting(delegation).get().text
    assert all(person.full_name in text for person in people)


def test_a_delegation_without_people_goes_without_a_digest(delegation):
    nomination.withdraw(delegation, by=None)

    assert not waiting(delegation).exists()


def test_a_digest_names_the_successor_alone(delegation):
    before = make_delegate(delegation, status=Status.ACCEPTED)
    after = lifecycle.replace(before, by=None, given_name="Successor")

    text = waiting(delegation).get().text
    assert after.full_name in text
    assert before.full_name not in text
