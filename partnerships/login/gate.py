"""No page of the administration for a session that has not shown a second factor."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from partnerships.login import factors

ADMINISTRATION = "/admin/"
OPEN = ("account_login", "admin:logout", "admin:language")
SETTING_UP = ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate")
SHOWING = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")


def ask_second_factor(get_response):
    """An incomplete session is nobody on other pages; here it is led to what it lacks."""

    def middleware(request):
        if not settings.SECOND_FACTOR_REQUIRED:
            return get_response(request)
        if request.path.startswith(ADMINISTRATION):
            lacking = _lacking(request)
            if lacking:
                return lacking
        else:
            # looked at only where a page asks who reads it: public pages know no session
            request.user = SimpleLazyObject(partial(_complete, request, request.user))
        return get_response(request)

    return middleware


def _complete(request, account):
    if not account.is_authenticated:
        return account
    return account if factors.has_shown_second(_Session(request, account)) else AnonymousUser()


class _Session:
    """The request as it was before the account in it was looked at."""

    def __init__(self, request, account):
        self.session, self.user = request.session, account


def _lacking(request):
    """Where an incomplete session is sent; None for all others and for the pages it needs."""
    if not request.user.is_authenticated or factors.is_complete(request):
        return None
    if request.path.startswith(reverse("account_reset_password")):
        return None
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    has_second = not types.isdisjoint(factors.SECOND)
    needed = SHOWING if has_second else SETTING_UP
    if request.path in {reverse(name) for name in (*OPEN, *needed)}:
        return None
    if not has_second:
        return redirect("mfa_index")
    by_code = types - {Authenticator.Type.WEBAUTHN}
    way = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    return redirect(f"{way}?next={reverse('admin:index')}")
