"""A01–A07, A14 of the acceptance list: odd addresses, signs, pages, words and languages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import refuse_malformed_text

pytestmark = pytest.mark.django_db

ODD_PATHS = [
    "/de/workshops/" + "a" * 10_000 + "/",
    "/de/..%2f..%2fetc/",
    "/de/%2e%2e/admin-not/",
    "/de//workshops//",
    "/de/workshops/past-one;x=y/",
    "/de/workshops/past-one./",
    "/de/workshops/PAST-ONE/",
    "/de/workshops/pаst-one/",  # a Cyrillic letter
    "/de/workshops/%ff/",
    "/de/workshops/%ED%A0%80/",
    "/de/workshops/%C0%AF/",
]
SLASHES = ["//de/workshops/", "//evil.example/", "///evil.example/de/"]
HIDDEN_FILES = [
    "/.git/config",
    "/.env",
    "/media/../settings.py",
    "/static/../config/settings.py",
    "/db.sqlite3",
    "/var/db.sqlite3",
    "/de/.git/config",
    "/settings.py.bak",
    "/static/",
    "/static/css/",
    "/__debug__/",
    "/static/css/base.css.map",
]
VECTORS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%_\\", "_%" * 100,
    "(a+)+$", "[[:alpha:]]*", "👩‍👩‍👧‍👦", "\u202eabc", "'; drop table x; --", "{{ 7*7 }}", " ",
    "\ud800",
]  # fmt: skip


@pytest.mark.row("A01")
@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_odd_path_is_not_found(client, world, path):
    assert client.get(path).status_code in {301, 404}


@pytest.mark.row("A01")
@pytest.mark.parametrize("path", SLASHES)
def test_double_slashes_lead_nowhere_else(client, path):
    assert client.get("/", PATH_INFO=path).status_code == 404


@pytest.mark.row("A14")
@pytest.mark.parametrize("path", HIDDEN_FILES)
def test_no_file_of_the_project_is_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.row("A02")
@pytest.mark.parametrize(
    "path",
    ["/de/%00/", "/de/cities/?q=%00", "/de/cities/?%00=a", "/de/workshops/?when=past%00", "/%00"],
)
def test_a_nul_sign_in_an_address_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.row("A02")
def test_a_nul_sign_in_a_form_is_refused(client):
    assert client.post("/de/", {"name": "a\x00b"}).status_code == 400
    assert client.post("/de/", {"na\x00me": "a"}).status_code == 400
    urlencoded = "application/x-www-form-urlencoded"
    assert client.post("/de/", "name=a%00b", content_type=urlencoded).status_code == 400


@pytest.mark.row("A02")
@pytest.mark.parametrize("header", ["HTTP_COOKIE", "HTTP_REFERER", "HTTP_USER_AGENT"])
def test_a_nul_sign_in_a_header_is_refused(client, header):
    assert client.get("/de/", **{header: "a=b\x00c"}).status_code == 400


@pytest.mark.row("A02")
def test_a_quoted_nul_sign_in_a_cookie_is_refused(client):
    assert client.get("/de/", HTTP_COOKIE='a="b\\000c"').status_code == 400


@pytest.mark.row("A02")
def test_uploaded_bytes_are_left_alone():
    file = SimpleUploadedFile("list.xlsx", b"a\x00b")
    request = RequestFactory().post("/", {"file": file})

    response = refuse_malformed_text(lambda request: HttpResponse(request.FILES["file"].read()))

    assert response(request).content == b"a\x00b"


@pytest.mark.row("A03")
@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=%C0%AF", "q=%ff", "%ff=1", "topic=%C0%AF"])
def test_broken_signs_in_a_query_are_text(client, query):
    for page in ("cities", "workshops", "partnerships"):
        assert client.get(f"/de/{page}/?{query}").status_code == 200


@pytest.mark.row("A04")
@pytest.mark.parametrize("path", ["workshops", "partnerships", "reports"])
@pytest.mark.parametrize(
    "page",
    ["0", "-1", "1e9", "abc", "", "１", "9" * 20, "2", "1&page=2", "01", " 1", "1.0", "%D9%A1"],
)
def test_a_page_that_does_not_exist_is_not_found(client, world, path, page):
    assert client.get(f"/de/{path}/?page={page}").status_code == 404


@pytest.mark.row("A04")
@pytest.mark.parametrize("path", ["workshops", "partnerships", "reports"])
def test_the_first_page_can_be_named(client, path):
    assert client.get(f"/de/{path}/?page=1").status_code == 200


@pytest.mark.row("A05")
@pytest.mark.parametrize("path", ["/de/cities/", "/de/workshops/"])
@pytest.mark.parametrize("q", VECTORS)
def test_a_search_word_is_only_text(client, world, path, q):
    text = client.get(path, {"q": q.encode("utf-8", "replace")}).content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "49" not in text.partition("<main")[2] or "{{" not in q


@pytest.mark.row("A05")
def test_a_long_search_word_is_refused(client, world):
    for path in ("/de/cities/", "/de/workshops/"):
        response = client.get(path, {"q": "a" * 201})

        assert response.status_code == 200
        assert "alert-warn" in response.content.decode()


@pytest.mark.row("A06")
@pytest.mark.parametrize(
    "query",
    ["year=2024-02-30", "year=0000", "year=10000", "year=2024-W99", "country=ZZ", "kind=x",
     "format=", "topic=nonsense", "when=never", "topic=" + "a" * 5000],
)  # fmt: skip
def test_an_unknown_filter_is_left_out(client, world, query):
    response = client.get(f"/de/workshops/?{query}")

    assert response.status_code == 200
    assert response.content.decode().count("<article") == 1


@pytest.mark.row("A07")
@pytest.mark.parametrize(
    "path",
    ["/xx/", "/de-DE-x-evil/", "/DE/", "/De/workshops/", "/../en/", "/de-de/", "/uk-UA/cities/"],
)
def test_a_language_that_we_do_not_have_is_not_found(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "location" not in response.headers


@pytest.mark.row("A07")
def test_a_long_language_header_is_harmless(client):
    response = client.get("/", headers={"accept-language": "uk;q=0." + "1" * 8000})

    assert response.status_code == 302
    assert client.get("/nope/", headers={"accept-language": "x" * 8000}).status_code == 404


@pytest.mark.row("A07")
def test_the_language_of_the_address_wins(client, world):
    response = client.get("/sq/", headers={"accept-language": "uk"})

    assert '<html lang="sq">' in response.content.decode()
