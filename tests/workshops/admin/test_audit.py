"""Lists that left or were refused, and looks at what is sensitive, are on record (A38)."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from partnerships.models import AuditEntry, Role
from tests.factories import make_delegate, make_delegation, make_needs, make_user, make_workshop
from tests.workshops.admin.test_forms import fields_of, saved
from workshops.models import ExportLog, NominationLetter, TextPage
from workshops.registration import door_passes

pytestmark = [pytest.mark.django_db, pytest.mark.row("A38")]


def of(action):
    return list(AuditEntry.objects.in_chain().filter(action=action))


def list_url(workshop, purpose="door"):
    return f"/admin/workshops/workshop/{workshop.pk}/lists/{purpose}/"


def test_a_list_that_is_taken_out_is_on_record_with_its_number(client, organiser):
    person = make_delegate()

    response = client.post(
        list_url(person.workshop),
        {"format": "csv", "language": "en", "dialect": "excel"},
    )
    b"".join(response.streaming_content)

    log, (entry,) = ExportLog.objects.get(), of("export")
    assert (entry.account, entry.about, entry.about_id) == (
        organiser,
        "workshops.exportlog",
        log.pk,
    )
    assert entry.workshop_number == person.workshop_id
    columns = len(log.columns.split())
    assert entry.details == {"purpose": "door", "columns": columns, "rows": 1, "protected": 0}


@pytest.mark.parametrize("act", ["list", "evidence", "paper", "issued"])
def test_a_list_that_is_refused_is_on_record(client, staff, act):
    workshop = make_delegate().workshop
    account = staff("view_delegate", "view_workshop")
    base = f"/admin/workshops/workshop/{workshop.pk}/"
    address, words, page, which = {
        "list": ("lists/door/", {"format": "csv"}, "list", "door"),
        "evidence": ("evidence/pack/", {}, "evidence_pack", ""),
        "paper": ("papers/badges/", {}, "paper", "badges"),
        "issued": ("papers/issued/letter/", {"act": "download"}, "issued", "letter"),
    }[act]

    response = client.post(base + address, words)

    assert response.status_code == 403
    assert not ExportLog.objects.exists()
    (entry,) = of("export_refused")
    assert (entry.account, entry.workshop_number) == (account, workshop.pk)
    assert entry.details == {"page": f"workshops_workshop_{page}", "list": which}


OUT_OF_REACH = ["lists/door/", "papers/badges/", "papers/issued/letter/", "evidence/pack/"]


@pytest.mark.parametrize("address", OUT_OF_REACH)
def test_who_asks_for_a_list_of_a_workshop_of_others_is_on_record(client, address):
    call_command("sync_roles", verbosity=0)
    account = make_user(is_staff=True)
    account.groups.add(Group.objects.get(name=Role.ORGANISER))
    client.force_login(account)
    foreign = make_workshop()

    answers = [
        client.post(f"/admin/workshops/workshop/{number}/{address}")
        for number in (foreign.pk, foreign.pk + 1000)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    (entry,) = of("export_refused")
    assert (entry.account, entry.workshop_number) == (account, foreign.pk)
    assert entry.details["out_of_reach"] is True


@pytest.mark.parametrize("number", [0, 10**30])
def test_a_refusal_for_a_workshop_that_is_none_is_on_record(client, staff, number):
    staff("view_delegate")

    assert client.post(f"/admin/workshops/workshop/{number}/lists/door/").status_code == 403
    assert len(of("export_refused")) == 1


def test_the_needs_of_a_person_are_not_seen_unnoticed(client, organiser):
    person = make_delegate()
    make_needs(person, diet="vegan")

    client.get(f"/admin/workshops/delegateneeds/{person.pk}/change/")

    (entry,) = of("seen")
    assert (entry.account, entry.about) == (organiser, "workshops.delegateneeds")
    assert (entry.about_id, entry.workshop_number) == (person.pk, person.workshop_id)


@pytest.mark.parametrize("is_protected", [False, True])
def test_the_page_of_a_protected_person_is_not_seen_unnoticed(client, organiser, is_protected):
    person = make_delegate(protected=is_protected)

    client.get(f"/admin/workshops/delegate/{person.pk}/change/")

    assert [entry.about_id for entry in of("seen")] == ([person.pk] if is_protected else [])


def test_a_nomination_letter_is_not_seen_unnoticed(client, organiser):
    delegation = make_delegation()
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    letter = NominationLetter.objects.create(delegation=delegation, file=file, size=8)
    pages = [delegation.workshop_id, delegation.pk]

    b"".join(client.get(reverse("admin:workshops_workshop_nomination_letter", args=pages)))

    (entry,) = of("seen")
    assert (entry.about, entry.about_id) == ("workshops.nominationletter", letter.pk)
    assert (entry.account, entry.workshop_number) == (organiser, delegation.workshop_id)


def test_passes_of_the_door_are_on_record_when_made_and_withdrawn(client, organiser):
    workshop = make_workshop()
    other = door_passes.create(workshop, "before", by=None).door_pass
    url = "admin:workshops_workshop_door_"

    client.post(reverse(f"{url}pass", args=[workshop.pk]), {"label": "Main entrance"})
    for _time in range(2):
        client.post(reverse(f"{url}revoke", args=[workshop.pk]), {"all": "on"})

    made = workshop.door_passes.latest("pk")
    entries = of("door_pass_made") + of("door_pass_withdrawn")
    assert [entry.about_id for entry in entries] == [made.pk, other.pk, made.pk]
    assert {(each.about, each.workshop_number, each.account) for each in entries} == {
        ("workshops.doorpass", workshop.pk, organiser)
    }


def test_a_legal_text_that_is_changed_is_on_record(client, organiser):
    TextPage.objects.complete()
    page = TextPage.objects.get(key="privacy")
    url = reverse("admin:workshops_textpage_change", args=[page.pk])

    for _time in range(2):
        saved(client.post(url, fields_of(client, url) | {"title_de": "Datenschutz"}))

    (entry,) = of("text_changed")
    assert (entry.account, entry.about_id) == (organiser, page.pk)
    assert entry.details == {"page": "privacy", "fields": ["title_de"]}


def test_nothing_that_names_anybody_is_in_it(client, organiser):
    workshop = make_workshop("canary-workshop")
    person = make_delegate(
        make_delegation(workshop), given_name="Canary", email="canary@example.org", protected=True
    )
    make_needs(person, diet="canary diet")

    client.get(f"/admin/workshops/delegateneeds/{person.pk}/change/")
    client.get(f"/admin/workshops/delegate/{person.pk}/change/")
    words = {"format": "xlsx", "language": "en", "dialect": "excel", "reason": "Canary"}
    client.post(list_url(workshop) + "?q=canary", words)

    assert len(AuditEntry.objects.all()) == 4
    assert "canary" not in str(list(AuditEntry.objects.values())).lower()


def test_what_is_sensitive_is_on_record_when_it_is_seen(client, organiser):
    own = make_workshop()
    make_needs(make_delegate(make_delegation(own)), diet="no nuts")
    sheet = own.days.first().signed_sheets.create(
        file=ContentFile(b"%PDF-1.7", name="s.pdf"), size=8
    )

    client.get(reverse("admin:workshops_workshop_travel", args=[own.pk]))
    b"".join(client.get(reverse("admin:workshops_workshop_signed_sheet", args=[own.pk, sheet.pk])))

    seen = AuditEntry.objects.filter(action="seen", account=organiser).in_chain()
    assert [(each.about, each.workshop_number) for each in seen] == [
        ("workshops.workshop", own.pk),
        ("workshops.signedsheet", own.pk),
    ]
