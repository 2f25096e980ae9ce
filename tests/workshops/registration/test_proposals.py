import pytest

from tests.factories import make_delegate, make_delegation, make_workshop
from workshops.models import Delegation, Status
from workshops.registration import lifecycle, proposals
from workshops.registration.proposals import Why

pytestmark = pytest.mark.django_db


def proposed(workshop):
    found = proposals.for_workshops([workshop])[workshop.pk]
    return [(each.person, each.why) for each in found]


def waiting(delegation, **fields):
    return make_delegate(delegation, **{"status": Status.WAITLISTED} | fields)


def substitute(delegation, **fields):
    defaults = {"status": Status.NOMINATED, "is_substitute": True}
    return make_delegate(delegation, **defaults | fields)


def test_a_free_seat_goes_to_the_same_delegation_substitutes_by_rank_first():
    workshop = make_workshop(capacity=10)
    delegation, other = make_delegation(workshop, quota=3), make_delegation(workshop, quota=1)
    make_delegate(other)
    waiting(other, rank=1)
    late = waiting(delegation, rank=1)
    second = substitute(delegation, rank=4)
    first = substitute(delegation, rank=3)

    assert proposed(workshop)[:3] == [
        (first, Why.SUBSTITUTE),
        (second, Why.SUBSTITUTE),
        (late, Why.SAME_DELEGATION),
    ]


def test_nobody_is_proposed_before_someone_who_comes_first_is_decided_on():
    delegation = make_delegation(quota=1)
    make_delegate(delegation, status=Status.NOMINATED)
    substitute(delegation)

    assert proposed(delegation.workshop) == []


def test_no_more_are_proposed_than_seats_are_free():
    workshop = make_workshop(capacity=2)
    delegation = make_delegation(workshop, quota=3)
    make_delegate(delegation)
    next_one, _after = substitute(delegation, rank=2), substitute(delegation, rank=3)

    assert proposed(workshop) == [(next_one, Why.SUBSTITUTE)]


def test_who_leaves_makes_room_for_the_substitute_who_is_one_no_longer():
    delegation = make_delegation(quota=1)
    holder, next_one = make_delegate(delegation), substitute(delegation)
    assert proposed(delegation.workshop) == []

    lifecycle.withdraw(holder, by=None)
    assert proposed(delegation.workshop) == [(next_one, Why.SUBSTITUTE)]
    promoted = lifecycle.promote(next_one, by=None)

    assert (promoted.status, promoted.is_substitute) == (Status.ACCEPTED, False)
    assert proposed(delegation.workshop) == []


def test_a_seat_of_the_workshop_goes_by_rank_and_time_of_nomination():
    workshop = make_workshop(capacity=2)
    first = waiting(make_delegation(workshop), rank=1)
    second = waiting(make_delegation(workshop), rank=1)
    waiting(make_delegation(workshop), rank=2)

    assert proposed(workshop) == [(first, Why.WAITING_LIST), (second, Why.WAITING_LIST)]

    lifecycle.withdraw(first, by=None)
    first = lifecycle.renominate(first, by=None)
    lifecycle.waitlist(first, by=None)
    assert [person for person, _why in proposed(workshop)][0] == second


@pytest.mark.parametrize(
    ("status", "free"),
    [
        (Delegation.Status.INVITED, 0),
        (Delegation.Status.SUBMITTED, 0),
        (Delegation.Status.INTERESTED, 1),
        (Delegation.Status.DECLINED, 1),
        (Delegation.Status.ACCEPTED, 1),
    ],
)
def test_seats_promised_to_others_are_not_free(status, free):
    workshop = make_workshop(capacity=2)
    make_delegation(workshop, status=status, quota=2)
    own = make_delegation(workshop, quota=1)
    make_delegate(own)
    waiting(own)

    assert len(proposed(workshop)) == free


def test_a_proposal_says_whether_another_limit_is_in_the_way():
    workshop = make_workshop(capacity=3)
    own = make_delegation(workshop, quota=1)
    make_delegate(own)
    waiting(own, rank=1)
    waiting(make_delegation(workshop), rank=2)

    found = proposals.for_workshops([workshop])[workshop.pk]

    assert [each.needs_more for each in found] == [True, False]


def test_a_proposed_person_is_the_one_that_is_stored():
    person = waiting(make_delegation(quota=1), given_name="Нова", family_name="Зразкова", rank=7)

    [proposal] = proposals.for_workshops([person.workshop])[person.workshop_id]

    names = ("full_name", "rank", "status", "workshop_id", "delegation", "email")
    stored = [getattr(person, name) for name in names]
    assert [getattr(proposal.person, name) for name in names] == stored


def test_experts_and_people_who_left_take_no_part():
    delegation = make_delegation(make_workshop(capacity=5), quota=2)
    waiting(delegation, role="expert")
    substitute(delegation, status=Status.WITHDRAWN)

    assert proposed(delegation.workshop) == []


def test_without_a_limit_nobody_is_proposed():
    waiting(make_delegation(make_workshop()))
    workshop = make_workshop()
    waiting(make_delegation(workshop))

    assert proposed(workshop) == []


@pytest.mark.parametrize("number", [1, 3, 30])
def test_many_workshops_need_three_queries(django_assert_num_queries, number):
    workshops = [make_workshop(capacity=9) for _number in range(number)]
    for workshop in workshops:
        waiting(make_delegation(workshop))

    with django_assert_num_queries(3):
        found = proposals.for_workshops(workshops)

    assert [len(found[workshop.pk]) for workshop in workshops] == [1] * number
