import os
import re

from django.core.wsgi import get_wsgi_application

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


application = at_home(PageCache(get_wsgi_application()))
