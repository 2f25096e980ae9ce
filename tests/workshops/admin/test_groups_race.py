"""Several organisers put one person into several groups at once: one of them is heard."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.crowd import at_once
from tests.factories import make_delegate, make_organiser, make_track, make_workshop
from workshops.models.workshop_queries import WorkshopQuerySet

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

HANDS = 6


def race():
    """The answers to all of them, in any order."""
    workshop = make_workshop()
    tracks = [make_track(workshop) for _number in range(HANDS)]
    person = make_delegate(workshop=workshop)
    url = reverse("admin:workshops_workshop_groups", args=[workshop.pk])
    organiser = make_organiser()

    def hand(track):
        client = Client()
        client.force_login(organiser)
        sent = {"act": "save", "seen": f"{person.pk}:0", f"group-{person.pk}": track.pk}
        return lambda: client.post(url, sent).status_code

    return at_once([hand(track) for track in tracks])


def test_one_is_heard_and_the_others_are_told():
    answers = race()

    assert sorted(answers) == [200] * (HANDS - 1) + [302]


def test_without_the_lock_they_would_overwrite_one_another(monkeypatch):
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, pk: self.get(pk=pk))

    heard = [race().count(302) for _attempt in range(5)]

    assert max(heard) > 1
