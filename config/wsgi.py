import os
import re

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tools import request_ids
from tools.pagecache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

CHARSET = re.compile(r";\s*charset\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)


def at_home(application):
    """What a request must not decide: Django would decode with any codec that it names, even rot13,
    and write every address below the path that it says the site lives under."""

    def respond(environ, start_response):
        environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        environ["SCRIPT_NAME"] = ""
        return application(environ, start_response)

    return respond


def identified(application):
    """X-Request-ID on every answer, also on one from memory. That of a request counts only behind
    a proxy, which sets it itself."""

    def respond(environ, start_response):
        offered = environ.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
        header = ("X-Request-ID", request_ids.begin(offered))
        return application(
            environ,
            lambda status, headers, *error: start_response(status, [*headers, header], *error),
        )

    return respond


application = identified(at_home(PageCache(get_wsgi_application())))
