"""Every answer carries an id that leads to its lines in the log."""

import io
import re

import pytest
from django.test import RequestFactory

from config import wsgi
from tools import request_ids
from workshops.public import errors

MADE = re.compile(r"[0-9a-f]{16}")


def answered_id(path="/de/nowhere/", **environ):
    """(X-Request-ID, body) of a request made below Django's test client."""
    found = []
    response = wsgi.application(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            **environ,
        },
        lambda _status, headers, _error=None: found.extend(headers),
    )
    body = b"".join(response).decode()
    getattr(response, "close", lambda: None)()
    (request_id,) = [text for name, text in found if name == "X-Request-ID"]
    return request_id, body


@pytest.mark.django_db(transaction=True)  # a real request closes the connection
def test_each_request_has_another_one_and_its_error_page_shows_it():
    first, page = answered_id()
    second, _page = answered_id()

    assert MADE.fullmatch(first)
    assert first != second
    assert f"<code>{first}</code>" in page


@pytest.mark.django_db(transaction=True)
def test_that_of_the_proxy_counts_behind_one_only(settings):
    offered = "0f2c-Proxy_77"

    settings.BEHIND_PROXY = False
    assert MADE.fullmatch(answered_id(HTTP_X_REQUEST_ID=offered)[0])

    settings.BEHIND_PROXY = True
    assert answered_id(HTTP_X_REQUEST_ID=offered)[0] == offered


@pytest.mark.row("A77")
@pytest.mark.parametrize(
    "offered",
    ["", "short", "x" * 65, "with space", "new\nline", "abcdefgh\n", "<script>x", "ядядядяд"],
)
def test_what_does_not_look_like_an_id_is_replaced(offered):
    assert MADE.fullmatch(request_ids.begin(offered))


@pytest.mark.django_db(transaction=True)
def test_an_answer_from_memory_has_its_own(monkeypatch):
    """The copy was rendered in another request."""
    from tools.pagecache import PageCache

    monkeypatch.setattr("django.conf.settings.PAGE_CACHE_SECONDS", 10)
    inner = PageCache(wsgi.get_wsgi_application())
    monkeypatch.setattr(wsgi, "application", wsgi.identified(wsgi.at_home(inner)))

    (first, page), (second, copy) = answered_id("/de/imprint/"), answered_id("/de/imprint/")

    assert page == copy
    assert first != second


def test_the_last_page_shows_it():
    request_id = request_ids.begin()

    text = errors.server_error(RequestFactory().get("/de/")).content.decode()

    assert "Kennung" in text
    assert request_id in text
