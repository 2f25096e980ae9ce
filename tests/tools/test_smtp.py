"""What the answers of real servers mean for one mail."""

import socket
import time

import pytest

from tests.smtp import Mailbox, drip, free_port, scripted, serving, silent, speaking
from tools import smtp

CONTENT = b"Subject: a\r\n\r\nText\r\n"


def connection(port, **fields):
    return smtp.Connection(smtp.Server("127.0.0.1", port, **{"timeout": 5} | fields))


def send(line, recipient="a@example.org"):
    line.send("us@example.org", recipient, CONTENT)


def test_one_connection_takes_many_mails():
    mailbox = Mailbox()

    with serving(mailbox) as port, connection(port) as line:
        before = mailbox.connections
        for number in range(3):
            send(line, f"a{number}@example.org")

    assert len(mailbox.mails) == 3
    assert mailbox.connections == before + 1


REPLIES = [
    ("421 4.3.2 closing", smtp.Failed),
    ("450 4.2.1 greylisted", smtp.Failed),
    ("451 4.3.0 local error", smtp.Failed),
    ("452 4.2.2 no space", smtp.Failed),
    ("552 5.2.2 mailbox full", smtp.Failed),
    ("550 5.7.1 relaying denied", smtp.Failed),
    ("554 5.7.1 sender rejected", smtp.Failed),
    ("530 5.7.0 authentication required", smtp.NotAdmitted),
    ("550 5.1.1 no such user", smtp.AddressRefused),
    ("550 no such user", smtp.AddressRefused),
    ("553 5.1.3 bad address", smtp.AddressRefused),
]


@pytest.mark.parametrize(("reply", "fault"), REPLIES)
def test_refusal_of_a_recipient(reply, fault):
    mailbox = Mailbox()
    mailbox.on_recipient = lambda address: reply if address.startswith("bad") else None

    with serving(mailbox) as port, connection(port) as line:
        with pytest.raises(fault) as raised:
            send(line, "bad@example.org")
        send(line, "good@example.org")

    assert type(raised.value) is fault
    assert str(raised.value) == reply
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("451 try again", smtp.Failed),
        ("552 5.3.4 too large", smtp.Refused),
        ("554 5.6.0 broken", smtp.Refused),
        ("550 5.7.1 looks like spam", smtp.Failed),
    ],
)
def test_refusal_of_the_content_says_nothing_about_the_address(reply, fault):
    mailbox = Mailbox()
    mailbox.on_data = lambda mail: reply

    with serving(mailbox) as port, connection(port) as line, pytest.raises(fault) as raised:
        send(line)

    assert type(raised.value) is fault


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (b"451 4.3.0 later", smtp.Failed),
        (b"552 5.3.4 too large", smtp.Refused),
        (b"550 5.1.8 not your address", smtp.NotAdmitted),
    ],
)
def test_refusal_of_the_sender(reply, fault):
    answers = scripted(b"220 hello", b"250 at your service", reply)

    with speaking(answers) as port, connection(port) as line, pytest.raises(fault) as raised:
        send(line)

    assert type(raised.value) is fault


@pytest.mark.parametrize("greeting", [b"421 busy", b"554 no service here"])
def test_a_server_that_wants_nobody_is_unreachable(greeting):
    with (
        speaking(scripted(greeting)) as port,
        connection(port) as line,
        pytest.raises(smtp.Unreachable),
    ):
        send(line)


def test_nobody_listens():
    refused = pytest.raises(smtp.Unreachable, match="^Connection refused$")
    with connection(free_port()) as line, refused:
        send(line)


@pytest.mark.row("A67")
def test_a_wrong_password_is_no_fault_of_the_mail():
    with serving(Mailbox(), password="right") as port:
        with (
            connection(port, user="us", password="wrong") as line,
            pytest.raises(smtp.NotAdmitted, match="535"),
        ):
            send(line)
        with connection(port, user="us", password="right") as line:
            send(line)


@pytest.mark.row("A67")
def test_a_password_that_cannot_be_sent_is_no_fault_of_the_mail():
    with (
        serving(Mailbox(), password="right") as port,
        connection(port, user="us", password="schön€") as line,
        pytest.raises(smtp.NotAdmitted),
    ):
        send(line)


@pytest.mark.row("A67")
def test_a_server_without_encryption_is_not_spoken_to_in_the_clear():
    with (
        serving(Mailbox()) as port,
        connection(port, use_tls=True) as line,
        pytest.raises(smtp.NotAdmitted),
    ):
        send(line)


def test_a_reply_that_is_no_ascii_is_read():
    answers = scripted(
        b"220 hello",
        b"250 fine",
        b"250 fine",
        "550 5.1.1 Немає\x00 такої скриньки".encode("cp1251"),
    )

    with (
        speaking(answers) as port,
        connection(port) as line,
        pytest.raises(smtp.AddressRefused) as raised,
    ):
        send(line)

    assert str(raised.value).startswith("550 5.1.1 ")
    assert str(raised.value).isprintable()


def test_a_reply_that_is_no_reply_at_all():
    answers = scripted(b"220 hello", b"250 fine", "ґречно\x00".encode())

    with speaking(answers) as port, connection(port) as line, pytest.raises(smtp.Failed):
        send(line)


SLOW = {
    "no greeting": silent,
    "one byte at a time": drip,
    "silent after DATA": scripted(
        b"220 hello", b"250 fine", b"250 fine", b"250 fine", b"354 go on", then=None
    ),
}


@pytest.mark.row("L17")
@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_a_slow_server_has_a_hard_limit(answer):
    with speaking(answer) as port, connection(port, timeout=1) as line:
        begun = time.monotonic()
        with pytest.raises(smtp.Failed, match="no answer within 1 seconds|timed out"):
            send(line)
        took = time.monotonic() - begun

    assert took < 3


@pytest.mark.row("L17")
def test_without_the_limit_a_drip_goes_on(monkeypatch):
    """The negative control: the limit of smtplib counts from each byte anew."""
    monkeypatch.setattr(smtp._Plain, "cut", lambda self: None)

    begun = time.monotonic()
    with (
        speaking(lambda line: drip(line, b"220 slow\r\n" * 3)) as port,
        connection(port, timeout=1) as line,
        pytest.raises(smtp.Failed),
    ):
        send(line)

    assert time.monotonic() - begun > 2


def test_after_a_fault_the_next_mail_gets_a_new_connection():
    mailbox = Mailbox()
    hung_up = []

    def hang_up(address):
        hung_up.append(address)
        return "421 4.3.2 goodbye" if len(hung_up) == 1 else None

    mailbox.on_recipient = hang_up

    with serving(mailbox) as port, connection(port) as line:
        with pytest.raises(smtp.Failed):
            send(line)
        send(line)

    assert len(mailbox.mails) == 1


def test_the_rest_of_the_time_is_not_used_up():
    """The watch ends with the mail: a later one is not cut by it."""
    mailbox = Mailbox()

    with serving(mailbox) as port, connection(port, timeout=0.5) as line:
        send(line)
        time.sleep(0.7)
        send(line)

    assert len(mailbox.mails) == 2


def test_the_handle_is_closed_with_the_connection():
    with serving(Mailbox()) as port, connection(port) as line:
        send(line)
        handle = line._smtp.handle
        assert isinstance(handle, socket.socket)
        line.close()

    assert handle.fileno() == -1
