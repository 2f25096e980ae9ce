"""SEQUENCE: grows with every change of a row, never falls, whoever saves whichever copy."""

import datetime

import pytest

from tests.factories import make_workshop
from workshops.models import Session, Workshop

pytestmark = pytest.mark.django_db

CHANGES = {
    "starts_on": datetime.date(2030, 5, 6),
    "ends_on": datetime.date(2030, 5, 9),
    "title_de": "Anders",
    "place_en": "Elsewhere",
    "timezone": "Europe/Kyiv",
    "cancelled_at": datetime.datetime(2029, 1, 1, tzinfo=datetime.UTC),
}


def sequence(row):
    return type(row).objects.values_list("sequence", flat=True).get(pk=row.pk)


@pytest.mark.parametrize(("field", "value"), CHANGES.items())
def test_it_grows_with_each_change(field, value):
    workshop = make_workshop()
    before = sequence(workshop)

    setattr(workshop, field, value)
    workshop.save()

    assert sequence(workshop) == before + 1


def test_an_old_copy_saved_late_cannot_take_it_back():
    workshop = make_workshop()
    old = Workshop.objects.get(pk=workshop.pk)
    for _change in range(3):
        workshop.save()
    before = sequence(workshop)

    old.save()

    assert sequence(workshop) == before + 1


def test_it_grows_when_a_session_is_moved():
    workshop = make_workshop()
    session = Session.objects.create(
        workshop=workshop, starts_at=workshop.starts_at, ends_at=workshop.ends_at
    )
    before = sequence(session), session.changed_at

    session.starts_at += datetime.timedelta(hours=1)
    session.save()

    assert sequence(session) == before[0] + 1
    assert session.changed_at > before[1]
