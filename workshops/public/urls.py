from django.urls import path

from workshops.public import cities, home, partnerships, reports, texts, topics, workshops

app_name = "public"

workshop_urls = [
    path("workshops/", workshops.workshop_list, name="workshop_list"),
    path("workshops/<slug:slug>/", workshops.workshop_detail, name="workshop_detail"),
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
    path("imprint/", texts.imprint, name="imprint"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
]

urlpatterns = [
    path("", home.home, name="home"),
    *workshop_urls,
    *city_urls,
    path("topics/", topics.topic_list, name="topic_list"),
    path("partnerships/", partnerships.partnership_list, name="partnership_list"),
    *report_urls,
    *text_urls,
]
