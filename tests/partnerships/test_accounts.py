"""Accounts in the administration: who gives and takes rights, and what their pages say."""

import pytest
from django.urls import reverse

from tests.factories import make_organiser

pytestmark = pytest.mark.django_db
RIGHTS = ["is_active", "is_staff", "is_superuser"]


def url(name, *args):
    return reverse(f"admin:partnerships_user_{name}", args=args)


def form_of(response):
    return response.context["adminform"].form


@pytest.mark.row("A59")
def test_nobody_takes_their_own_rights_away(client, organiser):
    page = client.get(url("change", organiser.pk))
    client.post(url("change", organiser.pk), {"email": organiser.email, "language": "sq"})

    organiser.refresh_from_db()
    assert form_of(page).fields.keys().isdisjoint(RIGHTS)
    assert organiser.language == "sq"
    assert [getattr(organiser, name) for name in RIGHTS] == [True, True, True]


def test_the_rights_of_others_can_be_taken(client, organiser):
    other = make_organiser()

    client.post(url("change", other.pk), {"email": other.email, "language": "de"})

    other.refresh_from_db()
    assert [getattr(other, name) for name in RIGHTS] == [False, False, False]


def test_a_new_account_may_log_in_unless_said_otherwise(client, organiser):
    form = form_of(client.get(url("add")))

    assert form["is_staff"].value() is True
