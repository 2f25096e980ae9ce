"""Settings come from the environment, are safe by default, and say what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

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


@pytest.mark.parametrize("missing", [["SECRET_KEY"], ["ALLOWED_HOSTS", "SITE_URL"], [*PRODUCTION]])
def test_production_refuses_to_start_and_names_what_is_missing(missing):
    variables = {name: text for name, text in PRODUCTION.items() if name not in missing}

    result = manage("check", **variables)

    assert result.returncode == 1
    assert f"Set {', '.join(missing)} in the environment" in result.stderr


def test_an_empty_variable_counts_as_missing():
    result = manage("check", **PRODUCTION | {"SECRET_KEY": " "})

    assert "Set SECRET_KEY in the environment" in result.stderr


def test_the_deployment_check_is_clean_for_https():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.stdout.strip() == "System check identified no issues (0 silenced)."


SHOW = """
from django.conf import settings as s
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_SECURE,
      s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)
"""


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


@pytest.mark.parametrize("url", ["workshops.example.org", "ftp://x.org", "https://", "http://x/y"])
def test_a_wrong_site_url_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        env.site_url(url)


def test_site_url_loses_its_slash():
    assert env.site_url("https://x.org/") == "https://x.org"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////tmp/x.sqlite3", {"transaction_mode": "IMMEDIATE", "timeout": 20}),
        ("postgresql://u:p@localhost/x", {"pool": {"min_size": 1, "max_size": 8}}),
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
