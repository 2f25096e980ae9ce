from functools import wraps

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.admin import language, navigation, rights, today, translations


class LoginForm(AdminAuthenticationForm):
    error_messages = {
        "invalid_login": gettext_lazy("Wrong e-mail or password, or the account is switched off."),
        "inactive": gettext_lazy("This account is switched off."),
    }


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


class OrganiserSite(AdminSite):
    """The organisers' side: begins with what is to do today, and knows its workshops' pages."""

    login_form = LoginForm
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
        return super().admin_view(without_pop_ups(view), cacheable)

    def get_urls(self):
        # public pages have addresses in words: no way to them by number, which would tell of drafts
        urls = super().get_urls()
        urls = [url for url in urls if getattr(url, "name", "") != "view_on_site"]
        return [
            path("language/", self.admin_view(language.choose), name="language"),
            path(
                "translations/",
                self.admin_view(translations.translation_list),
                name="translation_list",
            ),
            *(path(route, self.admin_view(page), name=name) for name, route, page in rights.PAGES),
            *urls,
        ]

    def login(self, request, extra_context=None):
        """In the language that the page was switched to; who logs in keeps it."""
        chosen = language.of_login(request)
        if chosen:
            language.use(request, chosen)
        response = super().login(request, extra_context)
        if chosen and request.method == "POST" and request.user.is_authenticated:
            language.keep(request.user, chosen)
        return response

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
