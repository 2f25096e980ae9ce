"""Settings come from the environment, are safe by default, and say what is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from config import env, mail
from workshops.models.private_files import secret_name

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "k" * 60 + "0123456789",
    "ALLOWED_HOSTS": "workshops.example.org",
    "SITE_URL": "https://workshops.example.org",
}


def manage(*arguments, **variables):
    """manage.py in a process of its own, with nothing but these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR") if name in os.environ}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept | variables, capture_output=True, text=True)


@pytest.mark.row("A83")
@pytest.mark.parametrize("missing", [["SECRET_KEY"], ["ALLOWED_HOSTS", "SITE_URL"], [*PRODUCTION]])
def test_production_refuses_to_start_and_names_what_is_missing(missing):
    variables = {name: text for name, text in PRODUCTION.items() if name not in missing}

    result = manage("check", **variables)

    assert result.returncode == 1
    assert f"Set {', '.join(missing)} in the environment" in result.stderr


def test_an_empty_variable_counts_as_missing():
    result = manage("check", **PRODUCTION | {"SECRET_KEY": " "})

    assert "Set SECRET_KEY in the environment" in result.stderr


@pytest.mark.row("A83")
def test_the_deployment_check_is_clean_for_https():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.stdout.strip() == "System check identified no issues (0 silenced)."


@pytest.mark.row("A83")
@pytest.mark.parametrize(
    "key", ["changeme", "k" * 60, "django-insecure-" + "0123456789" * 5, "0" * 49]
)
def test_a_key_that_could_be_guessed_is_refused(key):
    result = manage("check", **PRODUCTION | {"SECRET_KEY": key})

    assert result.returncode == 1
    assert "SECRET_KEY must be random" in result.stderr
    assert key not in result.stderr


@pytest.mark.row("A83")
@pytest.mark.parametrize("hosts", ["*", "other.example.org", "*,workshops.example.org", ","])
def test_hosts_that_are_not_those_of_the_site_are_refused(hosts):
    result = manage("check", **PRODUCTION | {"ALLOWED_HOSTS": hosts})

    assert result.returncode == 1
    assert "ALLOWED_HOSTS must name" in result.stderr


@pytest.mark.row("A83")
def test_a_public_site_is_not_debugged():
    result = manage("check", **PRODUCTION | {"DEBUG": "1"})

    assert result.returncode == 1
    assert "DEBUG=1 with https://workshops.example.org" in result.stderr


@pytest.mark.row("A09")
@pytest.mark.parametrize(
    ("text", "number"), [("", 0), ("0", 0), ("off", 0), ("1", 1), ("True", 1), ("2", 2)]
)
def test_the_number_of_proxies(monkeypatch, text, number):
    monkeypatch.setenv("BEHIND_PROXY", text)

    assert env.number_of_proxies(environ.Env()) == number


@pytest.mark.row("A09")
@pytest.mark.parametrize("text", ["-1", "10", "nginx", "1.5"])
def test_a_number_of_proxies_that_cannot_be_meant_is_refused(monkeypatch, text):
    monkeypatch.setenv("BEHIND_PROXY", text)

    with pytest.raises(ImproperlyConfigured, match="number of proxies"):
        env.number_of_proxies(environ.Env())


@pytest.mark.row("A83")
def test_uploads_are_read_by_nobody_else_on_the_machine(settings, tmp_path):
    options = settings.STORAGES["private"]["OPTIONS"] | {"location": tmp_path / "private"}
    private = {"private": settings.STORAGES["private"] | {"OPTIONS": options}}
    settings.STORAGES = settings.STORAGES | private
    name = storages["private"].save(secret_name("letters", "a.pdf"), ContentFile(b"x"))

    path = tmp_path / "private" / name
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"letters/[0-9a-f]{32}\.pdf", name)


@pytest.mark.row("A83")
def test_uploads_lie_outside_of_what_the_web_server_hands_out(settings):
    private = Path(settings.STORAGES["private"]["OPTIONS"]["location"])

    for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        assert not private.is_relative_to(served)
        assert not Path(served).is_relative_to(private)


SHOW = """
from django.conf import settings as s
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_SECURE,
      s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)
"""


@pytest.mark.row("A71")
@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("https", "False True True True True __Host-session __Host-csrf"),
        ("http", "False False False False False session csrf"),
    ],
)
def test_cookies_and_redirect_follow_the_scheme(scheme, expected):
    variables = PRODUCTION | {"SITE_URL": f"{scheme}://workshops.example.org"}

    assert manage("shell", "--no-imports", "-c", SHOW, **variables).stdout.strip() == expected


@pytest.mark.row("A83")
@pytest.mark.parametrize("url", ["workshops.example.org", "ftp://x.org", "https://", "http://x/y"])
def test_a_wrong_site_url_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        env.site_url(url)


def test_site_url_loses_its_slash():
    assert env.site_url("https://x.org/") == "https://x.org"


POOL = {"min_size": 1, "max_size": 8, "timeout": 2, "reconnect_timeout": 2, "max_idle": 2}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////tmp/x.sqlite3", {"transaction_mode": "IMMEDIATE", "timeout": 20}),
        ("postgresql://u:p@localhost/x", {"pool": POOL}),
    ],
)
def test_options_of_the_database(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("DATABASE_POOL_SIZE", raising=False)

    options = env.database(environ.Env(), default="")["OPTIONS"]

    assert {name: options[name] for name in expected} == expected


def test_another_database_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://u:p@localhost/x")

    with pytest.raises(ImproperlyConfigured):
        env.database(environ.Env(), default="")


@pytest.mark.row("A67")
def test_mails_in_the_clear_to_another_host_are_refused_and_the_way_out_is_named():
    result = manage("check", **PRODUCTION, EMAIL_URL="smtp://mail.example.org", EMAIL_FROM="a@b.eu")

    assert result.returncode == 1
    assert "unencrypted" in result.stderr
    assert "smtp+tls://" in result.stderr


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, ("", 25, "", False, False)),
        ({"EMAIL_URL": "smtp://127.0.0.1:2525"}, ("127.0.0.1", 2525, "", False, False)),
        ({"EMAIL_URL": "smtp+tls://u:p@m.org"}, ("m.org", 587, "u", True, False)),
        ({"EMAIL_URL": "smtp+ssl://u:p@m.org"}, ("m.org", 465, "u", False, True)),
        ({"EMAIL_HOST": "localhost"}, ("localhost", 25, "", False, False)),
        (
            {"EMAIL_HOST": "m.org", "EMAIL_USE_SSL": "1", "EMAIL_HOST_USER": "u"},
            ("m.org", 465, "u", False, True),
        ),
    ],
)
def test_the_mail_server(monkeypatch, variables, expected):
    for name, text in variables.items():
        monkeypatch.setenv(name, text)

    server = mail.mail_server(environ.Env())

    shown = (server.host, server.port, server.user, server.use_tls, server.use_ssl)
    assert shown == expected


@pytest.mark.parametrize(
    "variables",
    [
        {"EMAIL_URL": "nonsense"},
        {"EMAIL_URL": "filemail:///tmp"},
        {"EMAIL_URL": "smtp+tls://u:p@"},
        {"EMAIL_HOST": "10.0.0.1"},
        {"EMAIL_HOST": "m.org", "EMAIL_USE_TLS": "1", "EMAIL_USE_SSL": "1"},
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_refused(monkeypatch, variables):
    for name, text in variables.items():
        monkeypatch.setenv(name, text)

    with pytest.raises(ImproperlyConfigured):
        mail.mail_server(environ.Env())


@pytest.mark.parametrize("address", ["", "nobody", "a@b.eu, c@d.eu"])
def test_who_sends_must_be_one_address(monkeypatch, address):
    monkeypatch.setenv("EMAIL_FROM", address)

    with pytest.raises(ImproperlyConfigured):
        mail.sender(environ.Env(), default="", is_needed=True)


def test_the_contact_of_the_site_sends_unless_another_is_named(monkeypatch):
    monkeypatch.delenv("EMAIL_FROM", raising=False)

    assert mail.sender(environ.Env(), default="a@b.eu", is_needed=True) == "a@b.eu"
    assert mail.sender(environ.Env(), default="", is_needed=False) == ""
