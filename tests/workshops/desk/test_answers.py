"""What a contact reads of the people of the delegation is what the messages ask for."""

import datetime
import re

import pytest

from tests.factories import make_delegate, make_delegation, make_needs, make_workshop
from workshops.registration import links

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2030, 5, 7)


@pytest.fixture
def delegation():
    return make_delegation(make_workshop(starts_on=FIRST, place_en="Somewhere"))


def badges(client, delegation):
    """Those after the status, of each person in the order of the list."""
    page = client.get(f"/en/i/{links.create(delegation, by=None)}/answers/").text
    people = re.findall(r'(?s)<li class="card">(.*?)</li>', page)
    return [re.findall(r"travel (?:told|missing)", person) for person in people]


def test_travel_counts_as_told_once_nothing_of_it_is_missing(client, delegation):
    told = {"arrival_on": FIRST, "departure_on": FIRST, "room": "none"}
    for rank, fields in enumerate(({}, {"diet": "vegan"}, told), start=1):
        person = make_delegate(delegation, rank=rank)
        if fields:
            make_needs(person, **fields)

    assert badges(client, delegation) == [["travel missing"], ["travel missing"], ["travel told"]]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_needs_the_same_queries_for_any_number(
    client, delegation, django_assert_num_queries, number
):
    for _number in range(number):
        make_delegate(delegation)
    token = links.create(delegation, by=None)

    with django_assert_num_queries(4):
        client.get(f"/en/i/{token}/answers/")
