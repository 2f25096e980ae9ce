import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organiser,
    make_track,
    make_workshop,
)
from workshops.models import OCCUPYING, TRANSITIONS, Delegate, Status, StatusChange
from workshops.registration import lifecycle, seats

pytestmark = pytest.mark.django_db

VERBS = {
    Status.NOMINATED: lifecycle.renominate,
    Status.ACCEPTED: lifecycle.accept,
    Status.WAITLISTED: lifecycle.waitlist,
    Status.CONFIRMED: lifecycle.confirm,
    Status.REJECTED: lifecycle.reject,
    Status.WITHDRAWN: lifecycle.withdraw,
}
TABLE = {
    "nominated": "accepted waitlisted rejected withdrawn",
    "waitlisted": "accepted rejected withdrawn",
    "accepted": "confirmed waitlisted rejected withdrawn",
    "confirmed": "rejected withdrawn",
    "rejected": "nominated",
    "withdrawn": "nominated",
}


def test_transitions_are_those_of_the_rules():
    assert {
        source: sorted(target.value for target in targets)
        for source, targets in TRANSITIONS.items()
    } == {source: sorted(targets.split()) for source, targets in TABLE.items()}


@pytest.mark.row("A33")
@pytest.mark.parametrize("target", Status)
@pytest.mark.parametrize("source", Status)
def test_each_pair_moves_or_is_refused(source, target):
    delegate = make_delegate(status=source)
    changes = StatusChange.objects.count()
    extra = {"reason": "other"} if target in {Status.REJECTED, Status.WITHDRAWN} else {}

    if target.value in TABLE[source].split():
        VERBS[target](delegate, by=None, notify=False, **extra)
        expected = target
    else:
        with pytest.raises(lifecycle.NotAllowed):
            VERBS[target](delegate, by=None, notify=False, **extra)
        expected = source

    delegate.refresh_from_db()
    assert delegate.status == expected
    assert StatusChange.objects.count() == changes + (expected != source)


def test_each_move_is_remembered_with_who_and_why():
    organiser = make_organiser()
    delegate = make_delegate(status=Status.ACCEPTED)

    lifecycle.reject(delegate, by=organiser, reason="no_seat", remark="Room too small")

    last = delegate.status_changes.last()
    assert (last.from_status, last.to_status) == (Status.ACCEPTED, Status.REJECTED)
    assert (last.changed_by, last.reason, last.remark) == (organiser, "no_seat", "Room too small")


def test_taking_back_a_confirmed_seat_needs_a_reason():
    delegate = make_delegate(status=Status.CONFIRMED)

    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.reject(delegate, by=None)


def test_promote_takes_only_from_the_waiting_list():
    waiting, nominated = make_delegate(status=Status.WAITLISTED), make_delegate(status="nominated")

    assert lifecycle.promote(waiting, by=None).status == Status.ACCEPTED
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.promote(nominated, by=None)


def test_a_stale_object_does_not_undo_what_happened_since():
    delegate = make_delegate(status=Status.NOMINATED)
    stale = Delegate.objects.get(pk=delegate.pk)
    lifecycle.withdraw(delegate, by=None)

    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.accept(stale, by=None)


@pytest.mark.row("A33")
@pytest.mark.parametrize("limit", ["workshop", "track", "delegation"])
def test_no_seat_beyond_the_limit(limit):
    workshop = make_workshop(capacity=1 if limit == "workshop" else None)
    track = make_track(workshop, capacity=1 if limit == "track" else None)
    delegation = make_delegation(workshop, quota=1 if limit == "delegation" else None)
    make_delegate(delegation, assigned_track=track)
    second = make_delegate(delegation, assigned_track=track, status=Status.NOMINATED)

    with pytest.raises(seats.NoSeatLeft) as refusal:
        lifecycle.accept(second, by=None)

    assert (
        refusal.value.limit
        == {"workshop": workshop, "track": track, "delegation": delegation}[limit]
    )
    second.refresh_from_db()
    assert second.status == Status.NOMINATED


@pytest.mark.parametrize("role", [role for role in Delegate.Role if role != "delegate"])
def test_only_delegates_take_a_seat(role):
    workshop = make_workshop(capacity=1)
    make_delegate(workshop=workshop, role=role)

    assert make_delegate(workshop=workshop).status == Status.CONFIRMED


def test_substitutes_do_not_count_against_the_quota():
    delegation = make_delegation(quota=1)
    make_delegate(delegation)

    assert make_delegate(delegation, is_substitute=True).status == Status.CONFIRMED


@pytest.mark.parametrize("status", [status for status in Status if status not in OCCUPYING])
def test_only_occupying_states_hold_a_seat(status):
    workshop = make_workshop(capacity=1)
    make_delegate(workshop=workshop, status=status)

    assert make_delegate(workshop=workshop).status == Status.CONFIRMED


def test_assigning_a_full_track_is_refused():
    workshop = make_workshop()
    full = make_track(workshop, capacity=1)
    make_delegate(workshop=workshop, assigned_track=full)
    other = make_delegate(workshop=workshop)

    with pytest.raises(seats.NoSeatLeft):
        lifecycle.assign_track(other, full, by=None)


@pytest.mark.row("A33")
def test_assigning_a_track_of_another_workshop_is_refused():
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.assign_track(make_delegate(), make_track(), by=None)


def test_replace_hands_over_seat_rank_and_track():
    workshop = make_workshop(capacity=1)
    track = make_track(workshop, capacity=1)
    delegation = make_delegation(workshop, quota=1)
    before = make_delegate(delegation, assigned_track=track, rank=3, is_head=True)

    after = lifecycle.replace(before, by=None, given_name="Successor", email="new@example.org")

    before.refresh_from_db()
    assert before.status == Status.WITHDRAWN
    assert before.status_changes.last().reason == "replaced"
    assert (after.status, after.rank, after.assigned_track) == (Status.ACCEPTED, 3, track)
    assert (after.is_head, after.replaces, after.delegation) == (True, before, delegation)


def test_replace_keeps_the_person_if_the_successor_is_refused():
    delegation = make_delegation()
    make_delegate(delegation, email="taken@example.org")
    before = make_delegate(delegation)

    with pytest.raises(ValidationError):
        lifecycle.replace(before, by=None, given_name="Successor", email="Taken@example.org")

    before.refresh_from_db()
    assert before.status == Status.CONFIRMED


def test_release_expired_withdraws_who_did_not_answer():
    now = timezone.now()
    late = make_delegate(status=Status.NOMINATED)
    lifecycle.accept(late, by=None, confirm_by=now)
    in_time = make_delegate(status=Status.NOMINATED)
    lifecycle.accept(in_time, by=None, confirm_by=now + datetime.timedelta(hours=1))

    released = lifecycle.release_expired(at=now)

    assert released == [late]
    late.refresh_from_db()
    assert (late.status, late.confirm_by) == (Status.WITHDRAWN, None)
    assert late.status_changes.last().reason == "no_answer"


def test_entering_again_is_refused_while_another_uses_the_address():
    delegation = make_delegation()
    gone = make_delegate(delegation, email="one@example.org", status=Status.WITHDRAWN)
    make_delegate(delegation, email="one@example.org")

    with pytest.raises(ValidationError):
        lifecycle.renominate(gone, by=None)

    gone.refresh_from_db()
    assert gone.status == Status.WITHDRAWN


@pytest.mark.parametrize("policy", ["no_people", "hidden"])
def test_people_of_a_protected_municipality_are_protected(policy):
    municipality = make_municipality(publication_policy=policy)

    delegate = make_delegate(make_delegation(municipality=municipality))

    assert delegate.protected
    assert list(Delegate.objects.unprotected()) == []


def test_a_policy_tightened_later_protects_people_nominated_before():
    ordinary = make_delegate()
    delegate = make_delegate()
    municipality = delegate.delegation.municipality
    municipality.publication_policy = "no_people"
    municipality.save()

    assert list(Delegate.objects.unprotected()) == [ordinary]
    assert list(Delegate.objects.protected()) == [delegate]


@pytest.mark.row("A22")
def test_nominating_twice_with_one_address_is_refused():
    delegation = make_delegation()
    make_delegate(delegation, email="Someone@Example.org")

    with pytest.raises(ValidationError):
        make_delegate(delegation, email="someone@example.ORG")
