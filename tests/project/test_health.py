"""What /healthz and /readyz say: each part by itself, tested by breaking it."""

import datetime
import shutil
import sqlite3
from collections import namedtuple

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from config import health
from tests.factories import make_message
from workshops.models import LastRun

pytestmark = pytest.mark.row("L41")
Name = LastRun.Name
Usage = namedtuple("Usage", "total used free")
GOOD = dict.fromkeys(
    [
        "database",
        "migrations",
        "cache",
        "clock",
        "queue",
        "mails",
        "backup",
        "retention",
        "disk",
        "files",
    ],
    "ok",
)


@pytest.fixture
def site(settings, tmp_path, monkeypatch):
    """Everything is well."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.EMAIL_HOST = "127.0.0.1"
    settings.BACKUP_RECIPIENTS = ["age1"]
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1000, 940, 60))
    for folder in ("media", "private"):
        (tmp_path / folder).mkdir()
    for name in (Name.MAILS, Name.BACKUP, Name.RETENTION):
        LastRun.objects.note(name)
    return tmp_path


def ready(client):
    response = client.get("/readyz")
    answer = response.json()
    return response.status_code, answer["status"], answer["parts"]


@pytest.mark.django_db
def test_all_is_well(client, site):
    assert ready(client) == (200, "ok", GOOD)


def test_the_process_lives_without_a_database(settings):
    """The test has no database; any question to one would fail."""
    settings.SECURE_SSL_REDIRECT = True

    response = Client(headers={"host": "10.0.0.7:8000"}).get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_is_answered_under_any_host_and_kept_by_nobody(client, site, path):
    response = client.get(path, headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_a_database_that_is_away_fails_and_what_lies_in_it_is_unknown(client, site, monkeypatch):
    def away(*_arguments):
        raise OperationalError("server at secret-host refused password of user")

    monkeypatch.setattr(connection, "cursor", away)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == GOOD | {
        "database": "failed",
        **dict.fromkeys(health.IN_DATABASE, "unknown"),
    }
    assert "secret" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_can_only_be_read_fails(client, site):
    """Looking alone would pass: pages are shown."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET default_transaction_read_only = on")
        else:
            cursor.execute("PRAGMA query_only = on")
    try:
        status, _word, parts = ready(client)
        page = client.get("/de/workshops/")
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET default_transaction_read_only = off")
            else:
                cursor.execute("PRAGMA query_only = off")

    assert (status, parts["database"]) == (503, "failed")
    assert page.status_code == 200
    assert ready(client) == (200, "ok", GOOD)


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_fails(client, site, settings):
    """The tables of the tests are made without any."""
    settings.MIGRATION_MODULES = {}

    assert ready(client) == (503, "failed", GOOD | {"migrations": "failed"})


@pytest.mark.django_db(transaction=True)
def test_a_missing_cache_table_fails(client, site):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO cache_elsewhere")
    try:
        status, _word, parts = ready(client)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cache_elsewhere RENAME TO cache")

    assert (status, parts) == (503, GOOD | {"cache": "failed"})


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(14, "ok"), (16, "degraded")])
def test_a_queue_that_stands_lags(client, site, minutes, state):
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    make_message(recipient="a@example.org", next_attempt_at=at)

    assert ready(client) == (200, state, GOOD | {"queue": state})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "part", "rests"),
    [
        (Name.MAILS, "mails", datetime.timedelta(seconds=121)),
        (Name.BACKUP, "backup", datetime.timedelta(hours=49)),
        (Name.RETENTION, "retention", datetime.timedelta(hours=49)),
    ],
)
def test_what_runs_by_itself_and_rests_lags(client, site, name, part, rests):
    LastRun.objects.note(name, timezone.now() - rests)
    assert ready(client) == (200, "degraded", GOOD | {part: "degraded"})

    LastRun.objects.filter(name=name).delete()
    assert ready(client) == (200, "degraded", GOOD | {part: "degraded"})

    LastRun.objects.note(name, timezone.now() - rests * 0.9)
    assert ready(client) == (200, "ok", GOOD)


@pytest.mark.django_db
def test_nobody_is_expected_where_nothing_is_set_up(client, site, settings):
    """What is due is erased everywhere."""
    LastRun.objects.all().delete()
    settings.EMAIL_HOST, settings.BACKUP_RECIPIENTS = "", []

    assert ready(client) == (200, "degraded", GOOD | {"retention": "degraded"})


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_lags(client, site, monkeypatch):
    def usage(folder):
        return Usage(1000, 951, 49) if folder == site / "private" else Usage(1000, 100, 900)

    monkeypatch.setattr(shutil, "disk_usage", usage)

    assert ready(client) == (200, "degraded", GOOD | {"disk": "degraded"})


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["media", "private"])
def test_a_missing_folder_fails(client, site, folder):
    (site / folder).rmdir()

    assert ready(client) == (503, "failed", GOOD | {"files": "failed"})


@pytest.mark.django_db
def test_a_clock_that_is_wrong_lags(client, site, monkeypatch):
    if connection.vendor != "postgresql":
        assert health.skewed_clock() is False  # no second clock to compare with
        return
    ahead = timezone.now() + datetime.timedelta(seconds=70)
    monkeypatch.setattr(health.timezone, "now", lambda: ahead)

    assert health.skewed_clock()


@pytest.mark.django_db
def test_the_sender_shows_that_it_lives(settings):
    settings.EMAIL_HOST, settings.MAIL_FOLDER = "127.0.0.1", None
    assert LastRun.objects.is_overdue(Name.MAILS, health.SENDER_RESTS)

    call_command("send_messages")

    assert not LastRun.objects.is_overdue(Name.MAILS, health.SENDER_RESTS)


def test_a_file_database_that_is_read_only_is_refused_by_sqlite(tmp_path):
    """What query_only stands for above is what SQLite says of a file mounted read-only."""
    path = tmp_path / "x.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE t (a)")
    mounted = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        mounted.execute("INSERT INTO t VALUES (1)")

    mounted.close()
    made.close()
