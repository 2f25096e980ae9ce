"""Pages behind a secret address: whoever holds it may look, so nothing may pass it on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., Any]


def kept_secret(view: View) -> View:
    """Nobody keeps its pages, no search engine lists them, no link on them tells where one was."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return page


class _ByToken(CsrfViewMiddleware):
    """Where no referrer is sent, browsers send the origin "null": the form's token must do."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        is_verified: bool = super()._origin_verified(request)  # type: ignore[misc]
        return is_verified or request.headers["Origin"] == "null"

    def _check_referer(self, request: HttpRequest) -> None:
        pass


def checked_by_token(view: View) -> View:
    """Django's check against forged forms, for pages that are kept secret."""
    return csrf_exempt(decorator_from_middleware(_ByToken)(view))
