import datetime

import pytest
from django.utils import timezone, translation

from tests.factories import make_contact, make_delegation, make_municipality, make_workshop
from workshops.models import Delegation, InvitationLetter, Link, Message
from workshops.registration import inviting
from workshops.registration.transitions import NotAllowed

pytestmark = pytest.mark.django_db
Status = Delegation.Status
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_english():
    """The texts of the code are the ids of the messages."""
    with translation.override("en"):
        yield


def interested(*emails, workshop=None):
    """A delegation with a contact for each address."""
    city = make_municipality()
    delegation = make_delegation(workshop, city, status=Status.INTERESTED)
    for email in emails:
        delegation.contacts.add(make_contact(city, email=email, language="uk"))
    return delegation


def invited(*emails, workshop=None):
    return inviting.invite(interested(*emails, workshop=workshop), by=None)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", "recipient"))


def test_each_contact_gets_one_message_with_the_letter_and_a_link_of_its_own():
    delegation = invited("a@example.org", "b@example.org")

    letter = InvitationLetter.objects.get()
    assert kinds() == [("invitation", "a@example.org"), ("invitation", "b@example.org")]
    assert {message.letter for message in Message.objects.all()} == {letter}
    assert delegation.status == Status.INVITED
    assert Link.objects.nominations().filter(delegation=delegation).count() == 2


def test_a_second_press_invites_nobody_again():
    delegation = interested("a@example.org")
    inviting.invite(delegation, by=None)

    with pytest.raises(NotAllowed):
        inviting.invite(delegation, by=None)

    assert len(kinds()) == InvitationLetter.objects.count() == 1


def test_without_a_contact_nothing_happens():
    delegation = interested()

    with pytest.raises(NotAllowed, match="No contact"):
        inviting.invite(delegation, by=None)

    delegation.refresh_from_db()
    assert (delegation.status, InvitationLetter.objects.count()) == (Status.INTERESTED, 0)


def test_a_contact_without_an_address_gets_a_message_to_be_handed_over():
    invited("")

    message = Message.objects.get()
    assert (message.recipient, message.state) == ("", Message.State.QUEUED)
    assert "/uk/i/" in message.text


def test_a_trial_numbers_no_letter_and_writes_nothing():
    inviting.invite(interested("a@example.org"), by=None, notify=False)

    assert (kinds(), InvitationLetter.objects.count()) == ([], 0)


@pytest.mark.row("A32")
def test_it_is_reminded_once_a_day():
    delegation = invited("a@example.org")
    inviting.remind(delegation, by=None, remark="Please call.")

    with pytest.raises(NotAllowed, match="less than a day ago"):
        inviting.remind(delegation, by=None)

    assert "Please call." in Message.objects.get(kind="reminder").text
    Message.objects.filter(kind="reminder").update(created_at=timezone.now() - 25 * HOUR)
    inviting.remind(delegation, by=None)
    assert Message.objects.filter(kind="reminder").count() == 2


@pytest.mark.row("A32")
def test_one_address_gets_at_most_three_reminders_a_day_from_all_workshops():
    delegations = [invited("a@example.org") for _number in range(4)]
    for delegation in delegations[:3]:
        inviting.remind(delegation, by=None)

    with pytest.raises(NotAllowed, match="a@example.org had 3 reminders"):
        inviting.remind(delegations[3], by=None)

    assert Message.objects.filter(kind="reminder").count() == 3


def test_those_without_an_address_do_not_count_together():
    for _number in range(4):
        inviting.remind(invited(""), by=None)

    assert Message.objects.filter(kind="reminder").count() == 4


@pytest.mark.parametrize("status", [Status.INTERESTED, Status.SUBMITTED, Status.ACCEPTED])
def test_who_is_not_at_work_is_not_reminded(status):
    with pytest.raises(NotAllowed, match="Nothing is expected"):
        inviting.remind(make_delegation(status=status), by=None)


def test_after_the_time_more_time_comes_before_a_reminder():
    past = timezone.now() - HOUR
    delegation = invited("a@example.org", workshop=make_workshop(nomination_closes_at=past))
    with pytest.raises(NotAllowed, match="give more time first"):
        inviting.remind(delegation, by=None)

    until = timezone.now() + HOUR
    inviting.extend(delegation, by=None, extended_until=until)
    inviting.remind(delegation, by=None)

    delegation.refresh_from_db()
    assert delegation.nominates_until == until
    assert [kind for kind, _recipient in kinds()] == ["invitation", "extension", "reminder"]


def test_more_time_is_later_than_now_and_not_beyond_the_first_day():
    workshop = make_workshop(nomination_closes_at=timezone.now() + 3 * HOUR)
    delegation = invited("a@example.org", workshop=workshop)

    for until in (timezone.now() + HOUR, workshop.starts_at + HOUR):
        with pytest.raises(NotAllowed):
            inviting.extend(delegation, by=None, extended_until=until)
    delegation.refresh_from_db()
    assert delegation.extended_until is None


def test_whose_nomination_is_in_may_get_more_time_and_who_is_decided_may_not():
    until = timezone.now() + HOUR
    workshop = make_workshop(nomination_closes_at=timezone.now() - HOUR)
    submitted = make_delegation(workshop, status=Status.SUBMITTED)
    accepted = make_delegation(workshop, status=Status.ACCEPTED)

    inviting.extend(submitted, by=None, extended_until=until)

    with pytest.raises(NotAllowed, match="names nobody"):
        inviting.extend(accepted, by=None, extended_until=until)


def test_revoked_links_are_closed_all_and_a_reminder_opens_a_new_one():
    delegation = invited("a@example.org", "b@example.org")

    inviting.revoke_links(delegation, by=None)

    assert Link.objects.nominations().live().count() == 0
    with pytest.raises(NotAllowed, match="No link is open"):
        inviting.revoke_links(delegation, by=None)
    inviting.remind(delegation, by=None)
    assert Link.objects.nominations().live().count() == 2


@pytest.mark.row("A23")
@pytest.mark.parametrize("sign", ["\r\n", "\u2028", "\x0b"])
def test_no_title_or_name_makes_a_second_header(sign):
    title = f"Title{sign}Bcc: x@example.org"
    workshop = make_workshop(title_uk=title)

    invited("a@example.org", workshop=workshop)

    message = Message.objects.get()
    assert len(message.subject.splitlines()) == 1
    assert message.recipient == "a@example.org"


def test_a_municipality_is_added_once():
    workshop, city = make_workshop(), make_municipality()
    contact = make_contact(city)

    first = inviting.add(workshop, city, contacts=[contact], quota=2)
    second = inviting.add(workshop, city, contacts=[], quota=9)

    assert first == second
    assert (second.quota, list(second.contacts.all())) == (2, [contact])
