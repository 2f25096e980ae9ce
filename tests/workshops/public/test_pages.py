"""Every public page in every language: it is there, in its language, and leaves no trace."""

import re

import pytest

from tests.workshops.public.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_its_language(client, pages, language):
    for page in pages:
        response = client.get(f"/{language}/{page}")

        text = response.content.decode()
        assert response.status_code == 200, page
        assert f'<html lang="{language}">' in text
        assert response.headers["Content-Language"] == language
        assert text.count("<h1") == 1, page


@pytest.mark.row("A16")
def test_no_page_sets_a_cookie(client, pages):
    cookies = [page for page in pages if client.get(f"/de/{page}").cookies]

    assert cookies == []


def test_no_page_names_a_delegate(client, pages):
    naming = [page for page in pages if "Nobodyknows" in client.get(f"/de/{page}").content.decode()]

    assert naming == []


def test_headings_skip_no_level(client, pages):
    for page in pages:
        text = client.get(f"/de/{page}").content.decode()

        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        jumps = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
        assert jumps == [], page


@pytest.mark.row("A16")
def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(client, pages):
    for page in pages:
        text = client.get(f"/de/{page}").content.decode()

        assert re.findall(r'(?:src|srcset)="https?:', text) == [], page
        assert re.findall(r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="http', text) == []
        # data blocks are read by machines, no browser executes them
        assert re.findall(r'<script(?! type="application/ld\+json">)', text) == [], page
        assert " style=" not in text, page


def test_a_page_cannot_be_posted_to(client, pages):
    assert {client.post(f"/de/{page}").status_code for page in pages} == {405}


def test_a_page_names_its_address_in_all_languages(client, world):
    text = client.get("/uk/workshops/past-one/").content.decode()

    alternates = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text)
    expected = [(code, f"http://testserver/{code}/workshops/past-one/") for code in LANGUAGES]
    assert alternates == [*expected, ("x-default", "http://testserver/de/workshops/past-one/")]
    assert 'rel="canonical" href="http://testserver/uk/workshops/past-one/"' in text


def test_language_switch_keeps_page_and_query(client, world):
    text = client.get("/de/cities/?q=a%26b&country=UA").content.decode()

    assert 'href="/uk/cities/?q=a%26b&amp;country=UA"' in text
    assert 'hreflang="x-default" href="http://testserver/de/cities/"' in text


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("workshops/", False),
        ("workshops/?topic=energy", True),
        ("cities/?q=a", True),
        ("partnerships/?sort=kind", True),
        ("partnerships/", False),
    ],
)
def test_filtered_pages_stay_out_of_search_engines(client, world, address, hidden):
    text = client.get(f"/de/{address}").content.decode()

    assert ('content="noindex, follow"' in text) is hidden


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("uk,en;q=0.5", "uk"), ("fr, sq;q=0.3", "sq"), ("fr", "de"), ("", "de"), ("en-GB", "en")],
)
def test_root_leads_to_the_language_of_the_browser(client, wanted, language):
    response = client.get("/", headers={"accept-language": wanted})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"
    assert "accept-language" in response.headers["Vary"].lower()


def test_foreign_names_carry_their_language(client, world):
    text = client.get("/de/cities/gastivka/").content.decode()

    assert '<span lang="uk">Гостівка</span>' in text


def test_running_text_in_another_language_says_so(client, world):
    german = client.get("/de/reports/report-one/").content.decode()
    ukrainian = client.get("/uk/reports/report-one/").content.decode()

    assert 'class="notice"' not in german
    assert 'class="notice"' in ukrainian
    assert '<div class="text prose" lang="de"><p>Was geschah.</p></div>' in ukrainian
