"""The log of the administration knows things by number: no name outlives its person there."""

import importlib
import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from tests.factories import make_contact, make_delegate, make_municipality
from tests.partnerships.test_admin import municipality_data, rows
from tests.partnerships.test_contacts import change_url, contact_row, sent
from workshops.models import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAME = "Kanarienvogel"


@pytest.fixture
def contact():
    return make_contact(make_municipality("aal", name="Aal"), name=NAME)


def change(client, contact):
    return client.post(change_url(contact), sent(contact, phone="1"))


def add_in_rows(client, contact):
    new = contact_row(name=f"{NAME} B", email="b@example.org")
    url = reverse("admin:partnerships_municipality_add")
    return client.post(url, municipality_data(slug="b", **rows("contacts", new)))


def delete(client, contact):
    url = reverse("admin:partnerships_contact_delete", args=[contact.pk])
    return client.post(url, {"post": "yes"})


def delete_person(client, contact):
    person = make_delegate(status=Status.NOMINATED, family_name=NAME)
    url = reverse("admin:workshops_delegate_delete", args=[person.pk])
    return client.post(url, {"post": "yes"})


@pytest.mark.parametrize("act", [change, add_in_rows, delete, delete_person])
def test_no_name_is_in_the_log(client, organiser, contact, act):
    response = act(client, contact)

    entry = LogEntry.objects.get()
    assert response.status_code == 302
    assert entry.user == organiser
    assert entry.object_id
    assert NAME not in entry.object_repr + entry.change_message
    assert NAME not in str(entry)
    entry.get_change_message()


def test_names_of_before_are_taken_out_when_upgrading(client, organiser, contact):
    kind = ContentType.objects.get_for_model(contact)
    message = json.dumps([{"added": {"name": "contact", "object": NAME}}])
    entry = LogEntry(user=organiser, content_type=kind, object_id=contact.pk, object_repr=NAME)
    entry.action_flag, entry.change_message = 2, message
    entry.save()

    importlib.import_module("partnerships.migrations.0011_log_by_number").forget_names(apps, None)

    entry.refresh_from_db()
    assert (entry.object_repr, entry.change_message) == ("", "")
    assert entry.object_id == str(contact.pk)
