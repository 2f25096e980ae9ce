"""The address book is everybody's: nobody moves it away from a workshop they do not work on."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partnerships.models import AuditEntry, Contact, Municipality, Role
from partnerships.models.contact import ContactQuerySet
from tests.factories import (
    make_contact,
    make_delegation,
    make_municipality,
    make_user,
    make_workshop,
)
from tests.partnerships.test_admin import municipality_data, rows
from tests.partnerships.test_contacts import change_url, contact_row, sent
from workshops.models import Assignment, LegalHold
from workshops.retention import rights

pytestmark = pytest.mark.django_db
OTHERS = "attacker@example.org"


@pytest.fixture
def own():
    return make_workshop("own")


@pytest.fixture
def organiser_of_own(client, own):
    call_command("sync_roles", verbosity=0)
    account = make_user(is_staff=True, language="en")
    account.groups.add(Group.objects.get(name=Role.ORGANISER))
    Assignment.objects.create(user=account, workshop=own)
    client.force_login(account)
    return account


@pytest.fixture
def city():
    return make_municipality("aal", name="Aal", country="DE")


@pytest.fixture
def contact(city):
    return make_contact(city, name="Olena", email="olena@example.org")


def invite(contact, workshop=None):
    delegation = make_delegation(workshop, contact.municipality)
    delegation.contacts.add(contact)
    return delegation


def body_data(contact, **changes):
    row = contact_row(contact, municipality=contact.municipality_id, email=OTHERS)
    return (
        municipality_data(name_de="Aal", name_en="Aal", **rows("contacts", row, initial=1))
        | changes
    )


def post_page(client, contact):
    return client.post(change_url(contact), sent(contact, email=OTHERS, phone="1"))


def post_row(client, contact):
    url = reverse("admin:partnerships_municipality_change", args=[contact.municipality_id])
    return client.post(url, body_data(contact))


def post_table(client, contact):
    """As the page of the import sends it once it was shown."""
    url = reverse("admin:partnerships_contact_import")
    lines = f"municipality,name,email\nAal,Olena,{OTHERS}\n"
    file = SimpleUploadedFile("contacts.csv", lines.encode())
    seen = client.post(url, {"file": file, "act": "check"}).context
    if "plan" not in seen:
        return None
    kept = {"kept": seen["kept"], "mark": seen["plan"].mark}
    how = {"encoding": seen["table"].encoding, "delimiter": seen["table"].delimiter}
    return client.post(url, {"act": "good"} | kept | how)


WAYS = [post_page, post_row, post_table]


@pytest.mark.parametrize("post", WAYS)
def test_an_address_that_another_workshop_writes_to_stays(client, contact, organiser_of_own, post):
    invite(contact)

    post(client, contact)

    contact.refresh_from_db()
    assert contact.email == "olena@example.org"
    assert not AuditEntry.objects.filter(action="address").exists()


@pytest.mark.parametrize("post", WAYS)
def test_an_address_of_the_own_workshop_is_changed_and_on_record(
    client, own, contact, organiser_of_own, post
):
    invite(contact, own)

    post(client, contact)

    contact.refresh_from_db()
    entry = AuditEntry.objects.get(action="address")
    assert contact.email == OTHERS
    assert entry.account == organiser_of_own
    assert contact.pk in (entry.about_id, *entry.details.get("contacts", []))


@pytest.mark.parametrize("post", WAYS)
def test_who_works_on_all_workshops_changes_any_address(client, contact, organiser, post):
    invite(contact)

    post(client, contact)

    contact.refresh_from_db()
    assert contact.email == OTHERS


def test_the_page_says_why_an_address_cannot_be_changed(client, contact, organiser_of_own):
    invite(contact)

    field = client.get(change_url(contact)).context["adminform"].form.fields["email"]

    assert field.disabled
    assert "Another workshop writes to this address" in field.help_text


def test_the_rest_of_a_contact_is_changed_by_any_organiser(client, contact, organiser_of_own):
    invite(contact)

    post_page(client, contact)

    contact.refresh_from_db()
    assert contact.phone == "1"


def loosened(client, city):
    url = reverse("admin:partnerships_municipality_change", args=[city.pk])
    data = municipality_data(slug=city.slug, name_de="Aal", name_en="Aal", situation="ordinary")
    client.post(url, data | {"publication_policy": "normal"})
    city.refresh_from_db()
    return (city.publication_policy, city.situation) == ("normal", "ordinary")


@pytest.mark.parametrize("is_own", [True, False])
def test_the_protection_of_people_is_loosened_only_by_who_works_on_their_workshops(
    client, own, organiser_of_own, is_own
):
    city = make_municipality(
        publication_policy=Municipality.PublicationPolicy.NO_PEOPLE,
        situation=Municipality.Situation.OCCUPIED,
    )
    make_delegation(own if is_own else None, city)

    assert loosened(client, city) == is_own

    entries = AuditEntry.objects.filter(action="protection", about_id=city.pk)
    told = [entry.details for entry in entries]
    assert told == ([{"publication_policy": "normal", "situation": "ordinary"}] if is_own else [])


def test_a_hold_keeps_the_contacts_of_its_workshop(client, organiser, contact):
    delegation = invite(contact)
    held = delegation.workshop
    LegalHold.objects.create(workshop=held, reason="Az", until="2099-01-01", set_by=organiser)
    url = reverse("admin:partnerships_contact_delete", args=[contact.pk])
    page = reverse("admin:partnerships_municipality_change", args=[contact.municipality_id])
    removed = body_data(contact, **{"contacts-0-DELETE": "on", "contacts-0-email": contact.email})

    assert client.post(url, {"post": "yes"}).status_code == 403
    client.post(page, removed)
    assert Contact.objects.filter(pk=contact.pk).exists()

    LegalHold.objects.update(lifted_at=timezone.now(), lifted_by=organiser)
    client.post(page, removed)
    assert not Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.parametrize("post", [post_page, post_row])
def test_a_form_that_was_open_brings_no_contact_back(client, organiser, contact, monkeypatch, post):
    """As the form would find the contact that waits for the lock which the erasure holds."""
    locked, done = ContactQuerySet.locked, []

    def erased_before(contacts):
        if not done:
            done.append(contact.pk)
            rights.erase_contact(contact, by=organiser)
        return locked(contacts)

    monkeypatch.setattr(ContactQuerySet, "locked", erased_before)
    response = post(client, Contact.objects.get(pk=contact.pk))

    assert done
    assert not Contact.objects.exists()
    assert response.status_code == 302 or "has deleted this row meanwhile" in response.text
