"""The page of a municipality: partnerships by kind, workshops by year, results, topics, names."""

import datetime
import re

import pytest

from partnerships.models import CountryNote
from tests.factories import (
    make_delegation,
    make_municipality,
    make_outcome,
    make_partnership,
    make_past_workshop,
    make_topic,
    make_track,
    make_workshop,
)
from tests.workshops.public.reading import main_of, number_of_queries, plain, section
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def page(client, slug="city", language="de"):
    return main_of(client.get(f"/{language}/cities/{slug}/"))


@pytest.fixture
def city():
    return make_municipality("city")


def test_partnerships_stand_by_kind_in_the_order_of_names(client, city):
    for slug, kind in [("z", "project"), ("a", "project"), ("m", "twinning")]:
        make_partnership(city, make_municipality(slug), kind=kind)

    groups = section(page(client, language="en"), "partnerships").split('<div class="group">')[1:]

    names = [re.findall(r'href="/en/cities/(\w)/"', group) for group in groups]
    assert names == [["m"], ["a", "z"]]
    heads = [plain(group.partition("</h3>")[0]) for group in groups]
    assert heads == ["Town twinning 1", "Project partnership 2"]


@pytest.mark.parametrize(
    ("precision", "since", "until"),
    [
        ("year", "since 1989", "until 2020"),
        ("month", "since October 1989", "until March 2020"),
        ("day", "since 6 October 1989", "until 7 March 2020"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(client, city, precision, since, until):
    make_partnership(
        city,
        make_municipality(),
        status="ended",
        started_on=datetime.date(1989, 10, 6),
        started_precision=precision,
        ended_on=datetime.date(2020, 3, 7),
        ended_precision=precision,
    )

    text = plain(section(page(client, language="en"), "partnerships"))

    assert f"Ended · {since} · {until}" in text


def test_a_partnership_of_three_is_one_row_with_both_others(client, city):
    make_partnership(city, make_municipality("one"), make_municipality("two"))
    make_partnership(city, make_municipality("three"))

    rows = section(page(client, language="en"), "partnerships").split("<li>")[1:]

    assert [re.findall(r'href="/en/cities/(\w+)/"', row) for row in rows] == [
        ["one", "two"],
        ["three"],
    ]
    said = ["One partnership of all these municipalities" in row for row in rows]
    assert said == [True, False]


def test_countries_are_written_as_the_organisers_want_it(client, city):
    CountryNote.objects.create(code="XK", label_de="Kosovo*")
    make_partnership(city, make_municipality("gjilan", country="XK"))

    assert "Kosovo*" in section(page(client), "partnerships")


def test_workshops_stand_by_year_the_latest_first(client, city):
    for year in (2021, 2023, 2021):
        workshop = make_past_workshop(starts_on=datetime.date(year, 3, 1))
        make_delegation(workshop, city)
    make_delegation(make_workshop(cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE), city)

    text = section(page(client), "workshops")

    assert re.findall(r'timeline-year">(\d+)<', text) == ["2030", "2023", "2021"]
    assert [part.count("<li") for part in text.split("timeline-year")[1:]] == [1, 1, 2]


def test_results_of_the_municipality_alone(client, city):
    workshop = make_past_workshop()
    other = make_delegation(workshop).municipality
    make_delegation(workshop, city)
    make_outcome(workshop, municipality=city, text_de="Von uns", kind="success")
    make_outcome(workshop, municipality=other, text_de="Von anderen")
    make_outcome(workshop, text_de="Von allen")

    text = section(page(client), "results")

    assert "Von uns" in text
    assert "Von anderen" not in text
    assert "Von allen" not in text
    assert f'href="/de/workshops/{workshop.slug}/"' in text


def test_topics_of_workshops_and_partnerships_lead_to_their_pages(client, city):
    energy, water = make_topic("energy"), make_topic("water")
    workshop = make_past_workshop()
    make_track(workshop, topic=water)
    make_delegation(workshop, city)
    make_partnership(city, make_municipality()).topics.add(energy, water)

    chips = page(client).partition('<p class="chips">')
    aside = page(client).partition("<aside")[2]

    assert re.findall(r'class="chip t\d" href="/de/topics/(\w+)/"', aside) == ["energy", "water"]
    assert chips[1]


def test_names_in_the_other_languages_carry_their_language(client):
    city = make_municipality(
        "city",
        name_de="Winnyzja",
        name_en="Vinnytsia",
        name_uk="Вінниця",
        name_sq="Vinica",
        native_name="Вінниця",
        native_language="uk",
    )
    make_partnership(city, make_municipality())

    head = page(client).partition("<h1")[2].partition("</p>")[0]

    assert re.findall(r'<span lang="(\w\w)">([^<]+)<', head) == [
        ("uk", "Вінниця"),
        ("en", "Vinnytsia"),
        ("sq", "Vinica"),
    ]


def test_partnerships_say_their_labels_where_the_table_is_stacked(client, city):
    make_partnership(city, make_municipality())

    text = client.get("/en/partnerships/").content.decode()

    assert re.findall(r'<td data-label="([^"]+)"', text) == ["Kind", "Since", "Status"]


def test_the_same_queries_for_1_and_many_rows(client, city):
    topic = make_topic()

    def fill():
        workshop = make_past_workshop()
        make_track(workshop, topic=topic)
        make_delegation(workshop, city)
        make_outcome(workshop, municipality=city)
        make_partnership(city, make_municipality()).topics.add(topic)

    assert number_of_queries(client, "/de/cities/city/", fill) == 8
