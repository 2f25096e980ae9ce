"""Somebody holds a workshop: a transaction that does not end."""

import itertools
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import psycopg

from tests.faults.cast import ROOT
from tests.faults.closing import (
    COUNT,
    INTEREST,
    PAGES,
    answered,
    asked,
    express_interest,
    said,
    set_up,
    site_variables,
)
from tests.faults.outage import _site, _wait, reading
from tests.smtp import free_port
from tools import locks

ACT = """
from workshops.models import Workshop
from workshops.registration import interest
interest.express(
    Workshop.objects.get(slug="call"),
    municipality_name="Patient", country="UA", name="P", email="p@example.org", language="uk",
)
"""
PATIENT = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'patient'"
# of one address: some more in ten minutes would be too many
ACTS = 12
WORDS = {
    "de": "Bitte versuchen Sie es gleich noch einmal",
    "en": "Please try again in a moment",
    "uk": "Будь ласка, спробуйте ще раз за мить",
    "sq": "Ju lutemi provoni përsëri pas pak",
}


def held(server, folder, *, seconds):
    """L14: acts on it are asked to try again, pages are read, all goes on once it is let go.

    Meanwhile a report reads from one snapshot, and tables are vacuumed. An act without the limit
    waits for as long as the workshop is held.
    """
    port = free_port()
    variables = site_variables(server, folder, port)
    set_up(variables, folder)
    waits, slowest = [], 0.0
    with (
        _site(variables),
        reading(port) as answers,
        holding(server) as holder,
        patient(variables, server) as waiting,
        reporting(server),
        vacuumed(server) as vacuums,
    ):
        _wait(lambda: is_waiting(server))
        until = time.monotonic() + seconds
        pause = max(0, seconds / ACTS - locks.SECONDS)
        for language in itertools.islice(itertools.cycle(WORDS), ACTS):
            waits.append(refused(port, language))
            slowest = max(slowest, *(read(port, path) for path in PAGES))
            if time.monotonic() > until:
                break
            time.sleep(pause)
        assert waiting.poll() is None
        assert is_waiting(server)
        assert said(variables, COUNT) == "0"
        holder.rollback()
        assert waiting.wait(timeout=60) == 0
        assert express_interest(port)[0] == 302
        assert said(variables, COUNT) == "2"
        assert asked(port, "/readyz")[0] == 200
    assert {status for _at, status in answers} == {200}
    assert min(waits) >= locks.SECONDS
    return (
        f"{len(waits)} acts 503 after {min(waits):.1f} to {max(waits):.1f} s, "
        f"{len(answers):,} pages 200, the slowest {slowest:.1f} s, {len(vacuums)} vacuums; "
        "without the limit an act waits to the end; afterwards all is well"
    )


def refused(port, language):
    """Seconds until somebody who wants to take part is asked to try again, in their language."""
    begun = time.monotonic()
    response, text = answered(port, f"/{language}/workshops/call/take-part/", "POST", INTEREST)
    assert (response.status, response.headers["Retry-After"]) == (503, "10")
    assert WORDS[language] in text
    return time.monotonic() - begun


def read(port, path):
    begun = time.monotonic()
    assert asked(port, path)[0] == 200
    return time.monotonic() - begun


def is_waiting(server):
    with closing(psycopg.connect(server.get_uri())) as looking:
        found = looking.execute(f"{PATIENT} AND wait_event_type = 'Lock'").fetchone()
    return found is not None


@contextmanager
def holding(server):
    with closing(psycopg.connect(server.get_uri())) as connection:
        connection.execute("SELECT 1 FROM workshops_workshop FOR UPDATE")
        yield connection


@contextmanager
def reporting(server):
    """Reads from a snapshot that is as old as the fault."""
    with closing(psycopg.connect(server.get_uri())) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        before = connection.execute("SELECT count(*) FROM workshops_interest").fetchone()
        yield
        assert connection.execute("SELECT count(*) FROM workshops_interest").fetchone() == before


@contextmanager
def vacuumed(server):
    """Tables are cleaned all the time, as by themselves after many writes."""
    ending, times = threading.Event(), []

    def clean():
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            while not ending.wait(0.5):
                connection.execute("VACUUM (ANALYZE) workshops_workshop, workshops_interest")
                times.append(time.monotonic())

    thread = threading.Thread(target=clean)
    thread.start()
    try:
        yield times
    finally:
        ending.set()
        thread.join()
    assert times


@contextmanager
def patient(variables, server):
    """The same act, begun once the workshop is held, by a process that waits for any time."""
    url = f"{server.get_uri()}&application_name=patient&options=-c%20lock_timeout%3D0"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ACT]
    process = subprocess.Popen(command, cwd=ROOT, env=variables | {"DATABASE_URL": url})
    try:
        yield process
    finally:
        process.kill()
        process.wait()
