"""A process that acts as it is told: one JSON object a line comes in, one goes out.

python -m tests.faults.actors
"""

import json
import logging
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django

if __name__ == "__main__":
    django.setup()

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from tests.factories import make_message
from tools import locks
from workshops.models import Delegate, Delegation, Message, ThematicTrack, Workshop
from workshops.models.workshop import WorkshopQuerySet
from workshops.registration import due, lifecycle, outbox, seats
from workshops.registration.transitions import NotAllowed

LOCKED, CLAIM = WorkshopQuerySet.locked, outbox.claim


def accept(pks, threads, lock=True):
    """Each delegate by a thread of its own, all at the same moment; how many got a seat."""
    WorkshopQuerySet.locked = LOCKED if lock else lambda self, pk: self.get(pk=pk)
    barrier = threading.Barrier(threads)

    def try_one(pk):
        barrier.wait(timeout=60)
        return said(lambda: lifecycle.accept(Delegate.objects.get(pk=pk), by=None, notify=False))

    return in_threads(try_one, pks, threads)


def nominate_and_accept(workshop, delegations, tracks, number, threads):
    """People of random delegations for random tracks; the answers and how long it took."""
    workshop = Workshop.objects.get(pk=workshop)
    sending = list(Delegation.objects.with_senders().filter(pk__in=delegations))
    tracks = list(ThematicTrack.objects.filter(pk__in=tracks))

    def one(name):
        delegate = lifecycle.nominate(
            workshop,
            delegation=random.choice(sending),
            assigned_track=random.choice(tracks),
            given_name="Given",
            family_name=f"{os.getpid()}-{name}",
            by=None,
        )
        return said(lambda: lifecycle.accept(delegate, by=None, notify=False))

    return in_threads(one, range(number), threads)


def stir(workshop, threads, seconds):
    """Cancel, promote and nominate at random for so long; the answers."""
    until = time.monotonic() + seconds
    workshop = Workshop.objects.get(pk=workshop)

    def go_on(_thread):
        answers = Counter()
        while time.monotonic() < until:
            answers[said(lambda: stir_once(workshop))] += 1
        return answers

    with ThreadPoolExecutor(threads) as pool:
        return dict(sum(pool.map(closing(go_on), range(threads)), Counter()))


def stir_once(workshop):
    people = Delegate.objects.filter(workshop=workshop)
    act = random.choice(["cancel", "promote", "nominate", "nominate"])
    if act == "cancel":
        holder = people.occupying().order_by("?").first()
        return holder and lifecycle.withdraw(holder, by=None)
    if act == "promote":
        waiting = people.filter(status="waitlisted").order_by("rank", "pk").first()
        return waiting and lifecycle.promote(waiting, by=None)
    delegate = lifecycle.nominate(workshop, given_name="Given", family_name="Late", by=None)
    try:
        return lifecycle.accept(delegate, by=None)
    except seats.NoSeatLeft:
        return lifecycle.waitlist(delegate, by=None)


def act_until_killed(delegation, through_crashes=False):
    """Nominate and accept with a message, in one transaction each; a line a time."""
    delegation = Delegation.objects.with_senders().get(pk=delegation)
    logging.disable(logging.WARNING if through_crashes else logging.NOTSET)
    while True:
        try:
            pk = nominate_and_accept_one(delegation)
        except (DatabaseError, InterfaceError):
            if not through_crashes:
                raise
            connection.close()
            time.sleep(0.05)
        else:
            print(json.dumps(pk), flush=True)


@transaction.atomic
def nominate_and_accept_one(delegation):
    delegate = lifecycle.nominate(
        delegation.workshop,
        delegation=delegation,
        given_name="Given",
        family_name="Family",
        by=None,
    )
    delegate = lifecycle.accept(delegate, by=None)
    make_message(
        delegation,
        recipient="contact@example.org",
        message_id=f"<{delegate.reference}@testserver>",
        cause=f"accepted:{delegate.pk}",
    )
    return delegate.pk


def send(lease=True):
    """One round of the outbox; how many went out."""
    outbox.claim = CLAIM if lease else lambda pk, at: Message.objects.due(at).filter(pk=pk).first()
    return outbox.send_due(outbox.transport()).sent


def send_until_killed_after_data():
    """The mail server has said yes; nothing is noted yet."""
    through = outbox.transport()
    hand_over = through.send

    def send_and_die(*mail):
        hand_over(*mail)
        os.kill(os.getpid(), signal.SIGKILL)

    through.send = send_and_die
    outbox.send_due(through)


def run_due():
    """What becomes due by itself, as the sender does it before each round."""
    due.run()


def said(act):
    """What came of an act: "done", or the name of the refusal. Who is asked to try again does."""
    while True:
        try:
            act()
        except (NotAllowed, seats.NoSeatLeft) as refusal:
            return type(refusal).__name__
        except OperationalError as error:
            if not locks.is_held_too_long(error):
                raise
        else:
            return "done"


def in_threads(act, things, threads):
    begun = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        answers = Counter(pool.map(closing(act), things))
    return dict(answers) | {"seconds": time.monotonic() - begun}


def closing(act):
    """Each call gives its connection back to the pool."""

    def closed(thing):
        try:
            return act(thing)
        finally:
            connection.close()

    return closed


ACTS = {
    act.__name__: act
    for act in (
        accept,
        nominate_and_accept,
        stir,
        act_until_killed,
        run_due,
        send,
        send_until_killed_after_data,
    )
}


if __name__ == "__main__":
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(ACTS[order.pop("act")](**order)), flush=True)
