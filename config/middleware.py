from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed, RequestDataTooBig

from tools import attempts, visitors
from workshops.public import errors

NUL = "\x00"
# several documents and a picture in one form
LARGEST_BODY = 100_000_000
LONGEST_QUERY = 8_000
MOST_PARAMETERS = 1_000
# forms with files in ten minutes
MOST_UPLOADS = 120

# what a proxy may say of a request; X-Forwarded-Proto is read by SECURE_PROXY_SSL_HEADER
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}


def harden(get_response):
    """The headers that every answer carries, whoever made it: pages, files, refusals."""

    def middleware(request):
        response = get_response(request)
        for name, text in HEADERS.items():
            response.headers.setdefault(name, text)
        if "Access-Control-Allow-Origin" not in response.headers:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def believe_proxies(get_response):
    """REMOTE_ADDR is the visitor that our own proxies saw; all that others say of it is dropped.

    With BEHIND_PROXY=2 two proxies have added an address each: the visitor's is the last but one.
    """

    def middleware(request):
        said = {name: request.META.pop(name, "") for name in FORWARDED}
        if settings.BEHIND_PROXY:
            forwarded = said["HTTP_X_FORWARDED_FOR"]
            seen = visitors.seen_by_proxies(forwarded, settings.BEHIND_PROXY)
            request.META["REMOTE_ADDR"] = seen or request.META.get("REMOTE_ADDR", "")
            scheme = said["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip()
            request.META["HTTP_X_FORWARDED_PROTO"] = scheme
        return get_response(request)

    return middleware


def close_for_maintenance(get_response):
    """503 for every page while MAINTENANCE is set; static files are still served."""
    if not settings.MAINTENANCE:
        raise MiddlewareNotUsed
    return errors.unavailable


def refuse_large_bodies(get_response):
    """413 before any of it is read: Django limits the texts of a form, but not its files."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > LARGEST_BODY:
            raise RequestDataTooBig("Body too large")
        return get_response(request)

    return middleware


def refuse_long_queries(get_response):
    """400 for more parameters than any page of ours has, before a page looks at them."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PARAMETERS:
            raise BadRequest("Query too long")
        return get_response(request)

    return middleware


def limit_uploads(get_response):
    """429 for more files than hands can choose, by account or, without one, by address.

    It also answers where a view has counted something else.
    """

    def middleware(request):
        if request.method == "POST" and request.FILES:
            account = request.user.pk if request.user.is_authenticated else None
            if attempts.are_too_many(request, "uploads", MOST_UPLOADS, account=account):
                return too_many(request)
        return get_response(request)

    def process_exception(request, exception):
        return too_many(request) if isinstance(exception, attempts.TooMany) else None

    def too_many(request):
        return attempts.asked_to_wait(errors.page(request, 429))

    middleware.process_exception = process_exception
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
