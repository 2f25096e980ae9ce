"""The page of a topic: its text, workshops, municipalities, partnerships and results."""

import datetime
import re

import pytest

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
from tests.workshops.public.reading import main_of, number_of_queries, section, tiles
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def page(client, slug="energy", language="de"):
    return main_of(client.get(f"/{language}/topics/{slug}/"))


def linked(text, kind):
    return list(dict.fromkeys(re.findall(rf'href="/de/{kind}/([^/"]+)/"', text)))


def on_topic(topic, make=make_past_workshop, slug="", **fields):
    workshop = make(slug, cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE, **fields)
    make_track(workshop, topic=topic)
    return workshop


def test_a_topic_shows_its_workshops_municipalities_and_partnerships(client, world):
    allied = make_municipality("allied")
    make_partnership(world["guest"], allied).topics.add(world["topic"])
    make_past_workshop("elsewhere")

    text = page(client)

    assert linked(section(text, "ahead"), "workshops") == ["ahead-one"]
    assert linked(section(text, "behind"), "workshops") == ["past-one"]
    assert sorted(tiles(section(text, "municipalities"))) == ["allied", "gastivka", "hosthausen"]
    assert sorted(linked(section(text, "partnerships"), "cities")) == ["allied", "gastivka"]


def test_a_workshop_with_two_tracks_on_the_topic_stands_once(client):
    topic = make_topic("energy")
    workshop = on_topic(topic, slug="twice")
    make_track(workshop, topic=topic)

    assert page(client).count('href="/de/workshops/twice/"') == 1


def test_the_text_falls_back_and_says_so(client):
    make_topic("energy", description_en="Power from here.")

    assert 'class="notice"' not in page(client, language="en")
    german = page(client)
    assert "Power from here." in german
    assert 'class="notice"' in german


def test_results_of_its_tracks_alone(client):
    topic = make_topic("energy")
    workshop = on_topic(topic)
    make_outcome(workshop, track=workshop.tracks.get(), text_de="Vom Thema")
    make_outcome(workshop, track=make_track(workshop), text_de="Von einem anderen")
    make_outcome(workshop, text_de="Von allen")

    text = section(page(client), "results")

    assert re.findall(r"<p>([^<]+)</p>", text) == ["Vom Thema"]
    assert linked(text, "workshops") == [workshop.slug]


def test_a_topic_names_nobody_who_is_not_public(client):
    topic = make_topic("energy")
    workshop = on_topic(topic)
    draft = on_topic(topic, slug="canary-draft", publication="draft")
    make_delegation(draft, make_municipality("canary-of-a-draft"))
    make_delegation(workshop, make_municipality("canary-hidden", publication_policy="hidden"))
    make_delegation(workshop, make_municipality("canary-invited"), status="invited")
    make_delegation(workshop, make_municipality("canary-unlisted"), listed_publicly=False)
    planned = make_partnership(
        make_municipality("canary-a"), make_municipality("canary-b"), status="planned"
    )
    planned.topics.add(topic)

    assert "canary" not in page(client).casefold()


def test_the_list_leads_to_the_page_and_both_agree(client, world):
    for number in range(3):
        municipality = make_municipality(f"allied-{number}")
        make_partnership(world["host"], municipality).topics.add(world["topic"])

    overview = client.get("/de/topics/").content.decode()

    assert 'href="/de/topics/energy/"' in overview
    number = re.search(r'cities/\?topic=energy">[^<]*</a> \((\d+)\)', overview).group(1)
    assert int(number) == len(tiles(page(client))) == 5


def test_an_unused_topic_has_a_way_on(client):
    make_topic("unused")

    assert 'href="/de/topics/"' in page(client, "unused")


def test_the_latest_twenty_past_workshops_and_a_way_to_all(client):
    topic = make_topic("energy")
    for number in range(21):
        on_topic(topic, starts_on=datetime.date(2000 + number, 3, 1))

    text = section(page(client), "behind")

    assert text.count("<article") == 20
    assert 'href="/de/workshops/?when=past&amp;topic=energy"' in text


@pytest.mark.parametrize("slug", ["nonsense", "ENERGY", "energy;x", "e%6Eergy2", "%ff", "a" * 5000])
def test_a_topic_that_does_not_exist_is_not_found(client, slug):
    make_topic("energy")

    assert client.get(f"/de/topics/{slug}/").status_code == 404


def test_the_same_queries_for_1_and_many_rows(client):
    topic = make_topic("energy")

    def fill():
        municipality = make_municipality()
        for make in (make_workshop, make_past_workshop):
            workshop = on_topic(topic, make)
            make_delegation(workshop, municipality)
            make_outcome(workshop, track=workshop.tracks.get(), municipality=municipality)
        make_partnership(municipality, make_municipality()).topics.add(topic)

    assert number_of_queries(client, "/de/topics/energy/", fill) == 8
