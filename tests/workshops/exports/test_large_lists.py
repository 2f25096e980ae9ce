import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_needs, make_session, make_workshop
from tests.workshops.exports.lists import crowd, export_of
from workshops.exports.purposes import PURPOSES
from workshops.models import Status

pytestmark = pytest.mark.django_db

# the log twice, the people counted before and in the snapshot, and what the rows are made of:
# people, days, delegations, names of countries, tracks; then the entry of the audit: its last one
# read, the new one written, a savepoint around both, on PostgreSQL the lock
QUERIES_OF_FULL = 9 + (5 if connection.vendor == "postgresql" else 4)


def queries_of_an_export(workshop, purpose="full", **options):
    with CaptureQueriesContext(connection) as queries:
        size = sum(map(len, export_of(workshop, purpose, reason="a reason", **options)))
    return len(queries), size


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_queries_are_the_same_for_one_three_and_three_hundred(file_format):
    numbers = set()
    for size in (1, 3, 300):
        workshop = make_workshop()
        crowd(workshop, size)
        numbers.add(queries_of_an_export(workshop, format=file_format)[0])

    assert numbers == {QUERIES_OF_FULL}


@pytest.mark.parametrize("purpose", [key for key in PURPOSES if key != "full"])
def test_no_purpose_needs_more_queries_for_more_people(purpose):
    numbers = set()
    for size in (1, 3, 30):
        workshop = make_workshop(host_municipality=None, place_en="Kyiv")
        make_session(workshop)
        crowd(workshop, size)
        workshop.delegates.update(status=Status.CONFIRMED)
        for person in workshop.delegates.all():
            day = workshop.starts_on
            make_needs(person, diet="vegan", night_from=day, night_to=workshop.ends_on)
        numbers.add(queries_of_an_export(workshop, purpose)[0])

    assert len(numbers) == 1
    assert numbers.pop() <= QUERIES_OF_FULL


@pytest.mark.row("L28")
@pytest.mark.parametrize(("file_format", "least"), [("csv", 900_000), ("xlsx", 100_000)])
def test_three_thousand_people_need_little_memory(file_format, least):
    """All of them at once would need more than 9 MB."""
    workshop = make_workshop()
    crowd(workshop, 3_000)
    queries_of_an_export(workshop, format=file_format)  # what is loaded once does not count
    tracemalloc.start()

    queries, size = queries_of_an_export(workshop, format=file_format)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert queries == QUERIES_OF_FULL
    assert size > least
    assert peak < 6 * 1024 * 1024
