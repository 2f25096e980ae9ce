"""The pages of allauth that are used, under /admin/; all others of its pages do not exist."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.cache import never_cache


def open_to_all(view):
    """The policy of the login and of the way to a new password."""
    return _page(view, "open_to_all")


def own_account(view):
    """The policy of the pages of one's own account: whoever is logged in as it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), "/admin/login/")
        return view(request, *args, **kwargs)

    return _page(guarded, "own_account")


def _page(view, policy):
    """In the frame of the administration, and kept by no cache."""

    @never_cache
    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if getattr(response, "context_data", None) is not None:
            response.context_data = admin.site.each_context(request) | response.context_data
        return response

    page.policy = policy
    return page


def change_password(request):
    """Who has none yet chooses it through a mail, as who has forgotten it."""
    if request.user.has_usable_password():
        return account.password_change(request)
    return redirect("account_reset_password")


password = [
    path("", own_account(change_password), name="account_change_password"),
    path("reset/", open_to_all(account.password_reset), name="account_reset_password"),
    path(
        "reset/sent/",
        open_to_all(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "reset/done/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "reset/<str:uidb36>/<str:key>/",
        open_to_all(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

second_factor = [
    path("", own_account(second.index), name="mfa_index"),
    path("app/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("passkeys/", own_account(second.index), name="mfa_list_webauthn"),
    path("passkeys/add/", own_account(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "passkeys/<int:pk>/remove/",
        own_account(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("codes/", own_account(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "codes/file/",
        own_account(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        "codes/new/",
        own_account(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

again = [
    path("", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("code/", own_account(second.reauthenticate), name="mfa_reauthenticate"),
    path(
        "passkey/",
        own_account(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
]

urlpatterns = [
    # the address of admin:login, named for allauth
    path("login/", open_to_all(admin.site.login), name="account_login"),
    path("login/second/", open_to_all(second.authenticate), name="mfa_authenticate"),
    path("account/password/", include(password)),
    path("account/second-factor/", include(second_factor)),
    path("account/again/", include(again)),
]
