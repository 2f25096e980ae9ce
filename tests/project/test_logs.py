"""A line of the log is one line, belongs to a request and holds no secret."""

import io
import json
import logging
import sys

import pytest
from django.test import Client

from config import logs
from tests.factories import make_organiser
from tools import request_ids

pytestmark = pytest.mark.row("A77")
TOKEN = "k3Jd-_92hfQwErTyUiOpAs"
EVIL = "a\n2026-01-01 ERROR forged\r\n\x1b[2J\x1b]0;x\x07\u2028\u202e\x9b31m\x00"


@pytest.fixture(params=["json", "plain"])
def written(request):
    """What the handler of the site writes, everything from DEBUG on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.FORMATTERS[request.param]())
    root = logging.getLogger()
    django = logging.getLogger("django")
    levels = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.DEBUG)
    yield lambda: stream.getvalue()
    root.removeHandler(handler)
    root.setLevel(levels[0])
    django.setLevel(levels[1])


def assert_harmless(text, lines):
    """Line feeds stand between the lines alone, and nothing steers a terminal."""
    assert len(text.splitlines()) == lines
    assert not {*text} & {"\r", "\x1b", "\x07", "\x9b", "\u2028", "\u202e", "\x00"}


def test_a_message_cannot_begin_a_line(written):
    logging.getLogger("x").warning("Seen: %s", EVIL)
    logging.getLogger("x").warning("Seen: {}".format('","level":"forged'))

    assert_harmless(written(), lines=2)


@pytest.mark.django_db
def test_a_request_cannot_begin_a_line(written):
    client = Client(raise_request_exception=False)
    headers = {"user-agent": EVIL.replace("\x00", ""), "referer": "x\ny"}

    client.get("/de/nowhere%0a2026 ERROR%1b[2J%E2%80%A8/", headers=headers)
    client.post("/admin/login/", {"username": EVIL, "password": EVIL})
    client.get("/de/", headers={"host": "evil\nhost"})

    assert_harmless(written(), lines=len(written().split("\n")) - 1)
    assert "2026" in written()


@pytest.mark.django_db
def test_secrets_of_a_login_are_in_no_line_even_at_debug(written):
    make_organiser("olga@example.org", password="right-Horse-7")

    for password in ("wrong-Horse-8", "right-Horse-7"):
        Client().post("/admin/login/", {"username": "olga@example.org", "password": password})

    assert "Horse" not in written()
    assert "olga" not in written()


@pytest.mark.parametrize(
    "text",
    [
        f"Not Found: /de/d/{TOKEN}/people/",
        f"GET /uk/%64/{TOKEN}?x=1",
        f"/de/pass/{TOKEN}/ and /de/preview/{TOKEN}/",
    ],
)
def test_secret_addresses_are_left_out(written, text):
    logging.getLogger("x").error(text)

    assert TOKEN not in written()


@pytest.mark.parametrize(
    "text", ["olga.o+x@stadt.example", "<olga@stadt.example>", "olga%40stadt.example"]
)
def test_mail_addresses_are_left_out_of_messages_and_tracebacks(written, text):
    try:
        raise ValueError(f"Key (email)=({text}) exists, /de/d/{TOKEN}/")
    except ValueError:
        logging.getLogger("x").exception("Refused: %s", text)

    assert "olga" not in written()
    assert TOKEN not in written()
    assert "ValueError" in written()


def test_values_of_a_row_are_left_out_of_tracebacks(written):
    """As PostgreSQL words what a constraint refuses."""
    name = "Kanarien" + "vogel"  # the lines of the program stand in a traceback as well
    try:
        try:
            raise ValueError(f"violates\nDETAIL:  Failing row contains (1, Olena,\n{name}).")
        except ValueError as error:
            raise RuntimeError(f"violates\nDETAIL:  Key (name)=({name}) exists.") from error
    except RuntimeError:
        logging.getLogger("x").exception("Not saved")

    assert name not in written()
    assert "direct cause" in written()


def test_json_says_when_what_and_in_which_request():
    request_id = request_ids.begin()
    try:
        raise KeyError("x\ny")
    except KeyError:
        error = sys.exc_info()
    record = logging.LogRecord("a.b", logging.ERROR, "f", 1, "Seat %s", (7,), error)

    line = json.loads(logs.Json().format(record))

    assert line.pop("time").endswith("+00:00")
    assert line.pop("exception").startswith("Traceback")
    assert line == {"level": "ERROR", "logger": "a.b", "message": "Seat 7", "request": request_id}


def test_the_format_follows_the_setting():
    from tests.project.test_settings import PRODUCTION, manage

    code = "import logging; logging.getLogger('x').error('a\\nb')"
    arguments = ("shell", "--no-imports", "-c", code)

    said = manage(*arguments, **PRODUCTION).stderr
    plain = manage(*arguments, **PRODUCTION, LOG_FORMAT="plain").stderr
    wrong = manage("check", **PRODUCTION, LOG_FORMAT="xml")

    assert json.loads(said)["message"] == "a\nb"
    assert plain == "ERROR a\\nb\n"
    assert "LOG_FORMAT must be json or plain" in wrong.stderr
