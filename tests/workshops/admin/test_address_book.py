"""The address book is everybody's: nobody moves it away from a workshop they do not work on."""

import pytest
from django.contrib.auth.models import Group, Permission
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
    make_organisation,
    make_organiser,
    make_user,
    make_workshop,
)
from tests.partnerships.test_admin import municipality_data, organisation_data, rows
from tests.partnerships.test_contacts import change_url, contact_row, sent
from workshops.models import Assignment, Delegation, LegalHold
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


def test_a_contact_of_another_workshop_is_not_moved_to_another_municipality(
    client, contact, organiser_of_own
):
    invite(contact)

    client.post(change_url(contact), sent(contact, municipality=make_municipality().pk))

    body = contact.municipality
    contact.refresh_from_db()
    assert contact.municipality == body


@pytest.mark.parametrize("is_own", [True, False])
def test_a_contact_of_another_workshop_is_not_deleted(
    client, own, contact, organiser_of_own, is_own
):
    """Organisers delete none anyway; a group of one's own may."""
    may_delete = Group.objects.create(name="Ours")
    may_delete.permissions.add(Permission.objects.get(codename="delete_contact"))
    organiser_of_own.groups.add(may_delete)
    invite(contact, own if is_own else None)
    removed = body_data(contact, **{"contacts-0-DELETE": "on", "contacts-0-email": contact.email})

    client.post(
        reverse("admin:partnerships_municipality_change", args=[contact.municipality_id]), removed
    )
    kept = Contact.objects.filter(pk=contact.pk).exists()
    page = client.post(
        reverse("admin:partnerships_contact_delete", args=[contact.pk]), {"post": "yes"}
    )

    assert kept != is_own
    assert page.status_code == (302 if is_own else 403)


def test_what_somebody_else_changed_in_a_field_that_is_fixed_is_kept(
    client, contact, organiser_of_own
):
    invite(contact)
    read = client.get(change_url(contact)).context["adminform"].form.fingerprints_as_text()
    Contact.objects.filter(pk=contact.pk).update(email="new@example.org")

    response = client.post(change_url(contact), sent(contact, email="", phone="1") | {"read": read})

    contact.refresh_from_db()
    assert response.status_code == 302
    assert (contact.email, contact.phone) == ("new@example.org", "1")


def page_of(body):
    return reverse(f"admin:partnerships_{body._meta.model_name}_change", args=[body.pk])


def protection(client, city, policy):
    names = {"name_de": "Aal", "name_en": "Aal", "slug": city.slug}
    response = client.post(page_of(city), municipality_data(**names, publication_policy=policy))
    city.refresh_from_db()
    told = AuditEntry.objects.filter(action="protection", about_id=city.pk)
    return response.status_code, city.publication_policy, [entry.details for entry in told]


def test_any_organiser_protects_the_people_of_a_municipality(client, city, organiser_of_own):
    told = [{"publication_policy": "no_people", "situation": "ordinary"}]

    assert protection(client, city, "no_people") == (302, "no_people", told)


def test_only_who_works_on_all_workshops_takes_the_protection_away(
    client, city, own, organiser_of_own
):
    Municipality.objects.update(publication_policy="hidden")
    make_delegation(own, city)

    assert "Its people are protected" in client.get(page_of(city)).text
    assert protection(client, city, "normal") == (403, "hidden", [])

    client.force_login(make_organiser())
    told = [{"publication_policy": "normal", "situation": "ordinary"}]
    assert protection(client, city, "normal") == (302, "normal", told)


def test_an_organisation_is_not_taken_out_of_a_municipality_that_protects_its_people(
    client, city, organiser_of_own
):
    Municipality.objects.update(publication_policy="hidden")
    utility = make_organisation("ngo", municipality=city, name_de="A")
    delegation = make_delegation(organisation=utility)
    data = organisation_data(name_de="A", slug="ngo", municipality="")

    assert client.post(page_of(utility), data).status_code == 403

    client.force_login(make_organiser())
    assert client.post(page_of(utility), data).status_code == 302
    delegation = Delegation.objects.get(pk=delegation.pk)
    assert not delegation.protects_people
    assert AuditEntry.objects.get(action="protection").about_id == utility.pk


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
    assert response.status_code == 302 or "A row was deleted or moved meanwhile" in response.text
