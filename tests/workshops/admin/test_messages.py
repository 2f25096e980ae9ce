import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_contact,
    make_delegation,
    make_message,
    make_organisation,
    make_workshop,
)
from workshops.admin.tasks import alarms, tasks
from workshops.models import Message, Workshop
from workshops.registration import outbox

pytestmark = pytest.mark.django_db

State = Message.State


@pytest.fixture
def delegation():
    return make_delegation()


@pytest.fixture
def _sending(settings):
    settings.EMAIL_HOST = "127.0.0.1"


def list_url(workshop, query=""):
    return reverse("admin:workshops_workshop_messages", args=[workshop.pk]) + query


def url(message, name="message"):
    workshop = message.delegation.workshop
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk, message.pk])


def give_up(message):
    failed = Message.objects.filter(pk=message.pk)
    failed.finish(State.GIVEN_UP, timezone.now(), last_error="550 no such user")


@pytest.fixture
def several(delegation, _sending):
    """One of each: waiting, without an address, given up, sent by hand."""
    waiting = make_message(delegation, kind="reminder")
    unreachable = make_message(delegation, contact=make_contact(email=""))
    failed, done = make_message(delegation), make_message(delegation)
    give_up(failed)
    outbox.mark_sent(done)
    return waiting, unreachable, failed, done


def shown(client, workshop, query=""):
    return client.get(list_url(workshop, query)).context["messages_found"]


def test_counts_equal_the_lists_they_lead_to(client, organiser, delegation, several):
    tiles = shown(client, delegation.workshop).states

    assert {str(label): number for label, number, _url, _is_current in tiles} == {
        "All": 4,
        "To be sent by hand": 1,
        "Waiting": 1,
        "Sent": 0,
        "Sent by hand": 1,
        "Not delivered": 1,
        "No longer needed": 0,
    }
    for _label, number, query, _is_current in tiles:
        found = shown(client, delegation.workshop, query)
        assert number == len(list(found.page)) == found.page.paginator.count


def test_kinds_are_links_with_counts(client, organiser, delegation, several):
    waiting, *_others = several

    kinds = shown(client, delegation.workshop).kinds
    found = shown(client, delegation.workshop, "?kind=reminder")

    assert [(str(label), number) for label, number, _url, _is_current in kinds] == [
        ("All", 4),
        ("invitation", 3),
        ("reminder", 1),
    ]
    assert list(found.page) == [waiting]


def test_without_a_mail_server_all_that_waits_goes_by_hand(
    client, organiser, delegation, several, settings
):
    settings.EMAIL_HOST = ""
    waiting, unreachable, *_others = several

    response = client.get(list_url(delegation.workshop, "?state=hand"))

    assert set(response.context["messages_found"].page) == {waiting, unreachable}
    assert "every message goes by hand" in response.content.decode()


@pytest.mark.parametrize("query", ["?state=x", "?kind=%00", "?page=x", "?page=99"])
def test_a_wrong_query_shows_all(client, organiser, delegation, several, query):
    response = client.get(list_url(delegation.workshop, query))

    assert response.status_code == (400 if "%00" in query else 200)
    if response.status_code == 200:
        assert len(list(response.context["messages_found"].page)) == 4


def test_pages_of_fifty(client, organiser, delegation):
    for _number in range(51):
        make_message(delegation, contact=None, recipient="a@example.org")

    assert len(list(shown(client, delegation.workshop).page)) == 50
    assert len(list(shown(client, delegation.workshop, "?page=2").page)) == 1


@pytest.mark.parametrize("number", [1, 3, 300])
def test_list_needs_the_same_queries(
    client, organiser, delegation, django_assert_num_queries, number
):
    other = make_delegation(delegation.workshop, organisation=make_organisation())
    for each in range(number):
        make_message([delegation, other][each % 2], contact=make_contact())

    with django_assert_num_queries(8):
        client.get(list_url(delegation.workshop))


def test_page_shows_the_text_as_it_is(client, organiser, delegation, several):
    message = make_message(
        delegation, text="Dear <b>you</b>\n\nhttps://evil.example/", language="uk"
    )

    page = client.get(url(message)).content.decode()

    mail = re.search(r'<div class="mail" lang="uk">(.*?)</div>', page, re.DOTALL)[1]
    assert "Dear &lt;b&gt;you&lt;/b&gt;" in mail
    assert "<a " not in mail


def test_page_of_a_finished_message_has_no_text(client, organiser, several):
    *_others, failed, done = several

    for message in (failed, done):
        response = client.get(url(message))
        assert "Text and link are erased" in response.content.decode()
        assert response.context["may_settle"] == (message == failed)


def test_file_opens_as_a_draft(client, organiser, several):
    message, *_others = several

    response = client.get(url(message, "message_file"))

    text = response.content.decode()
    assert response["Content-Type"] == "message/rfc822"
    assert f"To: {message.recipient}" in text
    assert "X-Unsent: 1" in text
    assert message.subject in text


def test_there_is_no_file_without_text_or_address(client, organiser, several):
    _waiting, *others = several

    for message in others:
        assert client.get(url(message, "message_file")).status_code == 302


@pytest.mark.parametrize(
    ("act", "state"), [("sent", State.SENT_BY_HAND), ("revoke", State.SUPERSEDED)]
)
def test_acts(client, organiser, several, act, state):
    for message in several[:3]:
        client.post(url(message, "message_act"), {"act": act})
        message.refresh_from_db()
        assert (message.state, message.text) == (state, "")


def test_retry(client, organiser, several):
    message, *_others = several
    later = timezone.now() + datetime.timedelta(hours=3)
    Message.objects.filter(pk=message.pk).update(attempts=4, next_attempt_at=later)
    assert "Try again now" in client.get(url(message)).content.decode()

    client.post(url(message, "message_act"), {"act": "retry"})

    message.refresh_from_db()
    assert message.next_attempt_at <= timezone.now()


@pytest.mark.parametrize("act", ["", "delete", "sent"])
def test_nothing_happens_to_what_is_finished_or_by_an_unknown_act(client, organiser, several, act):
    *_others, done = several

    assert client.post(url(done, "message_act"), {"act": act}).status_code == 302

    done.refresh_from_db()
    assert done.state == State.SENT_BY_HAND


@pytest.mark.row("A72")
def test_looking_changes_nothing(client, organiser, several):
    message, *_others = several

    assert client.get(url(message, "message_act")).status_code == 405
    client.get(url(message))
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_reader_may_not_act(client, staff, several):
    message, *_others = several
    staff("view_message")

    page = client.get(url(message)).content.decode()
    refused = client.post(url(message, "message_act"), {"act": "sent"})

    assert "Mark as sent" not in page
    assert refused.status_code == 403


@pytest.mark.parametrize("name", ["message", "message_file", "message_act"])
def test_pages_of_a_message_refuse_an_account_without_rights(client, staff, several, name):
    staff("view_workshop", "view_delegation")

    assert client.get(url(several[0], name)).status_code in {403, 405}
    assert client.post(url(several[0], name)).status_code in {403, 405}


@pytest.mark.row("A57")
def test_a_message_of_another_workshop_or_about_an_account_is_not_found(
    client, organiser, delegation, several
):
    account = make_message(kind="account", recipient="a@example.org")
    other = make_workshop()

    for workshop, message in ((other, several[0]), (delegation.workshop, account)):
        for name in ("message", "message_file"):
            address = reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk, message.pk])
            assert client.get(address).status_code == 404


def tasks_of(user, workshop):
    found = tasks(user, list(Workshop.objects.with_work().filter(pk=workshop.pk)))
    return [task.text for task in found if "message" in task.text]


def test_tasks(organiser, delegation, several, settings):
    workshop, (waiting, *_others) = delegation.workshop, several

    assert tasks_of(organiser, workshop) == [
        "1 message was not delivered",
        "1 message is to be sent by hand",
    ]
    long_ago = timezone.now() - datetime.timedelta(minutes=16)
    Message.objects.filter(pk=waiting.pk).update(next_attempt_at=long_ago)
    assert tasks_of(organiser, workshop)[1] == "1 message has been waiting for more than 15 minutes"
    settings.EMAIL_HOST = ""
    assert tasks_of(organiser, workshop)[1:] == ["2 messages are to be sent by hand"]


def test_a_cancelled_workshop_still_says_what_was_not_delivered(organiser, delegation, several):
    Workshop.objects.filter(pk=delegation.workshop_id).update(cancelled_at=timezone.now())

    assert "1 message was not delivered" in tasks_of(organiser, delegation.workshop)


def test_tasks_are_not_for_who_may_not_see_messages(staff, delegation, several):
    user = staff("view_workshop")

    assert tasks_of(user, delegation.workshop) == []
    assert alarms(user) == []


def test_a_refused_login_is_an_alarm_on_every_overview(client, organiser, several):
    message, *_others = several
    Message.objects.filter(pk=message.pk).update(last_error="login: 535 5.7.8 wrong")

    for address in (
        reverse("admin:index"),
        reverse("admin:workshops_workshop_overview", args=[message.delegation.workshop_id]),
        list_url(message.delegation.workshop),
    ):
        assert (
            "does not admit us, nothing is sent: 535 5.7.8 wrong"
            in client.get(address).content.decode()
        )


def test_a_late_mail_about_an_account_is_an_alarm(organiser):
    long_ago = timezone.now() - datetime.timedelta(minutes=16)
    make_message(kind="account", recipient="a@example.org", next_attempt_at=long_ago)

    assert alarms(organiser) == [
        "1 mail about an account has been waiting for more than 15 minutes"
    ]


@pytest.mark.row("A59")
@pytest.mark.parametrize("kind", ["receipt", "decisions", "travel"])
def test_messages_that_name_people_are_only_for_who_may_see_people(client, staff, delegation, kind):
    message = make_message(delegation, kind=kind)
    other = make_message(delegation, kind="reminder")

    staff("view_workshop", "view_message")
    assert list(shown(client, delegation.workshop).page) == [other]
    assert client.get(url(message)).status_code == 404

    staff("view_workshop", "view_message", "view_delegate")
    assert set(shown(client, delegation.workshop).page) == {message, other}
    assert client.get(url(message)).status_code == 200
