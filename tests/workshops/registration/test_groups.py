"""Most of these need no database: a proposal is made of what was read before."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_delegate, make_track, make_workshop
from workshops.models import Delegate, Status, ThematicTrack
from workshops.registration import groups, lifecycle
from workshops.registration.groups import Placement, Why

ENERGY, WATER, ROOFS = 1, 2, 3
_numbers = itertools.count(1)


def track(pk, capacity=None):
    return ThematicTrack(pk=pk, slug=f"track-{pk}", capacity=capacity)


def person(first=None, second=None, **fields):
    defaults = {"pk": next(_numbers), "languages_spoken": ("en",)}
    return Delegate(track_wish_1_id=first, track_wish_2_id=second, **defaults | fields)


def tracks(*capacities):
    return [track(pk, capacity) for pk, capacity in enumerate(capacities, start=1)]


def proposed(people, tracks, **how):
    """[(key of the track or None, why)] in the order of the people."""
    placements = groups.proposal(people, tracks, **how)
    assert [placement.person for placement in placements] == people
    return [(each.track and each.track.pk, each.why) for each in placements]


def test_a_first_wish_is_granted_however_uneven_the_groups_become():
    people = [person(WATER), person(WATER), person(WATER)]

    assert proposed(people, tracks(None, None)) == [(WATER, Why.FIRST_WISH)] * 3


def test_the_second_wish_counts_where_the_first_has_no_room():
    people = [person(ENERGY, WATER, rank=1), person(ENERGY, WATER, rank=2)]

    assert proposed(people, tracks(1, 1)) == [
        (ENERGY, Why.FIRST_WISH),
        (WATER, Why.SECOND_WISH),
    ]


def test_a_first_wish_comes_before_anybodys_second():
    people = [person(ENERGY, WATER, rank=2), person(ENERGY, rank=1), person(WATER, rank=3)]

    assert proposed(people, tracks(1, 1, 1)) == [
        (ROOFS, Why.WISH_FULL),
        (ENERGY, Why.FIRST_WISH),
        (WATER, Why.FIRST_WISH),
    ]


def test_who_left_the_first_wish_open_has_one_as_well():
    assert proposed([person(None, WATER)], tracks(None, None)) == [(WATER, Why.FIRST_WISH)]


def test_delegations_take_turns_where_more_wish_than_there_is_room():
    people = [
        person(ENERGY, rank=1, delegation_id=1),
        person(ENERGY, rank=2, delegation_id=1),
        person(ENERGY, rank=3, delegation_id=2),
    ]

    assert proposed(people, tracks(2, None)) == [
        (ENERGY, Why.FIRST_WISH),
        (WATER, Why.WISH_FULL),
        (ENERGY, Why.FIRST_WISH),
    ]


def test_people_without_a_wish_even_out_the_groups():
    people = [person(ENERGY), person(ENERGY), person(), person(), person(), person()]

    found = proposed(people, tracks(None, None, None))

    assert found[2:] == [
        (WATER, Why.NO_WISH),
        (WATER, Why.NO_WISH),
        (ROOFS, Why.NO_WISH),
        (ROOFS, Why.NO_WISH),
    ]


def test_a_delegation_without_wishes_is_spread():
    people = [person(delegation_id=number // 3 + 1) for number in range(9)]

    found = groups.proposal(people, tracks(None, None, None))

    places = {(each.person.delegation_id, each.track.pk) for each in found}
    assert len(places) == 9


def test_people_of_a_common_language_stay_together():
    spoken = [("uk",), ("de", "en"), ("uk",), ("de",), ("uk",), ("de",)]
    people = [person(languages_spoken=languages) for languages in spoken]

    found = [pk for pk, _why in proposed(people, tracks(None, None))]

    assert found == [ENERGY, WATER] * 3


def test_where_no_language_is_stated_that_of_the_mails_counts():
    people = [
        person(languages_spoken=("uk",)),
        person(languages_spoken=("de",)),
        person(languages_spoken=(), language="de"),
        person(languages_spoken=(), language="uk"),
    ]

    found = [pk for pk, _why in proposed(people, tracks(None, None))]

    assert found == [ENERGY, WATER, WATER, ENERGY]


def test_who_is_assigned_stays_against_a_wish():
    people = [person(ENERGY, assigned_track_id=WATER)]

    assert proposed(people, tracks(None, None)) == [(WATER, Why.STAYS)]
    assert proposed(people, tracks(None, None), anew=True) == [(ENERGY, Why.FIRST_WISH)]


def test_a_track_that_shrank_keeps_its_people_and_gets_nobody_more():
    people = [person(assigned_track_id=ENERGY), person(assigned_track_id=ENERGY), person(ENERGY)]

    assert proposed(people, tracks(1, 1)) == [
        (ENERGY, Why.STAYS),
        (ENERGY, Why.STAYS),
        (WATER, Why.WISH_FULL),
    ]


def test_nobody_is_squeezed_in():
    people = [person(rank=2), person(ENERGY, rank=1), person(ENERGY, WATER, rank=3)]

    assert proposed(people, tracks(1, 1)) == [
        (None, Why.NO_ROOM),
        (ENERGY, Why.FIRST_WISH),
        (WATER, Why.SECOND_WISH),
    ]


def test_without_tracks_no_group_has_room():
    assert proposed([person()], []) == [(None, Why.NO_ROOM)]


def test_only_what_differs_is_a_change():
    here = person(assigned_track_id=ENERGY)

    assert not Placement(here, track(ENERGY), Why.STAYS).is_change
    assert Placement(here, track(WATER), Why.FIRST_WISH).is_change
    assert Placement(here, None, Why.NO_ROOM).is_change
    assert not Placement(person(), None, Why.NO_ROOM).is_change


@st.composite
def workshops(draw):
    """Sixty people with wishes for three tracks, some assigned within the capacities already."""
    capacities = draw(st.lists(st.none() | st.integers(0, 30), min_size=3, max_size=3))
    pks = st.sampled_from([None, ENERGY, WATER, ROOFS])
    free = dict(enumerate(capacities, start=1))
    people = []
    for pk in range(1, 61):
        assigned = draw(pks)
        if assigned and free[assigned] is not None:
            free[assigned] -= 1
            if free[assigned] < 0:
                assigned = None
        people.append(
            person(
                draw(pks),
                draw(pks),
                pk=pk,
                rank=draw(st.integers(0, 4)),
                delegation_id=draw(st.none() | st.integers(1, 15)),
                assigned_track_id=assigned,
                languages_spoken=tuple(draw(st.sets(st.sampled_from(["uk", "de", "en", "sq"])))),
            )
        )
    return people, tracks(*capacities), draw(st.booleans())


def sizes_of(placements, tracks):
    return {track.pk: sum(each.track == track for each in placements) for track in tracks}


def full(tracks, sizes):
    return {track.pk for track in tracks if sizes[track.pk] == track.capacity}


def is_true(placement, wishes, is_full, sizes):
    """Whether the reason says what is so, looking at the result alone."""
    pk = placement.track and placement.track.pk
    smallest = min((size for other, size in sizes.items() if other not in is_full), default=0)
    is_small = pk and (pk in is_full or sizes[pk] <= smallest + 1)
    return {
        Why.STAYS: pk and placement.person.assigned_track_id == pk,
        Why.FIRST_WISH: wishes[:1] == [pk],
        Why.SECOND_WISH: wishes[1:] == [pk] and wishes[0] in is_full,
        Why.NO_WISH: not wishes and is_small,
        Why.WISH_FULL: wishes and {*wishes} <= is_full and is_small,
        Why.NO_ROOM: pk is None and is_full == {*sizes},
    }[placement.why]


@settings(max_examples=150, deadline=None)
@given(workshops())
def test_a_proposal_keeps_the_limits_leaves_nobody_over_and_says_why(drawn):
    people, tracks, anew = drawn

    placements = groups.proposal(people, tracks, anew=anew)

    sizes = sizes_of(placements, tracks)
    limits = [track.capacity for track in tracks]
    assert all(track.capacity is None or sizes[track.pk] <= track.capacity for track in tracks)
    placeable = len(people) if None in limits else min(sum(limits), len(people))
    assert sum(sizes.values()) == placeable
    for each in placements:
        wished = (each.person.track_wish_1_id, each.person.track_wish_2_id)
        wishes = list(dict.fromkeys(pk for pk in wished if pk))
        assert is_true(each, wishes, full(tracks, sizes), sizes)
        if not anew and each.person.assigned_track_id:
            assert each.why == Why.STAYS


@settings(max_examples=50, deadline=None)
@given(workshops(), st.randoms())
def test_the_same_people_in_any_order_are_placed_alike(drawn, random):
    people, tracks, anew = drawn
    shuffled = random.sample(people, len(people))

    assert {*groups.proposal(people, tracks, anew=anew)} == {
        *groups.proposal(shuffled, tracks, anew=anew)
    }


def test_three_hundred_people_are_placed_at_once():
    people = [person(number % 4 or None, delegation_id=number // 5 + 1) for number in range(300)]

    began = time.perf_counter()
    groups.proposal(people, tracks(90, 90, 90))

    assert time.perf_counter() - began < 1


@pytest.mark.django_db
def test_those_who_hold_a_seat_are_distributed():
    workshop = make_workshop()
    comes = make_delegate(workshop=workshop)
    promised = make_delegate(workshop=workshop, status=Status.ACCEPTED)
    make_delegate(workshop=workshop, status=Status.NOMINATED)
    make_delegate(workshop=workshop, status=Status.WAITLISTED)
    make_delegate(workshop=workshop, role="expert")
    make_delegate()

    assert {*groups.people_of(workshop)} == {comes, promised}


def assigned(workshop):
    return {one: one.assigned_track for one in groups.people_of(workshop)}


@pytest.mark.django_db
def test_two_change_places_in_full_tracks():
    workshop = make_workshop()
    energy, water = make_track(workshop, capacity=1), make_track(workshop, capacity=1)
    one = make_delegate(workshop=workshop, assigned_track=energy)
    other = make_delegate(workshop=workshop, assigned_track=water)

    assert groups.assign({one: water, other: energy}, by=None) == 2
    assert assigned(workshop) == {one: water, other: energy}


@pytest.mark.django_db
def test_a_refusal_is_named_and_nobody_moves():
    workshop = make_workshop()
    energy, water = make_track(workshop, capacity=1), make_track(workshop)
    make_delegate(workshop=workshop, assigned_track=energy)
    one = make_delegate(workshop=workshop, assigned_track=water)
    other = make_delegate(workshop=workshop)
    before = assigned(workshop)

    with pytest.raises(groups.Refused) as refused:
        groups.assign({other: water, one: energy}, by=None)

    ((person, refusal),) = refused.value.refusals
    assert (person, refusal.limit) == (one, energy)
    assert assigned(workshop) == before


@pytest.mark.django_db
def test_a_proposal_is_put_in_place_as_it_stands():
    workshop = make_workshop()
    tracks = [make_track(workshop, capacity=2) for _number in range(3)]
    for number in range(8):
        wish = tracks[0] if number % 2 else None
        make_delegate(workshop=workshop, track_wish_1=wish, rank=number)
    lifecycle.assign_track(groups.people_of(workshop)[0], tracks[2], by=None)

    placements = groups.proposal(groups.people_of(workshop), tracks)
    moved = groups.assign({each.person: each.track for each in placements}, by=None)

    assert moved == 5
    assert assigned(workshop) == {each.person: each.track for each in placements}
