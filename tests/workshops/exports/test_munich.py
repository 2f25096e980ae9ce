"""The list of the demonstration: 60 invented people in every role and state, three protected."""

import pytest

from tests.workshops.exports.lists import exported
from tools.spreadsheets import unguard
from workshops.exports.participants import participants
from workshops.models import Workshop

NAMES = ("reference", "given_name", "family_name", "name_latin", "position", "email", "phone")


@pytest.fixture
def munich(demo, db):
    return Workshop.objects.get(slug="resilience-munich-2023")


@pytest.mark.parametrize(("dialect", "delimiter"), [("excel", ";"), ("rfc4180", ",")])
@pytest.mark.parametrize(("reason", "number"), [("", 57), ("Evacuation list", 60)])
def test_list_equals_the_database(munich, dialect, delimiter, reason, number):
    lines = exported(munich, dialect, "uk", delimiter, reason=reason)

    assert len(lines) == number
    assert [[unguard(line[name]) for name in NAMES] for line in lines] == [
        [getattr(person, name) for name in NAMES] for person in participants(munich, reason=reason)
    ]
