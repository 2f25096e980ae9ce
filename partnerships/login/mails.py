"""Mails about accounts, in the language of the account, with links to the configured address."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from partnerships.login.words import MAILS, WELCOME


def send(kind, email, *, language=None, url=""):
    """Write a mail of words.MAILS; in the language of the page where nobody's own is known."""
    with translation.override(language or translation.get_language()):
        subject, text = (str(part) for part in MAILS[kind])
        known = {
            "site": settings.SITE_NAME,
            "subject": subject,
            "url": url,
            "reset_url": settings.SITE_URL + reverse("account_reset_password"),
        }
        send_mail(capfirst(subject), text % known, None, [email])


def invite(account):
    """Write to a new account where it chooses a password; return the address of that page."""
    link = password_link(account)
    send(WELCOME, account.email, language=account.language, url=link)
    return link


def password_link(account):
    """The address where an account chooses a password: once, for PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(account)
    return link_of(f"{user_pk_to_url_str(account)}-{key}")


def link_of(key):
    uid, _hyphen, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL + path
