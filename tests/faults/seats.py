"""Many want few seats at the same moment, and one who acts is killed."""

import random
import time
from collections import Counter

from django.db.models import Count

from tests.factories import (
    make_delegate,
    make_delegation,
    make_track,
    make_workshop,
)
from tests.faults.cast import actors, all_at_once
from workshops.models import Delegate, Message, Status, StatusChange

PROCESSES = 2


def one_seat(*, rounds, people):
    """L01: so many accepts at once for one seat; without the lock it is sold more than once."""
    connections = str(people // PROCESSES + 5)  # so that nobody waits for one instead of the lock
    with actors(PROCESSES, DATABASE_POOL_SIZE=connections) as players:
        begun = time.monotonic()
        holders = [_rush(players, people) for _round in range(rounds)]
        took = time.monotonic() - begun
        assert holders == [1] * rounds
        oversold = 0
        for _round in range(rounds):
            oversold = _rush(players, people, lock=False)
            if oversold > 1:
                break
        assert oversold > 1
    return (
        f"{rounds} rounds x {people} accepts: 1 seat each, {took / rounds:.1f} s a round; "
        f"without the lock {oversold}"
    )


def _rush(players, people, lock=True):
    workshop = make_workshop(capacity=1)
    made = [make_delegate(workshop=workshop, status=Status.NOMINATED).pk for _ in range(people)]
    part = people // len(players)
    for number, player in enumerate(players):
        pks = made[number * part : (number + 1) * part]
        player.tell("accept", pks=pks, threads=part, lock=lock)
    answers = sum((Counter(player.answer()) for player in players), Counter())
    holders = Delegate.objects.occupying().filter(workshop=workshop).count()
    assert answers["done"] == holders
    assert answers["done"] + answers["NoSeatLeft"] == part * len(players)
    return holders


def three_limits(*, people, capacity):
    """L02: limits of workshop, tracks and delegations, all exact. The tracks and delegations have
    room for a few more than the workshop, so it fills up whatever the order."""
    workshop = make_workshop(capacity=capacity)
    tracks = [make_track(workshop, capacity=capacity // 3 + 7) for _track in range(3)]
    quota = capacity // 40 + 2
    delegations = [make_delegation(workshop, quota=quota) for _delegation in range(40)]
    with actors(PROCESSES) as players:
        answers = all_at_once(
            players,
            "nominate_and_accept",
            workshop=workshop.pk,
            delegations=[delegation.pk for delegation in delegations],
            tracks=[track.pk for track in tracks],
            number=people // len(players),
            threads=8,
        )
    counted = sum((Counter(answer) for answer in answers), Counter())
    holders = Delegate.objects.occupying().filter(workshop=workshop)
    per_minute = people / max(answer["seconds"] for answer in answers) * 60
    assert holders.count() == counted["done"] == capacity
    assert counted["done"] + counted["NoSeatLeft"] == people
    assert _largest(holders, "assigned_track") <= tracks[0].capacity
    assert _largest(holders, "delegation") <= quota
    assert _histories_are_whole(workshop) == people
    assert per_minute >= 400
    return f"{people} people, {capacity} seats: exact, no deadlock, {per_minute:,.0f} a minute"


def _largest(holders, field):
    numbers = holders.order_by().values(field).annotate(number=Count("pk"))
    return max(row["number"] for row in numbers)


def stirred(*, seconds, capacity=20):
    """L03: cancel, promote and nominate at once; nobody is overbooked at any moment."""
    workshop = make_workshop(capacity=capacity)
    for _seat in range(capacity):
        make_delegate(workshop=workshop)
    holders = Delegate.objects.occupying().filter(workshop=workshop)
    most, looks, until = 0, 0, time.monotonic() + seconds
    with actors(PROCESSES) as players:
        for player in players:
            player.tell("stir", workshop=workshop.pk, threads=15, seconds=seconds)
        while time.monotonic() < until:
            most, looks = max(most, holders.count()), looks + 1
            time.sleep(0.02)
        answers = sum((Counter(player.answer()) for player in players), Counter())
    assert most == capacity
    assert holders.count() <= capacity
    assert set(answers) <= {"done", "NotAllowed", "NoSeatLeft"}
    people = _histories_are_whole(workshop)
    return (
        f"30 threads, {seconds} s, {answers['done']} acts on {people} people: never more than "
        f"{most} of {capacity} in {looks} looks"
    )


def killed(*, times):
    """L06: SIGKILL at random points of nominate and accept; nothing is half done."""
    delegation = make_delegation(quota=None)
    workshop, told = delegation.workshop, 0
    for _time in range(times):
        with actors(1) as (player,):
            player.tell("act_until_killed", delegation=delegation.pk)
            assert player.answer()
            time.sleep(random.uniform(0, 0.3))
            told += 1 + len([line for line in player.kill() if line.isdigit()])
        assert_nothing_half_done(workshop)
    people = workshop.delegates.count()
    assert told <= people <= told + times  # at most one a time was done, but not said any more
    return f"{times} kills among {people} people: each has its history and its message, or is not"


def assert_nothing_half_done(workshop):
    _histories_are_whole(workshop)
    accepted = set(workshop.delegates.values_list("pk", flat=True))
    queued = Message.objects.unfinished().filter(workshop=workshop)
    causes = sorted(queued.values_list("cause", flat=True))
    assert causes == sorted(f"accepted:{pk}" for pk in accepted)
    assert set(workshop.delegates.values_list("status", flat=True)) <= {Status.ACCEPTED}


def _histories_are_whole(workshop):
    """Each person's changes lead without a gap to the present status; how many people."""
    present = dict(workshop.delegates.values_list("pk", "status"))
    reached = dict.fromkeys(present, "")
    changes = StatusChange.objects.filter(delegate__workshop=workshop).order_by("pk")
    for pk, before, after in changes.values_list("delegate", "from_status", "to_status"):
        assert reached[pk] == before
        reached[pk] = after
    assert reached == present
    return len(present)
