"""A11, A12, A17, A18, A20: real pages behind the page cache, as a shared cache would meet them."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urljoin, urlsplit
from urllib.request import Request, urlopen

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.translation import override

from config.wsgi import at_home
from tests.factories import make_organiser, make_workshop
from tests.workshops.public.conftest import LANGUAGES
from tools.pagecache import PageCache

pytestmark = [
    pytest.mark.django_db(transaction=True),  # a real request closes the connection
    pytest.mark.once,
]

ROOT = Path(__file__).resolve().parents[3]
UNKEYED_HEADERS = {
    "x-original-url": "/admin/",
    "x-rewrite-url": "/admin/",
    "x-http-method-override": "POST",
    "x-method-override": "DELETE",
    "x-forwarded-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "x-forwarded-port": "99",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-for": "10.0.0.1",
    "x-host": "evil.example",
    "forwarded": "host=evil.example",
    "referer": "https://evil.example/",
    "origin": "https://evil.example",
    "user-agent": "<script>alert(1)</script>",
    "accept": "application/json",
    "accept-language": "sq",
    "authorization": "Basic eA==",
    "cookie": "django_language=uk; theme=dark",
    "x-requested-with": "XMLHttpRequest",
    "cache-control": "no-cache",
    "pragma": "no-cache",
    "range": "bytes=0-10",
    "te": "trailers",
    "via": "evil",
}
UNKEYED_PARAMETERS = (
    "utm_source=evil&utm_medium=x&fbclid=1&gclid=2&_method=POST&lang=uk&language=uk&format=x"
    "&callback=evil&next=//evil.example&debug=1&cb=1&_=1&amp=1&page[]=2&;q=x"
)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def new_site(settings, clock):
    settings.PAGE_CACHE_SECONDS = 10
    return lambda: at_home(PageCache(WSGIHandler(), clock=clock))


@pytest.fixture
def site(new_site):
    return new_site()


class Answer:
    def __init__(self, site, address, method="GET", body=b"", **headers):
        request = RequestFactory().generic(method, address, body, headers=headers)
        said = []
        response = site(request.environ, lambda *start: said.extend(start))
        self.body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        self.status = int(said[0][:3])
        self.headers = dict(said[1])

    @property
    def text(self):
        return self.body.decode()


@pytest.fixture
def addresses(pages):
    return [f"/{language}/{page}" for page in pages for language in LANGUAGES]


def test_every_page_is_kept_and_says_so(site, addresses):
    for address in addresses:
        first = Answer(site, address)
        with CaptureQueriesContext(connection) as queries:
            second = Answer(site, address)
            known = Answer(site, address, **{"if-none-match": first.headers["ETag"]})

        assert (len(queries), second.body, known.status) == (0, first.body, 304), address
        assert first.headers["Cache-Control"] == "public, max-age=10"
        assert first.headers["Vary"] == "Accept-Encoding, Cookie"
        assert first.headers["Content-Language"] == address[1:3]
        assert "Content-Security-Policy" in second.headers
        assert "Content-Security-Policy" in known.headers
        assert "Set-Cookie" not in first.headers


@pytest.mark.row("A11")
def test_nothing_outside_the_key_changes_a_page(new_site, addresses):
    for address in addresses:
        clean = Answer(new_site(), address)
        poisoned = new_site()
        extra = (
            address
            + ("&" if "?" in address else "?")
            + UNKEYED_PARAMETERS.replace(
                "&format=x", "" if "workshops/" in address else "&format=x"
            )
        )
        answers = [
            Answer(poisoned, extra, body=b"when=past&q=evil&page=2", **UNKEYED_HEADERS),
            Answer(poisoned, address),
        ]

        for answer in answers:
            assert (answer.status, answer.body) == (200, clean.body), address
            assert answer.headers == clean.headers


@pytest.mark.row("A11")
def test_a_request_cannot_move_the_site_below_a_path(site, world):
    environ = RequestFactory().get("/de/cities/").environ | {"SCRIPT_NAME": "/evil"}
    body = b"".join(site(environ, lambda *start: None))

    assert b"/evil" not in body
    assert Answer(site, "/de/cities/").body == body


@pytest.mark.row("A18")
def test_languages_encodings_and_cookies_are_never_mixed(site, world):
    bodies = {}
    for _round in (1, 2):
        for language in LANGUAGES:
            for encoding in ("br", "identity"):
                for cookie in ("", "theme=dark"):
                    answer = Answer(
                        site,
                        f"/{language}/cities/",
                        **{"accept-encoding": encoding, "cookie": cookie, "accept-language": "sq"},
                    )
                    text = brotli.decompress(answer.body) if encoding == "br" else answer.body
                    assert f'<html lang="{language}"'.encode() in text
                    assert answer.headers["Content-Language"] == language
                    bodies.setdefault((language, encoding), set()).add(answer.headers["ETag"])

    assert [len(etags) for etags in bodies.values()] == [1] * 8
    assert len(set.union(*bodies.values())) == 8


def test_the_start_page_follows_the_browser(site, world):
    for language in LANGUAGES:
        answer = Answer(site, "/", **{"accept-language": language})

        assert (answer.status, answer.headers["Location"]) == (302, f"/{language}/")
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.row("A17")
def test_staff_see_the_truth_at_once_and_the_public_after_the_time(site, client, clock):
    workshop = make_workshop("one", title_de="Vorher")
    client.force_login(make_organiser())
    staff = {"cookie": f"session={client.cookies['session'].value}"}
    assert "Vorher" in Answer(site, "/de/workshops/one/").text
    workshop.title_de = "Nachher"
    workshop.save()

    seen = Answer(site, "/de/workshops/one/", **staff)
    assert "Nachher" in seen.text
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in seen.headers
    assert "Vorher" in Answer(site, "/de/workshops/one/").text
    clock.now += 10
    assert "Nachher" in Answer(site, "/de/workshops/one/").text


@pytest.mark.row("A17")
def test_a_page_of_the_administration_is_kept_by_nobody(site, client):
    client.force_login(make_organiser())
    staff = {"cookie": f"session={client.cookies['session'].value}"}

    for headers in (staff, {}):
        answer = Answer(site, "/admin/", **headers)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]


@pytest.mark.row("A20")
def test_each_reader_gets_a_form_token_of_their_own(site):
    forms = [Answer(site, "/admin/login/") for _reader in (1, 2)]

    tokens = {re.search(r'csrfmiddlewaretoken" value="(\w+)"', form.text)[1] for form in forms}
    assert len(tokens) == 2
    assert all("no-store" in form.headers["Cache-Control"] for form in forms)


@pytest.mark.row("A12")
@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"p{number}=1" for number in range(2500)),
        "&".join(f"sort={number}" for number in range(50)),
        "q=" + "a" * 100_000,
        "a" + "[b]" * 20_000 + "=c",
        "topic=" + "&topic=".join(map(str, range(1500))),
    ],
    ids=["many", "sorts", "long", "deep", "repeated"],
)
def test_a_flood_of_parameters_is_harmless(site, addresses, query):
    for address in addresses[::4]:
        start = time.perf_counter()
        answer = Answer(site, f"{address.partition('?')[0]}?{query}")

        assert answer.status in {200, 400, 413}, address
        assert "Traceback" not in answer.text
        assert time.perf_counter() - start < 2


def test_every_parameter_that_a_page_offers_is_one_that_the_page_reads(site, addresses):
    """A view forgets to declare a parameter: its links would lead back to the same page."""
    for address in addresses:
        text = Answer(site, address).text
        forms = re.findall(r'<form[^>]*action="([^"]+)"(.*?)</form>', text, re.DOTALL)
        offered = {
            (urljoin(address, unescape(action)), name)
            for action, content in forms
            for name in re.findall(r'<(?:input|select|button)[^>]* name="([^"]+)"', content)
        }
        for link in map(unescape, re.findall(r'<a [^>]*href="([/?][^"]*\?[^"]*|\?[^"]*)"', text)):
            parts = urlsplit(urljoin(address, link))
            offered |= {(parts.path, name) for name, _value in parse_qsl(parts.query)}
        unknown = {(action, name) for action, name in offered if name not in read_by(action)}
        assert unknown == set(), address


def read_by(address):
    path = urlsplit(address).path
    with override(path[1:3]):
        return resolve(path).func.parameters


@contextmanager
def server():
    """The production server as a process of its own, on the database of the test."""
    database = os.environ["DATABASE_URL"].replace(
        "/postgres?", f"/{connection.settings_dict['NAME']}?"
    )
    environment = {
        "DEBUG": "1",  # no collected static files here
        "DATABASE_URL": database,
        "SITE_URL": "http://127.0.0.1",
        "PAGE_CACHE_SECONDS": "2",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment | {"PORT": str(port), "WEB_WORKERS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _try in range(300):
            try:
                urlopen(f"{address}/de/imprint/", timeout=30).close()
                break
            except URLError:
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait()


@pytest.mark.postgresql
def test_two_processes_show_an_edit_within_the_time(client):
    workshop = make_workshop("one", title_de="Vorher")
    client.force_login(make_organiser())
    cookie = {"Cookie": f"session={client.cookies['session'].value}"}

    def titles(**headers):
        addresses = [f"{site}/de/workshops/one/" for site in (first, second)]
        pages = [urlopen(Request(url, headers=headers)).read().decode() for url in addresses]
        return ["Nachher" if "Nachher" in page else "Vorher" for page in pages]

    with server() as first, server() as second:
        assert titles() == ["Vorher", "Vorher"]
        workshop.title_de = "Nachher"
        workshop.save()
        edited_at = time.monotonic()
        assert titles(**cookie) == ["Nachher", "Nachher"]
        time.sleep(max(0, 2 - (time.monotonic() - edited_at)))
        assert titles() == ["Nachher", "Nachher"]


@pytest.mark.row("A12")
@pytest.mark.postgresql
def test_the_production_server_refuses_a_flood_at_once():
    floods = {
        "many": "&".join(f"p{number}=1" for number in range(2000)),
        "long": "q=" + "a" * 100_000,
        "deep": "a" + "[b]" * 20_000 + "=c",
        "sorts": "&".join(f"sort={number}" for number in range(50)),
        "short": "&".join("a" * 2000),
    }

    with server() as site:
        found = {name: flooded(f"{site}/de/cities/?{query}") for name, query in floods.items()}

    refused = dict.fromkeys(("many", "long", "deep"), 414)
    # what fits into the line of a request is answered: no page reads these names
    assert {name: status for name, (status, _seconds) in found.items()} == refused | {
        "sorts": 200,
        "short": 200,
    }
    assert max(seconds for _status, seconds in found.values()) < 2


def flooded(address):
    start = time.perf_counter()
    try:
        status = urlopen(address, timeout=30).status
    except HTTPError as refusal:
        status = refusal.code
    return status, time.perf_counter() - start
