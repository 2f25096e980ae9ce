"""What happens at the login and with recovery codes is on record."""

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from partnerships.models import AuditEntry
from tests.factories import make_organiser
from tests.partnerships.login.conftest import PASSWORD, code_now

pytestmark = [pytest.mark.django_db, pytest.mark.row("A74", "A78")]
CODES = "/admin/account/second-factor/codes/"


def record_of(account):
    about = AuditEntry.objects.filter(about_id=account.pk, about="partnerships.user")
    return list(about.in_chain().values_list("action", "details"))


def test_a_recovery_code_that_lets_in_is_on_record(browser, protected):
    browser.password(protected.email)
    browser.code(protected.codes[0])

    assert record_of(protected) == [("recovery_code_used", {})]


def test_a_code_of_the_app_is_no_recovery_code(browser, protected):
    browser.log_in(protected)

    assert record_of(protected) == []


def test_new_recovery_codes_are_on_record(browser, protected, django_capture_on_commit_callbacks):
    browser.log_in(protected)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{CODES}new/")

    assert record_of(protected) == [("codes_made", {})]


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
@pytest.mark.parametrize("switch", ["is_staff", "is_active"])
def test_an_account_that_may_not_log_in_is_refused_on_record(browser, switch, password):
    account = make_organiser("ivan@example.org", password=PASSWORD, **{switch: False})

    browser.password(account.email, password)

    assert record_of(account) == [("login_refused", {})]


@pytest.mark.parametrize("path", ["", "file/", "new/"])
def test_recovery_codes_ask_who_it_is_after_a_while(browser, protected, path):
    with time_machine.travel("2026-11-29 10:00:05+00:00", tick=False) as clock:
        browser.log_in(protected)
        opened = browser.get(f"{CODES}{path}").status_code
        clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
        asked = browser.get(f"{CODES}{path}")
        browser.post(asked.url, {"code": code_now(), "password": PASSWORD})
        again = browser.get(f"{CODES}{path}").status_code

    assert asked.url.startswith("/admin/account/again/")
    assert protected.codes[0] not in asked.content.decode()
    assert (opened, again) == (200, 200)


def test_wrong_codes_and_ended_sessions_are_on_record(client, browser, protected):
    browser.password(protected.email)
    browser.code("000000")
    client.force_login(make_organiser())

    client.post(reverse("admin:partnerships_user_end_sessions", args=[protected.pk]))

    about = AuditEntry.objects.filter(about_id=protected.pk).in_chain()
    assert list(about.values_list("action", "details")) == [
        ("login_failed", {"second_factor": True}),
        ("logout", {}),
    ]
