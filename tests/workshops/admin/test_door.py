"""The tab of the door: passes are made, shown once, revoked."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_delegate, make_delegation, make_workshop
from workshops.models import DoorPass
from workshops.registration import attendance, door_passes

pytestmark = pytest.mark.django_db

VIEW = ("view_workshop", "view_delegate")


@pytest.fixture
def workshop():
    return make_workshop("running", starts_on=timezone.localdate())


def url_of(workshop, page="door"):
    return reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk])


def text(response):
    return response.content.decode()


def test_a_new_pass_is_shown_once_and_opens_the_door(client, organiser, workshop):
    response = client.post(url_of(workshop, "door_pass"), {"label": "main entrance"})

    code = re.search(r"<strong>([0-9]{6})</strong>", text(response))[1]
    path = re.search(r'value="http://[^/]*(/en/checkin/running/pass/[^"]*)"', text(response))[1]
    assert "no-store" in response["Cache-Control"]
    helper = Client()
    assert helper.post(path, {"code": code}, follow=True).status_code == 200
    again = text(client.get(url_of(workshop)))
    assert "main entrance" in again
    assert code not in again
    assert path not in again
    assert DoorPass.objects.get().created_by == organiser


@pytest.mark.parametrize("label", ["", "a" * 101, "a\u202eb"])
def test_a_pass_is_for_somebody(client, organiser, workshop, label):
    response = client.post(url_of(workshop, "door_pass"), {"label": label})

    assert response.status_code == 422
    assert not DoorPass.objects.exists()


def test_passes_are_revoked_one_by_one_or_all(client, organiser, workshop):
    first, second, third = (
        door_passes.create(workshop, label, by=None).door_pass for label in ("a", "b", "c")
    )
    other = door_passes.create(make_workshop(), "other", by=None).door_pass

    client.post(url_of(workshop, "door_revoke"), {"door_pass": first.pk})
    assert list(DoorPass.objects.standing()) == [second, third, other]
    client.post(url_of(workshop, "door_revoke"), {"door_pass": other.pk})
    client.post(url_of(workshop, "door_revoke"), {"all": "1"})

    assert list(DoorPass.objects.standing()) == [other]


def test_last_use_and_number_are_shown(client, organiser, workshop):
    door_pass = door_passes.create(workshop, "main entrance", by=None).door_pass
    for _person in range(2):
        person = make_delegate(workshop=workshop)
        attendance.check_in(person, workshop.days.first(), by=None, door_pass=door_pass)

    shown = client.get(url_of(workshop)).context["passes"]

    assert [(each.number, each.last_used_at is not None) for each in shown] == [(2, True)]


@pytest.mark.parametrize("page", ["door_pass", "door_revoke"])
def test_readers_make_and_revoke_nothing(client, staff, workshop, page):
    door_passes.create(workshop, "main entrance", by=None)
    staff(*VIEW)

    assert client.get(url_of(workshop)).status_code == 200
    assert client.post(url_of(workshop, page), {"label": "x", "all": "1"}).status_code == 403
    assert DoorPass.objects.standing().count() == 1


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_same_queries_for_any_number(
    client, organiser, workshop, django_assert_num_queries, number
):
    for _number in range(number):
        made = door_passes.create(workshop, "main entrance", by=None)
        person = make_delegate(make_delegation(workshop))
        attendance.check_in(person, workshop.days.first(), by=None, door_pass=made.door_pass)

    with django_assert_num_queries(10):
        client.get(url_of(workshop))
