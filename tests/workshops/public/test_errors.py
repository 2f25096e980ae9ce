"""Our own pages for what went wrong (A15)."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory

from tests.workshops.public.conftest import LANGUAGES
from workshops.public import errors

VIEWS = [(400, errors.bad_request), (403, errors.forbidden), (404, errors.not_found)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("status", "view"), VIEWS)
def test_an_error_speaks_the_language_of_the_address(status, view, language):
    response = view(RequestFactory().get(f"/{language}/nowhere/"), PermissionDenied())

    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in text
    assert f'href="/{language}/imprint/"' in text
    assert "noindex" in text


def test_an_error_elsewhere_speaks_the_language_of_the_browser():
    request = RequestFactory().get("/nowhere/", headers={"accept-language": "uk"})

    response = errors.not_found(request)

    assert '<html lang="uk">' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


def test_errors_need_no_database():
    """Without the django_db mark any query fails the test."""
    for _status, view in [*VIEWS, (500, errors.server_error)]:
        assert view(RequestFactory().get("/de/")).content


def test_an_error_keeps_page_and_query_for_the_other_languages(client, db):
    text = client.get("/de/nowhere/?a=b").content.decode()

    assert 'href="/uk/nowhere/?a=b"' in text


def test_a_malformed_address_is_not_repeated(client, db):
    text = client.get("/de/cities/?q=%00").content.decode()

    assert "%00" not in text


def test_the_last_page_stands_alone():
    response = errors.server_error(RequestFactory().get("/de/"))

    text = response.content.decode()
    assert response.status_code == 500
    assert re.findall(r'lang="(\w\w)"', text) == list(LANGUAGES)
    assert re.findall(r"<(?:link|img|script|style)", text) == []
    assert [f"/{code}/imprint/" in text for code in LANGUAGES] == [True] * 4


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
