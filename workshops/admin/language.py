"""The language of the administration: that of the account, chosen on any page."""

from django import forms
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from partnerships.login.adapters import LANGUAGE_OF_LOGIN


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False)


def use_own_language(get_response):
    """The administration speaks the language of the account, whatever the browser asks for."""

    def middleware(request):
        if request.path.startswith("/admin/"):
            own = request.user.is_authenticated and request.user.language
            chosen = own or of_login(request)
            if chosen:
                use(request, chosen)
        return get_response(request)

    return middleware


def use(request, language):
    translation.activate(language)
    request.LANGUAGE_CODE = language


@require_POST
def choose(request):
    """Keep a language for the account and return to the page; another site is no way back."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        keep(request.user, form.cleaned_data["language"])
    return redirect(_back(request, form.cleaned_data.get("next", "")))


def keep(user, language):
    user.language = language
    user.save(update_fields=["language"])


def of_login(request):
    """The language that the pages of the login were switched to, "" for none of ours."""
    return _asked_for(request) or request.session.get(LANGUAGE_OF_LOGIN, "")


def note_for_login(request):
    """Keep it until the last step of the login, which gives it to the account."""
    if chosen := _asked_for(request):
        request.session[LANGUAGE_OF_LOGIN] = chosen


def _asked_for(request):
    form = LanguageForm(request.GET)
    form.is_valid()
    return form.cleaned_data.get("language", "")


def _back(request, url):
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    home = reverse("admin:index")
    return url if is_ours and url.startswith(home) else home
