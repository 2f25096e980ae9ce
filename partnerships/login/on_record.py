"""Logins and what they need on record: libraries tell of them by signals alone."""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from partnerships.audit import Action, record
from partnerships.models import User


@receiver(user_logged_in)
def note_login(request, user, **_signal):
    record(Action.LOGIN, by=user, request=request)


@receiver(user_logged_out)
def note_logout(request, user, **_signal):
    if user is not None:
        record(Action.LOGOUT, by=user, request=request)


@receiver(user_login_failed)
def note_failure(credentials, request=None, **_signal):
    """Of the address that was tried only whose account it is, if anybody's."""
    tried = str(credentials.get("username") or credentials.get("email") or "")
    account = User.objects.filter(email=tried.strip().lower()).first()
    may_log_in = account is None or (account.is_active and account.is_staff)
    act = Action.LOGIN_FAILED if may_log_in else Action.LOGIN_REFUSED
    record(act, request=request, about=account)


def note_refusal(request, account):
    """The password was right, but the account is none of the administration."""
    record(Action.LOGIN_REFUSED, request=request, about=account)


@receiver([password_changed, password_reset, password_set])
def note_password(request, user, **_signal):
    record(Action.PASSWORD, by=user, request=request, about=user)


@receiver(authentication_failed)
def note_wrong_code(request, user, **_signal):
    record(Action.LOGIN_FAILED, request=request, about=user, second_factor=True)


@receiver(authenticator_added)
def note_factor(request, user, authenticator, **_signal):
    record(Action.FACTOR_ADDED, request=request, about=user, kind=authenticator.type)


@receiver(authenticator_removed)
def note_lost_factor(request, user, authenticator, **_signal):
    """By themselves, or by who may do everything."""
    record(Action.FACTOR_REMOVED, request=request, about=user, kind=authenticator.type)


@receiver(authenticator_reset)
def note_new_codes(request, user, **_signal):
    record(Action.CODES_MADE, request=request, about=user)


@receiver(authenticator_used)
def note_recovery_code(request, user, authenticator, **_signal):
    """At the login, or where a page asks once more."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(Action.RECOVERY_CODE_USED, by=user, request=request, about=user)
