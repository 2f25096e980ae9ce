"""What a contact reads of the people of the delegation is what the messages ask for."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import make_delegate, make_delegation, make_needs, make_workshop
from workshops.models import Delegate, Status
from workshops.registration import links

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2030, 5, 7)


@pytest.fixture
def delegation():
    return make_delegation(make_workshop(starts_on=FIRST, place_en="Somewhere"))


def badges(client, delegation):
    """Those after the status, of each person in the order of the list."""
    return [re.findall(r"travel (?:told|missing)", row) for row in rows(client, delegation)]


def rows(client, delegation):
    page = client.get(f"/en/i/{links.create(delegation, by=None)}/answers/").text
    return re.findall(r'(?s)<li class="card">(.*?)</li>', page)


def test_travel_counts_as_told_once_nothing_of_it_is_missing(client, delegation):
    told = {"arrival_on": FIRST, "departure_on": FIRST, "room": "none"}
    for rank, fields in enumerate(({}, {"diet": "vegan"}, told), start=1):
        person = make_delegate(delegation, rank=rank)
        if fields:
            make_needs(person, **fields)

    assert badges(client, delegation) == [["travel missing"], ["travel missing"], ["travel told"]]


def test_the_deadline_stands_with_who_has_to_answer_and_the_days_with_who_comes(client, delegation):
    for rank, days in enumerate(([], [0], [0, 1]), start=1):
        person = make_delegate(delegation, rank=rank)
        person.days.set([delegation.workshop.days.all()[number] for number in days])
    soon = timezone.now() + datetime.timedelta(days=2)
    for rank, until in ((4, soon), (5, timezone.now()), (6, None)):
        make_delegate(delegation, rank=rank, status=Status.ACCEPTED)
        Delegate.objects.filter(rank=rank).update(confirm_by=until)

    found = [
        re.findall(r"Days: [^<]*|Please answer by: |The time to answer is over", row)
        for row in rows(client, delegation)
    ]

    assert found == [
        ["Days: all days"],
        ["Days: 7 May 2030"],
        ["Days: all days"],
        ["Please answer by: "],
        ["The time to answer is over"],
        [],
    ]


def test_substitutes_that_are_named_stand_there_as_such_and_lead_nowhere(client, delegation):
    make_delegate(delegation, rank=1)
    make_delegate(delegation, rank=2, status=Status.NOMINATED, is_substitute=True)

    seated, substitute = rows(client, delegation)

    assert ("substitute" in seated, "<a " in seated) == (False, True)
    assert ("substitute" in substitute, "<a " in substitute) == (True, False)
    assert "Named" in substitute
    assert "Moves up when a seat becomes free" in substitute


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_needs_the_same_queries_for_any_number(
    client, delegation, django_assert_num_queries, number
):
    for _number in range(number):
        make_delegate(delegation)
    token = links.create(delegation, by=None)

    with django_assert_num_queries(6):
        client.get(f"/en/i/{token}/answers/")
