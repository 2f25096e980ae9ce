"""A municipality that does not come says so through its link."""

import pytest

from tests.factories import make_contact, make_delegate, make_delegation
from tests.workshops.desk.conftest import Desk
from workshops.models import Delegation, DelegationChange, Message, Status
from workshops.registration import inviting, links

pytestmark = pytest.mark.django_db
To = Delegation.Status


@pytest.mark.parametrize("status", [To.INVITED, To.DRAFTING, To.SUBMITTED])
def test_one_press_ends_the_nomination_and_says_why(client, status):
    delegation = make_delegation(status=status)
    person = make_delegate(delegation, status=Status.NOMINATED)
    desk = Desk(client, delegation)

    asked = desk.get("withdraw/").content.decode()
    done = desk.post("withdraw/", {"remark": "The council meets that day."}, follow=True)

    delegation.refresh_from_db()
    person.refresh_from_db()
    assert "This signs off everyone on your list." in asked
    assert "Your delegation does not take part" in done.content.decode()
    assert (delegation.status, person.status) == (To.WITHDRAWN, Status.WITHDRAWN)
    noted = DelegationChange.objects.filter(to_status=To.WITHDRAWN).get()
    assert (noted.changed_by, noted.remark) == (None, "The council meets that day.")


def test_too_long_a_reason_is_shown_again_and_nothing_ends(client):
    desk = Desk(client, make_delegation(status=To.INVITED))

    response = desk.post("withdraw/", {"remark": "x" * 1001})

    desk.delegation.refresh_from_db()
    assert response.status_code == 422
    assert "x" * 1001 in response.content.decode()
    assert desk.delegation.status == To.INVITED


def test_it_may_be_invited_again_with_a_link_of_its_own(client):
    delegation = make_delegation(status=To.INTERESTED)
    delegation.contacts.add(make_contact(delegation.municipality, email="a@example.org"))
    delegation = inviting.invite(delegation, by=None)
    token = links.create(delegation, by=None)
    client.post(f"/en/i/{token}/withdraw/")

    again = inviting.invite(delegation, by=None)

    assert again.status == To.INVITED
    assert Message.objects.filter(kind="invitation").count() == 2
