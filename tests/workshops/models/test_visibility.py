"""What the public may know (the strictest rule wins), asked of the querysets every page asks."""

import datetime

import pytest
from django.utils import timezone

from partnerships.models import Municipality, Organisation, Partnership
from tests.factories import (
    make_delegation,
    make_municipality,
    make_organisation,
    make_partnership,
    make_past_workshop,
    make_report,
    make_workshop,
)
from workshops.models import Delegation, Report, Workshop, public_municipalities

pytestmark = pytest.mark.django_db

NORMAL = {
    "publication": "published",
    "policy": "normal",
    "status": "accepted",
    "named_in_source": False,
    "listed_publicly": True,
}


def make_case(**changes):
    case = NORMAL | changes
    return make_delegation(
        make_past_workshop(publication=case["publication"]),
        make_municipality(publication_policy=case["policy"]),
        status=Delegation.Status(case["status"]),
        named_in_source=case["named_in_source"],
        listed_publicly=case["listed_publicly"],
    )


@pytest.mark.parametrize(
    ("changes", "visible"),
    [
        ({}, True),
        ({"policy": "no_people"}, True),
        ({"policy": "hidden"}, False),
        ({"policy": "hidden", "named_in_source": True}, False),
        ({"publication": "draft"}, False),
        ({"publication": "archived"}, False),
        ({"listed_publicly": False}, False),
        ({"listed_publicly": False, "named_in_source": True}, False),
        ({"status": "interested"}, False),
        ({"status": "invited"}, False),
        ({"status": "submitted"}, False),
        ({"status": "declined"}, False),
        ({"status": "withdrawn"}, False),
        ({"status": "invited", "named_in_source": True}, True),
    ],
)
def test_a_delegation(changes, visible):
    delegation = make_case(**changes)

    assert list(Delegation.objects.public()) == ([delegation] if visible else [])
    assert list(public_municipalities()) == ([delegation.municipality] if visible else [])


FIRST = datetime.datetime(2030, 5, 6, 22, tzinfo=datetime.UTC)  # 7 May 0:00 in Berlin
AFTER = datetime.datetime(2030, 5, 8, 22, tzinfo=datetime.UTC)  # 9 May 0:00 in Berlin
MOMENT = datetime.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("public_from", "at", "visible"),
    [
        ("acceptance", FIRST - datetime.timedelta(days=300), True),
        ("first_day", FIRST - MOMENT, False),
        ("first_day", FIRST, True),
        ("after_event", AFTER - MOMENT, False),
        ("after_event", AFTER, True),
    ],
)
def test_a_delegation_from_the_moment_on(public_from, at, visible):
    workshop = make_workshop(cities_public_from=public_from)
    delegation = make_delegation(workshop)

    assert list(Delegation.objects.public(at)) == ([delegation] if visible else [])
    assert list(public_municipalities(at)) == ([delegation.municipality] if visible else [])


def test_the_default_names_municipalities_only_afterwards():
    assert Workshop().cities_public_from == "after_event"


@pytest.mark.parametrize(("policy", "visible"), [("normal", True), ("hidden", False)])
def test_an_organisation_follows_its_municipality(policy, visible):
    municipality = make_municipality(publication_policy=policy)
    organisation = make_organisation(municipality=municipality)
    delegation = make_delegation(make_past_workshop(), organisation=organisation)

    assert list(Delegation.objects.public()) == ([delegation] if visible else [])
    assert list(Organisation.objects.public()) == ([organisation] if visible else [])


def test_an_organisation_of_no_municipality_is_public():
    organisation = make_organisation()
    delegation = make_delegation(make_past_workshop(), organisation=organisation)

    assert list(Delegation.objects.public()) == [delegation]
    assert list(Organisation.objects.public()) == [organisation]


def test_a_municipality_is_public_by_partnership_or_as_host():
    host, one, other, _lonely = (make_municipality(slug) for slug in ("host", "one", "other", "z"))
    make_workshop(host_municipality=host)
    make_workshop(host_municipality=make_municipality("drafts"), publication="draft")
    make_partnership(one, other)

    assert set(public_municipalities()) == {host, one, other}


def test_a_partnership_with_a_hidden_member_is_hidden():
    hidden = make_municipality(publication_policy="hidden")
    first, second = make_municipality(), make_municipality()
    make_partnership(first, second, hidden)

    assert list(Partnership.objects.public()) == []
    assert list(public_municipalities()) == []


@pytest.mark.parametrize(
    ("status", "announced", "visible"),
    [
        ("planned", False, False),
        ("planned", True, True),
        ("agreed", False, True),
        ("active", False, True),
        ("ended", False, True),
    ],
)
def test_a_partnership_in_preparation_must_be_announced(status, announced, visible):
    partnership = make_partnership(
        make_municipality(), make_municipality(), status=status, announced=announced
    )

    assert list(Partnership.objects.public()) == ([partnership] if visible else [])


def test_a_partnership_of_one_is_not_public():
    make_partnership(make_municipality())

    assert list(Partnership.objects.public()) == []


def test_a_report_from_its_date_on_and_only_of_a_public_workshop():
    report = make_report(published_on=datetime.date(2024, 1, 18))
    make_report(make_past_workshop(publication="draft"))
    noon = datetime.datetime(2024, 1, 17, 12, tzinfo=datetime.UTC)

    assert list(Report.objects.public(noon)) == []
    assert list(Report.objects.public(noon + datetime.timedelta(hours=11))) == [report]  # Berlin


@pytest.mark.parametrize(
    ("situation", "confirmed", "shown"),
    [
        ("ordinary", False, True),
        ("occupied", False, False),
        ("occupied", True, True),
        ("relocated", False, False),
        ("relocated", True, True),
    ],
)
def test_the_website_of_an_occupied_place_must_be_checked(situation, confirmed, shown):
    municipality = Municipality(
        website="https://example.org", situation=situation, is_website_confirmed=confirmed
    )

    assert municipality.public_website == ("https://example.org" if shown else "")


@pytest.mark.parametrize(("timezone_name", "hours"), [("Europe/Berlin", 22), ("Europe/Kyiv", 21)])
def test_a_workshop_is_upcoming_until_its_last_day_ended_where_it_is(timezone_name, hours):
    workshop = make_workshop(timezone=timezone_name)
    end = datetime.datetime(2030, 5, 8, hours, tzinfo=datetime.UTC)

    assert list(Workshop.objects.upcoming(end - MOMENT)) == [workshop]
    assert list(Workshop.objects.past(end - MOMENT)) == []
    assert list(Workshop.objects.upcoming(end)) == []
    assert list(Workshop.objects.past(end)) == [workshop]


def test_a_day_with_a_change_of_the_clock_ends_at_midnight():
    workshop = make_workshop(starts_on=datetime.date(2026, 10, 25), days=1)
    workshop.refresh_from_db()

    assert workshop.ends_at - workshop.starts_at == datetime.timedelta(hours=25)


OPENS = datetime.datetime(2030, 3, 1, 8, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2030, 4, 1, 8, tzinfo=datetime.UTC)
WINDOW = {"nomination_opens_at": OPENS, "nomination_closes_at": CLOSES}


@pytest.mark.parametrize(
    ("fields", "at", "phase"),
    [
        ({}, OPENS, "announced"),
        (WINDOW, OPENS - MOMENT, "announced"),
        (WINDOW, OPENS, "nomination_open"),
        (WINDOW, CLOSES, "nomination_closed"),
        (WINDOW | {"capacity": 0}, OPENS, "full"),
        (WINDOW, FIRST, "running"),
        (WINDOW, AFTER - MOMENT, "running"),
        (WINDOW, AFTER, "past"),
        (WINDOW | {"cancelled_at": OPENS}, AFTER, "cancelled"),
        ({"nomination_closes_at": CLOSES}, OPENS, "nomination_open"),
        ({"nomination_opens_at": OPENS}, CLOSES, "nomination_open"),
    ],
)
def test_phase(fields, at, phase):
    workshop = make_workshop(**fields)

    assert Workshop.objects.with_seats().get(pk=workshop.pk).phase(at) == phase


def test_search_finds_a_workshop_by_public_municipalities_only():
    workshop = make_past_workshop()
    make_delegation(workshop, make_municipality("sumy"))
    make_delegation(workshop, make_municipality("hidden", publication_policy="hidden"))
    make_delegation(workshop, make_municipality("invited"), status=Delegation.Status.INVITED)
    public = Delegation.objects.public(timezone.now())

    found = {
        word: list(Workshop.objects.matching(word, delegations=public))
        for word in ("sumy", "hidden", "invited")
    }

    assert found == {"sumy": [workshop], "hidden": [], "invited": []}
