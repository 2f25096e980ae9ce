"""The outbox against a real mail server; the clock is ours."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation

from tests.factories import make_contact, make_message
from tests.smtp import Mailbox, free_port, serving, silent, speaking
from workshops.models import Message
from workshops.registration import outbox

pytestmark = pytest.mark.django_db

State = Message.State


class Clock:
    """A little ahead, so that what a test writes is due."""

    def __init__(self):
        self.at = timezone.now() + datetime.timedelta(seconds=30)

    def __call__(self):
        return self.at

    def advance(self, **spans):
        self.at += datetime.timedelta(**spans)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox, settings):
    settings.DEFAULT_FROM_EMAIL = "us@example.org"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 5
    with serving(mailbox) as port:
        settings.EMAIL_PORT = port
        yield mailbox


def send_due(clock, **options):
    return outbox.send_due(outbox.transport(), clock=clock, **options)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_message_is_sent_once_and_erased(server, clock):
    message = make_message()

    assert send_due(clock).sent == 1
    assert send_due(clock).sent == 0

    message.refresh_from_db()
    assert server.ids == [message.message_id]
    assert (message.state, message.attempts, message.finished_at) == (State.SENT, 1, clock.at)
    assert (message.subject, message.text, message.leased_until) == ("", "", None)


def test_one_connection_for_a_round(server, clock):
    for _time in range(5):
        make_message()
    before = server.connections

    assert send_due(clock).sent == 5
    assert server.connections == before + 1


def test_what_is_not_due_or_has_no_address_stays(server, clock):
    make_message(next_attempt_at=clock.at + datetime.timedelta(minutes=1))
    make_message(contact=make_contact(email=""))

    assert send_due(clock).sent == 0
    assert states() == [State.QUEUED] * 2


@pytest.mark.row("L20")
def test_a_leased_message_is_left_to_who_has_it_until_the_lease_runs_out(server, clock):
    message = make_message()
    assert outbox.claim(message.pk, clock.at)

    assert outbox.claim(message.pk, clock.at) is None
    assert send_due(clock).sent == 0
    clock.advance(minutes=6)
    assert send_due(clock).sent == 1


def test_the_lease_is_longer_than_any_mail_may_take(settings):
    assert datetime.timedelta(seconds=2 * settings.EMAIL_TIMEOUT) < outbox.LEASE


def test_who_has_lost_the_lease_writes_nothing(server, clock):
    message = make_message()
    mine = outbox.claim(message.pk, clock.at)
    clock.advance(minutes=6)
    theirs = outbox.claim(message.pk, clock.at)

    outbox._give_up(mine, clock.at, "too late")

    message.refresh_from_db()
    assert (message.state, message.leased_until) == (State.QUEUED, theirs.leased_until)


def test_a_message_settled_while_it_is_sent_stays_settled(server, clock):
    message = make_message()
    claimed = outbox.claim(message.pk, clock.at)

    assert outbox.revoke(message)
    outbox._leased(claimed).finish(State.SENT, clock.at)

    assert states() == [State.SUPERSEDED]


@pytest.mark.row("L18")
@pytest.mark.parametrize("reply", ["421 closing", "450 later", "451 later", "452 full"])
def test_a_temporary_refusal_for_hours_delays_nobody_else(server, clock, reply):
    contact = make_contact(email="slow@example.org")
    slow, other = make_message(contact=contact), make_message()
    server.on_recipient = lambda address: reply if address == contact.email else None

    assert send_due(clock).failed == 1
    for _hour in range(5):
        clock.advance(hours=1)
        send_due(clock)
    slow.refresh_from_db()
    assert slow.state == State.QUEUED
    assert slow.attempts >= 4
    assert slow.last_error == reply
    assert server.ids == [other.message_id]

    server.on_recipient = lambda address: None
    clock.advance(hours=4)
    send_due(clock)
    contact.refresh_from_db()
    assert server.ids == [other.message_id, slow.message_id]
    assert contact.undeliverable_since is None


@pytest.mark.row("L16")
def test_waits_grow_with_jitter_and_last_at_least_72_hours(server, clock):
    message = make_message()
    server.on_recipient = lambda address: "451 later"
    begun, attempts = clock.at, []

    while states() == [State.QUEUED]:
        send_due(clock)
        attempts.append(clock.at)
        message.refresh_from_db()
        clock.at = max(message.next_attempt_at, clock.at)

    assert datetime.timedelta(hours=72) < clock.at - begun < datetime.timedelta(days=6)
    assert message.attempts == len(attempts) == len(outbox.WAITS) + 1
    assert (message.state, message.text, message.last_error) == (State.GIVEN_UP, "", "451 later")
    waits = [after - before for before, after in zip(attempts, attempts[1:], strict=False)]
    stretched = [wait / least for wait, least in zip(waits, outbox.WAITS, strict=True)]
    assert min(stretched) >= 1
    assert max(stretched) <= 1 + outbox.JITTER
    assert len(set(stretched)) > 30


@pytest.mark.row("L18")
def test_an_address_that_does_not_exist_is_marked_and_given_up_at_once(server, clock):
    contact = make_contact(email="gone@example.org")
    make_message(contact=contact)
    make_message()
    server.on_recipient = lambda to: "550 5.1.1 no such user" if to == contact.email else None

    result = send_due(clock)

    contact.refresh_from_db()
    assert (result.sent, result.given_up) == (1, 1)
    assert contact.undeliverable_since == clock.at
    assert states() == [State.GIVEN_UP, State.SENT]


def test_a_contact_with_a_new_address_is_not_marked(server, clock):
    contact = make_contact(email="gone@example.org")
    make_message(contact=contact)
    contact.email = "new@example.org"
    contact.save()
    server.on_recipient = lambda address: "550 5.1.1 no such user"

    assert send_due(clock).given_up == 1

    contact.refresh_from_db()
    assert contact.undeliverable_since is None


def test_a_mail_that_is_too_large_says_nothing_about_the_contact(server, clock):
    contact = make_contact()
    make_message(contact=contact)
    server.on_data = lambda _mail: "552 5.3.4 too large"

    assert send_due(clock).given_up == 1

    contact.refresh_from_db()
    assert contact.undeliverable_since is None


@pytest.mark.row("A67")
def test_a_wrong_password_burns_no_attempts(settings, clock):
    for _time in range(3):
        make_message()
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_HOST = "us@example.org", "127.0.0.1"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "old"

    with serving(Mailbox(), password="new") as settings.EMAIL_PORT:
        for _time in range(4):
            result = send_due(clock)
            clock.advance(hours=1)
        assert (result.failed, result.stopped[:3]) == (0, "535")
        assert set(Message.objects.values_list("attempts", "state")) == {(0, State.QUEUED)}
        assert Message.objects.not_admitted().count() == 1

        settings.EMAIL_HOST_PASSWORD = "new"
        assert send_due(clock).sent == 3
        assert Message.objects.not_admitted().count() == 0


def test_a_server_that_is_away_costs_one_attempt_a_round(settings, clock):
    for _time in range(3):
        make_message()
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_HOST = "us@example.org", "127.0.0.1"
    settings.EMAIL_PORT = free_port()

    result = send_due(clock)

    assert (result.failed, bool(result.stopped)) == (1, True)
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.row("L17")
def test_a_silent_server_holds_nobody_for_long(settings, clock):
    make_message()
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_HOST = "us@example.org", "127.0.0.1"
    settings.EMAIL_TIMEOUT = 0.5

    with speaking(silent) as settings.EMAIL_PORT:
        result = send_due(clock)

    assert (result.failed, result.stopped) == (1, "no answer within 0.5 seconds")


@pytest.mark.row("L18")
def test_a_message_that_cannot_be_written_does_not_stop_the_others(server, clock, monkeypatch):
    poison, other = make_message(), make_message()
    composed = outbox.mails.composed

    def fail_once(message, at):
        if message.pk == poison.pk:
            raise RuntimeError("poison")
        return composed(message, at)

    monkeypatch.setattr(outbox.mails, "composed", fail_once)

    result = send_due(clock)

    poison.refresh_from_db()
    assert (result.sent, result.failed) == (1, 1)
    assert server.ids == [other.message_id]
    assert (poison.state, poison.last_error) == (State.QUEUED, "poison")


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.org,b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\u2028",
        "Name <a@example.org>",
        '"a b"@example.org, c@example.org',
        "nonsense",
    ],
)
def test_what_is_not_one_address_is_given_up(server, clock, recipient):
    make_message(recipient=recipient)
    make_message(recipient="fine@example.org")

    result = send_due(clock)

    assert (result.sent, result.given_up) == (1, 1)
    assert [mail.envelope.rcpt_tos for mail in server.mails] == [["fine@example.org"]]


def test_mails_to_one_recipient_keep_their_order(server, clock):
    contact = make_contact()
    first, second, third = (make_message(contact=contact) for _time in range(3))
    replies = ["451 later"]
    server.on_recipient = lambda address: replies.pop() if replies else None

    assert send_due(clock).sent == 0
    assert send_due(clock).sent == 0
    clock.advance(minutes=2)
    assert send_due(clock).sent == 3
    assert server.ids == [first.message_id, second.message_id, third.message_id]


def test_a_digest_that_still_collects_holds_up_nobody(server, clock):
    contact = make_contact()
    make_message(contact=contact, next_attempt_at=clock.at + datetime.timedelta(minutes=10))
    urgent = make_message(contact=contact)

    assert send_due(clock).sent == 1
    assert server.ids == [urgent.message_id]


@pytest.mark.row("L20")
def test_after_a_kill_the_mail_comes_again_with_the_same_id(server, clock):
    """Between the server's yes and our note: at least once, and the recipient can tell."""
    message = make_message()
    claimed = outbox.claim(message.pk, clock.at)
    through = outbox.transport()
    content = outbox.mails.composed(claimed, clock.at).as_bytes()
    through.send("us@example.org", claimed.recipient, content)  # killed here: nothing is noted
    through.close()

    clock.advance(minutes=6)
    assert send_due(clock).sent == 1
    assert server.ids == [message.message_id] * 2


def test_an_organiser_settles_what_waits_or_was_given_up(clock):
    waiting, failed, sent = make_message(), make_message(), make_message()
    Message.objects.filter(pk=failed.pk).finish(State.GIVEN_UP, clock.at)
    Message.objects.filter(pk=sent.pk).finish(State.SENT, clock.at)

    assert [outbox.mark_sent(each) for each in (waiting, failed, sent)] == [True, True, False]

    assert states() == [State.SENT_BY_HAND, State.SENT_BY_HAND, State.SENT]
    assert set(Message.objects.values_list("text", "subject")) == {("", "")}


def test_retry_makes_it_due_now(server, clock):
    message = make_message(
        next_attempt_at=clock.at + datetime.timedelta(hours=3), attempts=5, last_error="451"
    )

    assert outbox.retry(message, at=clock.at)

    assert send_due(clock).sent == 1
    assert not outbox.retry(message, at=clock.at)


def test_a_round_ends_when_it_is_told_to(server, clock):
    make_message()
    make_message()
    asked = iter([True, False])

    assert send_due(clock, goes_on=lambda: next(asked)).sent == 1


def test_without_a_mail_server_nothing_is_sent(settings, capsys):
    message = make_message()
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "", None

    call_command("send_messages", loop=True)

    assert "by hand" in capsys.readouterr().err
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_a_demo_keeps_its_mails_as_files(settings, tmp_path, capsys):
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "", tmp_path / "mail"
    message = make_message()

    call_command("send_messages")

    (file,) = (tmp_path / "mail").iterdir()
    assert message.message_id in file.read_text()
    assert capsys.readouterr().out == "sent 1, later 0, given up 0\n"


def test_mails_about_accounts_are_messages(settings, django_user_model):
    settings.EMAIL_BACKEND = "workshops.registration.account_mail.OutboxBackend"

    with translation.override("uk"):
        mail.send_mail("New\npassword", "Here:\nhttp://testserver/x", None, ["a@example.org"])

    (message,) = Message.objects.all()
    assert (message.kind, message.recipient) == (Message.Kind.ACCOUNT, "a@example.org")
    assert (message.subject, message.text) == ("New password", "Here:\nhttp://testserver/x")
    assert (message.language, message.workshop) == ("uk", None)


def test_mails_about_accounts_carry_no_files(settings):
    settings.EMAIL_BACKEND = "workshops.registration.account_mail.OutboxBackend"
    email = mail.EmailMessage("A", "b", None, ["a@example.org"])
    email.attach("a.txt", "text")

    with pytest.raises(ValueError, match="attachments"):
        email.send()
