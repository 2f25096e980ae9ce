"""Who was registered and who came."""

import pytest
from django.utils import translation

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_track,
)
from workshops import statistics
from workshops.models import Status
from workshops.registration import attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """Sumy sends two, of whom one comes; Melitopol one, protected, who comes on both days."""
    workshop = make_past_workshop()
    energy = make_track(workshop, title_en="Energy")
    sumy = make_delegation(workshop, make_municipality("sumy", name="Sumy"))
    hidden = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    came = make_delegate(sumy, assigned_track=energy)
    make_delegate(sumy, status=Status.ACCEPTED).days.set(workshop.days.all()[:1])
    make_delegate(sumy, status=Status.WITHDRAWN)
    protected = make_delegate(make_delegation(workshop, hidden))
    guest = make_delegate(workshop=workshop, role="guest", affiliation="Press office")
    first, second = workshop.days.all()
    attendance.check_in(came, first, by=None)
    attendance.record_signatures(workshop, {(guest, second): True}, by=None)
    for day in (first, second):
        attendance.check_in(protected, day, by=None)
    return workshop


def counts(workshop, key, language="en"):
    with translation.override(language):
        table = next(t for t in statistics.of(workshop, language).tables if t.key == key)
        return [(count.label, count.registered, count.came) for count in table.counts]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("country", [("Ukraine", 3, 2), ("not said", 1, 1)]),
        (
            "body",
            [("Press office", 1, 1), ("Sumy", 2, 1), ("Protected, not named", 1, 1)],
        ),
        ("role", [("delegate", 3, 2), ("guest", 1, 1)]),
        ("track", [("Energy", 1, 1), ("no group", 3, 2)]),
        ("day", [("Tuesday 28 November", 4, 2), ("Wednesday 29 November", 3, 2)]),
    ],
)
def test_counts(workshop, key, expected):
    assert counts(workshop, key) == expected


def test_total(workshop):
    with translation.override("en"):
        total = statistics.of(workshop, "en").total

    assert (total.registered, total.came, total.absent) == (4, 3, 1)


def test_who_withdrew_after_all_and_came_is_counted(workshop):
    person = make_delegate(workshop=workshop)
    attendance.check_in(person, workshop.days.first(), by=None)
    person.status = Status.WITHDRAWN
    person.save()

    with translation.override("en"):
        assert statistics.of(workshop, "en").total.came == 4


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_same_queries_for_any_number(django_assert_num_queries, number):
    workshop = make_past_workshop()
    for _number in range(number):
        attendance.check_in(
            make_delegate(make_delegation(workshop)), workshop.days.first(), by=None
        )

    with django_assert_num_queries(5):
        statistics.of(workshop, "en")
