"""What a session has shown of who it is: the password, a second factor, and how long ago.

The records are those of allauth, kept in the session; asking them needs no query.
"""

import logging
import time

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
logger = logging.getLogger(__name__)


def is_complete(request):
    """Whether the session has shown a second factor, or none is asked for here."""
    return not settings.SECOND_FACTOR_REQUIRED or has_shown_second(request)


def has_shown_second(request):
    return any(record["method"] == "mfa" for record in _records(request))


def is_recent(request):
    """Whether a password, code or key was shown within the last minutes, at login or since."""
    last = max((record["at"] for record in _records(request)), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_again(back):
    """To the page that asks for password or code, and from there back to a path of ours."""
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def of(account):
    """The second factors of an account, recovery codes not among them."""
    return Authenticator.objects.filter(user=account, type__in=SECOND)


def with_factors(accounts):
    """Annotates whether an account has one: `has_second_factor`."""
    held = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND)
    return accounts.annotate(has_second_factor=Exists(held))


def remove_all(account, *, by, request):
    """For whoever lost device and codes: the next login is with the password and sets up anew."""
    removed = list(Authenticator.objects.filter(user=account))
    Authenticator.objects.filter(user=account).delete()
    account.end_sessions()
    logger.warning("Second factor of account %s removed by account %s", account.pk, by.pk)
    for authenticator in removed:
        authenticator_removed.send(
            sender=Authenticator, request=request, user=account, authenticator=authenticator
        )


def forget(account):
    """All that the library holds of an account: addresses, devices and codes."""
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()


def end_sessions(account, *, by):
    account.end_sessions()
    logger.warning("Sessions of account %s ended by account %s", account.pk, by.pk)


def _records(request):
    return get_authentication_records(request, request.user)


@receiver(authenticator_added)
def _take_as_shown(sender, request, user, authenticator, **kwargs):
    """Who sets it up has it; sessions that knew the password only end."""
    if authenticator.type not in SECOND:
        return
    user.end_sessions()
    update_session_auth_hash(request, user)
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_removed)
def _ask_for_another(sender, request, user, **kwargs):
    """Who removes their own last one sets up another before anything else."""
    if request.user.pk == user.pk and not of(user).exists():
        request.session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
