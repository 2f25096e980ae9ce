"""The pages about the site itself: built-in until the organisers write, then theirs."""

import datetime
import html
import re

import pytest

from tests.attacks import VECTORS, Elements, faults
from tests.factories import make_delegate
from tests.workshops.public.conftest import LANGUAGES
from workshops.models import TextPage
from workshops.models.keeping import NEEDS_KEPT, YEARS_KEPT
from workshops.models.link import REPLY_OPEN_AFTER
from workshops.registration import links

pytestmark = pytest.mark.django_db

PATHS = [f"{key.replace('_', '-')}/" for key in TextPage.Key.values]


def page_of(client, path, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_unwritten_page_has_the_built_in_text(client, path, language):
    main = page_of(client, path, language).partition("<main")[2].partition("</main>")[0]

    words = re.sub(r"<[^>]+>", " ", main).split()
    assert len(words) > 25
    assert main.count("<h1") == 1


@pytest.mark.parametrize("path", PATHS)
def test_written_page_replaces_the_built_in_text(client, path):
    key = path.strip("/").replace("-", "_")
    TextPage.objects.create(
        key=key, title_en="Own title", body_en="<h3>Head</h3><p>Own <strong>words</strong></p>"
    )

    text = page_of(client, path)

    assert "<h1>Own title</h1>" in text
    assert "<h2>Head</h2><p>Own <strong>words</strong></p>" in text
    assert "<title>Own title – " in text
    assert '<meta name="description" content="Head Own words">' in html.unescape(text)


def test_one_language_falls_back_with_a_notice(client):
    TextPage.objects.create(key="about", title_de="Wir", body_de="Unser Text")

    text = page_of(client, "about/", "uk")

    assert '<h1 lang="de">Wir</h1>' in text
    assert '<div class="text prose" lang="de"><p>Unser Text</p></div>' in text
    assert 'class="notice"' in text
    assert 'class="notice"' not in page_of(client, "about/", "de")


def test_title_left_empty_is_the_name_of_the_page(client):
    TextPage.objects.create(key="imprint", body_de="Stadt Beispiel")

    assert "<h1>Impressum</h1>" in page_of(client, "imprint/", "de")


def test_opened_but_unwritten_page_is_still_built_in(client):
    TextPage.objects.complete()

    assert "What you find here" in page_of(client, "about/")
    assert TextPage.objects.complete().count() == len(TextPage.Key)


def test_operator_is_named_where_the_settings_know_it(client, settings):
    settings.SITE_OPERATOR, settings.SITE_CONTACT = "Stadt Beispiel\nMarkt 1", "a@example.org"

    for path in ("about/", "contact/", "imprint/", "privacy/", "accessibility/", "plain-language/"):
        text = page_of(client, path)
        assert "Stadt Beispiel<br>Markt 1" in text
        assert 'href="mailto:a@example.org"' in text


def test_imprint_cites_no_repealed_act_and_keeps_the_licences(client):
    TextPage.objects.create(key="imprint", body_de="Stadt Beispiel, Angaben nach § 5 DDG")

    text = page_of(client, "imprint/", "de")

    assert "GeoNames" in text
    assert "TMG" not in text + page_of(client, "privacy/", "de")


def test_statement_of_accessibility_has_its_six_parts(client, settings):
    """BGG section 12b: what conforms, what does not and why, how and when it was checked,
    feedback, arbitration, enforcement."""
    settings.SITE_CONTACT = "a@example.org"
    TextPage.objects.create(key="accessibility", reviewed_on=datetime.date(2027, 3, 1))

    text = page_of(client, "accessibility/")

    heads = re.findall(r"<h2>([^<]+)</h2>", text)
    assert heads == [
        "How far the pages conform",
        "What is not accessible yet",
        "How and when this was checked",
        "Report a barrier",
        "If we cannot agree",
        "Who supervises this",
    ]
    lacking = text.partition("<ul>")[2].partition("</ul>")[0]
    assert lacking.count("Why:") == lacking.count("Instead:") == lacking.count("<li>") > 2
    assert re.findall(r'<time datetime="([\d-]+)">', text) == ["2026-11-22", "2027-03-01"]
    assert "mailto:a@example.org" in text
    assert "https://www.schlichtungsstelle-bgg.de/" in text
    assert "https://www.bfit-bund.de/" in text


def test_own_statement_shows_when_it_was_reviewed(client):
    TextPage.objects.create(
        key="accessibility", body_en="Ours", reviewed_on=datetime.date(2027, 3, 1)
    )

    assert '<time datetime="2027-03-01">' in page_of(client, "accessibility/")


def test_every_page_links_to_the_legal_pages(client):
    text = page_of(client, "about/").partition("<footer")[2]

    paths = ("contact", "imprint", "privacy", "accessibility", "plain-language", "sign-language")
    for path in (*paths, "map-notice"):
        assert f'href="/en/{path}/"' in text


@pytest.mark.parametrize("path", ["about/", "imprint/"])
def test_queries(client, path, django_assert_num_queries):
    TextPage.objects.complete()

    with django_assert_num_queries(1):
        page_of(client, path)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_sent(client, path):
    assert client.post(f"/de/{path}").status_code == 405
    assert client.get(f"/de/{path}?page=x&q=%27%22%3E&lang=xx").status_code == 200


@pytest.mark.row("A50")
@pytest.mark.parametrize("number", range(12))
def test_markup_in_a_text_of_its_own_is_harmless(client, number):
    language = LANGUAGES[number % len(LANGUAGES)]
    page = TextPage.objects.create(key="about")
    before = {tag for tag, _attributes in Elements(page_of(client, "about/", language)).frame}
    for vector in VECTORS[number::12]:
        setattr(page, f"title_{language}", vector[:150])
        setattr(page, f"body_{language}", f"x {vector}")
        page.save()

        elements = Elements(page_of(client, "about/", language))
        assert {tag for tag, _attributes in elements.frame} <= before
        assert faults(elements.rich) == [], vector


@pytest.mark.parametrize("path", ["about/", "contact/", "privacy/", "accessibility/"])
def test_where_the_imprint_is_written_the_other_pages_lead_to_it(client, settings, path):
    settings.SITE_OPERATOR = ""
    unwritten = page_of(client, path)
    TextPage.objects.create(key="imprint", body_de="Stadt Beispiel")
    written = page_of(client, path)

    complaint = "has not entered a name and address yet"
    assert complaint in unwritten
    assert complaint not in written
    assert '<a href="/en/imprint/">' in written.partition("<main")[2].partition("</main>")[0]


def test_drawn_shields_are_said_to_be_no_coats_of_arms(client):
    assert "they are no coats of arms" in page_of(client, "about/")


def test_privacy_says_how_long_data_is_kept(client):
    """The figures are those that the program keeps to."""
    text = page_of(client, "privacy/")

    assert f"room: {NEEDS_KEPT.days} days after the workshop" in text
    assert f"the year of the workshop and {YEARS_KEPT} more" in text
    assert "link in the mail: 48 hours" in text
    assert f"stay open for {REPLY_OPEN_AFTER.days} days" in text


def test_privacy_says_of_cookies_what_is_so(client):
    """None for visitors; behind a personal link the one that protects forms."""
    person = make_delegate()
    token = links.create_reply(person, by=None)

    public = client.get("/en/privacy/")
    personal = client.get(f"/en/d/{token}/consents/")

    assert "The public pages set no cookies" in public.text
    assert public.cookies.keys() == set()
    assert "They set one cookie that protects their forms" in public.text
    assert personal.cookies.keys() == {"csrf"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_no_repealed_act_is_cited_in_any_language(client, path, language):
    assert "TMG" not in page_of(client, path, language)


def test_the_imprint_names_the_act_that_asks_for_it(client):
    assert "§ 5 Digitale-Dienste-Gesetz (DDG)" in page_of(client, "imprint/", "de")
