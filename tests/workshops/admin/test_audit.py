"""Lists that left or were refused, and looks at what is sensitive, are on record (A38)."""

import pytest

from partnerships.models import AuditEntry
from tests.factories import make_delegate, make_delegation, make_needs, make_workshop
from workshops.models import ExportLog

pytestmark = [pytest.mark.django_db, pytest.mark.row("A38")]


def of(action):
    return list(AuditEntry.objects.in_chain().filter(action=action))


def list_url(workshop, purpose="door"):
    return f"/admin/workshops/workshop/{workshop.pk}/lists/{purpose}/"


def test_a_list_that_is_taken_out_is_on_record_with_its_number(client, organiser):
    person = make_delegate()

    response = client.post(
        list_url(person.workshop),
        {"format": "csv", "language": "en", "dialect": "excel", "reason": "Test"},
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
