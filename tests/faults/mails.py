"""Mail servers that are away, slow or refuse, and several senders at once."""

import asyncio
import datetime
import random
import statistics
import time
from collections import Counter

from django.test import Client
from django.utils import timezone

from tests.factories import make_contact, make_message
from tests.faults.cast import actors, all_at_once, mail_settings, mail_variables
from tests.smtp import Mailbox, drip, free_port, scripted, serving, silent, speaking
from workshops.models import Message
from workshops.registration import outbox

State = Message.State


class Clock:
    """A little ahead, so that what was just written is due."""

    def __init__(self):
        self.at = timezone.now() + datetime.timedelta(minutes=1)

    def __call__(self):
        return self.at

    def advance(self, **spans):
        self.at += datetime.timedelta(**spans)


def write(number, recipients):
    """So many messages, one after the other to each of the contacts in turn."""
    contacts = [make_contact() for _recipient in range(recipients)]
    return [make_message(contact=contacts[each % recipients]) for each in range(number)]


def send_due(clock):
    return outbox.send_due(outbox.transport(), clock=clock)


def states():
    return Counter(Message.objects.values_list("state", flat=True))


def away(*, number, hours=72, every=10):
    """L16: nobody listens for so many hours, a round each so many minutes; then all goes once."""
    written, clock, port = write(number, max(1, number // 5)), Clock(), free_port()
    begun = clock.at
    with mail_settings(port):
        while clock.at - begun < datetime.timedelta(hours=hours):
            assert send_due(clock).sent == 0
            clock.advance(minutes=every)
        assert states() == {State.QUEUED: number}
        most = max(Message.objects.values_list("attempts", flat=True))
        mailbox, back, started = Mailbox(), clock.at, time.monotonic()
        with serving(mailbox, port=port):
            while states()[State.QUEUED]:
                send_due(clock)
                clock.advance(minutes=every)
        took = time.monotonic() - started
    assert states() == {State.SENT: number}
    assert sorted(mailbox.ids) == sorted(message.message_id for message in written)
    assert_in_order(mailbox, written)
    return (
        f"{number:,} mails, {hours} h away, at most {most} attempts in vain: each once and in "
        f"order within {clock.at - back} on the clock, {number / took:.0f} mails/s"
    )


def assert_in_order(mailbox, written):
    place = {message.message_id: number for number, message in enumerate(written)}
    arrived = {}
    for mail in mailbox.mails:
        arrived.setdefault(mail["To"], []).append(place[mail["Message-ID"]])
    assert all(order == sorted(order) for order in arrived.values())


def slow(*, looks):
    """L17: the sender meets slow servers; the site is as quick as before, the sender goes on."""
    _took(5)
    usual, hanging = _took(looks), []
    hang = scripted(b"220 hello", b"250 fine", b"250 fine", b"250 fine", b"354 go on", then=None)
    for answer in (silent, drip, hang):
        write(2, 2)
        with speaking(answer) as port, actors(1, **mail_variables(port)) as (sender,):
            sender.tell("send")
            time.sleep(0.5)
            hanging += _took(looks)
            sender.process.kill()
        Message.objects.all().delete()
    for_one = _one_recipient_hangs()
    before, during = statistics.quantiles(usual, n=20)[-1], statistics.quantiles(hanging, n=20)[-1]
    assert during < 3 * before + 0.1
    return (
        f"page p95 {before * 1000:.0f} ms, while the sender hangs {during * 1000:.0f} ms; one mail "
        f"hangs after DATA: cut off, the {for_one} others go in the same round"
    )


def _took(looks):
    """Seconds for a page, each with a message written before."""
    client, times = Client(), []
    for _look in range(looks):
        begun = time.perf_counter()
        make_message(recipient="late@example.org", next_attempt_at=Clock().at)
        assert client.get("/de/workshops/").status_code == 200
        times.append(time.perf_counter() - begun)
    return times


def _one_recipient_hangs():
    written, mailbox = write(10, 10), Mailbox()
    stuck = random.choice(written)

    mailbox.on_data = lambda mail: asyncio.sleep(30) if mail["To"] == stuck.recipient else None
    with serving(mailbox) as port, mail_settings(port, EMAIL_TIMEOUT=1):
        begun = time.monotonic()
        result = send_due(Clock())
        took = time.monotonic() - begun
    assert (result.sent, result.failed) == (9, 1)
    assert took < 10
    return result.sent


TEMPORARY = ("421 4.3.2 closing", "450 4.2.1 greylisted", "451 4.3.0 error", "452 4.3.1 full")


def refusing(*, number, hours=6):
    """L18: temporary refusals for hours, some for good, a wrong password; nobody is lost."""
    written, clock, mailbox = write(number, number), Clock(), Mailbox()
    gone, large = written[0], written[1]
    begun = clock.at

    def on_recipient(address):
        if address == gone.recipient:
            return "550 5.1.1 no such user"
        is_over = clock.at - begun > datetime.timedelta(hours=hours)
        return None if is_over else random.choice(TEMPORARY)

    mailbox.on_recipient = on_recipient
    mailbox.on_data = lambda mail: "552 5.3.4 large" if mail["To"] == large.recipient else None
    _with_a_reply_in_another_script(clock)
    refused = _with_a_wrong_password(clock)
    with serving(mailbox) as port, mail_settings(port):
        while states()[State.QUEUED]:
            send_due(clock)
            clock.advance(minutes=10)
    assert states() == {State.SENT: number - 2, State.GIVEN_UP: 2}
    assert sorted(mailbox.ids) == sorted(message.message_id for message in written[2:])
    gone.contact.refresh_from_db()
    large.contact.refresh_from_db()
    assert gone.contact.undeliverable_since
    assert large.contact.undeliverable_since is None
    attempts = Message.objects.filter(state=State.SENT).values_list("attempts", flat=True)
    return (
        f"{number} mails, 4xx for {hours} h: {number - 2} arrive once after {min(attempts)} to "
        f"{max(attempts)} attempts, 550 marks its contact, 552 does not; wrong password: "
        f"{refused} attempts burnt"
    )


def _with_a_reply_in_another_script(clock):
    """Of the 4xx kind: the message waits, with the words of the server."""
    reply = "451 4.3.0 Спробуйте пізніше".encode("koi8-u")
    answers = scripted(b"220 hello", b"250 fine", b"250 fine", reply)
    with speaking(answers) as port, mail_settings(port):
        assert send_due(clock).sent == 0
    assert Message.objects.filter(last_error__startswith="451 4.3.0 ").exists()
    Message.objects.update(attempts=0, next_attempt_at=clock.at, last_error="")


def _with_a_wrong_password(clock):
    with serving(Mailbox(), password="new") as port:
        user = {"EMAIL_HOST_USER": "us", "EMAIL_HOST_PASSWORD": "old"}
        with mail_settings(port, **user):
            for _round in range(5):
                assert send_due(clock).stopped
    assert Message.objects.not_admitted().count() == 1
    burnt = sum(Message.objects.values_list("attempts", flat=True))
    assert burnt == 0
    return burnt


def senders(*, number, processes=4):
    """L20: several senders at once send each mail once; without the lease they do not."""
    mailbox = Mailbox()
    with serving(mailbox) as port, actors(processes, **mail_variables(port)) as players:
        written = write(number, max(1, number // 5))
        while states()[State.QUEUED]:
            all_at_once(players, "send")
        assert sorted(mailbox.ids) == sorted(message.message_id for message in written)
        assert_in_order(mailbox, written)
        mailbox.mails.clear()
        control = write(number, number)
        all_at_once(players, "send", lease=False)
        doubled = len(mailbox.mails) - len(control)
        assert doubled > 0
    return f"{processes} senders, {number} mails: each once; without the lease {doubled} too many"


def killed_after_data():
    """SIGKILL between the server's yes and our note: the mail comes again with the same id."""
    mailbox, (message,) = Mailbox(), write(1, 1)
    with serving(mailbox) as port:
        with actors(1, **mail_variables(port)) as (sender,):
            sender.tell("send_until_killed_after_data")
            assert sender.answer() is None
        with mail_settings(port):
            assert send_due(Clock()).sent == 0  # the lease holds
            clock = Clock()
            clock.at += outbox.LEASE
            assert send_due(clock).sent == 1
    assert mailbox.ids == [message.message_id] * 2
    return "killed after DATA: comes again after the lease, with the same Message-ID"
