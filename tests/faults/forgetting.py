"""What all processes count in a table of the database is lost, wrong or held by somebody."""

import time
from contextlib import closing, contextmanager

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories import make_delegate, make_open_call, make_webinar
from tests.faults.cast import database_url
from tests.faults.closing import INTEREST
from tools import tokens
from tools.attempts import SECONDS
from workshops.models import Interest, Status
from workshops.registration import lifecycle, seats

TABLE = settings.CACHES["default"]["LOCATION"]
ADDRESS = "127.0.0.1"


def forgotten(*, people, patience="3s"):
    """L15: pages and forms go on uncounted, logins wait where nothing can be counted, seats are
    decided as ever; then counting goes on.
    """
    make_open_call("call")
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{patience}'")
    slowest = {}
    try:
        for fault in LOGIN:
            with fault():
                slowest[fault.__name__] = pages_go_on(login=LOGIN[fault])
                seats_are_exact(people)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert is_counted()
    said = ", ".join(f"{name} {took:.1f} s" for name, took in slowest.items())
    return f"all answers as ever, the slowest: {said}; of {people} each time one got the seat"


def pages_go_on(login):
    """Seconds of the slowest answer; `login` is what a wrong password is answered with."""
    visitor, took = Client(raise_request_exception=False), []

    def answer(act, *arguments):
        begun = time.monotonic()
        response = act(*arguments)
        took.append(time.monotonic() - begun)
        return response.status_code

    number = Interest.objects.count()
    town = INTEREST | {"municipality_name": f"Town {number}", "email": f"{number}@example.org"}
    assert answer(visitor.get, "/de/workshops/") == 200
    assert answer(visitor.get, "/uk/i/unknown-link/") == 404
    assert answer(visitor.post, "/en/workshops/call/take-part/", town) == 302
    assert answer(visitor.get, "/admin/login/") == 200
    guess = {"login": "nobody@example.org", "password": "wrong"}
    assert answer(visitor.post, "/admin/login/", guess) == login
    assert Interest.objects.count() == number + 1
    return max(took)


def seats_are_exact(people):
    workshop = make_webinar(capacity=1)
    made = [make_delegate(workshop=workshop, status=Status.NOMINATED) for _ in range(people)]
    refused = 0
    for person in made:
        try:
            lifecycle.accept(person, by=None, notify=False)
        except seats.NoSeatLeft:
            refused += 1
    assert refused == people - 1


def is_counted():
    """Whether an address that asks for more and more unknown links is asked to wait again."""
    visitor = Client(raise_request_exception=False)
    return 429 in [visitor.get(f"/de/i/unknown-{number}/").status_code for number in range(40)]


@contextmanager
def missing():
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} RENAME TO elsewhere")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {TABLE}")


@contextmanager
def held():
    """By a transaction that does not end."""
    with closing(psycopg.connect(database_url())) as other:
        other.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def wrong():
    """A count that is a text, and rows that are no value at all, logins among them."""
    pages_go_on(login=200)
    cache.set(f"interest:{tokens.hashed(ADDRESS)}", "many", SECONDS)
    with connection.cursor() as cursor:
        for value, key in (("AAAA", "%guesses:%"), ("§", "%login%")):
            cursor.execute(f"UPDATE {TABLE} SET value = %s WHERE cache_key LIKE %s", [value, key])
            assert cursor.rowcount, key
    yield


@contextmanager
def emptied():
    """Under use: between one page and the next."""
    cache.clear()
    yield
    cache.clear()


LOGIN = {missing: 429, held: 429, wrong: 200, emptied: 200}
