"""The page of a workshop that has everything, however much of it: how often it asks."""

import datetime
import itertools

import pytest

from tests.factories import (
    make_delegate,
    make_delegation,
    make_material,
    make_municipality,
    make_organisation,
    make_outcome,
    make_past_workshop,
    make_report,
    make_session,
    make_topic,
    make_track,
)
from tests.workshops.public.reading import main_of, number_of_queries
from workshops.models import (
    Consent,
    Contribution,
    ReportedFigure,
    Workshop,
    WorkshopOrganiser,
    WorkshopRelation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_past_workshop(
        "full",
        host_municipality=make_municipality(),
        replaced_by=make_past_workshop("instead"),
        cancelled_at=datetime.datetime(2023, 11, 1, tzinfo=datetime.UTC),
    )


def add_one_of_each(workshop, number):
    track = make_track(workshop, topic=make_topic())
    session = make_session(workshop, track=track, kind="group_work", title_de=f"Sitzung {number}")
    municipality, utility = make_municipality(), make_organisation(municipality=make_municipality())
    delegation = make_delegation(workshop, municipality)
    make_delegation(workshop, organisation=utility)
    for place in ({"session": session}, {"track": track}, {}):
        Contribution.objects.create(
            workshop=workshop, organisation=utility, topic_title_de=f"Beitrag {number}", **place
        )
    person = make_delegate(delegation, family_name=f"Bekannt {number}")
    Consent.objects.create(
        delegate=person, purpose="public_name", act="given", text_version="1", language="de"
    )
    make_outcome(workshop, municipality=municipality, track=track)
    make_material(workshop)
    ReportedFigure.objects.create(report=make_report(workshop), metric="delegates", value=number)
    WorkshopOrganiser.objects.create(workshop=workshop, organisation=make_organisation())
    other = make_past_workshop(host_municipality=make_municipality())
    WorkshopRelation.objects.create(from_workshop=workshop, to_workshop=other, kind="follows")


def test_8_queries_for_1_and_many_of_each(client, workshop):
    numbers = itertools.count(1)

    def fill():
        add_one_of_each(workshop, next(numbers))

    assert number_of_queries(client, "/de/workshops/full/", fill) == 8


def test_the_page_says_all_of_it(client, workshop):
    add_one_of_each(workshop, 1)

    text = main_of(client.get("/de/workshops/full/"))

    for said in ("Sitzung 1", "Beitrag 1", "Bekannt 1", "Ergebnis", "Unterlage", "Titel instead"):
        assert said in text, said


def test_5_queries_for_a_report_on_it(client, workshop):
    numbers = itertools.count(1)

    def fill():
        add_one_of_each(workshop, next(numbers))

    fill()
    slug = workshop.reports.latest("pk").slug

    assert number_of_queries(client, f"/de/reports/{slug}/", fill) == 5


def test_a_workshop_with_nothing_asks_no_more(client, django_assert_max_num_queries):
    make_past_workshop("empty")

    with django_assert_max_num_queries(8):
        client.get("/de/workshops/empty/")


def test_what_was_drawn_before_is_drawn_anew_when_it_changes(client, workshop):
    topic = make_topic("energy", colour="t1")
    track = make_track(workshop, topic=topic)
    session = make_session(workshop, track=track, kind="group_work", title_de="Alte Sitzung")
    city = make_delegation(workshop, make_municipality(name="Altstadt")).municipality
    before = main_of(client.get("/de/workshops/full/"))

    Workshop.objects.filter(pk=workshop.pk).update(title_de="Neuer Titel")
    type(topic).objects.filter(pk=topic.pk).update(colour="t2")
    type(session).objects.filter(pk=session.pk).update(title_de="Neue Sitzung")
    type(city).objects.filter(pk=city.pk).update(name_de="Neustadt")

    after = main_of(client.get("/de/workshops/full/"))
    assert all(old in before for old in ("Alte Sitzung", "Altstadt", 'class="chip t1"'))
    assert not any(old in after for old in ("Alte Sitzung", "Altstadt", 'class="chip t1"'))
    assert all(new in after for new in ("Neue Sitzung", "Neustadt", 'class="chip t2"'))
