"""PostgreSQL is killed while it writes, with all its processes, and recovers from its log."""

import subprocess
import threading
import time
from contextlib import closing, contextmanager

import psutil
import psycopg

from tests.faults.cast import actors
from tests.faults.closing import said, set_up, site_variables

WRITERS = 2
DELEGATION = """
from tests.factories import make_delegation
print(make_delegation(quota=None).pk)
"""
PEOPLE = "SELECT id FROM workshops_delegate WHERE delegation_id = %s"
HALF_DONE = """
SELECT count(*) FROM workshops_delegate AS person WHERE delegation_id = %s AND NOT (
    status = 'accepted'
    AND (SELECT count(*) FROM workshops_statuschange WHERE delegate_id = person.id) = 2
    AND EXISTS (SELECT 1 FROM workshops_message WHERE cause = 'accepted:' || person.id)
)
"""
# what PostgreSQL has said to be written waits in its memory for longer than our rounds
LAX = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


def crashed(server, folder, *, times, seconds):
    """L09: what was acknowledged is there after each crash, whole; sequences may have gaps.

    The writers go on by themselves. With PostgreSQL told to acknowledge before it has written
    something is lost.
    """
    variables = site_variables(server, folder, 0)
    set_up(variables, folder)
    delegation = int(said(variables, DELEGATION))
    begun = time.monotonic()
    told = write_through(server, delegation, times, seconds)
    took = time.monotonic() - begun
    found = people(server, delegation)
    assert told - found == set()
    assert len(found - told) <= WRITERS * (times + 1)  # done, but not said any more
    assert half_done(server, delegation) == 0
    with lax(server):
        lost = write_through(server, delegation, 1, seconds) - people(server, delegation)
    assert lost
    return (
        f"{times} kills while {len(told):,} people were written ({len(told) / took:.0f} a second): "
        f"all there and whole; acknowledged too early {len(lost)} are lost"
    )


def write_through(server, delegation, times, seconds):
    """The people of whom a writer was told that they are saved, until the last crash."""
    told = set()
    with actors(WRITERS, DATABASE_URL=server.get_uri()) as writers:
        listeners = [threading.Thread(target=listen, args=[each, told]) for each in writers]
        for writer, listener in zip(writers, listeners, strict=True):
            writer.tell("act_until_killed", delegation=delegation, through_crashes=True)
            listener.start()
        for _time in range(times):
            before, until = len(told), time.monotonic() + 60
            time.sleep(seconds)
            while len(told) <= before + WRITERS:
                assert time.monotonic() < until, "the writers do not go on"
                time.sleep(0.05)
            crash(server)
        for writer, listener in zip(writers, listeners, strict=True):
            writer.process.kill()
            listener.join()
    return told


def listen(writer, told):
    while (pk := writer.answer()) is not None:
        told.add(pk)


def crash(server):
    """SIGKILL for the postmaster and all its children, then a start that recovers."""
    postmaster = psutil.Process(server.get_pid())
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    assert psutil.wait_procs(family, timeout=60)[1] == []
    start(server)


def start(server):
    for _time in range(6):
        try:
            server.start()
        except subprocess.SubprocessError:  # it gives up after ten seconds, PostgreSQL does not
            continue
        return
    raise AssertionError("PostgreSQL does not start")


@contextmanager
def lax(server):
    for name, value in LAX.items():
        server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
    server.psql("SELECT pg_reload_conf()")
    yield
    for name in LAX:
        server.psql(f"ALTER SYSTEM RESET {name}")
    server.psql("SELECT pg_reload_conf()")


def people(server, delegation):
    with closing(psycopg.connect(server.get_uri())) as connection:
        return {pk for (pk,) in connection.execute(PEOPLE, [delegation])}


def half_done(server, delegation):
    with closing(psycopg.connect(server.get_uri())) as connection:
        return connection.execute(HALF_DONE, [delegation]).fetchone()[0]
