"""What Django and the server can do at best: one page of 20 KB without middleware or database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"x" * 20 * 1024


def page(request):
    return HttpResponse(PAGE, headers={"Content-Length": len(PAGE)})


urlpatterns = [path("", page)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])
application = get_wsgi_application()
