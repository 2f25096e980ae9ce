"""Logins and what they need on record: libraries tell of them by signals alone."""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
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
    record(Action.LOGIN_FAILED, request=request, about=account)


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
