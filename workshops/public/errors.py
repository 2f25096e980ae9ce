"""Pages for what went wrong, in the language of the address or, without one, of the browser."""

import re
import sys
from base64 import b64encode
from hashlib import sha256

from csp.constants import SELF
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext_lazy as _

from tools import languages, locks, request_ids
from workshops.public.home import preferred_language
from workshops.public.language_switch import language_links

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
WAIT_SECONDS = 600
# a restart of the database
BACK_IN_SECONDS = 10
# as PostgreSQL and SQLite say that nothing can be written: a standby, a disk mounted read-only
READ_ONLY = ("read-only transaction", "readonly database")
# and that a disk is full
FULL = ("No space left on device", "database or disk is full")

WORDS = {
    400: (
        _("This address or form cannot be read"),
        _("It contains signs that we do not accept. Go back and try again."),
    ),
    403: (
        _("You may not see this page"),
        _("Your account has no permission for it, or the form was open for too long."),
    ),
    404: (
        _("This page does not exist"),
        _("The address may be mistyped, or the page is no longer public."),
    ),
    410: (
        _("This page was taken back"),
        _("Its address is no longer valid. Ask those who sent it to you for a new one."),
    ),
    413: (
        _("This is too large"),
        _("We do not accept a form or file of this size. Go back and send less at once."),
    ),
    429: (
        _("Too many requests"),
        _("Your connection has asked for very many pages. Wait a few minutes and try again."),
    ),
    503: (
        _("This form is closed for a moment"),
        _("What you sent was not saved. Pages can be read; please send it again in some minutes."),
    ),
}
# for organisers; the same whether a thing is not there or not theirs
ORGANISERS_WORDS = WORDS | {
    403: (
        _("Your account may not see this page"),
        _(
            "It has no permission for it, or the form was open for too long. An administrator can "
            "give your account another role."
        ),
    ),
    404: (
        _("This page does not exist"),
        _(
            "The address may be mistyped, it may have been deleted, or it belongs to a workshop "
            "that you do not work on."
        ),
    ),
}
# another 503: not the whole site writes nothing, only this has to wait
HELD = {
    "title": _("Please try again in a moment"),
    "text": _(
        "Somebody else is changing the same right now, and what you sent was not saved. Load this "
        "page again: your browser then sends once more what you typed."
    ),
}


def bad_request(request, exception=None):
    """Nothing of the address is repeated."""
    status = 413 if isinstance(exception, TOO_LARGE) else 400
    return page(request, status, {"language_links": language_links("/")})


def forbidden(request, exception=None, reason=""):
    return page(request, 403)


def not_found(request, exception=None):
    return page(request, 404)


def too_many(request):
    """Somebody tries one password, code or address after the other."""
    response = page(request, 429)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response


def server_error(request):
    """503 instead where only the database is away: Django calls this while the error is at hand."""
    error = sys.exc_info()[1]
    if isinstance(error, (DatabaseError, OSError)) and _cannot_be_written(error):
        return closed_for_writing(request)
    if isinstance(error, OperationalError) and locks.is_held_too_long(error):
        return held(request)
    if isinstance(error, (OperationalError, InterfaceError)):
        return unavailable(request, BACK_IN_SECONDS)
    return _last_page(500)


def _cannot_be_written(error):
    return any(words in str(error) for words in (*READ_ONLY, *FULL))


def closed_for_writing(request):
    """Database and files can be read, but not written to."""
    return _asked_to_return(request, WAIT_SECONDS)


def held(request):
    """Others have locked what this request was to change."""
    return _asked_to_return(request, BACK_IN_SECONDS, HELD)


def _asked_to_return(request, wait, words=None):
    try:
        response = page(request, 503, words)
    except Exception:  # its page may ask the database after all
        return unavailable(request, wait)
    response.headers["Retry-After"] = str(wait)
    return response


def unavailable(request, wait=WAIT_SECONDS):
    """While the site is being worked on."""
    response = _last_page(503)
    response.headers["Retry-After"] = str(wait)
    return response


def page(request, status, context=None):
    """The page of a status in WORDS; it needs no database, unless an organiser is logged in."""
    if status != 503 and _is_organisers(request):
        return _organisers_page(request, status)
    language = _language(request)
    title, text = WORDS[status]
    context = {"status": status, "title": title, "text": text} | (context or {})
    context["request_id"] = request_ids.current()
    with translation.override(language):
        content = render(request, "error.html", context).content
    response = HttpResponse(content, status=status, headers={"Content-Language": language})
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _is_organisers(request):
    is_ours = request.path_info.startswith("/admin/") and hasattr(request, "user")
    return is_ours and admin.site.has_permission(request)


def _organisers_page(request, status):
    """In the frame of the administration, which goes on from here."""
    title, text = ORGANISERS_WORDS[status]
    about = {"title": title, "text": text, "request_id": request_ids.current()}
    context = admin.site.each_context(request) | about
    response = render(request, "workshops/admin/error.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _last_page(status):
    """One file in four languages that needs nothing else: its few styles stand in it."""
    try:
        text = loader.get_template("500.html").render({"request_id": request_ids.current()})
        style = re.search("<style>(.*?)</style>", text, re.DOTALL)[1]
    except Exception:  # the last page must appear whatever is broken
        return HttpResponse(str(status), status=status, content_type="text/plain")
    response = HttpResponse(text, status=status)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    response._csp_update = {"style-src": [SELF, f"'sha256-{digest}'"]}
    return response


def _language(request):
    prefix = request.path_info.lstrip("/").partition("/")[0]
    return prefix if prefix in languages.LANGUAGES else preferred_language(request)
