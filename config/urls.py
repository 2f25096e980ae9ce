from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from workshops.public import home

handler400 = "workshops.public.errors.bad_request"
handler403 = "workshops.public.errors.forbidden"
handler404 = "workshops.public.errors.not_found"
handler500 = "workshops.public.errors.server_error"

urlpatterns = [
    path("", home.root),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("workshops.public.urls"))),
]
