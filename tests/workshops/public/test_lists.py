"""Filters, counts, pills, ways out, paging and the number of queries of the lists."""

import datetime
import re
from urllib.parse import parse_qsl

import pytest

from partnerships.models import CountryNote, Spelling
from tests.factories import (
    make_delegation,
    make_municipality,
    make_partnership,
    make_past_workshop,
    make_topic,
    make_track,
    make_workshop,
)
from tests.workshops.public import reading
from tests.workshops.public.conftest import fill_lists
from tests.workshops.public.reading import main_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

LISTS = {
    "/de/": 5,
    "/de/workshops/": 7,
    "/de/workshops/?when=past": 7,
    "/de/workshops/?when=past&q=titel": 8,
    "/de/cities/": 6,
    "/de/cities/?q=stadt": 7,
    "/de/topics/": 6,
    "/de/partnerships/": 2,
    "/de/map/": 4,
    "/de/map/?q=stadt": 5,
    "/de/reports/": 1,
}


def titles(response):
    text = response.content.decode()
    return re.findall(r'card-title[^"]*"><a href="/de/workshops/([^/]+)/"', text)


def tiles(response):
    return reading.tiles(main_of(response))


@pytest.mark.parametrize(("path", "number"), LISTS.items())
def test_a_list_needs_the_same_queries_for_1_and_3_and_many_rows(
    client, django_assert_num_queries, path, number
):
    make_partnership(make_municipality(name="Stadt A"), make_municipality()).topics.add(
        make_topic()
    )
    for rows in (1, 2, 12):
        fill_lists(rows)
        with django_assert_num_queries(number):
            assert client.get(path).status_code == 200


def test_a_chosen_municipality_needs_the_same_queries_for_1_and_many_partnerships(
    client, django_assert_num_queries
):
    chosen = make_municipality("chosen")
    for rows in (1, 3):
        for _row in range(rows):
            make_partnership(chosen, make_municipality()).topics.add(make_topic())
        with django_assert_num_queries(6):
            assert client.get("/de/map/?city=chosen").status_code == 200


def test_a_card_that_was_drawn_before_is_drawn_anew_when_it_changes(client):
    workshop = make_workshop(title_de="Alter Titel", title_en="", title_uk="")
    before = client.get("/de/workshops/").content.decode()

    Workshop.objects.filter(pk=workshop.pk).update(title_de="Neuer Titel")

    assert "Alter Titel" in before
    assert ">Neuer Titel</a>" in client.get("/de/workshops/").content.decode()
    assert ' lang="de">Neuer Titel</a>' in client.get("/uk/workshops/").content.decode()


def test_upcoming_come_first_and_past_latest_first(client):
    make_workshop("later", starts_on=datetime.date(2031, 1, 1))
    make_workshop("sooner", starts_on=datetime.date(2030, 1, 1))
    make_past_workshop("older", starts_on=datetime.date(2020, 1, 1))
    make_past_workshop("newer", starts_on=datetime.date(2021, 1, 1))

    assert titles(client.get("/de/workshops/")) == ["sooner", "later"]
    assert titles(client.get("/de/workshops/?when=past")) == ["newer", "older"]


@pytest.fixture
def three():
    """Energy in Ukraine online, energy in Kosovo, water in Ukraine: all past."""
    energy = make_topic("energy", name_de="Energie")
    water = make_topic("water", name_de="Wasser")
    rows = [
        ("one", energy, "UA", {"format": "online"}),
        ("two", energy, "XK", {"kind": "conference"}),
        ("three", water, "UA", {"starts_on": datetime.date(2021, 3, 1)}),
    ]
    for slug, topic, country, fields in rows:
        workshop = make_past_workshop(slug, **{"place_de": "Irgendwo"} | fields)
        make_track(workshop, topic=topic)
        make_delegation(workshop, make_municipality(f"city-{slug}", country=country))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("topic=energy", ["two", "one"]),
        ("topic=energy&topic=water", ["two", "one", "three"]),
        ("country=UA", ["one", "three"]),
        ("topic=energy&country=UA", ["one"]),
        ("kind=conference", ["two"]),
        ("format=online", ["one"]),
        ("year=2021", ["three"]),
        ("q=three", ["three"]),
        ("q=city-two", ["two"]),
    ],
)
def test_filters_of_workshops(client, three, query, expected):
    found = titles(client.get(f"/de/workshops/?when=past&{query}"))

    assert sorted(found) == sorted(expected)


def option(text, name, value):
    pattern = rf'name="{name}" value="{value}"[^>]*> <span>[^<]*</span> <span class="count">(\d+)<'
    return [int(number) for number in re.findall(pattern, text)]


def test_counts_beside_options_respect_the_other_filters(client, three):
    text = client.get("/de/workshops/?when=past&country=UA").content.decode()

    assert option(text, "topic", "energy") == [1]
    assert option(text, "topic", "water") == [1]
    assert option(text, "country", "UA") == [2]
    assert option(text, "country", "XK") == [1]


def test_each_pill_removes_exactly_its_filter(client, three):
    text = client.get("/de/workshops/?when=past&topic=energy&country=UA&q=one").content.decode()

    urls = re.findall(r'class="pill" href="([^"]+)"', text)
    assert [url.replace("&amp;", "&") for url in urls] == [
        "/de/workshops/?when=past&topic=energy&country=UA",
        "/de/workshops/?when=past&country=UA&q=one",
        "/de/workshops/?when=past&topic=energy&q=one",
    ]


def test_an_empty_list_names_the_filter_to_drop(client, three):
    text = client.get("/de/workshops/?when=past&topic=water&country=XK").content.decode()

    assert titles(client.get("/de/workshops/?when=past&topic=water&country=XK")) == []
    ways = re.findall(r'class="button[^"]*"\s+href="([^"]+)"', text)
    assert [url.replace("&amp;", "&") for url in ways] == [
        "/de/workshops/?when=past&country=XK",
        "/de/workshops/?when=past&topic=water",
    ]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("workshops", "when=past&topic=energy&"),
        ("workshops", "when=past&country=UA&kind=workshop&"),
        ("workshops", "when=past&q=one&"),
        ("cities", "country=UA&"),
        ("cities", "topic=energy&q=city&"),
    ],
)
def test_the_count_beside_each_option_is_what_the_list_then_holds(client, three, path, query):
    """Alone in its own group, beside the filters of all the other groups."""
    text = client.get(f"/de/{path}/?{query}").text
    options = re.findall(
        r'name="(\w+)" value="([^"]+)"[^>]*> <span>[^<]*</span> <span class="count">(\d+)<', text
    )

    assert len(options) > 3
    for key, value, count in options:
        others = "".join(part for part in re.findall("[^&]+&", query) if not part.startswith(key))
        found = client.get(f"/de/{path}/?{others}{key}={value}")
        assert len(titles(found) or tiles(found)) == int(count), (key, value)


@pytest.mark.parametrize(
    ("path", "kept", "filters"),
    [
        ("workshops", "when=past", ["topic=energy", "country=UA", "kind=workshop", "q=one"]),
        ("workshops", "", ["topic=energy"]),
        ("cities", "", ["country=UA", "topic=energy", "q=city"]),
        ("map", "", ["country=UA", "city=city-one", "q=city"]),
    ],
)
def test_from_one_filter_on_each_can_be_removed_and_all_at_once(client, three, path, kept, filters):
    bare = f"/de/{path}/" + (f"?{kept}" if kept else "")
    assert 'class="pills"' not in client.get(bare).text
    for number in range(1, len(filters) + 1):
        active = filters[:number]

        text = client.get(f"/de/{path}/?" + "&".join(filter(None, [kept, *active]))).text
        row = text.partition('class="pills"')[2].partition("</ul>")[0].replace("&amp;", "&")
        *pills, everything = re.findall(r'<a [^>]*href="([^"]+)"', row)

        assert everything == bare
        assert sorted(map(parameters, pills)) == sorted(
            parameters("?" + "&".join(filter(None, [kept, *active[:n], *active[n + 1 :]])))
            for n in range(number)
        )


def parameters(url):
    return sorted(parse_qsl(url.partition("?")[2]))


def test_an_empty_list_of_municipalities_names_the_filter_to_drop(client, three):
    text = client.get("/de/cities/?topic=water&country=XK").text

    assert tiles(client.get("/de/cities/?topic=water&country=XK")) == []
    ways = re.findall(r'class="button[^"]*"\s+href="([^"]+)">([^<]+)</a>', text)
    assert ways == [
        ("/de/cities/?topic=water", "„Kosovo“ entfernen (1)"),
        ("/de/cities/?country=XK", "„Wasser“ entfernen (1)"),
    ]
    for url, _words in ways:
        assert len(tiles(client.get(url))) == 1


@pytest.mark.parametrize(("number", "shown"), [(11, False), (12, True)])
def test_filters_appear_from_twelve_workshops_on(client, number, shown):
    for _each in range(number):
        make_workshop()

    assert ('class="filters"' in client.get("/de/workshops/").content.decode()) is shown


def test_filters_appear_when_one_is_active(client, three):
    assert 'class="filters"' in client.get("/de/workshops/?topic=energy").content.decode()


def test_pages_of_twenty_keep_the_filters(client):
    for _each in range(21):
        make_past_workshop(kind="conference")

    first = client.get("/de/workshops/?when=past&kind=conference")
    second = client.get("/de/workshops/?when=past&kind=conference&page=2")

    assert (len(titles(first)), len(titles(second))) == (20, 1)
    text = first.content.decode()
    assert 'href="/de/workshops/?when=past&amp;kind=conference&amp;page=2"' in text
    assert client.get("/de/workshops/?when=past&kind=conference&page=3").status_code == 404


def test_a_workshop_without_municipalities_or_place_is_listed(client):
    make_workshop("bare", format="online")

    assert titles(client.get("/de/workshops/")) == ["bare"]
    assert client.get("/de/workshops/bare/").status_code == 200


def test_a_range_over_a_month_is_written_with_both_months(client):
    make_workshop("summer", starts_on=datetime.date(2030, 6, 30), days=3)

    text = client.get("/de/workshops/").content.decode()

    assert "30.6.–2.7." in text
    assert "30. Juni–2. Juli 2030" in text.replace(" – ", "–")


def test_an_empty_site_offers_a_way_on(client):
    for path in LISTS:
        assert client.get(path).status_code == 200
    assert "?when=past" in client.get("/de/").content.decode()


NAMES = ["Winnyzja", "Vinnytsia", "Vinnitsa", "Вінниця", "вінниця", "winnyzja", "VINNYTSIA"]


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
@pytest.mark.parametrize("q", NAMES)
def test_a_municipality_is_found_by_any_name(client, q, language):
    city = make_municipality(
        "vinnytsia",
        name_de="Winnyzja",
        name_en="Vinnytsia",
        name_uk="Вінниця",
        native_name="Вінниця",
        native_language="uk",
    )
    Spelling.objects.create(municipality=city, text="Vinnitsa")
    make_partnership(city, make_municipality("other"))

    assert tiles(client.get(f"/{language}/cities/", {"q": q})) == ["vinnytsia"]


def test_municipalities_stand_by_country_in_the_order_of_the_language(client):
    german = [
        make_municipality(slug, country="DE", name=name)
        for slug, name in [("z", "Zwickau"), ("o", "Öhringen"), ("p", "Passau")]
    ]
    kosovar = make_municipality("x", country="XK", name="Prizren")
    make_partnership(*german, kosovar)

    assert tiles(client.get("/de/cities/")) == ["o", "p", "z", "x"]


def test_municipalities_by_country_and_topic(client, three):
    assert sorted(tiles(client.get("/de/cities/?country=UA"))) == ["city-one", "city-three"]
    assert sorted(tiles(client.get("/de/cities/?topic=energy"))) == ["city-one", "city-two"]
    assert tiles(client.get("/de/cities/?topic=energy&country=UA")) == ["city-one"]


def test_a_country_is_written_as_the_organisers_want_it(client, three):
    CountryNote.objects.create(code="XK", label_de="Kosovo*", footnote_de="Ein Hinweis.")

    text = client.get("/de/cities/").content.decode()

    assert "Kosovo*" in text
    assert "Ein Hinweis." in text


def test_geonames_is_named_where_its_data_is_shown(client, world):
    for path in ("/de/cities/", "/de/cities/gastivka/", "/de/imprint/"):
        assert "https://www.geonames.org/" in client.get(path).content.decode()


def test_partnerships_by_kind_and_start(client):
    pairs = {}
    for slug, kind, year in [
        ("a", "twinning", 1990),
        ("b", "climate", 2022),
        ("c", "project", 2001),
    ]:
        pairs[slug] = make_partnership(
            make_municipality(slug),
            make_municipality(),
            kind=kind,
            started_on=datetime.date(year, 1, 1),
            started_precision="year",
        )

    def order(sort):
        text = client.get(f"/en/partnerships/?sort={sort}").content.decode()
        return re.findall(r'<th scope="row"><a href="/en/cities/(\w)/"', text)

    assert order("name") == ["a", "b", "c"]
    assert order("since") == ["a", "c", "b"]
    assert order("kind") == ["b", "c", "a"]
    assert order("nonsense") == ["a", "b", "c"]


def test_topics_lead_to_their_workshops_and_municipalities(client, world):
    text = client.get("/de/topics/").content.decode()

    assert 'href="/de/workshops/?topic=energy"' in text
    assert 'href="/de/workshops/?when=past&amp;topic=energy"' in text
    assert 'href="/de/cities/?topic=energy"' in text
    assert Workshop.objects.count() == 2
