"""Tables change while the site is read."""

import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import psycopg

from tests.faults.cast import ROOT
from tests.faults.closing import asked, set_up, site_variables
from tests.faults.outage import _run, _site
from tests.smtp import free_port

# to come: an erased person has no place in the tables of before
LOAD = """
import datetime
from tests.factories import make_municipality
from workshops.demo import synthetic
from workshops.models import Workshop
synthetic.topics.load()
for place in range(5):
    make_municipality(f"place-{{place}}")
synthetic.load_large({people})
workshop = Workshop.objects.get(slug=synthetic.large_slug({people}))
workshop.starts_on = workshop.ends_on = datetime.date(2030, 5, 7)
workshop.save()
"""
# the next one changes the table of people; it and what comes after are taken back and applied again
BEFORE, CHANGES_PEOPLE = "0016_last_run", "0017_retention"
# none of these needs what the later ones add
PAGES = ("/de/", "/uk/workshops/", "/sq/cities/", "/de/search/?q=x", "/en/reports/")
WAITING = "SELECT extract(epoch FROM max(clock_timestamp() - waitstart)) FROM pg_locks"
USED = "SELECT count(*) FROM workshops_delegate"


def under_traffic(server, folder, *, people):
    """L24: pages are read all the time, and nobody waits behind a migration that has to wait.

    Where others use a table for long the migration gives up, says so, and is run again.
    """
    port = free_port()
    variables = site_variables(server, folder, port)
    set_up(variables, folder)
    load = LOAD.format(people=people)
    _run(variables, "manage.py", "shell", "--no-imports", "-c", load)
    with _site(variables), visited(port) as answers, lock_waits(server) as waits:
        back, forth = migrate(variables, "workshops", BEFORE), migrate(variables)
        assert (back.returncode, forth.returncode) == (0, 0), back.stderr + forth.stderr
        longest = max(waits, default=0)
        with closing(psycopg.connect(server.get_uri())) as report:
            report.execute(USED)
            begun = time.monotonic()
            refused = migrate(variables, "workshops", BEFORE)
            took = time.monotonic() - begun
            assert refused.returncode == 1
            assert "Run migrate again." in refused.stderr
        assert migrate(variables, "workshops", CHANGES_PEOPLE, "--check").returncode == 0
        again = migrate(variables, "workshops", BEFORE), migrate(variables)
        assert [each.returncode for each in again] == [0, 0]
    assert {status for status, _took in answers} == {200}
    slowest = max(took for _status, took in answers)
    return (
        f"{people:,} people: back and forth twice, {len(answers):,} pages 200, the slowest "
        f"{slowest:.1f} s, the longest wait for a lock {longest:.2f} s; with a report that goes on "
        f"it gives up within {took:.1f} s, nobody waits longer than {max(waits, default=0):.2f} s"
    )


def migrate(variables, *arguments):
    command = [sys.executable, "manage.py", "migrate", "--no-input", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


@contextmanager
def visited(port):
    """[(status, seconds)] of pages asked for all the time."""

    def visit():
        begun = time.monotonic()
        status = asked(port, PAGES[len(answers) % len(PAGES)])[0]
        answers.append((status, time.monotonic() - begun))

    answers = []
    with going_on(visit, pause=0.05):
        yield answers


@contextmanager
def lock_waits(server):
    """[seconds for which somebody had been waiting for a lock, at each look]"""
    waits = []
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:

        def look():
            (longest,) = connection.execute(f"{WAITING} WHERE NOT granted").fetchone()
            waits.append(float(longest or 0))

        with going_on(look, pause=0.02):
            yield waits


@contextmanager
def going_on(act, pause):
    ending = threading.Event()

    def go_on():
        while not ending.wait(pause):
            act()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
