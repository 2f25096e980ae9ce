"""The language of the administration is seen, chosen and kept."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories import make_organiser
from tools import languages

pytestmark = pytest.mark.django_db
OWN_NAMES = ["Deutsch", "English", "Українська", "Shqip"]
LOGIN = "/admin/login/"


def choose(client, **data):
    return client.post(reverse("admin:language"), data)


@pytest.mark.parametrize("name", ["index", "partnerships_municipality_changelist"])
def test_every_page_offers_the_languages_by_their_own_names(client, organiser, name):
    page = client.get(reverse(f"admin:{name}")).content.decode()

    assert all(f">{own_name}</button>" in page for own_name in OWN_NAMES)
    assert page.count('aria-current="true">English</button>') == 1


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_chosen_language_is_kept_and_the_page_stays(client, organiser, language):
    page = "/admin/partnerships/municipality/?country=UA&q=%D0%92"

    response = choose(client, language=language, next=page)

    organiser.refresh_from_db()
    assert organiser.language == language
    assert (response.status_code, response.url) == (302, page)
    assert f'<html lang="{language}">' in client.get(page).content.decode()


@pytest.mark.row("A68")
@pytest.mark.parametrize(
    "url", ["https://evil.example/admin/", "//evil.example/admin/", "/de/", "javascript:x", ""]
)
def test_the_way_back_is_within_the_administration(client, organiser, url):
    assert choose(client, language="uk", next=url).url == "/admin/"


@pytest.mark.parametrize("language", ["fr", "", "de-x"])
def test_another_language_changes_nothing(client, organiser, language):
    response = choose(client, language=language, next="/admin/")

    organiser.refresh_from_db()
    assert (response.status_code, organiser.language) == (302, "en")


@pytest.mark.row("A72")
def test_only_a_press_changes_the_language(client, organiser):
    response = client.get(reverse("admin:language"), {"language": "uk"})

    organiser.refresh_from_db()
    assert (response.status_code, organiser.language) == (405, "en")


def test_choosing_asks_for_a_login(client):
    assert choose(client, language="uk").url.startswith(LOGIN)


def test_the_login_is_switched_by_links_that_keep_where_one_was_going(client):
    page = client.get(LOGIN, {"next": "/admin/partnerships/topic/"}).content.decode()
    switched = client.get(LOGIN, {"next": "/admin/partnerships/topic/", "language": "sq"})

    assert 'href="?next=%2Fadmin%2Fpartnerships%2Ftopic%2F&amp;language=sq"' in page
    assert '<html lang="sq">' in switched.content.decode()
    assert "Kyçu" in switched.content.decode()
    assert "language" not in {name.rpartition("-")[2] for name in client.cookies}


@pytest.mark.parametrize(
    ("query", "kept"), [("?language=uk", "uk"), ("", "de"), ("?language=x", "de")]
)
def test_who_logs_in_keeps_the_language_that_they_chose_there(client, query, kept):
    user = make_organiser("olga@example.org", password="correct horse", language="de")

    response = client.post(
        f"{LOGIN}{query}", {"login": user.email, "password": "correct horse", "next": "/admin/"}
    )

    user.refresh_from_db()
    assert (response.status_code, user.language) == (302, kept)


def test_a_failed_login_keeps_the_language_of_the_page_only(client):
    user = make_organiser("olga@example.org", password="correct horse", language="de")

    response = client.post(f"{LOGIN}?language=uk", {"login": user.email, "password": "wrong"})

    user.refresh_from_db()
    assert user.language == "de"
    assert '<html lang="uk">' in response.content.decode()


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_logging_in_and_registering_are_told_apart(client, language):
    page = client.get(LOGIN, {"language": language}).content.decode()

    with override(language):
        log_in, register = gettext("Log in"), gettext("Register")
        hint = gettext(
            "This page is for organisers. You register for a workshop on its public page, "
            "without an account."
        )
    assert log_in != register
    assert f">{register}<" not in page
    assert hint in page


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_public_pages_lead_quietly_to_the_administration(client, language):
    page = client.get(f"/{language}/about/").content.decode()

    with override(language):
        words = gettext("For organisers")
    assert f'<a href="/admin/" rel="nofollow">{words}</a>' in page
