"""The list of the demonstration: 60 invented people in every role and state, three protected."""

import pytest
from django.utils.translation import override

from tests.workshops.exports.lists import exported
from tools.spreadsheets import unguard
from workshops.exports.purposes import FULL
from workshops.models import Workshop

NAMES = ("reference", "given_name", "family_name", "name_latin", "position", "email", "phone")


@pytest.fixture
def munich(demo, db):
    return Workshop.objects.get(slug="resilience-munich-2023")


@pytest.mark.parametrize(("dialect", "delimiter"), [("excel", ";"), ("rfc4180", ",")])
@pytest.mark.parametrize(("reason", "number"), [("", 57), ("Evacuation list", 60)])
def test_list_equals_the_database(munich, dialect, delimiter, reason, number):
    with_protected = bool(reason)
    lines = exported(munich, dialect, "uk", delimiter, with_protected=with_protected, reason=reason)
    with override("uk"):
        people = list(FULL.people_of(munich.delegates.all(), with_protected=with_protected))

    assert len(lines) == number
    assert [[unguard(line[name]) for name in NAMES] for line in lines] == [
        [getattr(person, name) for name in NAMES] for person in people
    ]
