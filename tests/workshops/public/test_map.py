"""The map: list and drawing hold the same, only what is public, whatever the address says."""

import gzip
import re
from math import hypot

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partnerships.models import Municipality, Partnership
from tests.factories import (
    make_delegation,
    make_municipality,
    make_partnership,
    make_past_workshop,
)
from workshops.public.maps.labels import Room
from workshops.public.maps.map_drawing import GAP, draw
from workshops.public.maps.places import circles, places_of
from workshops.public.maps.sections import apart, pixel, section

Kind, Status = Partnership.Kind, Partnership.Status
PLACES = {
    "muenchen": ("DE", "48.1374", "11.5755"),
    "eichenau": ("DE", "48.1723", "11.3195"),
    "gersthofen": ("DE", "48.4243", "10.8727"),
    "kyiv": ("UA", "50.4547", "30.5238"),
    "brovary": ("UA", "50.5111", "30.7909"),
    "sumy": ("UA", "50.9174", "34.7991"),
    "trostianets": ("UA", "50.4809", "34.9668"),
    "pristina": ("XK", "42.6727", "21.1669"),
    "baringo": ("KE", "0.4667", "35.9667"),
}


def make_place(slug):
    country, latitude, longitude = PLACES[slug]
    return make_municipality(slug, country=country, latitude=latitude, longitude=longitude)


@pytest.fixture
def world():
    """München with Kyiv and (ended) Pristina; Eichenau, Sumy and Brovary together; a project."""
    made = {slug: make_place(slug) for slug in PLACES}
    make_partnership(made["muenchen"], made["kyiv"])
    make_partnership(made["muenchen"], made["pristina"], status=Status.ENDED)
    make_partnership(made["eichenau"], made["sumy"], made["brovary"], kind=Kind.SOLIDARITY)
    make_partnership(made["gersthofen"], made["trostianets"], kind=Kind.PROJECT)
    make_partnership(made["gersthofen"], made["baringo"], status=Status.PLANNED, announced=True)
    return made


def page(client, query="", language="en"):
    return client.get(f"/{language}/map/{query}").content.decode()


def listed(text):
    rows = text[text.index('class="map-list"') : text.index('class="map"')]
    own = re.findall(r"<strong[^>]*>([^<]+)</strong>", rows)
    return sorted([name.lower() for name in own] + re.findall(r'href="\?city=([^"]+)"', rows))


def drawn(text):
    return sorted(re.findall(r'<a class="dot[^"]*" href="\?city=([^"]+)"', text))


def lines(text):
    return sorted(re.findall(r'class="tie tie-(\w+)" d="M\d+ \d+Q', text))


@pytest.mark.django_db
def test_list_and_drawing_hold_the_same_except_what_lies_elsewhere(client, world):
    text = page(client)

    assert listed(text) == sorted(PLACES)
    assert drawn(text) == sorted(PLACES.keys() - {"baringo"})
    assert text.count("not on the map") == 1


@pytest.mark.django_db
def test_each_pair_of_members_has_a_line_and_each_kind_of_line_is_explained(client, world):
    text = page(client)

    assert lines(text) == ["ended", "firm", "firm", "firm", "firm", "project"]
    legend = text[text.index('class="legend"') :]
    words = re.findall(r"</svg> ([^<]+)</li>", legend)
    assert words == [
        "Solidarity partnership and town twinning",
        "Project partnership",
        "In preparation",
        "Ended",
    ]


@pytest.mark.django_db
def test_numbers_carry_a_word_in_the_list_and_in_the_drawing(client, world):
    text = page(client)

    assert 'aria-label="Muenchen, 2 partnerships"' in text
    assert 'aria-label="Kyiv, 1 partnership"' in text
    assert '<span class="line">2 partnerships</span>' in text
    assert "9 municipalities · 5 partnerships" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "shown", "number_of_lines"),
    [
        ("?city=muenchen", ["kyiv", "muenchen", "pristina"], 2),
        ("?city=sumy", ["brovary", "eichenau", "sumy"], 2),
        ("?country=XK", ["muenchen", "pristina"], 1),
        ("?country=UA&kind=twinning", ["kyiv", "muenchen"], 1),
        ("?kind=project", ["gersthofen", "trostianets"], 1),
        ("?q=kyiv", ["kyiv", "muenchen"], 1),
        (
            "?city=muenchen&city=sumy",
            ["brovary", "eichenau", "kyiv", "muenchen", "pristina", "sumy"],
            4,
        ),
    ],
)
def test_a_choice_shows_its_partners_and_only_its_lines(
    client, world, query, shown, number_of_lines
):
    text = page(client, query)

    assert listed(text) == drawn(text) == shown
    assert len(lines(text)) == number_of_lines
    assert 'content="noindex, follow"' in text


@pytest.mark.django_db
def test_the_chosen_municipality_leads_to_its_page_and_its_partners_say_of_what_kind(client, world):
    text = page(client, "?city=muenchen")

    assert '<a class="line" href="/en/cities/muenchen/">' in text
    assert "Town twinning · active" in text
    assert "Town twinning · ended" in text
    assert text.count("dot-chosen") == 1


@pytest.mark.django_db
def test_hidden_municipalities_and_unannounced_plans_are_absent(client, world):
    secret = make_municipality(
        "secretville", latitude="49", longitude="20", publication_policy="hidden"
    )
    partner = make_municipality("lonelytown", latitude="49", longitude="21")
    make_partnership(secret, partner)
    make_partnership(world["muenchen"], world["sumy"], status=Status.PLANNED)

    for query in ("", "?country=UA", "?kind=twinning", "?q=town"):
        text = page(client, query).casefold()
        assert "secretville" not in text, query
        assert "lonelytown" not in text, query
    assert listed(page(client, "?city=muenchen")) == ["kyiv", "muenchen", "pristina"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?city=nowhere", "?country=ZZ", "?kind=x", "?q=" + "a" * 201])
def test_what_is_not_known_is_left_out_and_said(client, world, query):
    text = page(client, query)

    assert drawn(text) == sorted(PLACES.keys() - {"baringo"})
    assert "alert-warn" in text


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?city=", "?page=9", "?x=y", "?q=+"])
def test_what_says_nothing_changes_nothing(client, world, query):
    assert drawn(page(client, query)) == drawn(page(client))


@pytest.mark.django_db
def test_a_search_without_hits_names_the_way_out(client, world):
    text = page(client, "?q=nothing-like-it&country=UA")

    assert 'class="map"' not in text
    assert "?country=UA" in text


@pytest.mark.django_db
def test_an_empty_map_says_so(client):
    text = page(client)

    assert "No municipality is public yet" in text
    assert "<figure" not in text


@pytest.mark.django_db
def test_the_map_needs_the_same_queries_for_1_and_3_and_300_municipalities(client):
    numbers = []
    for rows in (1, 2, 297):
        hosts = [spot(row) for row in range(rows)]
        for host in hosts:
            make_partnership(host, spot(len(hosts)))
        for query in ("", "?q=municipality", f"?city={hosts[0].slug}"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(f"/de/map/{query}")
            assert response.status_code == 200
            numbers.append((query[:3], len(queries)))

    assert len(set(numbers)) == 3
    assert max(number for _query, number in numbers) <= 8


def spot(number):
    return make_municipality(latitude=str(46 + number % 60 / 10), longitude=str(8 + number % 28))


@pytest.mark.django_db
def test_a_page_of_300_municipalities_stays_light(client):
    for number in range(150):
        make_partnership(spot(number), spot(number + 7))

    content = client.get("/de/map/").content

    assert len(gzip.compress(content)) <= 40_000


@pytest.mark.parametrize(
    "together",
    [["muenchen", "eichenau", "gersthofen"], ["kyiv", "brovary"], ["sumy", "trostianets"]],
)
def test_neighbours_are_fanned_out(together):
    municipalities = [
        Municipality(
            pk=pk, slug=slug, name_en=slug, country=country, latitude=latitude, longitude=longitude
        )
        for pk, (slug, (country, latitude, longitude)) in enumerate(PLACES.items())
    ]

    with translation.override("en"):
        dots = draw(places_of(circles(municipalities, [])), [], set()).dots

    near = [(dot.x, dot.y) for dot in dots if dot.place.slug in together]
    assert len(near) == len(together)
    assert all(hypot(a - x, b - y) >= GAP for a, b in near for x, y in near if (a, b) != (x, y))


def test_who_is_too_crowded_stays_where_it_is():
    crowd = [(100, 100)] * 400

    spots = apart(crowd, GAP)

    moved = [spot for spot in spots if spot != (100, 100)]
    assert len(set(moved)) == len(moved) > 10
    assert all(hypot(x - 100, y - 100) < 2.7 * GAP for x, y in moved)


def test_names_lie_on_no_other_name_and_within_the_picture():
    room = Room((200, 100), [(20, 50), (190, 50)])

    right, left = room.label((20, 50), "Nameville"), room.label((190, 50), "Nameville")

    assert (right.anchor, left.anchor) == ("start", "end")
    assert room.label((20, 50), "x" * 40) is None


@pytest.mark.parametrize("places", [[(5, 5)], [(0, 0), (2400, 1800)], [(2399, 1799)], [(9, 9)] * 2])
def test_a_section_stays_within_the_base_map(places):
    part = section(places, ["DE", "DE"], (840, 620))

    assert part.left >= 0
    assert part.top >= 0
    assert part.left + 840 / part.scale <= 2400.001
    assert part.top + 620 / part.scale <= 1800.001
    assert part.countries == ["DE"]


def test_a_municipality_without_a_place_has_no_pixel():
    assert pixel(None) is None
    assert pixel(Municipality(slug="x")) is None
    assert pixel(Municipality(slug="x", latitude=0, longitude=36)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "&kind=twinning"])
def test_the_count_beside_an_option_is_what_it_lists(client, world, query):
    text = page(client, query.replace("&", "?"))

    counts = re.findall(r'value="(\w\w)"[^>]*> <span>[^<]+</span> <span class="count">(\d+)<', text)
    assert counts
    for country, count in counts:
        assert len(listed(page(client, f"?country={country}{query}"))) == int(count)


@pytest.mark.django_db
def test_the_heading_names_what_is_chosen(client, world):
    heading = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)

    assert "Muenchen" in heading.search(page(client, "?city=muenchen"))[1]
    assert heading.search(page(client))[1] == "Municipalities and partnerships"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["map/", "map/?city=kyiv", "cities/kyiv/", "workshops/one/"])
def test_below_each_map_stands_what_its_borders_mean(client, world, path):
    workshop = make_past_workshop("one", host_municipality=world["muenchen"])
    make_delegation(workshop, world["kyiv"])

    text = client.get(f"/en/{path}").content.decode()

    maps = re.split(r'<(?:div class="threads"|figure class="map")>', text)[1:]
    assert len(maps) == 1
    below = maps[0].partition("</svg>")[2]
    assert "Ukraine within its internationally recognised borders." in below.partition("</p>")[0]
    assert 'href="/en/map-notice/"' in below
