"""What a request says of itself is believed as far as our own proxies vouch for it (A09, A10)."""

import re

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from config import middleware
from partnerships.models import AuditEntry
from tests.factories import make_webinar
from tools import tokens
from workshops.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.row("A09")]

LIES = {
    "X-Forwarded-For": "203.0.113.66",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=203.0.113.66;host=evil.example;proto=https",
    "X-Real-IP": "203.0.113.66",
}
CLIENT = "192.0.2.1"


def heard(settings, number, **headers):
    """The request as the pages see it."""
    settings.BEHIND_PROXY = number
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if number else None
    seen = []
    headers |= {"host": "testserver"}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="127.0.0.1")
    middleware.believe_proxies(seen.append)(request)
    return seen[0]


def test_without_a_proxy_nothing_is_believed(settings):
    request = heard(settings, 0, **LIES)

    assert request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert (request.scheme, request.get_host()) == ("http", "testserver")
    assert not {name for name in request.headers if name in LIES}


@pytest.mark.parametrize(
    ("number", "forwarded"),
    [(1, f"203.0.113.66, {CLIENT}"), (2, f"203.0.113.66, {CLIENT}, 10.0.0.2"), (1, CLIENT)],
)
def test_behind_proxies_the_address_is_the_one_that_they_saw(settings, number, forwarded):
    request = heard(settings, number, **LIES | {"X-Forwarded-For": forwarded})

    assert request.META["REMOTE_ADDR"] == CLIENT
    assert request.get_host() == "testserver"
    assert not {name for name in request.headers if name in LIES} - {"X-Forwarded-Proto"}


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("http", "http"), ("https, http", "http"), ("", "http")],
)
def test_the_nearest_proxy_says_the_scheme(settings, said, scheme):
    assert heard(settings, 1, **{"X-Forwarded-Proto": said}).scheme == scheme


@pytest.mark.parametrize("forwarded", ["", "evil", "203.0.113.66, evil"])
def test_what_is_no_address_leaves_that_of_the_connection(settings, forwarded):
    request = heard(settings, 1, **{"X-Forwarded-For": forwarded})

    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_guesses_are_counted_whatever_the_visitor_writes(client, settings, number):
    cache.clear()
    settings.BEHIND_PROXY = number
    proxies = ["192.0.2.1", "10.0.0.2"][:number]

    def guess(spoofed):
        headers = dict.fromkeys(LIES, spoofed) | {"X-Forwarded-For": ", ".join([spoofed, *proxies])}
        return client.get(f"/de/i/{tokens.make()}/", headers=headers).status_code

    answers = [guess(f"203.0.113.{last}") for last in range(35)]

    assert answers == [404] * 30 + [429] * 5


@pytest.mark.parametrize(("number", "network"), [(0, "127.0.0.0/24"), (1, "192.0.2.0/24")])
def test_the_audit_names_the_network_that_is_known(client, settings, number, network):
    settings.BEHIND_PROXY = number
    headers = LIES | {"X-Forwarded-For": f"203.0.113.66, {CLIENT}"}

    client.post("/admin/login/", {"login": "a@b.eu", "password": "x"}, headers=headers)

    assert AuditEntry.objects.get().network == network


@pytest.mark.row("A10")
@pytest.mark.parametrize("number", [0, 1])
def test_links_lead_to_the_configured_address(client, settings, number):
    settings.BEHIND_PROXY = number
    workshop = make_webinar()
    words = {
        "given_name": "Olena",
        "family_name": "K",
        "email": "o@example.org",
        "language": "en",
        "affiliation": "Kyiv",
        "languages_spoken": "uk",
    }

    answer = client.post(f"/en/workshops/{workshop.slug}/register/", words, headers=LIES)

    assert answer.status_code == 302
    text = Message.objects.get().text
    assert set(re.findall(r"https?://[^/\s]+", text)) == {"http://testserver"}


@pytest.mark.row("A10")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver:80@evil.example",
        "testserver,evil.example",
        "ok:80@evil",
        "[",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/de/", "/admin/login/", "/data/workshops.json"])
def test_another_host_is_refused(client, host, path):
    answer = client.get(path, headers={"host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
