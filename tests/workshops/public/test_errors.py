"""Our own pages for what went wrong (A15)."""

import errno
import os
import re
import subprocess
import sys
from base64 import b64encode
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import RequestFactory

from tests.workshops.public.conftest import LANGUAGES
from workshops.public import errors

VIEWS = [
    (400, errors.bad_request),
    (403, errors.forbidden),
    (404, errors.not_found),
    *[(status, partial(errors.page, status=status)) for status in (410, 413, 429)],
]
pytestmark = pytest.mark.row("A15")

LEGAL = ("imprint", "privacy", "accessibility")
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("status", "view"), VIEWS)
def test_an_error_speaks_the_language_of_the_address(status, view, language):
    response = view(RequestFactory().get(f"/{language}/nowhere/"))

    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in text
    assert [f'href="/{language}/{page}/"' in text for page in LEGAL] == [True] * 3
    assert "noindex" in text


def test_an_error_elsewhere_speaks_the_language_of_the_browser():
    request = RequestFactory().get("/nowhere/", headers={"accept-language": "uk"})

    response = errors.not_found(request)

    assert '<html lang="uk">' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


def test_errors_need_no_database():
    """Without the django_db mark any query fails the test."""
    for _status, view in [*VIEWS, (500, errors.server_error), (503, errors.unavailable)]:
        assert view(RequestFactory().get("/de/")).content


def test_an_error_keeps_page_and_query_for_the_other_languages(client, db):
    text = client.get("/de/nowhere/?a=b").content.decode()

    assert 'href="/uk/nowhere/?a=b"' in text


def test_a_malformed_address_is_not_repeated(client, db):
    text = client.get("/de/cities/?q=%00").content.decode()

    assert "%00" not in text


@pytest.mark.parametrize(
    ("status", "view"), [(500, errors.server_error), (503, errors.unavailable)]
)
def test_the_last_page_stands_alone(status, view):
    response = view(RequestFactory().get("/de/"))

    text = response.content.decode()
    assert response.status_code == status
    assert re.findall(r'lang="(\w\w)"', text) == list(LANGUAGES)
    assert re.findall(r"<(?:link|img|script)|url\(|@import", text) == []
    for page in LEGAL:
        assert [f'"/{code}/{page}/"' in text for code in LANGUAGES] == [True] * 4
    assert response.headers.get("Retry-After") == ("600" if status == 503 else None)


def test_the_policy_allows_the_styles_of_the_last_page_alone(client, db, monkeypatch):
    client.raise_request_exception = False

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", _no_database)
        response = client.get("/de/workshops/")

    style = re.search("<style>(.*?)</style>", response.content.decode(), re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_last_page_appears_without_its_file(monkeypatch):
    monkeypatch.setattr(errors.loader, "get_template", _no_database)

    response = errors.server_error(RequestFactory().get("/de/"))

    assert (response.status_code, response.content) == (500, b"500")


ASK = """
import django
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
for path in ("/de/", "/uk/workshops/", "/sq/imprint/", "/en/nowhere/"):
    page = client.get(path)
    has_imprint = f"/{path[1:3]}/imprint/" in page.content.decode()
    print(page.status_code, has_imprint, page.get("Retry-After"))
"""


def answers(**variables):
    """What a process of its own answers with these settings."""
    given = {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver"}
    given |= {"SECRET_KEY": "only-for-tests-" * 4, "SITE_URL": "http://testserver"} | variables
    command = [sys.executable, "-W", "ignore", "-c", ASK]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True)
    return run.stdout.split("\n")[:-1]


def test_without_a_database_each_page_answers_with_the_last_page(tmp_path):
    database = f"sqlite:///{tmp_path}/missing/db.sqlite3"

    found = answers(DATABASE_URL=database, VAR_DIR=str(tmp_path))

    assert found == ["503 True 10"] * 3 + ["404 True None"]


def test_maintenance_closes_every_page(tmp_path):
    assert answers(MAINTENANCE="1", VAR_DIR=str(tmp_path)) == ["503 True 600"] * 4


def test_too_large_a_form_is_said(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = client.post("/uk/workshops/", {"q": "x" * 200})

    assert response.status_code == 413
    assert '<html lang="uk">' in response.content.decode()


def test_too_many_fields_are_said(client, db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    assert client.post("/de/workshops/", dict.fromkeys("abc", "x")).status_code == 413


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_found_offers_search_and_ways_on(client, db, language):
    text = client.get(f"/{language}/nowhere/").content.decode()

    assert f'action="/{language}/search/"' in text
    assert f'href="/{language}/workshops/"' in text
    assert f'href="/{language}/cities/"' in text


def test_a_fault_shows_the_last_page(client, db, monkeypatch):
    client.raise_request_exception = False

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", _no_database)
        response = client.get("/de/workshops/")

    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()
    assert "Diese Seite" in response.content.decode()


def test_no_error_names_a_version():
    for _status, view in VIEWS:
        text = view(RequestFactory().get("/de/")).content.decode()
        assert "Django" not in text
        assert str(settings.BASE_DIR) not in text


def _no_database(*args, **kwargs):
    raise RuntimeError("no database")


@pytest.mark.row("L12")
def test_a_full_disk_closes_forms_alone():
    for error in (
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OperationalError('could not extend file "base/5/1": No space left on device'),
        OperationalError("database or disk is full"),
    ):
        try:
            raise error
        except Exception:
            response = errors.server_error(RequestFactory().post("/de/nowhere/"))

        assert (response.status_code, response.headers["Retry-After"]) == (503, "600")
        assert "Dieses Formular" in response.content.decode()


def test_another_error_of_a_file_is_none_of_a_full_disk():
    try:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except PermissionError:
        assert errors.server_error(RequestFactory().post("/de/nowhere/")).status_code == 500
