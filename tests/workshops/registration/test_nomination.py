import pytest

from tests.factories import make_delegation
from workshops.models import Delegation
from workshops.registration import nomination

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
    "withdrawn": "",
}


@pytest.mark.parametrize("target", VERBS)
@pytest.mark.parametrize("source", Status)
def test_each_pair_moves_or_is_refused(source, target):
    delegation = make_delegation(status=Status.INTERESTED)
    Delegation.objects.filter(pk=delegation.pk).update(status=source)

    if target.value in TABLE[source].split():
        VERBS[target](delegation)
        expected = target
    else:
        with pytest.raises(nomination.NotAllowed):
            VERBS[target](delegation)
        expected = source

    delegation.refresh_from_db()
    assert delegation.status == expected
