import pytest
from django.utils import translation

from tests.factories import make_delegation
from workshops.models import Delegation
from workshops.registration import nomination
from workshops.registration.transitions import NotAllowed

pytestmark = pytest.mark.django_db

Status = Delegation.Status
VERBS = {
    Status.INVITED: nomination.invite,
    Status.DRAFTING: nomination.start,
    Status.SUBMITTED: nomination.submit,
    Status.RETURNED: nomination.return_to_sender,
    Status.ACCEPTED: nomination.accept,
    Status.DECLINED: nomination.decline,
    Status.WITHDRAWN: nomination.withdraw,
}
TABLE = {
    "interested": "invited withdrawn",
    "invited": "drafting withdrawn",
    "drafting": "submitted withdrawn",
    "submitted": "accepted returned declined withdrawn",
    "returned": "drafting withdrawn",
    "accepted": "withdrawn",
    "declined": "withdrawn",
    "withdrawn": "invited",
}


@pytest.mark.row("A33")
@pytest.mark.parametrize("target", VERBS)
@pytest.mark.parametrize("source", Status)
def test_each_pair_moves_or_is_refused(source, target):
    delegation = make_delegation(status=Status.INTERESTED)
    Delegation.objects.filter(pk=delegation.pk).update(status=source)

    if target.value in TABLE[source].split():
        VERBS[target](delegation, by=None)
        expected = target
    else:
        with pytest.raises(NotAllowed):
            VERBS[target](delegation, by=None)
        expected = source

    delegation.refresh_from_db()
    assert delegation.status == expected


@pytest.mark.parametrize("status", [Status.INTERESTED, Status.INVITED, Status.SUBMITTED])
def test_a_nomination_that_came_another_way_takes_the_steps_that_are_left(status):
    delegation = make_delegation(status=status)

    assert nomination.receive(delegation, by=None).status == Status.SUBMITTED


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN])
def test_a_nomination_cannot_come_after_the_decision(status):
    delegation = make_delegation(status=status)

    with pytest.raises(NotAllowed):
        nomination.receive(delegation, by=None)


def test_a_refusal_says_that_it_is_so_already():
    delegation = make_delegation(status=Status.INVITED)

    with translation.override("en"), pytest.raises(NotAllowed) as refusal:
        nomination.invite(delegation, by=None)

    assert str(refusal.value) == "This is already so: Invited."


def test_a_refusal_says_what_is_possible():
    delegation = make_delegation(status=Status.INVITED)

    with translation.override("en"), pytest.raises(NotAllowed) as refusal:
        nomination.accept(delegation, by=None)

    assert str(refusal.value) == (
        "“Accepted” does not follow “Invited”. Possible now: Filling in and Withdrawn."
    )
