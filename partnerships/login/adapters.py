"""Where allauth asks the site how it wants things."""

import re

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partnerships.login import factors, mails, on_record, words
from partnerships.models import User
from tools import visitors

LANGUAGE_OF_LOGIN = "login_language"
# signs that a browser drops or reads as a slash before it follows an address
MISREAD = re.compile(r"[\s\x00-\x1f\x7f\\\u2028\u2029]")
ONE_DAY = 86_400


def is_own_path(url):
    """Whether an address is a path of this site and nothing else, however it is written."""
    return (
        url.startswith("/")
        and not MISREAD.search(url)
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | words.ERRORS

    def is_safe_url(self, url):
        return is_own_path(url)

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return visitors.household(request)

    def authenticate(self, request, **credentials):
        """Only who works here; others are told the same as with a wrong password."""
        account = super().authenticate(request, **credentials)
        if account and not account.is_staff:
            on_record.note_refusal(request, account)
            return None
        return account

    def reauthenticate(self, user, password):
        account = self.authenticate(context.request, email=user.email, password=password)
        return account is not None and account.pk == user.pk

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._warn(credentials["email"])
            raise

    def _warn(self, email):
        """The owner hears once a day that somebody guesses."""
        account = User.objects.filter(email=email.lower(), is_active=True).first()
        if account and cache.add(f"login:warned:{account.pk}", True, ONE_DAY):
            mails.send(words.GUESSED, account.email, language=account.language)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Guesses count by account and network: nobody locks the owner out from elsewhere."""
        return f"{get_ip(request)}:{credentials.get('email', '').lower()}"

    def set_password(self, user, password):
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(context.request, email=user.email)

    def is_reauthentication_required(self, *, app, **kwargs):
        """A login of a moment ago counts, too."""
        return not factors.is_recent(context.request)

    def get_reauthentication_methods(self, user):
        descriptions = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        return [
            method | {"description": descriptions[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

    def post_login(self, request, user, **kwargs):
        """In the language that the page of the login was switched to."""
        chosen = request.session.pop(LANGUAGE_OF_LOGIN, "")
        if chosen:
            user.language = chosen
            user.save(update_fields=["language"])
        return super().post_login(request, user, **kwargs)

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def get_password_change_redirect_url(self, request):
        return "/admin/"

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        text = message or words.NOTES.get(message_template)
        if text:
            super().add_message(request, level, message=str(text))

    def get_reset_password_from_key_url(self, key):
        return mails.link_of(key)

    def send_mail(self, template_prefix, email, context):
        account = context.get("user")
        language = account.language if account else None
        url = context.get("password_reset_url", "")
        mails.send(template_prefix, email, language=language, url=url)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        mails.send(template_prefix, user.email, language=user.language)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": words.ERRORS["incorrect_code"],
        "cannot_generate_recovery_codes": words.NO_FACTOR,
    }

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def _get_site_name(self):
        return settings.SITE_NAME

    def generate_authenticator_name(self, user, type):
        return _("Passkey %(number)s") % {"number": factors.of(user).filter(type=type).count() + 1}
