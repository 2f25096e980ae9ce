"""Nothing of the administration before the second factor; TOTP once, recovery codes once."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import get_resolver

from partnerships.login import factors
from partnerships.models import AuditEntry
from tests.partnerships.login.conftest import (
    LOGIN,
    SECOND,
    Browser,
    code_now,
    errors,
    factors_of,
    give_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.row("A74", "A75")]
SETTING_UP = "/admin/account/second-factor/"
DEEP = [
    "/admin/",
    "/admin/workshops/workshop/",
    "/admin/partnerships/user/add/",
    "/admin/partnerships/user/1/lost-device/",
    "/admin/partnerships/user/1/end-sessions/",
    "/admin/autocomplete/",
    "/admin/account/password/",
    "/admin/account/second-factor/codes/",
    "/admin/account/second-factor/app/remove/",
]


def test_the_second_factor_is_asked_for_unless_this_is_a_demo():
    assert settings.SECOND_FACTOR_REQUIRED is True


def test_an_account_with_an_app_needs_its_code(browser, protected):
    first = browser.password(protected.email, next="/admin/workshops/workshop/")
    between = browser.is_inside()
    second = browser.code(code_now())

    assert (first.url, between) == (SECOND, False)
    assert second.url == "/admin/workshops/workshop/"
    assert browser.is_inside()


@pytest.mark.parametrize("path", DEEP)
def test_no_page_opens_between_the_steps(browser, protected, path):
    browser.password(protected.email)

    response = browser.get(path)

    assert response.status_code == 302
    assert response.url.startswith(LOGIN)


@pytest.mark.parametrize("path", DEEP)
def test_who_has_no_factor_yet_is_led_to_set_one_up(browser, olga, path):
    browser.password(olga.email)

    assert browser.get(path).url == SETTING_UP
    assert browser.post(path, {"x": "y"}).url == SETTING_UP


def test_a_page_outside_the_administration_knows_an_incomplete_session_as_nobody(browser, olga):
    browser.password(olga.email)
    browser.get("/admin/")

    response = browser.get("/de/")

    assert not response.wsgi_request.user.is_authenticated


def test_setting_up_the_app_lets_in_and_shows_recovery_codes(browser, olga, set_up_app):
    browser.password(olga.email)

    response = set_up_app(browser)
    codes = browser.get(response.url).content.decode()

    assert response.url == f"{SETTING_UP}codes/"
    assert len(re.findall(r"<li><code>\d{8}</code>", codes)) == 10
    assert browser.is_inside()
    assert factors_of(olga) == ["recovery_codes", "totp"]
    assert AuditEntry.objects.filter(action="factor_added", account=olga, about_id=olga.pk).exists()


def test_a_wrong_code_sets_nothing_up(browser, olga):
    browser.password(olga.email)
    browser.get(f"{SETTING_UP}app/")

    response = browser.post(f"{SETTING_UP}app/", {"code": "000000"})

    assert "This code is not right" in errors(response)
    assert factors_of(olga) == []
    assert not browser.is_inside()


def test_who_set_it_up_ends_the_sessions_that_knew_the_password_only(browser, olga, set_up_app):
    """An attacker who waits at the page for setting up is out, and does not get in again."""
    attacker = Browser("203.0.113.9")
    attacker.password(olga.email)
    browser.password(olga.email)
    set_up_app(browser)

    assert attacker.get(f"{SETTING_UP}app/remove/").url.startswith(LOGIN)
    assert attacker.password(olga.email).url == SECOND
    assert browser.is_inside()


def test_a_session_from_before_the_factor_must_show_it(browser, olga):
    """Were such a session left, it could only show the factor, not take it away."""
    browser.password(olga.email)
    give_app(olga)

    removing = browser.post(f"{SETTING_UP}app/remove/")
    shown = browser.post("/admin/account/again/code/", {"code": code_now(), "next": "/admin/"})

    assert removing.url.startswith("/admin/account/again/code/")
    assert factors_of(olga) == ["recovery_codes", "totp"]
    assert shown.url == "/admin/"
    assert browser.is_inside()


def test_one_code_of_the_app_works_once(protected):
    with time_machine.travel("2026-11-29 10:00:05+00:00", tick=False):
        code = code_now()
        first, second = Browser(), Browser("203.0.113.9")
        first.password(protected.email)
        first.code(code)
        second.password(protected.email)
        again = second.code(code)

    assert first.is_inside()
    assert "used already" in errors(again)
    assert not second.is_inside()


def test_a_recovery_code_works_once(protected):
    code = protected.codes[3]
    first, second = Browser(), Browser("203.0.113.9")
    first.password(protected.email)
    first.code(code)
    second.password(protected.email)
    again = second.code(code)

    assert first.is_inside()
    assert "used already" in errors(again)
    assert not second.is_inside()


def test_guessing_codes_is_stopped_after_five(browser, protected):
    browser.password(protected.email)
    wrong = [code for code in ("000000", "111111") if code != code_now()][0]

    answers = [errors(browser.code(wrong)) for _time in range(7)]
    right = browser.code(code_now())

    assert [("Too many" in answer) for answer in answers] == [False] * 5 + [True] * 2
    assert "Too many" in errors(right)
    assert not browser.is_inside()


def test_removing_the_factor_asks_again_after_a_while(browser, protected):
    with time_machine.travel("2026-11-29 10:00:05+00:00", tick=False) as clock:
        browser.log_in(protected)
        clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
        asked = browser.post(f"{SETTING_UP}app/remove/")
        left = factors_of(protected)
        browser.post(asked.url, {"password": "correct horse battery"})
        removed = factors_of(protected)

    assert asked.url.startswith("/admin/account/again/")
    assert (left, removed) == (["recovery_codes", "totp"], [])


def test_who_removes_the_last_factor_sets_up_another_at_once(browser, protected):
    browser.log_in(protected)

    browser.post(f"{SETTING_UP}app/remove/")

    assert factors_of(protected) == []
    assert browser.get("/admin/workshops/workshop/").url == SETTING_UP


def test_in_a_demo_the_factor_is_offered_but_the_password_is_enough(browser, olga, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    response = browser.password(olga.email)

    assert response.url == "/admin/"
    assert browser.is_inside()
    assert browser.get(SETTING_UP).status_code == 200


def test_in_a_demo_too_who_has_a_factor_shows_it(browser, protected, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert browser.password(protected.email).url == SECOND
    assert not browser.is_inside()


def test_a_complete_session_costs_no_query_for_the_gate(browser, protected, rf):
    browser.log_in(protected)
    request = browser.get("/admin/").wsgi_request

    assert factors.is_complete(request)


ALLOWED = {
    "account_login",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}


def test_no_other_page_of_allauth_exists(client):
    names = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_"))
    }

    assert names == ALLOWED
    for path in ("signup/", "account/signup/", "account/email/", "account/"):
        assert client.get(f"/admin/{path}").status_code == 404


def test_no_table_of_allauth_stands_in_the_administration(client):
    for path in ("account/emailaddress/", "account/emailconfirmation/", "mfa/authenticator/"):
        assert client.get(f"/admin/{path}").status_code == 404


def test_no_factor_is_removed_before_it_was_asked(browser, protected):
    key = Authenticator.objects.create(
        user=protected, type=Authenticator.Type.WEBAUTHN, data={"name": "My key"}
    )
    browser.log_in(protected)

    pages = [
        browser.get(f"{SETTING_UP}{path}").content.decode()
        for path in ("app/remove/", f"passkeys/{key.pk}/remove/")
    ]

    assert factors_of(protected) == ["recovery_codes", "totp", "webauthn"]
    assert ["Back without a change" in page for page in pages] == [True, True]
