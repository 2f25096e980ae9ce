"""People who log in through the pages, as a browser does; nothing here is force_login."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from tests.factories import make_organiser

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/admin/login/"
SECOND = "/admin/login/second/"


def code_now(secret=SECRET, steps=0):
    """What the authenticator app shows; `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_app(account):
    TOTP.activate(account, SECRET)
    return RecoveryCodes.activate(account).generate_codes()


class Browser(Client):
    """One browser; `network` is the address that it comes from."""

    def __init__(self, network="192.0.2.1", **options):
        super().__init__(REMOTE_ADDR=network, HTTP_ACCEPT_LANGUAGE="en", **options)

    def password(self, email, password=PASSWORD, **data):
        return self.post(LOGIN, {"login": email, "password": password} | data)

    def code(self, code):
        return self.post(SECOND, {"code": code})

    def log_in(self, account):
        """With both factors, as an account that has an app."""
        self.password(account.email)
        response = self.code(code_now())
        assert response.status_code == 302, response.content.decode()
        return response

    def is_inside(self):
        return self.get("/admin/workshops/workshop/").status_code == 200


@pytest.fixture(autouse=True)
def _mails_in_the_outbox(settings):
    """As outside of tests, where Django's runner would keep them to itself."""
    settings.EMAIL_BACKEND = "workshops.registration.account_mail.OutboxBackend"


@pytest.fixture
def set_up_app(transactional_db):
    """set_up_app(browser): the pages of setting up an app, up to its first code. What follows
    the transaction of it decides about the session, so it has to end."""

    def set_up(browser):
        path = "/admin/account/second-factor/app/"
        page = browser.get(path).content.decode()
        secret = re.search(r'class="account-key">(\w+)<', page)[1]
        return browser.post(path, {"code": code_now(secret)})

    return set_up


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def olga():
    """An organiser with a password and no second factor."""
    return make_organiser("olga@example.org", password=PASSWORD, language="en")


@pytest.fixture
def protected(olga):
    """Olga with an authenticator app; `olga.codes` are the recovery codes."""
    olga.codes = give_app(olga)
    return olga


def errors(response):
    text = response.content.decode()
    found = re.search(r'class="alert alert-err" role="alert">(.*?)</div></div>', text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


def factors_of(account):
    return sorted(Authenticator.objects.filter(user=account).values_list("type", flat=True))
