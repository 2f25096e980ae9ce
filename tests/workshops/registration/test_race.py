"""Fifty people want the last seat at the same moment, each through a connection of its own."""

import threading

import pytest
from django.db import close_old_connections, connection

from tests.factories import make_delegate, make_workshop
from workshops.models import Delegate, Status
from workshops.models.workshop import WorkshopQuerySet
from workshops.registration import lifecycle, seats

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

THREADS, ROUNDS = 50, 20


def accept_all_at_once(delegates):
    """Returns how many were accepted."""
    barrier, accepted, errors = threading.Barrier(len(delegates)), [], []

    def accept(delegate):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            accepted.append(lifecycle.accept(delegate, by=None, notify=False))
        except seats.NoSeatLeft:
            pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=accept, args=[delegate]) for delegate in delegates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return len(accepted)


def one_round():
    workshop = make_workshop(capacity=1)
    delegates = [make_delegate(workshop=workshop, status=Status.NOMINATED) for _ in range(THREADS)]
    accepted = accept_all_at_once(delegates)
    holders = Delegate.objects.occupying().filter(workshop=workshop).count()
    assert holders == accepted
    return holders


def test_one_seat_goes_to_one_of_fifty():
    assert [one_round() for _ in range(ROUNDS)] == [1] * ROUNDS


def test_without_the_lock_the_seat_is_sold_more_than_once(monkeypatch):
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, pk: self.get(pk=pk))

    assert any(one_round() > 1 for _ in range(ROUNDS))
