"""The first account, and each after it that is made at the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partnerships.audit import Action
from partnerships.models import AuditEntry, User
from tests.partnerships.login.conftest import Browser
from workshops.models import Message

pytestmark = pytest.mark.django_db
NEW = "even longer than 4711"


def create(*arguments):
    out = StringIO()
    call_command("create_organiser", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_link_sets_a_password_once_and_leads_to_the_second_factor(settings):
    settings.SITE_URL = "https://workshops.example.org"
    printed = create("Neu@example.org", "--name", "Neu", "--language", "sq", "--administrator")
    account = User.objects.get()
    mail = Message.objects.get()
    email, link = printed.split(": ")
    path = link.removeprefix(settings.SITE_URL)
    browser = Browser()
    had_password = account.has_usable_password()

    browser.post(browser.get(path).url, {"password1": NEW, "password2": NEW})
    login = browser.password(email, NEW)

    assert (email, account.language, account.name) == ("neu@example.org", "sq", "Neu")
    assert (account.is_staff, account.is_superuser, had_password) == (True, True, False)
    assert (mail.recipient, mail.language) == ("neu@example.org", "sq")
    assert link in mail.text
    assert "Përshëndetje" in mail.text
    assert login.url == "/admin/"
    assert browser.get("/admin/").url == "/admin/account/second-factor/"
    assert "set-password" not in Browser().get(path).headers.get("Location", "")


def test_an_account_is_no_administrator_unless_asked_for():
    create("neu@example.org")

    account = User.objects.get()
    assert (account.is_staff, account.is_superuser) == (True, False)


def test_the_new_account_and_its_rights_are_on_record():
    create("neu@example.org", "--administrator")

    account = User.objects.get()
    added, rights = AuditEntry.objects.order_by("number")
    assert [added.action, rights.action] == [Action.ACCOUNT_ADDED, Action.RIGHTS]
    assert {added.about_id, rights.about_id} == {account.pk}
    assert rights.details == {"staff": True, "superuser": True}


@pytest.mark.parametrize("email", ["olga@example.org", "OLGA@example.org", "no address", ""])
def test_what_is_no_new_address_is_refused_and_nobody_written_to(olga, email):
    with pytest.raises(CommandError):
        create(email)

    assert User.objects.count() == 1
    assert not Message.objects.exists()
