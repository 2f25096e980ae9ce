from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter

from workshops.public import home
from workshops.public.files import data, pictures, site_files

register_converter(pictures.PictureNameConverter, "picture")

handler400 = "workshops.public.errors.bad_request"
handler403 = "workshops.public.errors.forbidden"
handler404 = "workshops.public.errors.not_found"
handler429 = "workshops.public.errors.too_many"  # asked for by allauth
handler500 = "workshops.public.errors.server_error"

site_urls = [
    path("media/<picture:name>", pictures.picture),
    path("robots.txt", site_files.robots),
    path("sitemap.xml", site_files.sitemap),
    path(".well-known/security.txt", site_files.security),
    path("data/<slug:name>.json", data.data_json, name="data_json"),
    path("data/<slug:name>.csv", data.data_csv, name="data_csv"),
]

urlpatterns = [
    path("", home.root),
    *site_urls,
    path("admin/", include("partnerships.login.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("workshops.public.urls")),
        path("", include("workshops.desk.urls")),
        path("", include("workshops.checkin.urls")),
    ),
]
