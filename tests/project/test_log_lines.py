"""Whatever a visitor sends makes one line of a log, and no secret is in it (A77)."""

import io
import logging

import pytest
from django.core.cache import cache

from tests.factories import make_user, make_webinar
from tools import tokens

pytestmark = [pytest.mark.django_db, pytest.mark.row("A77")]

FORGED = 'x\r\n2030-01-01 INFO {"level": "forged"}\x1b[2J\u2028forged'


@pytest.fixture
def log():
    """What the handler of config/settings.py would write on the console, at the level INFO."""
    root = logging.getLogger()
    (console,) = [handler for handler in root.handlers if type(handler) is logging.StreamHandler]
    stream, level = console.setStream(io.StringIO()), root.level
    root.setLevel(logging.INFO)
    yield console.stream
    root.setLevel(level)
    console.setStream(stream)


def lines(log):
    written = log.getvalue()
    assert written.count("\n") == len(written.splitlines())  # no other sign ends a line
    return written.splitlines()


@pytest.mark.parametrize(
    "path",
    ["/de/%0d%0aforged/", "/de/x%1b[2Jforged/", "/de/%e2%80%a8forged/", "/de/%22%7d%0aforged/"],
)
def test_an_address_makes_one_line(client, log, path):
    client.get(path)

    (line,) = lines(log)
    assert not line.startswith("forged")
    assert "\x1b" not in line


def test_headers_and_forms_make_no_line_of_their_own(client, log):
    cache.clear()
    make_user("olga@example.org", password="correct horse", is_staff=True)
    workshop = make_webinar()

    client.get("/de/nowhere/", headers={"user-agent": FORGED, "referer": FORGED})
    client.post("/admin/login/", {"username": FORGED, "password": "secret-of-olga"})
    client.post("/admin/login/", {"username": "olga@example.org", "password": "secret-of-olga"})
    client.post(f"/en/workshops/{workshop.slug}/register/", {"email": FORGED, "given_name": FORGED})

    written = "\n".join(lines(log))
    assert "nowhere" in written
    for secret in ("forged", "secret-of-olga", "olga@example.org", "correct horse"):
        assert secret not in written


def test_no_token_is_written(client, log):
    cache.clear()
    token = tokens.make()

    client.get(f"/de/c/{token}/")
    client.get(f"/de/i/{token}/")
    client.get(f"/de/r/{token}/")
    client.get(f"/de/preview/{token}/")

    assert len(lines(log)) == 4
    assert token not in log.getvalue()
