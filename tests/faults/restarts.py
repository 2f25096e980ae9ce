"""Web servers are reloaded and restarted under load, while lists leave."""

import csv
import http.client
import io
import itertools
import random
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.factories import make_open_call, make_workshop
from tests.faults.lists import Reader, is_cut
from tests.faults.outage import _wait
from tests.faults.sites import Server, answer_of, on_this_database, serving
from tests.workshops.exports.lists import crowd
from workshops.models import Interest

PAGES = ("/de/workshops/", "/uk/cities/", "/en/", "/sq/workshops/call/")
FORM = "/en/workshops/call/take-part/"
ENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
HALF_A_FORM = (
    f"POST {FORM} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\nname="
).encode()


class Load:
    """So many readers, each with a request a second to one of two servers; one in ten is a form.
    Refused by one of them, a request goes to the other, as nginx passes it on."""

    def __init__(self, ports, readers):
        self.ports, self.readers = ports, readers
        self.answers, self.numbers = [], itertools.count()

    @contextmanager
    def going(self):
        ending = threading.Event()
        threads = [
            threading.Thread(target=self._read, args=[ending, number])
            for number in range(self.readers)
        ]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            ending.set()
            for thread in threads:
                thread.join()

    def longest(self):
        return max((took for _answer, took in self.answers), default=0)

    def _read(self, ending, number):
        ending.wait(number / self.readers)
        while not ending.is_set():
            begun = time.monotonic()
            self.answers.append((self._ask(next(self.numbers)), time.monotonic() - begun))
            ending.wait(begun + 1 - time.monotonic())

    def _ask(self, number):
        is_form = number % 10 == 0
        headers = ENCODED | {"X-Forwarded-For": f"192.0.{number // 250 % 250}.{number % 250}"}
        path, body = (FORM, interest(number)) if is_form else (PAGES[number % len(PAGES)], None)
        for port in random.sample(self.ports, 2):
            try:
                found = answer_of(port, path, body, headers)[0].status
            except ConnectionRefusedError:
                continue
            except (OSError, http.client.HTTPException) as error:
                return type(error).__name__
            return f"{'form' if is_form else 'page'} {found}"
        return "refused by both"


def interest(number):
    fields = {"municipality_name": f"Town {number}", "country": "UA", "name": "O"}
    return urlencode(fields | {"email": f"o{number}@example.org"})


def restarted(*, readers=50, times=5, people=20_000, patience=0):
    """L07: no request is lost by reloads and restarts; a list under way is whole or is known not to
    be. Without the socket that stays, requests are lost.

    `patience`: seconds for what does not end, if others than those of config/gunicorn.py.
    """
    make_open_call("call")
    workshop = make_workshop()
    crowd(workshop, people)
    variables = on_this_database(BEHIND_PROXY="1")
    short = {"GUNICORN_CMD_ARGS": f"--graceful-timeout {patience}"} if patience else {}
    pair = [Server(variables), Server(variables | short)]
    alone = Server(variables | short, is_held=False)
    with serving(*pair, alone), Load([server.port for server in pair], readers).going() as load:
        for _time in range(times):
            one_after_the_other(pair)
        for server in pair:
            reload(server)
        longest = load.longest()
        ends_whole(pair[0], workshop)
        is_broken_off(pair[1], workshop)
        loses(alone)
    counted = Counter(answer for answer, _took in load.answers)
    assert set(counted) == {"page 200", "form 302"}, counted
    assert Interest.objects.count() == counted["form 302"]
    return (
        f"{2 * times + 2} reloads and as many restarts: {counted.total():,} requests, none"
        f" lost, {counted['form 302']} forms saved once; longest wait {longest:.1f} s, behind a"
        f" list {load.longest():.1f} s; one list whole, one broken off and noted; without the"
        " socket that stays requests are lost"
    )


def one_after_the_other(pair):
    for server in pair:
        reload(server)
    for server in pair:
        server.restart()
        _wait(server.is_up)


def reload(server):
    former = server.workers()
    server.process.send_signal(signal.SIGHUP)
    _wait(lambda: not former & server.workers())


def ends_whole(server, workshop):
    """A list whose reader goes on reading while the server ends."""
    reader = Reader(server.port, workshop)
    with reader.begun() as response:
        body = response.read(8_000)
        restart = threading.Thread(target=server.restart)
        restart.start()
        body += response.read()
        number = int(response.headers["X-Row-Count"])
    restart.join()
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert len(list(rows)) == number == workshop.delegates.count()
    _wait(lambda: reader.last_log().finished_at)
    _wait(server.is_up)


def is_broken_off(server, workshop):
    """A list whose reader stops reading."""
    reader = Reader(server.port, workshop)
    with reader.begun() as response:
        response.read(8_000)
        server.restart()
        assert is_cut(response)
    reader.is_noted_as_broken_off()
    _wait(server.is_up)


def loses(server):
    """Who comes while it waits for a form that is under way is taken in by nobody."""
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(HALF_A_FORM)
        assert b"100 Continue" in slow.recv(100)  # it is under way
        server.process.terminate()
        _wait(lambda: is_lost(server.port))


def is_lost(port):
    try:
        return not answer_of(port, PAGES[0])
    except ConnectionRefusedError:
        return False
    except (OSError, http.client.HTTPException):
        return True
