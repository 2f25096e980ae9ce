from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed

from workshops.public import errors

NUL = "\x00"
# several documents and a picture in one form
LARGEST_BODY = 100_000_000


def close_for_maintenance(get_response):
    """503 for every page while MAINTENANCE is set; static files are still served."""
    if not settings.MAINTENANCE:
        raise MiddlewareNotUsed
    return errors.unavailable


def refuse_large_bodies(get_response):
    """400 before any of it is read: Django limits the texts of a form, but not its files."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > LARGEST_BODY:
            raise BadRequest("Body too large")
        return get_response(request)

    return middleware


def refuse_malformed_text(get_response):
    """400 for a NUL sign in an address, a header or a text field: no database stores it.

    The bytes of uploaded files are not looked at.
    """

    def middleware(request):
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("NUL sign in the request")
        return get_response(request)

    return middleware


def _texts(request):
    yield request.path_info
    yield from _headers(request)
    yield from _pairs(request.GET)
    if request.method == "POST":
        yield from _pairs(request.POST)
        for name, files in request.FILES.lists():
            yield name
            yield from (file.name for file in files)


def _headers(request):
    yield from (text for name, text in request.META.items() if name.startswith("HTTP_"))
    for name, text in request.COOKIES.items():
        yield name
        yield text


def _pairs(fields):
    for name, texts in fields.lists():
        yield name
        yield from texts
