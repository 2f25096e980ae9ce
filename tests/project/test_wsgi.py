import io

import pytest

from config.wsgi import application


def request(path="/de/cities/", query="q=x", method="GET", content_type="", body=b""):
    """The status of a request made below Django's test client, which sets its own charset."""
    statuses = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    response = application(environ, lambda status, _headers, _error=None: statuses.append(status))
    response.close()
    return statuses[0]


@pytest.mark.row("A03")
@pytest.mark.django_db(transaction=True)  # a real request closes the connection
@pytest.mark.parametrize("quotes", ["", '"'])
@pytest.mark.parametrize(
    "charset", ["rot13", "idna", "undefined", "hex", "unicode_escape", "utf-7"]
)
def test_a_charset_of_the_client_is_not_used(charset, quotes):
    content_type = f"text/plain; charset={quotes}{charset}{quotes}"

    assert request(query="q=%5Cud800", content_type=content_type) == "200 OK"


@pytest.mark.row("A03")
@pytest.mark.django_db(transaction=True)  # a real request closes the connection
def test_a_form_in_another_charset_is_read_as_utf8():
    body = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n\\ud800\r\n--x--\r\n'
    content_type = "multipart/form-data; charset=unicode_escape; boundary=x"

    status = request("/admin/login/", "", "POST", content_type, body)

    assert status == "403 Forbidden"  # no token of the form: refused, not broken


@pytest.mark.row("A01")
@pytest.mark.django_db(transaction=True)  # a real request closes the connection
@pytest.mark.parametrize(
    "letters", ["/uk/міста/", "/de/köln/", "/de/🙂/", "/de/１/", "/de/\u2028/"]
)
def test_an_address_in_any_letters_is_answered_by_our_page(letters):
    assert request(letters.encode().decode("latin-1"), query="") == "404 Not Found"
