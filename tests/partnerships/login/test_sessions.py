"""One session, one account: made anew at the login, dead when it should be."""

import re
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from partnerships.models import AuditEntry
from tests.factories import make_delegate, make_organiser, make_user, make_workshop
from tests.partnerships.login.conftest import (
    LOGIN,
    PASSWORD,
    Browser,
    code_now,
    errors,
    factors_of,
    give_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.row("A10", "A68", "A71", "A73")]
NEW = "even longer than 4711"
LATER = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 60


def with_cookie_of(browser):
    """Another browser that got hold of the cookie."""
    thief = Browser("203.0.113.9")
    thief.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[
        settings.SESSION_COOKIE_NAME
    ].value
    return thief


def test_the_session_is_made_anew_at_the_login(browser, protected):
    """An id that somebody planted is nobody's after the login."""
    planted = SessionStore()
    planted["x"] = "planted"
    planted.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

    browser.password(protected.email)
    browser.code(code_now())

    thief = Browser("203.0.113.9")
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert browser.is_inside()
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    assert not thief.is_inside()


def test_the_old_id_is_dead_after_logging_out(browser, protected):
    browser.log_in(protected)
    thief = with_cookie_of(browser)
    was_inside = thief.is_inside()

    browser.post("/admin/logout/")

    assert was_inside
    assert not thief.is_inside()


def test_changing_the_password_ends_all_other_sessions(browser, protected):
    browser.log_in(protected)
    thief = with_cookie_of(browser)
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    response = browser.post("/admin/account/password/", words)

    assert response.status_code == 302
    assert browser.is_inside()
    assert not thief.is_inside()
    assert AuditEntry.objects.filter(action="password", about_id=protected.pk).exists()


def test_the_password_changes_only_with_the_present_one(browser, protected):
    browser.log_in(protected)
    words = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}

    response = browser.post("/admin/account/password/", words)

    protected.refresh_from_db()
    assert errors(response) == "This is not your current password."
    assert protected.check_password(PASSWORD)


def test_switching_an_account_off_ends_its_sessions_for_good(browser, protected, client):
    browser.log_in(protected)
    client.force_login(make_organiser())
    change = f"/admin/partnerships/user/{protected.pk}/change/"
    data = {"email": protected.email, "language": "en", "is_staff": "on", "is_superuser": "on"}

    client.post(change, data)
    while_off = browser.is_inside()
    client.post(change, data | {"is_active": "on"})

    protected.refresh_from_db()
    assert (while_off, protected.is_active) == (False, True)
    assert not browser.is_inside()


def test_rights_that_were_taken_are_gone_at_the_next_press(browser, protected):
    browser.log_in(protected)

    type(protected).objects.filter(pk=protected.pk).update(is_superuser=False)
    without = browser.get("/admin/workshops/workshop/").status_code
    type(protected).objects.filter(pk=protected.pk).update(is_staff=False)

    assert without == 403
    assert browser.get("/admin/").url.startswith(LOGIN)


def test_a_second_login_in_one_browser_mixes_nothing(browser, protected):
    other = make_organiser("ivan@example.org", password=PASSWORD)
    browser.log_in(protected)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value

    browser.password(other.email)

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert browser.get("/admin/").url == "/admin/account/second-factor/"
    assert browser.get("/admin/").wsgi_request.user == other


def test_a_login_from_another_site_is_refused(protected):
    stranger = Browser(enforce_csrf_checks=True)

    response = stranger.password(protected.email)

    assert response.status_code == 403


def test_who_may_not_work_here_does_not_get_in(browser):
    make_user("reader@example.org", password=PASSWORD)

    response = browser.password("reader@example.org")

    assert response.status_code == 200
    assert browser.get("/admin/").url.startswith(LOGIN)


def link_in(mails):
    return re.search(r"http\S+/reset/\S+", mails.latest("pk").text)[0]


@pytest.fixture
def mails():
    from workshops.models import Message

    return Message.objects


def test_the_link_of_a_forgotten_password_names_the_configured_address(protected, mails, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.SITE_URL = "https://workshops.example.org"

    Browser().post(
        "/admin/account/password/reset/",
        {"email": protected.email},
        headers={"host": "other.example", "x-forwarded-host": "evil.example"},
    )

    assert link_in(mails).startswith("https://workshops.example.org/admin/account/password/reset/")
    assert "evil.example" not in mails.latest("pk").text
    assert "other.example" not in mails.latest("pk").text


@pytest.mark.parametrize("host", ["evil.example", "testserver:80@evil.example", "testserver/x"])
def test_a_made_up_host_gets_no_mail_sent(protected, mails, host):
    response = Browser().post(
        "/admin/account/password/reset/", {"email": protected.email}, headers={"host": host}
    )

    assert response.status_code == 400
    assert not mails.exists()


def test_a_new_password_by_mail_does_not_stand_for_the_second_factor(browser, protected, mails):
    browser.post("/admin/account/password/reset/", {"email": protected.email})
    path = "/" + link_in(mails).split("/", 3)[3]
    form = browser.get(path).url

    done = browser.post(form, {"password1": NEW, "password2": NEW})
    after = browser.is_inside()
    login = browser.password(protected.email, NEW)
    again = Browser().get(path).content.decode()

    assert done.url == "/admin/account/password/reset/done/"
    assert after is False
    assert login.url == "/admin/login/second/"
    assert not browser.is_inside()
    assert "no longer valid" in again


def test_a_new_password_by_mail_ends_the_sessions(browser, protected, mails):
    browser.log_in(protected)
    other = Browser("192.0.2.7")
    other.post("/admin/account/password/reset/", {"email": protected.email})
    form = other.get("/" + link_in(mails).split("/", 3)[3]).url
    other.post(form, {"password1": NEW, "password2": NEW})

    assert not browser.is_inside()


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\tevil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/admin/\r\nSet-Cookie: a=b",
    " //evil.example",
    "/ /evil.example",
    "\u2028//evil.example",
    "/\u2028/evil.example",
    "/\u2029/evil.example",
    "/\u00a0/evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "https://testserver:80@evil.example/",
    "//testserver@evil.example",
    "//evil.example%2f%2e%2e",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "?next=//evil.example",
    "ftp://evil.example",
    "http://testserver/admin/",
    "",
]


def test_there_are_forty_ways_to_write_another_site():
    assert len(ELSEWHERE) >= 40


@pytest.mark.parametrize("url", ELSEWHERE)
def test_after_the_login_nobody_is_sent_elsewhere(browser, protected, url):
    browser.password(protected.email, next=url)

    assert browser.code(code_now()).url == "/admin/"


@pytest.mark.parametrize(
    "url",
    [
        "/admin/workshops/workshop/?q=a%20b",
        "/%2f%2fevil.example",
        "/%09/evil.example",
        "/%5cevil.example",
        "/de/c/x/",
    ],
)
def test_after_the_login_one_comes_where_one_was_going(browser, protected, url):
    browser.password(protected.email, next=url)

    assert browser.code(code_now()).url == url


@pytest.mark.parametrize("url", ELSEWHERE[:6])
def test_after_showing_it_again_nobody_is_sent_elsewhere(browser, protected, url):
    browser.log_in(protected)

    response = browser.post("/admin/account/again/", {"password": PASSWORD, "next": url})

    assert response.url == "/admin/"


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-29 10:00:05+00:00", tick=False) as clock:
        yield clock


def test_a_large_list_asks_who_it_is_and_leads_back_to_its_filter(clock, browser, protected):
    workshop = make_workshop()
    for _number in range(101):
        make_delegate(workshop=workshop)
    browser.log_in(protected)
    clock.shift(LATER)
    page = f"/admin/workshops/workshop/{workshop.pk}/lists/full/"
    fields = {"format": "csv", "language": "en", "columns": "reference family_name"}

    asked = browser.post(page, fields)
    back = browser.post(asked.url, {"password": PASSWORD, "next": _next(asked.url)})
    taken = browser.post(page, fields)

    assert asked.url.startswith("/admin/account/again/?next=")
    assert back.url.startswith(f"{page}?")
    assert "columns=reference+family_name" in back.url
    assert browser.get(back.url).status_code == 200
    assert taken["X-Row-Count"] == "101"


def test_a_small_list_asks_nothing(clock, browser, protected):
    workshop = make_workshop()
    for _number in range(100):
        make_delegate(workshop=workshop)
    browser.log_in(protected)
    clock.shift(LATER)

    page = f"/admin/workshops/workshop/{workshop.pk}/lists/full/"
    taken = browser.post(page, {"format": "csv", "language": "en"})

    assert taken["X-Row-Count"] == "100"


def _next(url):
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(url).query)["next"][0]


def test_another_address_asks_who_it_is_and_keeps_what_was_typed(clock, browser, protected):
    browser.log_in(protected)
    clock.shift(LATER)
    page = f"/admin/partnerships/user/{protected.pk}/change/"
    data = {"email": "new@example.org", "language": "en", "is_staff": "on", "is_active": "on"}
    data |= {"is_superuser": "on"}

    asked = browser.post(page, data)
    protected.refresh_from_db()
    before = protected.email
    browser.post(asked.url, {"password": PASSWORD, "next": page})

    protected.refresh_from_db()
    assert asked.url.startswith("/admin/account/again/?next=")
    assert (before, protected.email) == ("olga@example.org", "new@example.org")


@pytest.mark.parametrize("name", ["add/", "{}/password/", "{}/lost-device/", "{}/end-sessions/"])
def test_accounts_and_passwords_of_others_ask_who_it_is(clock, browser, protected, name):
    other = make_user(is_staff=True)
    browser.log_in(protected)
    path = f"/admin/partnerships/user/{name.format(other.pk)}"
    opened = browser.get(path).status_code
    clock.shift(LATER)

    assert opened == 200
    assert browser.get(path).url.startswith("/admin/account/again/")
    assert browser.post(path).url.startswith("/admin/account/again/")


@pytest.fixture
def ivan():
    ivan = make_organiser("ivan@example.org", password=PASSWORD)
    give_app(ivan)
    return ivan


def test_an_administrator_takes_the_factor_off_an_account(browser, protected, ivan, caplog):
    browser.log_in(protected)
    his = Browser("192.0.2.9")
    his.log_in(ivan)

    browser.post(f"/admin/partnerships/user/{ivan.pk}/lost-device/")

    assert factors_of(ivan) == []
    assert not his.is_inside()
    assert browser.is_inside()
    assert his.password(ivan.email).url == "/admin/"
    assert his.get("/admin/").url == "/admin/account/second-factor/"
    assert f"account {ivan.pk} removed by account {protected.pk}" in caplog.text
    assert ivan.email not in caplog.text
    entries = AuditEntry.objects.filter(action="factor_removed", account=protected)
    assert {(each.about_id, each.details["kind"]) for each in entries} == {
        (ivan.pk, "totp"),
        (ivan.pk, "recovery_codes"),
    }


def test_an_administrator_ends_the_sessions_of_an_account(browser, protected, ivan):
    browser.log_in(protected)
    his = Browser("192.0.2.9")
    his.log_in(ivan)

    browser.post(f"/admin/partnerships/user/{ivan.pk}/end-sessions/")

    assert not his.is_inside()
    assert factors_of(ivan) == ["recovery_codes", "totp"]


def test_an_administrator_ends_the_own_sessions_here_as_well(browser, protected):
    browser.log_in(protected)

    browser.post(f"/admin/partnerships/user/{protected.pk}/end-sessions/")

    assert not browser.is_inside()


@pytest.mark.parametrize("name", ["lost-device", "end-sessions"])
def test_looking_at_the_page_changes_nothing(browser, protected, ivan, name):
    browser.log_in(protected)
    his = Browser("192.0.2.9")
    his.log_in(ivan)

    page = browser.get(f"/admin/partnerships/user/{ivan.pk}/{name}/")

    assert page.status_code == 200
    assert his.is_inside()
    assert factors_of(ivan) == ["recovery_codes", "totp"]


@pytest.mark.parametrize("name", ["lost-device", "end-sessions"])
def test_only_administrators_do_that(client, ivan, name):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(_account_rights())
    client.force_login(clerk)

    response = client.post(f"/admin/partnerships/user/{ivan.pk}/{name}/")

    assert response.status_code == 403
    assert factors_of(ivan) == ["recovery_codes", "totp"]


def _account_rights():
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__endswith="_user")


def test_what_is_sent_after_the_login_ended_is_said_to_be_unsaved(browser, protected):
    browser.log_in(protected)
    with_cookie_of(browser).post("/admin/logout/")
    page = f"/admin/partnerships/user/{protected.pk}/change/"

    answer = browser.post(page, {"name": "Typed"})
    said = browser.get(answer.url).content.decode()

    assert answer.url.startswith(f"{LOGIN}?next={quote(page, safe='')}")
    assert "Not saved yet" in said
    assert "Not saved yet" not in browser.get(LOGIN).content.decode()
    assert browser.post("/admin/logout/").url == "/admin/"
