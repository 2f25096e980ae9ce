"""What runs by itself has not run for days; then several begin at once."""

import datetime
from collections import Counter

from django.utils import timezone

from tests.factories import make_delegate, make_webinar
from tests.faults.cast import actors, all_at_once
from workshops.models import Delegate, Message, Status, StatusChange


def rested(*, people, processes=3, days=3):
    """L39: every due thing happens once; a seat is offered once, not for each day that was missed.

    So many hold a seat whose time to answer ended in those days, three times as many wait.
    """
    now = timezone.now()
    workshop = make_webinar(capacity=people)
    silent = [make_delegate(workshop=workshop, status=Status.ACCEPTED) for _ in range(people)]
    for number, person in enumerate(silent):
        ended = now - datetime.timedelta(days=days) * (number + 1) / people
        Delegate.objects.filter(pk=person.pk).update(confirm_by=ended)
    for _person in range(3 * people):
        make_delegate(workshop=workshop, status=Status.WAITLISTED)
    Message.objects.all().delete()
    with actors(processes) as players:
        all_at_once(players, "run_due")
        all_at_once(players, "run_due")
    assert Counter(Delegate.objects.values_list("status", flat=True)) == {
        Status.WITHDRAWN: people,
        Status.ACCEPTED: people,
        Status.WAITLISTED: 2 * people,
    }
    moved = StatusChange.objects.filter(changed_at__gte=now)
    released = moved.filter(to_status=Status.WITHDRAWN, delegate__in=silent)
    offered = moved.filter(from_status=Status.WAITLISTED, to_status=Status.ACCEPTED)
    assert (released.count(), offered.count()) == (people, people)
    told = Message.objects.filter(kind=Message.Kind.SEAT).values_list("delegate", flat=True)
    assert sorted(told) == sorted(offered.values_list("delegate", flat=True))
    late = Delegate.objects.filter(status=Status.ACCEPTED, confirm_by__lte=now)
    assert not late.exists()
    return (
        f"{days} days without a run, then {processes} at once, twice: {people} seats released and "
        "offered once each, one message each"
    )
