"""What a page says of itself: Open Graph and JSON-LD, equal to what is visible, escaped (A53)."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone

from tests.factories import make_municipality, make_organisation, make_workshop
from tests.workshops.public.conftest import LANGUAGES
from workshops.models import Workshop, WorkshopOrganiser

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# the part of the schema.org vocabulary (release 29) that we use: type -> properties
VOCABULARY = {
    "Event": {
        "name", "description", "url", "image", "startDate", "endDate", "eventStatus",
        "eventAttendanceMode", "inLanguage", "location", "organizer",
    },
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "PostalAddress": {"addressLocality", "addressCountry"},
    "Organization": {"name", "url"},
    "City": {"name", "alternateName", "url", "containedInPlace", "geo"},
    "Country": {"name"},
    "GeoCoordinates": {"latitude", "longitude"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}  # fmt: skip
TERMS = {
    "EventScheduled", "EventCancelled", "OfflineEventAttendanceMode", "MixedEventAttendanceMode",
    "OnlineEventAttendanceMode",
}  # fmt: skip
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
EVIL = "</script><script>alert(1)</script><!--\"'&\u2028"


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def blocks(client, path):
    return {
        block["@type"]: block for block in map(json.loads, BLOCK.findall(text_of(client, path)))
    }


def open_graph(client, path):
    found = re.findall(r'<meta property="og:([^"]+)" content="([^"]*)">', text_of(client, path))
    return [(name, unescape(value)) for name, value in found]


def nodes(value):
    if isinstance(value, list):
        for part in value:
            yield from nodes(part)
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from nodes(part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_words_of_schema_org_are_used(client, pages, language):
    for page in pages:
        for block in blocks(client, f"/{language}/{page}").values():
            assert block["@context"] == "https://schema.org"
            for node in nodes(block):
                properties = set(node) - {"@context", "@type"}
                assert properties <= VOCABULARY[node["@type"]], page
    for term in ("eventStatus", "eventAttendanceMode"):
        event = blocks(client, f"/{language}/workshops/past-one/")["Event"]
        assert event[term].removeprefix("https://schema.org/") in TERMS


def test_an_event_equals_what_the_page_shows(client, world):
    WorkshopOrganiser.objects.create(
        workshop=world["ahead"],
        organisation=make_organisation("network-2", website="https://network.example.org"),
    )
    Workshop.objects.filter(pk=world["ahead"].pk).update(
        timezone="Europe/Kyiv", languages_spoken="de uk", summary_de="Kurz gesagt."
    )
    Workshop.objects.get(pk=world["ahead"].pk).save()

    event = blocks(client, "/de/workshops/ahead-one/")["Event"]

    assert event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Titel ahead-one",
        "description": "Kurz gesagt.",
        "url": "http://testserver/de/workshops/ahead-one/",
        "image": "http://testserver/de/workshops/ahead-one/share.png",
        "startDate": "2030-05-07T00:00:00+03:00",
        "endDate": "2030-05-08T23:59:59+03:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": ["de", "uk"],
        "location": [
            {
                "@type": "Place",
                "name": "Hosthausen",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Hosthausen",
                    "addressCountry": "DE",
                },
            }
        ],
        "organizer": [
            {"@type": "Organization", "name": "Network-2", "url": "https://network.example.org"}
        ],
    }
    visible = BLOCK.sub("", text_of(client, "/de/workshops/ahead-one/"))
    for fact in ("Titel ahead-one", "Kurz gesagt.", "7.–8. Mai 2030", "Hosthausen", "Network-2"):
        assert fact in visible


def test_an_event_tells_of_cancellation_and_of_the_way_to_take_part(client):
    make_workshop("off", cancelled_at=timezone.now(), format="hybrid", place_de="Lwiw")
    make_workshop("net", format="online", place_de="Lwiw")

    off = blocks(client, "/de/workshops/off/")["Event"]
    net = blocks(client, "/de/workshops/net/")["Event"]

    assert off["eventStatus"].endswith("EventCancelled")
    assert [place["@type"] for place in off["location"]] == ["Place", "VirtualLocation"]
    assert [place["@type"] for place in net["location"]] == ["VirtualLocation"]


@pytest.mark.row("A55")
def test_an_event_hides_what_the_page_hides(client, world):
    hidden = make_municipality("canary-host", publication_policy="hidden")
    workshop = make_workshop("secret", host_municipality=hidden, venue_de="Canary Hall")
    utility = make_organisation("canary-utility", municipality=hidden)
    WorkshopOrganiser.objects.create(workshop=workshop, organisation=utility)

    event = blocks(client, "/de/workshops/secret/")["Event"]

    assert "canary" not in json.dumps(event).casefold()
    assert not {"location", "organizer"} & set(event)


def test_a_municipality_says_where_it_lies(client, world):
    assert blocks(client, "/de/cities/gastivka/")["City"] == {
        "@context": "https://schema.org",
        "@type": "City",
        "name": "Hastiwka",
        "alternateName": ["Гостівка"],
        "url": "http://testserver/de/cities/gastivka/",
        "containedInPlace": {"@type": "Country", "name": "Ukraine"},
        "geo": {"@type": "GeoCoordinates", "latitude": 50.9, "longitude": 34.8},
    }


def test_the_trail_is_the_visible_one(client, world):
    trail = blocks(client, "/de/workshops/past-one/")["BreadcrumbList"]["itemListElement"]
    visible = re.search(
        r'<nav class="breadcrumbs".*?</nav>', text_of(client, "/de/workshops/past-one/"), re.DOTALL
    ).group()

    assert [item["position"] for item in trail] == [1, 2, 3]
    for item in trail:
        assert item["name"] in visible
    assert [item.get("item") for item in trail] == [
        "http://testserver/de/",
        "http://testserver/de/workshops/",
        None,
    ]


@pytest.mark.row("A53")
def test_no_text_leaves_its_data_block_or_its_attribute(client):
    municipality = make_municipality("evil", name=EVIL, latitude="1", longitude="1")
    make_workshop(
        "evil", title_de=EVIL, summary_de=EVIL, place_de=EVIL, host_municipality=municipality
    )

    for path in ("/de/workshops/evil/", "/de/cities/evil/"):
        text = text_of(client, path)

        assert "<script>alert" not in text
        assert len(BLOCK.findall(text)) == text.count("<script type=") == text.count("</script>")
    event = blocks(client, "/de/workshops/evil/")["Event"]
    assert (event["name"], event["description"]) == (EVIL, EVIL)
    assert dict(open_graph(client, "/de/workshops/evil/"))["title"].startswith("</script><script>")


def test_open_graph_of_a_workshop(client, world):
    assert open_graph(client, "/uk/workshops/past-one/") == [
        ("type", "website"),
        ("site_name", "Kommunale Partnerschaften"),
        ("title", "Title past-one"),
        ("description", "Title past-one"),
        ("url", "http://testserver/uk/workshops/past-one/"),
        ("locale:alternate", "de_DE"),
        ("locale:alternate", "en_GB"),
        ("locale", "uk_UA"),
        ("locale:alternate", "sq_AL"),
        ("image", "http://testserver/uk/workshops/past-one/share.png"),
        ("image:type", "image/png"),
        ("image:width", "1200"),
        ("image:height", "630"),
        ("image:alt", "Title past-one"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title_a_text_and_a_picture_that_exists(client, pages, language):
    for page in pages:
        path = f"/{language}/{page}"
        said, text = dict(open_graph(client, path)), text_of(client, path)

        title = unescape(re.search(r"<title>(.*?)</title>", text, re.DOTALL).group(1))
        assert title.startswith(said["title"])
        assert said["title"], page
        assert said["description"], page
        assert said["url"] == f"http://testserver/{language}/{page.partition('?')[0]}"
        assert client.get(said["image"].removeprefix("http://testserver")).status_code == 200


def test_a_page_that_does_not_exist_says_nothing_of_itself(client):
    text = client.get("/de/nope/").content.decode()

    assert "og:" not in text
    assert "canonical" not in text


def test_pages_name_their_feed_and_their_calendar(client, world):
    text = text_of(client, "/uk/")

    assert 'type="application/atom+xml" href="/uk/feed.atom"' in text
    assert 'type="text/calendar" href="/uk/workshops/calendar.ics"' in text


def test_a_workshop_can_be_taken_along(client, world):
    text = text_of(client, "/de/workshops/past-one/")

    assert 'href="/de/workshops/past-one/calendar.ics"' in text
    assert 'value="http://testserver/de/workshops/past-one/" readonly' in text
    assert (
        "mailto:?subject=Titel%20past-one&amp;"
        "body=http%3A%2F%2Ftestserver%2Fde%2Fworkshops%2Fpast-one%2F" in text
    )


@pytest.mark.row("A23")
def test_a_title_cannot_add_a_header_to_the_mail(client):
    make_workshop("one", title_de="A&bcc=x@example.org\r\nBcc: y")

    assert 'href="mailto:?subject=A%26bcc%3Dx%40example.org%0D%0ABcc%3A%20y&amp;body=' in text_of(
        client, "/de/workshops/one/"
    )
