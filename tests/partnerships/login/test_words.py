"""Every page of the login in four languages, without a word of another."""

import re

import pytest
from django.utils import translation

from partnerships.login.words import ERRORS, MAILS, NOTES
from tests.partnerships.login.conftest import Browser

pytestmark = pytest.mark.django_db
ALONE = ["/admin/login/", "/admin/account/password/reset/", "/admin/account/password/reset/sent/"]
ALONE += ["/admin/account/password/reset/done/", "/admin/account/password/reset/x/y/"]
INSIDE = [
    "/admin/account/password/",
    "/admin/account/second-factor/",
    "/admin/account/second-factor/passkeys/add/",
    "/admin/account/second-factor/app/remove/",
    "/admin/account/second-factor/codes/",
    "/admin/account/second-factor/codes/new/",
    "/admin/account/again/",
    "/admin/account/again/code/",
]


def main_of(response):
    assert response.status_code == 200, response
    text = response.content.decode()
    main = re.search(r"<main.*?</main>", text, re.DOTALL)[0]
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.search(r'<html lang="(\w+)">', text)[1], " ".join(words.split())


def pages_in(language, protected):
    """Path to words, of a visitor who switched the login and then of Olga."""
    visitor, olga = Browser(), Browser("192.0.2.3")
    for path in ALONE:
        yield path, main_of(visitor.get(path, {"language": language}))
    protected.language = language
    protected.save()
    olga.force_login(protected)
    for path in INSIDE:
        yield path, main_of(olga.get(path))


@pytest.mark.parametrize("language", ["de", "uk", "sq"])
def test_no_page_holds_the_words_of_another_language(protected, language):
    english = dict(pages_in("en", protected))
    translated = dict(pages_in(language, protected))

    for path, (code, words) in translated.items():
        assert code == language, path
        sentences = {part for part in re.split(r"(?<=[.?!:]) ", words) if len(part) > 12}
        same = sentences & set(re.split(r"(?<=[.?!:]) ", english[path][1]))
        assert {part for part in same if not re.fullmatch(r"[\d .*@]+", part)} == set(), path


@pytest.mark.parametrize("language", ["de", "uk", "sq"])
def test_errors_notes_and_mails_are_translated(language):
    texts = [*ERRORS.values(), *NOTES.values(), *(part for mail in MAILS.values() for part in mail)]

    with translation.override("en"):
        english = [str(text) for text in texts]
    with translation.override(language):
        here = [str(text) for text in texts]

    assert [text for text, other in zip(here, english, strict=True) if text == other] == []
    holes = [set(re.findall(r"%\(\w+\)s", text)) for text in here]
    assert holes == [set(re.findall(r"%\(\w+\)s", text)) for text in english]


def test_the_language_chosen_at_the_login_is_kept_through_the_second_step(browser, protected):
    from tests.partnerships.login.conftest import SECOND, code_now

    browser.post(
        "/admin/login/?language=uk",
        {"login": protected.email, "password": "correct horse battery"},
    )
    between = main_of(browser.get(SECOND))[0]
    protected.refresh_from_db()
    before = protected.language
    browser.code(code_now())

    protected.refresh_from_db()
    assert (between, before, protected.language) == ("uk", "en", "uk")


def test_pages_hold_no_script_of_their_own(protected):
    """Data for the scripts is allowed; what would run is not."""
    for path in INSIDE:
        browser = Browser()
        browser.force_login(protected)
        text = browser.get(path).content.decode()
        inline = [tag for tag in re.findall(r"<script[^>]*>", text) if " src=" not in tag]
        assert all('type="application/json"' in tag for tag in inline), path
