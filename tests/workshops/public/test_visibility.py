"""What may leak must exist first; then no page, count or link shows it (domain.md 5)."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    make_delegation,
    make_municipality,
    make_organisation,
    make_partnership,
    make_past_workshop,
    make_report,
    make_track,
    make_workshop,
)
from workshops.models import Contribution, Delegation, Workshop, WorkshopOrganiser, WorkshopRelation

pytestmark = pytest.mark.django_db

LISTS = [
    "/de/",
    "/de/workshops/",
    "/de/workshops/?when=past",
    "/de/cities/",
    "/de/topics/",
    "/de/partnerships/",
    "/de/map/",
    "/de/reports/",
    "/de/workshops/past-one/",
    "/de/workshops/ahead-one/",
    "/de/cities/gastivka/",
    "/de/cities/hosthausen/",
]

NOT_TAKING_PART = [
    Delegation.Status.INTERESTED,
    Delegation.Status.INVITED,
    Delegation.Status.SUBMITTED,
    Delegation.Status.DECLINED,
    Delegation.Status.WITHDRAWN,
]


def pages_with(client, canary):
    return [path for path in LISTS if canary in client.get(path).content.decode().casefold()]


@pytest.fixture
def draft(world):
    draft = make_workshop(
        "canary-draft", title_de="Canary draft", publication=Workshop.Publication.DRAFT
    )
    make_track(draft, "track", topic=world["topic"])
    make_delegation(draft, world["guest"])
    WorkshopRelation.objects.create(
        from_workshop=world["past"], to_workshop=draft, kind=WorkshopRelation.Kind.PREPARES
    )
    return draft


@pytest.mark.row("A55")
def test_a_linked_draft_is_nowhere(client, world, draft):
    assert pages_with(client, "canary") == []
    assert client.get("/de/workshops/canary-draft/").status_code == 404


@pytest.mark.row("A55")
def test_a_draft_answers_like_nonsense(client, world, draft):
    hidden = client.get("/de/workshops/canary-draft/").content.decode()
    nonsense = client.get("/de/workshops/canary-trash/").content.decode()

    assert hidden.replace("canary-draft", "") == nonsense.replace("canary-trash", "")


@pytest.mark.row("A55")
def test_a_draft_is_not_counted(client, world, draft):
    text = client.get("/de/workshops/").content.decode()

    assert '<span class="count">1</span>' in text
    assert '<span class="count">2</span>' not in text


def test_a_draft_replacement_is_not_linked(client, world, draft):
    Workshop.objects.filter(pk=world["ahead"].pk).update(
        cancelled_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), replaced_by=draft
    )

    assert "canary" not in client.get("/de/workshops/ahead-one/").content.decode().casefold()


@pytest.mark.row("A55")
def test_a_hidden_municipality_is_nowhere(client, world):
    hidden = make_municipality("canary-city", publication_policy="hidden")
    make_delegation(world["past"], hidden)
    make_delegation(world["ahead"], hidden)
    make_partnership(world["guest"], hidden)
    utility = make_organisation("canary-utility", municipality=hidden)
    make_delegation(world["past"], organisation=utility)
    WorkshopOrganiser.objects.create(workshop=world["past"], organisation=utility)
    Workshop.objects.filter(pk=world["ahead"].pk).update(host_municipality=hidden)

    assert pages_with(client, "canary") == []
    assert client.get("/de/cities/canary-city/").status_code == 404
    assert client.get("/de/cities/?q=canary").content.decode().count('class="tile"') == 0


@pytest.mark.parametrize("status", NOT_TAKING_PART)
def test_a_municipality_that_does_not_take_part_is_nowhere(client, world, status):
    make_delegation(world["past"], make_municipality("canary-city"), status=status)

    assert pages_with(client, "canary") == []
    assert client.get("/de/cities/canary-city/").status_code == 404


def test_an_unlisted_delegation_is_nowhere(client, world):
    make_delegation(world["past"], make_municipality("canary-city"), listed_publicly=False)

    assert pages_with(client, "canary") == []


def test_municipalities_wait_for_the_day_they_become_public(client, world):
    late = make_workshop("late", cities_public_from=Workshop.CitiesPublicFrom.AFTER_EVENT)
    make_delegation(late, make_municipality("canary-city"))

    assert "canary" not in client.get("/de/workshops/late/").content.decode().casefold()
    assert pages_with(client, "canary") == []
    assert client.get("/de/cities/canary-city/").status_code == 404


def test_a_planned_partnership_waits_for_its_announcement(client, world):
    quiet = make_municipality("canary-city")
    make_partnership(world["guest"], quiet, status="planned", title_de="Canary plan")

    assert pages_with(client, "canary") == []

    make_partnership(world["guest"], quiet, status="planned", announced=True)

    assert pages_with(client, "canary plan") == []
    assert "/de/partnerships/" in pages_with(client, "canary-city")


def test_a_report_with_a_future_date_is_nowhere(client, world):
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    make_report(world["past"], "canary-report", published_on=tomorrow)

    assert pages_with(client, "canary") == []
    assert client.get("/de/reports/canary-report/").status_code == 404


@pytest.mark.row("A55")
def test_a_report_of_a_draft_is_nowhere(client, world, draft):
    make_report(draft, "canary-report")

    assert pages_with(client, "canary") == []
    assert client.get("/de/reports/canary-report/").status_code == 404


def test_whoever_leads_a_discussion_is_not_named(client, world):
    Contribution.objects.create(
        workshop=world["past"], person_name="Canary Person", topic_title_de="Netze"
    )

    text = client.get("/de/workshops/past-one/").content.decode()

    assert "Netze" in text
    assert "canary" not in text.casefold()


def test_a_venue_for_participants_only_is_not_shown(client, world):
    workshop = make_workshop("secret", venue_de="Canary Hall", venue_visibility="participants")
    text = client.get(workshop.get_absolute_url()).content.decode()

    assert "canary" not in text.casefold()


def test_an_unchecked_website_of_an_occupied_place_is_not_linked(client, world):
    guest = world["guest"]
    guest.website, guest.situation = "https://canary.example.org", "occupied"
    guest.save()

    assert "canary" not in client.get("/de/cities/gastivka/").content.decode()

    guest.is_website_confirmed = True
    guest.save()

    assert "https://canary.example.org" in client.get("/de/cities/gastivka/").content.decode()


def test_a_hidden_host_leaves_the_place_out(client):
    host = make_municipality("canary-host", publication_policy="hidden")
    make_past_workshop("hosted", host_municipality=host)

    text = client.get("/de/workshops/hosted/").content.decode()

    assert "canary" not in text.casefold()


def test_the_contact_on_duty_is_for_participants(client, settings):
    settings.SITE_CONTACT = "office@example.org"
    now = timezone.now()
    workshop = make_workshop(
        nomination_opens_at=now - datetime.timedelta(days=1),
        nomination_closes_at=now + datetime.timedelta(days=1),
        on_duty_contact="CANARY +00 000",
    )

    text = client.get(f"/de/workshops/{workshop.slug}/").content.decode()

    assert "CANARY" not in text
    assert "office@example.org" in text
