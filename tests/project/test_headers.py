"""Every answer carries the same headers, whoever made it (A69), and none may be framed (A70)."""

import re

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import make_material, make_organiser, make_past_workshop

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.row("A69")]

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FILE_POLICY = "default-src 'none'; sandbox"


def directives(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.fixture
def answers(client, settings, tmp_path, picture_files, monkeypatch):
    """{what it is: an answer of it}, of every kind and origin."""
    settings.STATICFILES_DIRS = []
    staff = Client()
    staff.force_login(make_organiser())
    default_storage.save("a" * 32 + "-480.webp", _file())
    workshop = make_past_workshop()
    material = make_material(workshop)
    quiet = Client(raise_request_exception=False)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", _broken)
        fault = quiet.get("/de/workshops/")
    made = {
        "page": client.get("/de/"),
        "root": client.get("/"),
        "data": client.get("/data/workshops.json"),
        "not found": client.get("/de/nowhere/"),
        "bad request": client.get("/de/cities/?q=%00"),
        "bad host": client.get("/de/", headers={"host": "evil.example"}),
        "too large": client.post("/de/", CONTENT_LENGTH="100000001"),
        "forbidden": Client(enforce_csrf_checks=True).post("/admin/login/", {}),
        "not allowed": client.post("/de/"),
        "fault": fault,
        "redirect": client.get("/de/workshops"),
        "login": client.get("/admin/login/"),
        "today": staff.get("/admin/"),
        "admin form": staff.get("/admin/partnerships/topic/add/"),
        "autocomplete": staff.get("/admin/autocomplete/"),
        "media": client.get(f"/media/{'a' * 32}-480.webp"),
        "material": client.get(
            reverse("public:material", kwargs={"slug": workshop.slug, "pk": material.pk})
        ),
        "robots": client.get("/robots.txt"),
        "options": client.options("/de/"),
        "unknown link": client.get("/de/i/" + "x" * 22 + "/"),
    }
    for answer in made.values():
        answer.close()
    return made


def test_every_answer_has_them(answers):
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200,
        "root": 302,
        "data": 200,
        "not found": 404,
        "bad request": 400,
        "bad host": 400,
        "too large": 413,
        "forbidden": 403,
        "not allowed": 405,
        "fault": 500,
        "redirect": 301,
        "login": 200,
        "today": 200,
        "admin form": 200,
        "autocomplete": 403,
        "media": 200,
        "material": 200,
        "robots": 200,
        "options": 405,
        "unknown link": 404,
    }
    for name, answer in answers.items():
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Permissions-Policy"] == settings.PERMISSIONS_POLICY, name
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, name
        is_open = "Access-Control-Allow-Origin" in headers
        expected = None if is_open else "cross-origin" if name == "media" else "same-origin"
        assert headers.get("Cross-Origin-Resource-Policy") == expected, name


@pytest.mark.row("A46")
def test_every_answer_has_the_policy(answers):
    for name, answer in answers.items():
        assert "unsafe" not in answer.headers["Content-Security-Policy"], name
        if name in {"media", "material"}:
            assert answer.headers["Content-Security-Policy"] == FILE_POLICY
            continue
        found = directives(answer)
        if name == "fault":  # the last page brings its few styles along
            assert re.fullmatch(r"'self' 'sha256-[^']+'", found.pop("style-src"))
        assert found == POLICY, name


@pytest.mark.row("A46")
def test_a_file_is_saved_or_shown_as_the_picture_that_it_is(answers):
    assert answers["material"].headers["Content-Disposition"].startswith("attachment")
    assert answers["media"].headers["Content-Type"] == "image/webp"


def test_static_files_have_them_too(client, settings, tmp_path, monkeypatch):
    """Those that WhiteNoise hands out, which no view sees."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = True
    (tmp_path / "a.css").write_text("a { color: red }")

    answer = Client().get("/static/a.css")
    answer.close()

    assert answer.status_code == 200
    assert directives(answer) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Permissions-Policy"] == settings.PERMISSIONS_POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_over_https_browsers_are_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000

    answer = Client().get("/de/nowhere/", secure=True)

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.row("A70")
def test_no_page_may_be_framed(answers):
    framed = [
        name
        for name, answer in answers.items()
        if answer.headers["X-Frame-Options"] != "DENY"
        or (
            "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]
            and "sandbox" not in answer.headers["Content-Security-Policy"]
        )
    ]

    assert framed == []


def _broken(*args, **kwargs):
    raise RuntimeError("no database")


def _file():
    from django.core.files.base import ContentFile

    return ContentFile(b"RIFF")
