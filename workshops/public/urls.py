from django.urls import path

from workshops.public import (
    cities,
    home,
    partnerships,
    preview,
    reports,
    search,
    texts,
    topics,
    workshops,
)
from workshops.public.files import calendars, data, feeds, materials, share
from workshops.public.maps import map

app_name = "public"

workshop_urls = [
    path("workshops/", workshops.workshop_list, name="workshop_list"),
    path("workshops/calendar.ics", calendars.calendar, name="calendar"),
    path("workshops/<slug:slug>/", workshops.workshop_detail, name="workshop_detail"),
    path(
        "workshops/<slug:slug>/calendar.ics", calendars.workshop_calendar, name="workshop_calendar"
    ),
    path("workshops/<slug:slug>/share.png", share.workshop_share_picture, name="workshop_picture"),
    path("workshops/<slug:slug>/materials/<int:pk>/", materials.material, name="material"),
    path("preview/<slug:token>/", preview.workshop_preview, name="workshop_preview"),
]

city_urls = [
    path("cities/", cities.city_list, name="city_list"),
    path("cities/<slug:slug>/", cities.city_detail, name="city_detail"),
]

report_urls = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<slug:slug>/", reports.report_detail, name="report_detail"),
]

text_urls = [
    path("about/", texts.text_page, {"key": "about"}, name="about"),
    path("contact/", texts.text_page, {"key": "contact"}, name="contact"),
    path("imprint/", texts.text_page, {"key": "imprint"}, name="imprint"),
    path("privacy/", texts.text_page, {"key": "privacy"}, name="privacy"),
    path("accessibility/", texts.text_page, {"key": "accessibility"}, name="accessibility"),
    path("plain-language/", texts.text_page, {"key": "plain_language"}, name="plain_language"),
    path("sign-language/", texts.text_page, {"key": "sign_language"}, name="sign_language"),
    path("map-notice/", texts.text_page, {"key": "map_notice"}, name="map_notice"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("share.png", share.share_picture, name="picture"),
    path("feed.atom", feeds.feed, name="feed"),
    path("data/", data.open_data, name="open_data"),
    path("search/", search.search, name="search"),
    *workshop_urls,
    *city_urls,
    path("topics/", topics.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", topics.topic_detail, name="topic_detail"),
    path("map/", map.map_view, name="map"),
    path("partnerships/", partnerships.partnership_list, name="partnership_list"),
    *report_urls,
    *text_urls,
]
