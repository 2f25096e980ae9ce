import datetime

import pytest
from django.utils import timezone, translation

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_needs,
    make_workshop,
)
from workshops.models import Delegation, Link, Message, Status
from workshops.registration import chasing, lifecycle
from workshops.registration.answering import is_overdue
from workshops.registration.transitions import NotAllowed
from workshops.travel import Missing

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2030, 5, 7)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def workshop():
    return make_workshop(starts_on=FIRST, place_en="Somewhere")


@pytest.fixture
def delegation(workshop):
    """Accepted, with one contact who reads Ukrainian."""
    city = make_municipality()
    delegation = make_delegation(workshop, city)
    delegation.contacts.add(make_contact(city, email="office@example.org", language="uk"))
    return delegation


def a_day_later():
    Message.objects.update(created_at=timezone.now() - DAY - DAY)


def complete(person):
    make_needs(person, arrival_on=FIRST, departure_on=FIRST, room="none")
    return person


def digest_of(delegation):
    chasing.ask_contacts(delegation, by=None)
    return Message.objects.get(kind=Message.Kind.TRAVEL)


def test_one_digest_says_what_is_missing_from_whom_in_the_language_of_the_contact(delegation):
    make_delegate(delegation, given_name="Anna", family_name="A", rank=1, status=Status.ACCEPTED)
    complete(make_delegate(delegation, given_name="Bohdan", family_name="B", rank=2))
    make_delegate(delegation, given_name="Clara", family_name="C", rank=3)

    message = digest_of(delegation)

    with translation.override("uk"):
        answer, arrival, departure, room = (str(kind.label) for kind in Missing)
    lines = [line for line in message.text.splitlines() if line.startswith("–")]
    assert lines == [f"– Anna A: {answer}", f"– Clara C: {arrival}, {departure}, {room}"]
    assert answer != "answer"
    assert (message.recipient, message.language) == ("office@example.org", "uk")
    assert "/uk/i/" in message.text
    assert message.text.split("/answers/")[0] != message.text


def test_of_protected_people_the_digest_says_the_number_on_the_list(delegation):
    complete(make_delegate(delegation, given_name="Bohdan", family_name="B", rank=1))
    make_delegate(delegation, given_name="Secret", family_name="S", rank=2, protected=True)

    message = digest_of(delegation)

    assert "Secret" not in message.text + message.subject
    with translation.override("uk"):
        assert f"– {translation.gettext('Person %(number)d') % {'number': 2}}: " in message.text


def test_a_delegation_is_asked_once_a_day(delegation):
    make_delegate(delegation)
    chasing.ask_contacts(delegation, by=None)

    with pytest.raises(NotAllowed, match="less than a day ago"):
        chasing.ask_contacts(delegation, by=None)

    a_day_later()
    chasing.ask_contacts(delegation, by=None)
    assert Message.objects.filter(kind=Message.Kind.TRAVEL).count() == 2


def test_reminders_and_questions_to_one_address_count_together():
    city = make_municipality()
    contact = make_contact(city, email="office@example.org")
    delegations = [
        make_delegation(make_workshop(starts_on=FIRST, place_en="Somewhere"), city)
        for _number in range(4)
    ]
    for delegation in delegations:
        delegation.contacts.add(contact)
        make_delegate(delegation)
    for delegation in delegations[:3]:
        chasing.ask_contacts(delegation, by=None)

    with pytest.raises(NotAllowed, match="office@example.org had 3 reminders"):
        chasing.ask_contacts(delegations[3], by=None)


def test_where_nothing_is_missing_nobody_is_asked(delegation):
    person = complete(make_delegate(delegation))

    with pytest.raises(NotAllowed, match="Nothing is missing"):
        chasing.ask_contacts(delegation, by=None)
    with pytest.raises(NotAllowed, match="Nothing is missing"):
        chasing.ask_again(person, by=None)


def test_a_delegation_that_is_not_in_has_no_link_to_answers(workshop):
    delegation = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    make_delegate(delegation)

    with pytest.raises(NotAllowed, match="Accept it first"):
        chasing.ask_contacts(delegation, by=None)


def test_without_a_contact_the_remedy_is_said(workshop):
    delegation = make_delegation(workshop)
    make_delegate(delegation)

    with pytest.raises(NotAllowed, match="choose one on the page of the delegation"):
        chasing.ask_contacts(delegation, by=None)


@pytest.mark.parametrize("is_over", [False, True])
def test_of_a_workshop_that_began_or_is_cancelled_nothing_is_asked(delegation, workshop, is_over):
    person = make_delegate(delegation)
    now = timezone.now()
    changes = {"starts_at": now} if is_over else {"cancelled_at": now}
    type(workshop).objects.filter(pk=workshop.pk).update(**changes)

    for act, thing in ((chasing.ask_contacts, delegation), (chasing.ask_again, person)):
        with pytest.raises(NotAllowed, match="The workshop "):
            act(thing, by=None)
    assert not Message.objects.exists()


def test_a_person_is_asked_in_their_language_with_a_link_of_their_own(delegation):
    person = make_delegate(delegation, status=Status.ACCEPTED, language="sq", email="a@example.org")

    chasing.ask_again(person, by=None, remark="Ju lutem")

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.language) == (
        Message.Kind.ASK_AGAIN,
        "a@example.org",
        "sq",
    )
    assert "/sq/d/" in message.text
    assert "Ju lutem" in message.text
    assert Link.objects.replies().filter(delegate=person).count() == 1


def test_a_person_is_asked_once_a_day(delegation):
    person = make_delegate(delegation)
    chasing.ask_again(person, by=None)

    with pytest.raises(NotAllowed, match="less than a day ago"):
        chasing.ask_again(person, by=None)

    a_day_later()
    chasing.ask_again(person, by=None)
    assert Message.objects.filter(kind=Message.Kind.ASK_AGAIN).count() == 2


def test_a_person_without_an_address_cannot_be_asked_and_the_remedy_is_said(delegation):
    with pytest.raises(NotAllowed, match="No e-mail address: add one"):
        chasing.ask_again(make_delegate(delegation, email=""), by=None)


def test_who_is_asked_too_late_gets_more_days_because_the_link_takes_answers_again(delegation):
    person = make_delegate(delegation, status=Status.ACCEPTED)
    person.confirm_by = timezone.now() - DAY
    person.save()

    chasing.ask_again(person, by=None)

    person.refresh_from_db()
    assert not is_overdue(person)
    local = person.confirm_by.astimezone(person.workshop.zone)
    today = timezone.now().astimezone(person.workshop.zone).date()
    assert (local.date(), local.hour) == (today + 3 * DAY, 18)
    assert f"{local:%H:%M}" in Message.objects.get().text


def test_more_days_end_with_the_beginning_of_the_workshop(delegation, workshop):
    person = make_delegate(delegation, status=Status.ACCEPTED)
    person.confirm_by = timezone.now() - DAY
    person.save()
    soon = timezone.now() + DAY
    type(workshop).objects.filter(pk=workshop.pk).update(starts_at=soon)

    chasing.ask_again(person, by=None)

    person.refresh_from_db()
    assert person.confirm_by == soon


def test_a_deadline_that_runs_stays_unless_another_is_chosen(delegation):
    person = make_delegate(delegation, status=Status.ACCEPTED)
    person.confirm_by = timezone.now() + DAY
    person.save()
    other = make_delegate(delegation)

    asked = chasing.ask_again(person, by=None)
    assert asked.confirm_by == person.confirm_by

    a_day_later()
    until = timezone.now() + 2 * DAY
    assert chasing.ask_again(person, by=None, confirm_by=until).confirm_by == until
    assert chasing.ask_again(other, by=None, confirm_by=until).confirm_by is None


def test_a_question_that_waits_is_not_sent_to_who_left(delegation):
    person = make_delegate(delegation)
    chasing.ask_again(person, by=None)

    lifecycle.withdraw(person, by=None, notify=False)

    assert Message.objects.get().state == Message.State.SUPERSEDED


def test_a_trial_writes_nothing(delegation):
    person = make_delegate(delegation)

    chasing.ask_contacts(delegation, by=None, notify=False)
    chasing.ask_again(person, by=None, notify=False)

    assert not Message.objects.exists()


def test_a_question_does_not_overtake_the_message_about_the_seat():
    person = make_delegate(make_delegation(), status=Status.NOMINATED, email="a@example.org")
    person = lifecycle.accept(person, by=None)

    with pytest.raises(NotAllowed), translation.override("en"):
        chasing.ask_again(person, by=None)

    Message.objects.filter(kind="seat").finish(Message.State.SENT, timezone.now())
    chasing.ask_again(person, by=None)
    assert Message.objects.unfinished().filter(kind="ask_again").count() == 1
