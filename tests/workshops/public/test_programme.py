import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.models import Municipality
from tests.factories import (
    make_municipality,
    make_session,
    make_topic,
    make_track,
    make_workshop,
)
from workshops.models import Contribution, Workshop

pytestmark = pytest.mark.django_db


def read(client, workshop, language="en"):
    return client.get(f"/{language}/workshops/{workshop.slug}/").content.decode()


def test_workshop_without_programme_says_nothing_of_one(client):
    page = read(client, make_workshop())

    assert "#programme" not in page
    assert 'id="programme"' not in page


def test_page_links_and_shows_the_programme(client):
    workshop = make_workshop(timezone="Europe/Kyiv")
    session = make_session(workshop, title_en="Welcome", room="Forum", interpreted_into=("uk",))
    make_session(workshop, "11:00", "12:00", kind="break", day=2)

    page = read(client, workshop)

    assert 'href="#programme"' in page
    assert f'id="session-{session.pk}"' in page
    assert '<time datetime="2030-05-07T09:00:00+03:00">09:00</time>' in page
    assert page.count('<ol class="slots">') == 2
    assert page.count("is-break") == 1
    assert "Tuesday 7 May" in page
    assert "Forum" in page
    assert "Ukrainian" in page
    assert "Eastern European Time (UTC+3)" in page
    assert "Europe/Kyiv" not in page


def test_change_of_clocks_is_stated(client):
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 24))
    make_session(workshop, day=1)
    make_session(workshop, day=2)

    page = " ".join(read(client, workshop).split())

    assert "(UTC+2, from: 25 October 2026 UTC+1)" in page


def test_parallel_groups_are_chips_of_one_row(client):
    workshop = make_workshop()
    for number in range(6):
        track = make_track(workshop, topic=make_topic(colour="t3"), position=number)
        make_session(workshop, track=track, kind="group_work", title_en=f"Group {number}")

    page = read(client, workshop).partition('id="programme"')[2]

    assert page.count('class="slot-time"') == 1
    assert "<h4>Group work</h4>" in page
    assert page.count('class="chip t3"') == 6


def test_title_in_another_language_is_marked(client):
    workshop = make_workshop()
    make_session(workshop, title_uk="Вітання")

    assert '<h4 lang="uk">Вітання</h4>' in read(client, workshop, "sq")


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_no_person_is_named(client, language):
    workshop = make_workshop(cities_public_from=Workshop.CitiesPublicFrom.ACCEPTANCE)
    session = make_session(workshop)
    protected = make_municipality(
        name="Schutzstadt", publication_policy=Municipality.PublicationPolicy.NO_PEOPLE
    )
    shared = {"workshop": workshop, "person_name": "Nina Namenlos"}
    Contribution.objects.create(session=session, topic_title_de="Dächer", **shared)
    Contribution.objects.create(
        session=session, topic_title_de="Geheim", municipality=protected, **shared
    )
    Contribution.objects.create(track=make_track(workshop), municipality=protected, **shared)

    page = read(client, workshop, language)

    assert "Dächer" in page
    assert "Namenlos" not in page
    assert "Geheim" not in page
    assert "Schutzstadt" not in page


def test_topic_of_a_protected_sender_is_not_listed_with_its_track(client):
    workshop = make_workshop()
    protected = make_municipality(publication_policy=Municipality.PublicationPolicy.NO_PEOPLE)
    told = {"workshop": workshop, "municipality": protected, "topic_title_de": "Geheim"}
    Contribution.objects.create(track=make_track(workshop), **told)
    Contribution.objects.create(**told)

    assert "Geheim" not in read(client, workshop, "de")


@pytest.mark.row("A53")
def test_texts_are_escaped(client):
    workshop = make_workshop()
    make_session(workshop, title_en="<script>alert(1)</script>", room="<b>A</b>")

    page = read(client, workshop)

    assert "<script>alert" not in page
    assert "<b>A</b>" not in page


@pytest.mark.row("A55")
def test_draft_shows_no_programme(client):
    session = make_session(make_workshop(publication=Workshop.Publication.DRAFT))

    response = client.get(f"/en/workshops/{session.workshop.slug}/")

    assert response.status_code == 404


def test_page_asks_the_same_number_of_times_for_1_3_and_300_sessions(client):
    workshop = make_workshop()
    track = make_track(workshop, topic=make_topic())
    numbers = []
    made = 0
    for number in (1, 3, 300):
        for position in range(made, number):
            start = f"{position // 60 + 8:02}:{position % 60:02}"
            session = make_session(workshop, start, "20:00", track=track)
            Contribution.objects.create(workshop=workshop, session=session, topic_title_de="Dach")
        made = number
        with CaptureQueriesContext(connection) as queries:
            read(client, workshop)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_parallel_sessions_with_titles_of_their_own_name_their_track(client):
    workshop = make_workshop()
    for name in ("Water", "Power"):
        track = make_track(workshop, title_en=name)
        make_session(workshop, track=track, kind="group_work", title_en=f"Sketch of {name.lower()}")
        make_session(workshop, "11:00", "12:00", track=track, kind="group_work")

    page = read(client, workshop).partition('id="programme"')[2].partition("</section>")[0]

    first, second = page.split('class="slot-time"')[1:]
    assert first.count("<p>Water</p>") == first.count("<p>Power</p>") == 1
    assert "<p>Water</p>" not in second
    assert second.count("Water") == 1
