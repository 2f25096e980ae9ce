import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_contact, make_delegation, make_organisation, make_workshop
from workshops.models import Delegation

pytestmark = pytest.mark.django_db


def url(delegation):
    return reverse("admin:workshops_delegation_change", args=[delegation.pk])


def send(client, delegation, *contacts):
    data = {"quota": "", "substitutes": 0, "language": "uk", "listed_publicly": "on"}
    return client.post(url(delegation), data | {"contacts": [each.pk for each in contacts]})


def field_of(response):
    return response.context["adminform"].form.fields["contacts"]


def test_contacts_of_the_sending_body_alone_are_offered(client, organiser):
    utility = make_organisation()
    delegation = make_delegation(organisation=utility)
    own = make_contact(organisation=utility, name="Olena", office="Energie", email="o@example.org")
    make_contact()

    field = field_of(client.get(url(delegation)))

    assert [label for _pk, label in field.choices] == ["Olena · Energie · o@example.org"]
    assert f"?organisation={own.organisation_id}" in field.help_text


def test_chosen_contacts_are_kept_and_a_foreign_one_is_refused(client, organiser):
    delegation = make_delegation()
    own = make_contact(delegation.municipality)

    assert send(client, delegation, own).status_code == 302
    assert send(client, delegation, make_contact()).status_code == 200
    assert list(delegation.contacts.all()) == [own]


def test_a_new_delegation_has_no_contacts_to_choose_from_yet(client, organiser):
    address = reverse("admin:workshops_delegation_add") + f"?workshop={make_workshop().pk}"

    assert "contacts" not in client.get(address).context["adminform"].form.fields


def test_who_may_not_see_contacts_sees_none_and_keeps_those_that_are_chosen(client, staff):
    delegation = make_delegation()
    contact = make_contact(delegation.municipality)
    delegation.contacts.add(contact)
    staff("view_workshop", "change_delegation")

    page = client.get(url(delegation)).text
    assert send(client, delegation).status_code == 302

    assert contact.name not in page
    assert list(delegation.contacts.all()) == [contact]


def test_who_may_only_look_at_delegations_but_not_at_contacts_sees_none(client, staff):
    delegation = make_delegation()
    contact = make_contact(delegation.municipality)
    delegation.contacts.add(contact)
    staff("view_workshop", "view_delegation")

    assert contact.name not in client.get(url(delegation)).text


def test_the_choice_needs_the_same_queries_for_1_3_and_300_contacts(client, organiser):
    delegation = make_delegation()
    numbers = []
    for added in (1, 2, 297):
        for _number in range(added):
            delegation.contacts.add(make_contact(delegation.municipality))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(delegation))
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_the_history_of_a_delegation_tells_no_contact(client, organiser):
    delegation = make_delegation()
    send(client, delegation, make_contact(delegation.municipality))

    columns = {field.name for field in Delegation.history.model._meta.get_fields()}
    assert "contacts" not in columns
