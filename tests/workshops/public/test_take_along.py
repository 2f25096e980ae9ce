"""Everything that is taken along: what all these addresses have in common."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_partnership,
    make_report,
    make_workshop,
)
from tests.workshops.public.conftest import fill_lists
from workshops.models import Session, Workshop

pytestmark = pytest.mark.django_db

# address: its queries
ADDRESSES = {
    "/de/workshops/calendar.ics": 4,
    "/de/workshops/past-one/calendar.ics": 8,
    "/de/workshops/past-one/share.png": 3,
    "/de/share.png": 0,
    "/de/feed.atom": 2,
    "/de/data/": 0,
    "/data/workshops.json": 5,
    "/data/workshops.csv": 5,
    "/data/cities.json": 1,
    "/data/cities.csv": 1,
    "/data/partnerships.json": 3,
    "/data/partnerships.csv": 3,
    "/sitemap.xml": 4,
    "/robots.txt": 0,
    "/.well-known/security.txt": 0,
}


@pytest.fixture(autouse=True)
def _contact(settings):
    settings.SITE_CONTACT = "office@example.org"


@pytest.mark.parametrize(("path", "number"), ADDRESSES.items())
def test_the_number_of_queries_does_not_grow(
    client, world, django_assert_num_queries, path, number
):
    Session.objects.create(
        workshop=world["past"],
        starts_at=world["past"].starts_at,
        ends_at=world["past"].starts_at + datetime.timedelta(hours=1),
    )
    for rows in (1, 3):
        fill_lists(rows)
        with django_assert_num_queries(number):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "number"),
    [("/de/workshops/calendar.ics", 2), ("/data/workshops.json", 5), ("/sitemap.xml", 4)],
)
def test_300_workshops_need_no_more_queries(client, django_assert_num_queries, path, number):
    template = make_workshop("one")
    rows = [
        Workshop(
            slug=f"row-{number}",
            title_de="Zeile",
            format=template.format,
            starts_on=template.starts_on,
            ends_on=template.ends_on,
            starts_at=template.starts_at,
            ends_at=template.ends_at,
            publication=template.publication,
        )
        for number in range(299)
    ]
    Workshop.objects.bulk_create(rows)

    with django_assert_num_queries(number):
        text = client.get(path).content.decode()

    assert "row-298" in text


@pytest.mark.parametrize("path", ADDRESSES)
def test_head_answers_like_get_without_a_body(client, world, path):
    get, head = client.get(path), client.head(path)

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert not get.cookies
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ADDRESSES)
def test_parameters_change_nothing(client, world, path):
    plain = client.get(path).content

    assert client.get(f"{path}?width=9999&page=2&lang=uk&callback=x").content == plain


@pytest.mark.parametrize(
    "path",
    [
        "/de/workshops/nope/calendar.ics",
        "/de/workshops/PAST-ONE/calendar.ics",
        "/de/workshops/past-one/calendar.ics/",
        "/de/workshops/nope/share.png",
        "/de/workshops/past-one/share.svg",
        "/data/nope.json",
        "/data/people.csv",
        "/data/delegates.json",
        "/data/WORKSHOPS.csv",
        "/data/workshops.xml",
        "/data/..%2fworkshops.csv",
        "/xx/feed.atom",
    ],
)
def test_what_does_not_exist_is_not_found(client, world, path):
    assert client.get(path).status_code == 404


def test_nothing_hidden_is_taken_along(client, world):
    hidden = make_municipality("canary-city", publication_policy="hidden")
    invited = make_municipality("canary-invited")
    make_delegation(world["past"], hidden)
    make_delegation(world["past"], invited, status="invited")
    make_partnership(world["guest"], hidden, title_de="Canary pair")
    make_partnership(world["guest"], invited, status="planned", title_de="Canary plan")
    draft = make_workshop(
        "canary-draft", title_de="Canary draft", publication=Workshop.Publication.DRAFT
    )
    make_workshop("canary-archived", publication=Workshop.Publication.ARCHIVED)
    make_report(draft, "canary-report")
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    make_report(world["past"], "canary-tomorrow", published_on=tomorrow)
    make_delegate(make_delegation(world["past"]), family_name="Canary")
    Workshop.objects.filter(pk=world["ahead"].pk).update(
        host_municipality=hidden, replaced_by=draft, cancelled_at=timezone.now()
    )

    for path in ADDRESSES:
        assert b"canary" not in client.get(path).content.lower(), path
    for slug in ("canary-draft", "canary-archived", "nonsense"):
        for file in ("calendar.ics", "share.png"):
            assert client.get(f"/de/workshops/{slug}/{file}").status_code == 404
