"""The page "Who works on it"."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from partnerships.models import AuditEntry, Role
from tests.factories import make_organiser, make_user, make_workshop
from workshops import roles
from workshops.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return make_workshop()


@pytest.fixture
def anna(client, workshop):
    """An organiser of this workshop only, logged in."""
    roles.sync()
    account = make_user(is_staff=True, language="en", name="Anna")
    account.groups.add(Group.objects.get(name=Role.ORGANISER))
    Assignment.objects.create(user=account, workshop=workshop)
    client.force_login(account)
    return account


def url_of(workshop, name="team"):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


def test_page_shows_who_works_on_it_and_who_on_all(client, anna, workshop):
    make_organiser(name="Olga")
    make_user(is_staff=True, name="Boris")
    make_user(is_staff=False, name="Nobody here")

    page = client.get(url_of(workshop))

    assert [str(each.user) for each, _roles, _other in page.context["rows"]] == ["Anna"]
    assert [str(each) for each, _roles in page.context["for_all"]] == ["Olga"]
    offered = page.context["form"].fields["account"].queryset
    assert [str(each) for each in offered] == ["Boris"]


def test_an_account_is_let_in_once(client, anna, workshop):
    boris = make_user(is_staff=True, name="Boris")

    client.post(url_of(workshop, "team_add"), {"account": boris.pk})
    again = client.post(url_of(workshop, "team_add"), {"account": boris.pk})

    assert again.status_code == 422
    added = workshop.assignments.get(user=boris)
    assert added.assigned_by == anna


def test_an_account_is_taken_off_but_not_oneself(client, anna, workshop):
    boris = make_user(is_staff=True, name="Boris")
    other = Assignment.objects.create(user=boris, workshop=workshop)
    elsewhere = Assignment.objects.create(user=boris, workshop=make_workshop())
    own = workshop.assignments.get(user=anna)

    for each in (other, own, elsewhere):
        client.post(url_of(workshop, "team_remove"), {"assignment": each.pk})

    assert set(Assignment.objects.all()) == {own, elsewhere}


def test_who_may_not_change_it_has_no_buttons(client, staff, workshop):
    staff("view_workshop", "view_assignment")
    boris = make_user(is_staff=True)
    assignment = Assignment.objects.create(user=boris, workshop=workshop)

    page = client.get(url_of(workshop)).content.decode()

    assert "team/add/" not in page
    assert "Take off the team" not in page
    for name, sent in (("team_add", {"account": boris.pk}), ("team_remove", {"assignment": 1})):
        assert client.post(url_of(workshop, name), sent).status_code == 403
    assert list(workshop.assignments.all()) == [assignment]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_same_queries_for_any_number(
    client, organiser, workshop, django_assert_num_queries, number
):
    for _number in range(number):
        Assignment.objects.create(user=make_user(is_staff=True), workshop=workshop)
        make_organiser()

    with django_assert_num_queries(9):
        client.get(url_of(workshop))


def test_who_works_on_a_workshop_is_on_record(client, anna, workshop):
    boris = make_user(is_staff=True)

    client.post(url_of(workshop, "team_add"), {"account": boris.pk})
    client.post(url_of(workshop, "team_add"), {"account": boris.pk})
    there = Assignment.objects.get(user=boris)
    client.post(url_of(workshop, "team_remove"), {"assignment": there.pk})

    entries = AuditEntry.objects.filter(about="partnerships.user", about_id=boris.pk).in_chain()
    right = ["workshops.work_on_this_workshop"]
    assert [entry.details for entry in entries] == [{"given": right}, {"taken": right}]
