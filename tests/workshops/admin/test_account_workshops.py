"""The workshops of an account, chosen from its page."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from partnerships.models import AuditEntry, Role
from tests.factories import make_organiser, make_user, make_workshop
from workshops import roles
from workshops.models import Assignment

pytestmark = pytest.mark.django_db


def url_of(account, name="account_workshops"):
    return reverse(f"admin:{name}", args=[account.pk])


@pytest.fixture
def anna():
    roles.sync()
    anna = make_user(is_staff=True, name="Anna")
    anna.groups.add(Group.objects.get(name=Role.ORGANISER))
    return anna


def offered(page):
    return list(page.context["form"].fields["workshops"].queryset)


def test_the_page_of_an_account_leads_to_its_workshops(client, organiser, anna):
    page = client.get(reverse("admin:partnerships_user_change", args=[anna.pk]))

    assert url_of(anna) in page.content.decode()


def test_the_page_shows_its_workshops_and_offers_the_others(client, organiser, anna):
    mine, other = make_workshop(), make_workshop()
    Assignment.objects.create(user=anna, workshop=mine)

    page = client.get(url_of(anna))

    assert [row.workshop for row in page.context["rows"]] == [mine]
    assert offered(page) == [other]


@pytest.mark.row("A78")
def test_several_are_added_at_once_and_on_record(client, organiser, anna):
    workshops = [make_workshop(), make_workshop()]
    keys = [workshop.pk for workshop in workshops]

    client.post(url_of(anna), {"workshops": keys})
    client.post(url_of(anna), {"workshops": keys})

    assert {each.workshop for each in anna.assignments.all()} == set(workshops)
    assert {each.assigned_by for each in anna.assignments.all()} == {organiser}
    entries = AuditEntry.objects.filter(action="rights", about_id=anna.pk).in_chain()
    given = {"given": ["workshops.work_on_this_workshop"]}
    assert {(each.workshop_number, str(each.details)) for each in entries} == {
        (pk, str(given)) for pk in keys
    }
    assert len(entries) == 2


def test_nothing_chosen_is_said(client, organiser, anna):
    make_workshop()

    response = client.post(url_of(anna), {})

    assert response.status_code == 422
    assert "Choose a workshop." in response.content.decode()


def test_one_is_taken_off_but_not_oneself(client, organiser, anna):
    hers = Assignment.objects.create(user=anna, workshop=make_workshop())
    own = Assignment.objects.create(user=organiser, workshop=make_workshop())

    for account, assignment in ((anna, hers), (organiser, own), (anna, own)):
        sent = {"assignment": assignment.pk}
        client.post(url_of(account, "account_workshops_remove"), sent)

    assert list(Assignment.objects.all()) == [own]
    entry = AuditEntry.objects.get(action="rights")
    assert (entry.about_id, entry.workshop_number) == (anna.pk, hers.workshop_id)


@pytest.mark.row("A57")
def test_nobody_gives_or_sees_a_workshop_that_they_do_not_work_on(client, anna):
    mine, foreign = make_workshop(), make_workshop()
    clerk = make_user(is_staff=True, language="en")
    rights = Permission.objects.filter(codename__regex="_(assignment|user)$")
    clerk.user_permissions.set(rights)
    Assignment.objects.create(user=clerk, workshop=mine)
    theirs = Assignment.objects.create(user=anna, workshop=foreign)
    client.force_login(clerk)

    page = client.get(url_of(anna))
    refused = client.post(url_of(anna), {"workshops": [foreign.pk]})
    client.post(url_of(anna, "account_workshops_remove"), {"assignment": theirs.pk})

    assert (list(page.context["rows"]), offered(page)) == ([], [mine])
    assert refused.status_code == 422
    assert list(anna.assignments.all()) == [theirs]


@pytest.mark.row("A59")
@pytest.mark.parametrize("lacking", ["view_user", "view_assignment"])
def test_page_asks_for_both_rights(client, staff, anna, lacking):
    staff(*{"view_user", "view_assignment"} - {lacking})

    assert client.get(url_of(anna)).status_code == 403


def test_who_may_not_add_gets_no_form(client, staff, anna):
    staff("view_user", "view_assignment")

    assert client.get(url_of(anna)).context["may_add"] is False
    assert client.post(url_of(anna), {"workshops": [make_workshop().pk]}).status_code == 403


def test_who_works_on_all_needs_none(client, organiser):
    page = client.get(url_of(make_organiser()))

    assert page.context["works_on_all"] is True


def test_an_account_that_may_not_log_in_gets_none(client, organiser):
    make_workshop()

    assert offered(client.get(url_of(make_user()))) == []


@pytest.mark.parametrize("number", [1, 3])
def test_page_needs_the_same_queries(client, organiser, anna, django_assert_num_queries, number):
    for _number in range(number):
        Assignment.objects.create(user=anna, workshop=make_workshop(), assigned_by=organiser)
        make_workshop()

    with django_assert_num_queries(7):
        client.get(url_of(anna))
