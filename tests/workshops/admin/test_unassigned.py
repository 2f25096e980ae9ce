"""The first page of a colleague who has no workshop yet."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import make_organiser, make_past_workshop, make_user, make_workshop
from workshops.models import Assignment

pytestmark = pytest.mark.django_db
NONE_PLANNED = "No workshop is planned"
NONE_ASSIGNED = "No workshop is assigned to you yet"


@pytest.fixture
def anna(client):
    """Sees workshops, but not all of them."""
    anna = make_user(is_staff=True, language="en", name="Anna")
    anna.user_permissions.set(Permission.objects.filter(codename="view_workshop"))
    client.force_login(anna)
    make_workshop()
    make_organiser(name="Olga Organiser")
    make_organiser(name="Boris", is_active=False)
    return anna


def first_page(client):
    return client.get(reverse("admin:index")).content.decode()


def test_who_has_no_workshop_reads_so_and_whom_to_ask(client, anna):
    page = first_page(client)

    assert NONE_ASSIGNED in page
    assert "Olga Organiser" in page
    assert "Boris" not in page
    assert NONE_PLANNED not in page


def test_who_has_none_in_hand_reads_that_none_is_planned(client, anna):
    Assignment.objects.create(user=anna, workshop=make_past_workshop())

    page = first_page(client)

    assert NONE_PLANNED in page
    assert NONE_ASSIGNED not in page


def test_who_may_see_no_workshop_reads_so(client, anna):
    anna.user_permissions.clear()

    page = first_page(client)

    assert "Your account may not see workshops yet" in page
    assert "Olga Organiser" in page


def test_who_works_on_all_is_told_nothing_of_it(client, organiser):
    page = first_page(client)

    assert NONE_PLANNED in page
    assert NONE_ASSIGNED not in page
