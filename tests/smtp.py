"""A real mail server on loopback for tests, which misbehaves as it is told."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Mailbox:
    """What the server has accepted, and what it answers instead where a rule says so.

    A rule gets an address (RCPT), or a mail (DATA), and returns a reply, or None for "fine".
    """

    def __init__(self):
        self.mails = []
        self.connections = 0
        self.on_recipient: Callable = lambda address: None
        self.on_data: Callable = lambda mail: None

    @property
    def recipients(self):
        return [mail["To"] for mail in self.mails]

    @property
    def ids(self):
        return [mail["Message-ID"] for mail in self.mails]

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.on_recipient(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        mail.envelope = envelope
        reply = self.on_data(mail)
        if asyncio.iscoroutine(reply):
            reply = await reply
        if reply:
            return reply
        self.mails.append(mail)
        return "250 OK"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class _Counting(Controller):
    def factory(self):
        self.handler.connections += 1
        return super().factory()


@contextmanager
def serving(mailbox, *, port=0, password=""):
    """Serve the mailbox; yields its port. With a password only its login is admitted."""

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == password.encode(), handled=False)

    options = {"enable_SMTPUTF8": False, "server_hostname": "mail.example.org"}
    if password:
        options |= {"authenticator": authenticate, "auth_require_tls": False}
    controller = _Counting(mailbox, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


@contextmanager
def speaking(answer):
    """A bare server: `answer(connection)` talks to each client in a thread; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    opened = []

    def accept():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            opened.append(connection)
            threading.Thread(target=_talk, args=[answer, connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in opened:
            connection.close()


def _talk(answer, connection):
    with suppress(OSError):  # the client hung up
        answer(connection)


def drip(connection, text=b"220 slow.example.org ESMTP\r\n" * 100):
    """One byte a tenth of a second: each read of the client ends in time, the mail never does."""
    for byte in text:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def silent(connection):
    connection.recv(1)


def scripted(*replies, then=b"250 fine"):
    """Answers each line of the client with the next reply, as bytes, and with `then` for ever.

    After a 354 the whole mail counts as one line; without `then` it falls silent.
    """

    def answer(connection):
        file, to_say = connection.makefile("rb"), list(replies)
        while reply := to_say.pop(0) if to_say else then:
            connection.sendall(reply + b"\r\n")
            line = file.readline()
            while reply.startswith(b"354") and line not in (b".\r\n", b""):
                line = file.readline()
            if not line:
                return
        connection.recv(1)

    return answer
