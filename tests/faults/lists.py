"""Lists leave while others write, and while readers, workers and the database fail."""

import csv
import http.client
import io
import os
import random
import signal
import socket
import threading
import time
import zipfile
from contextlib import closing, contextmanager
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.factories import make_organiser, make_workshop
from tests.faults.outage import _wait
from tests.faults.sites import Server, on_this_database, serving, status
from tests.workshops.exports.lists import crowd
from workshops.models import Delegate, ExportLog

COLUMNS = "reference status given_name family_name rank employer position email languages_spoken"
CSRF = "0" * 32
# nothing is said of a reader who is gone before the server wants to write to him
SOON = 10
WATCHED = 500


def leaving(*, people, seconds):
    """L28: one moment in every file, however much is written meanwhile; what breaks off is never
    whole, is noted as such, and gives its connection back."""
    workshop = make_workshop()
    crowd(workshop, people)
    server = Server(on_this_database(), is_held=False)
    with serving(server):
        reader = Reader(server.port, workshop)
        first = reader.take("csv")[1]
        with writing(reader.watched) as written:
            figures = [whole(reader, form) for form in ("csv", "xlsx")]
            slow(reader, seconds)
            gone(reader)
            cut(reader)
            killed(reader, server)
    assert written[0] > 0
    grown = max(first, *figures)
    return (
        f"{people:,} people, {written[0] / written[1]:.0f} writes a second: whole files of one"
        f" moment, first byte after {grown:.2f} s at most; a slow reader is served, what a reader,"
        " the database or a worker breaks off is never whole and is noted"
    )


def whole(reader, file_format):
    """Seconds to the first byte. In one moment all who are watched have the same rank."""
    (response, body), first = reader.take(file_format)
    ranks = ranks_in(file_format, body)
    assert len(ranks) == int(response.headers["X-Row-Count"])
    assert len({ranks[reference] for reference in reader.watched}) == 1
    assert first <= 2, first
    assert reader.last_log().finished_at
    return first


def ranks_in(file_format, body):
    """{reference: rank}"""
    if file_format == "csv":
        rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        return {row["reference"]: int(row["rank"]) for row in rows}
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    head, *rows = book.get_sheet_by_index(1).to_python()
    return {row[head.index("reference")]: row[head.index("rank")] for row in rows}


def slow(reader, seconds):
    """1 kB a second; meanwhile others are answered, at the end the reader goes."""
    with reader.begun() as response:
        for _second in range(seconds):
            assert response.read(1_000)
            begun = time.monotonic()
            assert status(reader.port, "/de/workshops/") == 200
            assert time.monotonic() - begun <= 5
            time.sleep(1)
    reader.is_noted_as_broken_off()


def gone(reader):
    """The reader goes after 30 %."""
    with reader.begun() as response:
        response.read(int(0.3 * reader.size))
    reader.is_noted_as_broken_off()


def cut(reader):
    """The database ends the connection in the middle: the file must not end as if it were whole."""
    with reader.begun() as response:
        response.read(20_000)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE state = 'idle in transaction' AND datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall() == [(True,)]
        assert is_cut(response)
    reader.is_noted_as_broken_off()


def killed(reader, server):
    """SIGKILL of the workers; the next file is whole again."""
    with reader.begun() as response:
        response.read(20_000)
        for child in server.workers():
            os.kill(int(child), signal.SIGKILL)
        assert is_cut(response)
    reader.is_noted_as_broken_off()
    _wait(lambda: status(reader.port, "/de/workshops/") == 200)
    whole(reader, "csv")


def is_cut(response):
    """Whether the rest ends without the sign that it is the end."""
    try:
        response.read()
    except (http.client.IncompleteRead, ConnectionError):
        return True
    return False


class Reader:
    """An organiser who takes the full list of a workshop."""

    def __init__(self, port, workshop):
        self.port, self.size = port, 0
        people = workshop.delegates.order_by("?")
        self.watched = list(people.values_list("reference", flat=True)[:WATCHED])
        self.path = f"/admin/workshops/workshop/{workshop.pk}/lists/full/"
        client, organiser = Client(), make_organiser()
        client.force_login(organiser)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, organiser, "mfa")
        request.session.save()
        names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        values = (request.session.session_key, CSRF)
        self.cookies = "; ".join(map("=".join, zip(names, values, strict=True)))

    def ask(self, http_connection, file_format):
        fields = {"format": file_format, "dialect": "rfc4180", "language": "en"}
        fields |= {"columns": COLUMNS, "csrfmiddlewaretoken": CSRF}
        kind = "application/x-www-form-urlencoded"
        headers = {"Cookie": self.cookies, "Content-Type": kind}
        http_connection.request("POST", self.path, urlencode(fields), headers)
        response = http_connection.getresponse()
        assert response.status == 200, response.status
        return response

    def take(self, file_format):
        """((answer, body), seconds to the first byte)"""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as link:
            begun = time.monotonic()
            response = self.ask(link, file_format)
            body = response.read(1)
            first = time.monotonic() - begun
            body += response.read()
        if file_format == "csv":
            self.size = len(body)
        return (response, body), first

    @contextmanager
    def begun(self):
        """The answer to a reader whose buffer is small, so that the server has to wait for him."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        link.sock = socket.socket()
        link.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.sock.connect(("127.0.0.1", self.port))
        with closing(link), closing(self.ask(link, "csv")) as response:
            yield response

    def last_log(self):
        return ExportLog.objects.latest("pk")

    def is_noted_as_broken_off(self):
        """And no transaction of a list is open any more."""
        _wait(lambda: not open_transactions(), SOON)
        assert self.last_log().finished_at is None


def open_transactions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s"
            " AND state LIKE 'idle in transaction%%'",
            ["FETCH FORWARD%"],
        )
        return cursor.fetchone()[0]


@contextmanager
def writing(references):
    """[how many, in so many seconds]: the people are renamed and others come all the time; once in
    a while all of them get a new rank, in one act."""
    ending, written = threading.Event(), [0, 0]
    watched = Delegate.objects.filter(reference__in=references)
    workshop = watched.first().workshop

    def write():
        begun = time.monotonic()
        while not ending.wait(0.01):
            written[0] += 1
            if written[0] % 50 == 0:
                watched.update(rank=written[0] // 50 % 30_000)
            elif written[0] % 5 == 0:
                Delegate.objects.create(workshop=workshop, family_name="New")
            else:
                person = Delegate.objects.filter(reference=random.choice(references))
                person.update(family_name=f"Renamed {written[0]}")
        written[1] = time.monotonic() - begun
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        ending.set()
        thread.join()
