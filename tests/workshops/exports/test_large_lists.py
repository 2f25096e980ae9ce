import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_workshop
from tests.workshops.exports.lists import crowd, export_csv_of

pytestmark = pytest.mark.django_db


def queries_of_an_export(workshop):
    with CaptureQueriesContext(connection) as queries:
        size = sum(map(len, export_csv_of(workshop)))
    return len(queries), size


def test_queries_are_the_same_for_one_three_and_three_hundred():
    numbers = set()
    for size in (1, 3, 300):
        workshop = make_workshop()
        crowd(workshop, size)
        numbers.add(queries_of_an_export(workshop)[0])

    assert numbers == {7}


def test_three_thousand_people_need_no_more_queries_and_little_memory():
    """All of them at once would need more than 9 MB."""
    workshop = make_workshop()
    crowd(workshop, 3_000)
    tracemalloc.start()

    queries, size = queries_of_an_export(workshop)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert queries == 7
    assert size > 900_000
    assert peak < 6 * 1024 * 1024


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_list_is_downloaded():
    workshop = make_workshop()
    crowd(workshop, 300)
    stream = export_csv_of(workshop)

    next(stream)

    assert not connection.in_atomic_block
