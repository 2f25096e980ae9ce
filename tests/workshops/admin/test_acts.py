import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import make_delegate, make_delegation, make_municipality, make_workshop
from workshops.models import Delegation, Status, StatusChange

pytestmark = pytest.mark.django_db


def act_url(workshop, tab="people"):
    return reverse(f"admin:workshops_workshop_{tab}_act", args=[workshop.pk])


def act(client, workshop, name, things, tab="people", **fields):
    data = {"act": name, "selected": [thing.pk for thing in things], "confirmed": "1"} | fields
    return client.post(act_url(workshop, tab), data)


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def status_of(delegate):
    delegate.refresh_from_db()
    return delegate.status


def test_some_succeed_and_the_others_are_named_with_the_reason(client, organiser):
    delegation = make_delegation(quota=1)
    first = make_delegate(delegation, family_name="First", status=Status.NOMINATED)
    second = make_delegate(delegation, family_name="Second", status=Status.NOMINATED)

    response = act(client, delegation.workshop, "accept", [first, second])

    assert sorted([status_of(first), status_of(second)]) == [Status.ACCEPTED, Status.NOMINATED]
    done, refused = texts(response)
    assert "Promise a seat (1):" in done
    assert "The seats of this delegation are taken." in refused
    assert f"({delegation}: 1)" in refused


def buttons(response):
    return re.findall(r'name="act" value="(\w+)"', response.content.decode())


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.NOMINATED, ["accept", "waitlist", "reject", "withdraw"]),
        (Status.WAITLISTED, ["accept", "reject", "withdraw"]),
        (Status.CONFIRMED, ["reject", "withdraw"]),
        (Status.REJECTED, ["renominate"]),
        (Status.WITHDRAWN, ["renominate"]),
    ],
)
def test_people_are_offered_what_one_of_them_allows(client, organiser, status, offered):
    delegation = make_delegation()
    make_delegate(delegation, status=status)
    make_delegate(delegation, status=Status.NOMINATED)

    filtered = client.get(f"{list_url(delegation.workshop)}?status={status}")
    everyone = client.get(list_url(delegation.workshop))

    assert [key for key in buttons(filtered) if key != "promote"] == offered
    both = {"accept", "waitlist", "reject", "withdraw"} | set(offered)
    assert set(buttons(everyone)) - {"promote"} == both


def test_those_are_asked_again_of_whom_something_is_missing(client, organiser):
    host = make_municipality()
    workshop = make_workshop(host_municipality=host)
    confirmed = make_delegate(make_delegation(workshop))

    response = client.get(list_url(workshop))

    assert buttons(response) == ["reject", "withdraw", "ask_again"]
    assert f'value="{confirmed.pk}" data-acts="reject withdraw ask_again"' in (
        response.content.decode()
    )


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Delegation.Status.INTERESTED, ["invite", "receive", "withdraw"]),
        (Delegation.Status.ACCEPTED, ["revoke_letters", "withdraw"]),
        (Delegation.Status.DECLINED, ["revoke_letters", "withdraw"]),
        (Delegation.Status.WITHDRAWN, ["invite", "revoke_letters"]),
    ],
)
def test_delegations_are_offered_what_one_of_them_allows(client, organiser, status, offered):
    workshop = make_workshop()
    make_delegation(workshop, status=status)
    make_delegation(workshop, status=Delegation.Status.DRAFTING)

    response = client.get(f"{list_url(workshop, 'municipalities')}?status={status}")

    assert buttons(response) == offered


def list_url(workshop, tab="people"):
    return reverse(f"admin:workshops_workshop_{tab}", args=[workshop.pk])


def test_the_account_stands_in_the_history(client, organiser):
    delegate = make_delegate(status=Status.NOMINATED)

    act(client, delegate.workshop, "waitlist", [delegate])

    change = StatusChange.objects.filter(delegate=delegate).latest("pk")
    assert (change.to_status, change.changed_by) == (Status.WAITLISTED, organiser)


def test_reason_and_remark_are_kept(client, organiser):
    delegate = make_delegate()

    act(client, delegate.workshop, "reject", [delegate], reason="taken_back", remark="By phone")

    change = StatusChange.objects.filter(delegate=delegate).latest("pk")
    assert (change.reason, change.remark) == ("taken_back", "By phone")


def test_confirmation_page_says_what_would_happen_and_changes_nothing(client, organiser):
    delegation = make_delegation(quota=1)
    people = [make_delegate(delegation, status=Status.NOMINATED) for _number in range(2)]

    response = client.post(
        act_url(delegation.workshop),
        {"act": "accept", "selected": [person.pk for person in people]},
    )

    expected = response.context["expected"]
    assert (len(expected.done), len(expected.refused)) == (1, 1)
    assert {status_of(person) for person in people} == {Status.NOMINATED}
    assert StatusChange.objects.filter(to_status=Status.ACCEPTED).count() == 0


def test_confirmation_page_names_number_people_and_conflicts(client, organiser):
    delegation = make_delegation(quota=1)
    people = [
        make_delegate(delegation, given_name="Олена", family_name=name, status=Status.NOMINATED)
        for name in ("Öhring", "Прикладна")
    ]

    response = client.post(
        act_url(delegation.workshop),
        {"act": "accept", "selected": [person.pk for person in people]},
    )

    page = " ".join(response.text.split())
    done, refused = page.partition('id="expected"')[2].split('id="refused"')
    expected = response.context["expected"]
    (granted,), ((turned_down, _why),) = expected.done, expected.refused
    assert {granted, turned_down} == {*people}
    assert "Will be done: 1</h2>" in done
    assert f"<li>{granted}</li>" in done
    assert "Not possible: 1</h2>" in refused
    conflict = f"The seats of this delegation are taken. ({delegation}: 1)"
    assert f"<li><strong>{turned_down}</strong>: {conflict}</li>" in refused
    assert "Promise a seat (1)</button>" in page


def test_nobody_selected_is_said(client, organiser):
    workshop = make_workshop()

    response = act(client, workshop, "accept", [])

    assert texts(response) == ["Select someone first."]


@pytest.mark.row("A38", "A57")
def test_people_of_another_workshop_are_not_touched(client, organiser):
    foreign = make_delegate(status=Status.NOMINATED)
    workshop = make_workshop()

    act(client, workshop, "accept", [foreign])

    assert status_of(foreign) == Status.NOMINATED


@pytest.mark.row("A38")
@pytest.mark.parametrize("codenames", [(), ("view_workshop", "view_delegate", "view_delegation")])
def test_without_permission_nothing_is_done(client, staff, codenames):
    delegate = make_delegate(status=Status.NOMINATED)
    staff(*codenames)

    people = act(client, delegate.workshop, "accept", [delegate])
    delegations = act(
        client, delegate.workshop, "withdraw", [delegate.delegation], "municipalities"
    )

    assert (people.status_code, delegations.status_code) == (403, 403)
    assert status_of(delegate) == Status.NOMINATED
    assert status_of(delegate.delegation) == Delegation.Status.ACCEPTED


def test_anonymous_act_leads_to_the_login(client):
    delegate = make_delegate(status=Status.NOMINATED)

    response = act(client, delegate.workshop, "accept", [delegate])

    assert response.url.startswith("/admin/login/")
    assert status_of(delegate) == Status.NOMINATED


def test_the_list_comes_back_with_its_filters_only(client, organiser):
    delegate = make_delegate(status=Status.NOMINATED)

    response = act(
        client,
        delegate.workshop,
        "waitlist",
        [delegate],
        back="status=nominated&next=//evil.example&view=flat",
    )

    people = reverse("admin:workshops_workshop_people", args=[delegate.workshop.pk])
    assert response.url == f"{people}?status=nominated&view=flat"


def test_delegations_move_by_nomination(client, organiser):
    workshop = make_workshop()
    submitted = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    invited = make_delegation(workshop, status=Delegation.Status.INVITED)

    response = act(client, workshop, "accept", [submitted, invited], "municipalities")

    assert status_of(submitted) == Delegation.Status.ACCEPTED
    assert status_of(invited) == Delegation.Status.INVITED
    done, refused = texts(response)
    assert "Accept (1):" in done
    assert "“Accepted” does not follow “Invited”." in refused
