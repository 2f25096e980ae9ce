"""Pages for what went wrong, in the language of the address or, without one, of the browser."""

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tools import languages
from workshops.public.home import preferred_language
from workshops.public.language_switch import language_links


def bad_request(request, exception=None):
    return _page(request, 400, {"language_links": language_links("/")})


def forbidden(request, exception=None, reason=""):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    """One file in four languages that needs neither database nor stylesheet."""
    try:
        return HttpResponseServerError(loader.get_template("500.html").render())
    except Exception:  # the last page must appear whatever is broken
        return HttpResponseServerError("500", content_type="text/plain")


def _page(request, status, context=None):
    language = _language(request)
    with translation.override(language):
        content = render(request, f"{status}.html", context).content
    response = HttpResponse(content, status=status, headers={"Content-Language": language})
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _language(request):
    prefix = request.path_info.lstrip("/").partition("/")[0]
    return prefix if prefix in languages.LANGUAGES else preferred_language(request)
