from functools import wraps
from urllib.parse import urlencode

from allauth.account import views as account
from django.conf import settings
from django.contrib import auth
from django.contrib.admin import AdminSite
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from partnerships.login import factors
from workshops.admin import (
    account_workshops,
    language,
    navigation,
    rights,
    today,
    translations,
)

PAGES = (*rights.PAGES, *account_workshops.PAGES)
LEFT_OUT = {"view_on_site", "password_change_done"}


def without_pop_ups(view):
    """No page of ours is a pop-up: what an address or a form says of one is not heard."""

    @wraps(view)
    def page(request, *args, **kwargs):
        request.GET, request.POST = request.GET.copy(), request.POST.copy()
        for name in (IS_POPUP_VAR, TO_FIELD_VAR):
            request.GET.pop(name, None)
            request.POST.pop(name, None)
        return view(request, *args, **kwargs)

    return page


def says_what_is_lost(page):
    """What is sent without a login is not saved: the page of the login says so."""

    @wraps(page)
    def guarded(request, *args, **kwargs):
        is_leaving = request.path == reverse("admin:logout")
        if request.method != "POST" or request.user.is_authenticated or is_leaving:
            return page(request, *args, **kwargs)
        query = urlencode({"next": request.get_full_path(), "unsaved": 1})
        return redirect(f"{reverse('admin:login')}?{query}")

    return guarded


def token_of_session(request):
    """{"token": what the forms of this login carry now}; without a login there is no answer."""
    return JsonResponse({"token": get_token(request)})


class OrganiserSite(AdminSite):
    """The organisers' side: begins with what is to do today, and knows its workshops' pages."""

    index_template = "workshops/admin/today.html"
    logout_template = "admin/logged_out.html"
    enable_nav_sidebar = False
    final_catch_all_view = False  # an unknown address is 404, not a way to the login
    empty_value_display = "–"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    @property
    def site_title(self):
        return settings.SITE_NAME

    site_header = site_title

    def admin_view(self, view, cacheable=False):
        return says_what_is_lost(super().admin_view(without_pop_ups(view), cacheable))

    def get_urls(self):
        # public pages have addresses in words: no way to them by number, which would tell of drafts
        urls = super().get_urls()
        urls = [url for url in urls if getattr(url, "name", "") not in LEFT_OUT]
        return [
            path("session/", self.admin_view(token_of_session), name="session"),
            path("language/", self.admin_view(language.choose), name="language"),
            path(
                "translations/",
                self.admin_view(translations.translation_list),
                name="translation_list",
            ),
            *(path(route, self.admin_view(page), name=name) for name, route, page in PAGES),
            *urls,
        ]

    def has_permission(self, request):
        return super().has_permission(request) and factors.is_complete(request)

    def login(self, request, extra_context=None):
        """The page of allauth, which goes on to the second factor. Whoever was logged in leaves:
        two accounts never share a session."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        if request.method == "POST":
            if request.user.is_authenticated:
                auth.logout(request)
            language.note_for_login(request)
        return account.login(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"]:
            context["side_bar"] = navigation.side_bar(request)
        return context

    def index(self, request, extra_context=None):
        context = {"title": _("Today")} | today.context(request) | (extra_context or {})
        return super().index(request, context)

    def app_index(self, request, app_label, extra_context=None):
        """A list of tables is nobody's page."""
        return redirect("admin:index")
