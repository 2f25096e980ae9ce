"""Whoever waits too long for what others hold is asked to try again (L14)."""

import sqlite3
from contextlib import closing, contextmanager

import environ
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from config import env
from tests.factories import make_delegate, make_municipality, make_webinar, make_workshop
from tests.faults.cast import database_url
from tests.workshops.checkin.conftest import Helper
from tests.workshops.public.conftest import LANGUAGES
from tools import locks
from workshops.models import Attendance, Delegate, Status
from workshops.public import errors
from workshops.registration import due

pytestmark = pytest.mark.row("L14")
on_postgresql = pytest.mark.postgresql
with_transactions = pytest.mark.django_db(transaction=True)


@contextmanager
def held(query, *values):
    """Another connection holds these rows; ours is impatient."""
    with connection.cursor() as cursor, closing(psycopg.connect(database_url())) as other:
        cursor.execute("SET lock_timeout = '200ms'")
        other.execute(query, values)
        try:
            yield
        finally:
            other.rollback()
            cursor.execute("RESET lock_timeout")


def held_workshop(pk):
    return held("SELECT 1 FROM workshops_workshop WHERE id = %s FOR UPDATE", pk)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "-c lock_timeout=3s"),
        ("?options=-c%20lock_timeout%3D9s", "-c lock_timeout=3s -c lock_timeout=9s"),
    ],
)
def test_postgresql_waits_three_seconds_unless_told_otherwise(monkeypatch, query, expected):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:p@localhost/x{query}")

    assert env.database(environ.Env(), default="")["OPTIONS"]["options"] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_the_address_and_needs_no_database(language):
    response = errors.held(RequestFactory().post(f"/{language}/nowhere/"))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}">' in response.content.decode()


def test_sqlite_says_it_in_other_words(tmp_path):
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path, timeout=0)) as one, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as refused:
            one.execute("BEGIN IMMEDIATE")

    assert locks.is_held_too_long(OperationalError(*refused.value.args))


@on_postgresql
@with_transactions
def test_a_press_at_the_door_is_kept_by_the_page(client):
    """static/js/door.js keeps what is answered by 500 and more, and sends it again."""

    workshop = make_workshop("running", starts_on=timezone.localdate(), days=2)
    person, helper = make_delegate(workshop=workshop), Helper(workshop).open()
    helper.client.raise_request_exception = False
    words = {"person": person.reference, "day": helper.day}
    press = {"data": words, "headers": {"accept": "application/json"}}

    with held("SELECT 1 FROM workshops_delegate WHERE id = %s FOR UPDATE", person.pk):
        refused = helper.client.post(f"{helper.base}here/", **press)
        assert not Attendance.objects.exists()
    pressed = helper.client.post(f"{helper.base}here/", **press)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert pressed.status_code == 200
    assert Attendance.objects.count() == 1


@on_postgresql
@with_transactions
def test_what_is_due_elsewhere_does_not_wait_for_a_workshop_that_is_held(caplog):
    one, other = make_webinar(capacity=1), make_webinar(capacity=1)
    first = make_delegate(workshop=one, status=Status.WAITLISTED)
    second = make_delegate(workshop=other, status=Status.WAITLISTED)

    with held_workshop(one.pk):
        due.run()
        assert status_of(first, second) == [Status.WAITLISTED, Status.ACCEPTED]
    due.run()

    assert status_of(first, second) == [Status.ACCEPTED, Status.ACCEPTED]
    assert [entry.getMessage() for entry in caplog.records] == [
        f"Due, but workshop {one.pk} is held: later"
    ]


@on_postgresql
@with_transactions
def test_seats_are_released_elsewhere_as_well():

    one, other = make_webinar(), make_webinar()
    people = [make_delegate(workshop=each, status=Status.ACCEPTED) for each in (one, other)]
    Delegate.objects.update(confirm_by=timezone.now())

    with held_workshop(one.pk):
        due.run()
        assert status_of(*people) == [Status.ACCEPTED, Status.WITHDRAWN]
    due.run()

    assert status_of(*people) == [Status.WITHDRAWN, Status.WITHDRAWN]


@on_postgresql
@with_transactions
def test_an_import_says_to_run_it_again(tmp_path):
    workshop, path = make_webinar("held"), tmp_path / "people.csv"
    make_municipality("lutsk", name="Lutsk")
    path.write_text("Given name,Family name,Municipality\nAnna,Muster,Lutsk\n")

    with held_workshop(workshop.pk), pytest.raises(CommandError, match="Run it again"):
        call_command("import_delegates", "held", str(path))

    assert not Delegate.objects.exists()


def status_of(*people):
    return [Delegate.objects.get(pk=person.pk).status for person in people]
