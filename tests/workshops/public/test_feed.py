"""The Atom feed: names that stay, dates that are true, text that cannot break it."""

import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_municipality, make_past_workshop, make_report, make_workshop
from workshops.models import Report, Workshop

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, language="de"):
    response = client.get(f"/{language}/feed.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client, language="de"):
    return [
        {part.tag.removeprefix(ATOM): part.text for part in entry}
        for entry in feed(client, language).iter(f"{ATOM}entry")
    ]


def test_a_report_carries_its_date_and_a_name_that_stays(client):
    report = make_report(published_on=datetime.date(2024, 1, 18), headline_de="Einblicke")
    Workshop.history.all().delete()

    (entry,) = entries(client)
    Report.objects.update(slug="renamed", published_on=datetime.date(2024, 2, 1))
    (renamed,) = entries(client)

    assert entry["title"] == "Einblicke"
    assert entry["updated"] == entry["published"] == "2024-01-18T00:00:00+01:00"
    assert entry["id"] == renamed["id"] == f"tag:testserver,2026:report-{report.pk}:de"
    assert renamed["updated"] == "2024-02-01T00:00:00+01:00"


def test_a_workshop_carries_the_moment_of_its_first_publication(client):
    workshop = make_workshop("one", publication=Workshop.Publication.DRAFT)
    workshop.publication = Workshop.Publication.PUBLISHED
    workshop.save()
    published = workshop.history.latest().history_date
    workshop.title_de = "Anders"
    workshop.save()

    (entry,) = entries(client)

    assert entry["published"] == published.replace(microsecond=published.microsecond).isoformat()
    assert entry["title"] == "Anders"


def test_no_date_is_invented(client):
    make_workshop("one")
    Workshop.history.all().delete()

    assert entries(client) == []


def test_the_newest_comes_first(client):
    make_report(make_past_workshop("old"), published_on=datetime.date(2020, 1, 1))

    assert [entry["updated"][:4] for entry in entries(client)][-1] == "2020"
    assert feed(client).find(f"{ATOM}updated").text == entries(client)[0]["updated"]


def test_each_language_is_a_feed_of_its_own(client):
    make_workshop("one", title_uk="Воркшоп")

    ids = {feed(client, code).find(f"{ATOM}id").text for code in ("de", "en", "uk", "sq")}

    assert len(ids) == 4
    assert entries(client, "uk")[0]["title"] == "Воркшоп"
    assert feed(client, "uk").get("{http://www.w3.org/XML/1998/namespace}lang") == "uk"


@pytest.mark.row("A53")
def test_markup_and_control_signs_are_text(client):
    make_workshop("one", title_de="</title><b>x</b>\x0b&amp;", summary_de="<script>x</script>")

    (entry,) = entries(client)
    assert entry["title"] == "</title><b>x</b>&amp;"
    # readers show a summary as HTML
    assert entry["summary"] == "&lt;script&gt;x&lt;/script&gt;"


def test_what_was_over_when_it_was_entered_is_no_news(client):
    make_past_workshop("old")
    make_workshop("coming")

    assert [entry["title"] for entry in entries(client)] == ["Titel coming"]


def test_without_a_summary_kind_dates_and_place_stand_there(client):
    host = make_municipality(country="DE", name_de="Leipzig", name_en="Leipzig")
    make_report(make_past_workshop(host_municipality=host))
    make_workshop(host_municipality=host)

    coming, report = (entry["summary"] for entry in entries(client, "en"))

    assert coming == "Workshop · 7–8 May 2030 · Leipzig"
    assert report == "Workshop · 28–29 November 2023 · Leipzig"


def test_the_number_of_queries_is_fixed(client, django_assert_num_queries):
    make_workshop(host_municipality=make_municipality())
    client.get("/de/feed.atom")
    with CaptureQueriesContext(connection) as one:
        client.get("/de/feed.atom?")
    for _ in range(3):
        make_report(make_past_workshop(host_municipality=make_municipality()))
        make_workshop(host_municipality=make_municipality())

    with django_assert_num_queries(len(one)):
        client.get("/de/feed.atom")
