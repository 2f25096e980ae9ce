"""The tab “Clean-up”: what is erased when, what has been, and the legal hold."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from partnerships.models import AuditEntry
from tests.factories import (
    make_delegate,
    make_delegation,
    make_hold,
    make_needs,
    make_past_workshop,
    make_workshop,
)
from tools import languages
from workshops.models import Delegate, DelegateNeeds, Delegation, LegalHold, Status
from workshops.retention import erase

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


def url(workshop, page="cleaning", *args):
    return reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk, *args])


def test_it_says_what_is_held_until_when_and_what_was_erased(client, organiser):
    workshop = make_past_workshop()
    make_needs(make_delegate(make_delegation(workshop)), diet="x")
    before = client.get(url(workshop)).content.decode()
    assert "December 29, 2023" in before or "29 December 2023" in before
    assert '<span class="badge badge-warn">due</span>' in before

    run = erase.apply()
    after = client.get(url(workshop)).content.decode()

    assert '<span class="badge badge-warn">due</span>' not in after
    assert run.reference in after


def test_a_hold_is_set_with_a_reason_and_a_last_day_and_lifted(client, organiser):
    workshop = make_past_workshop()
    make_needs(make_delegate(make_delegation(workshop)), diet="x")

    client.post(url(workshop, "cleaning_hold"), {"reason": "Audit 7", "until": TOMORROW})
    hold = LegalHold.objects.get()
    page = client.get(url(workshop)).content.decode()
    assert (hold.reason, hold.until, hold.set_by) == ("Audit 7", TOMORROW, organiser)
    assert "Legal hold: nothing is erased" in page
    assert languages.format_day(TOMORROW, "en") + ' <span class="badge badge-info">' in page
    assert "Without the hold:" in page
    assert "due: without a hold" in page
    erase.apply()
    assert Delegate.objects.get().needs.diet == "x"
    for _press in range(2):
        client.post(url(workshop, "hold_lift", hold.pk))

    hold.refresh_from_db()
    assert hold.lifted_by == organiser
    assert "Legal hold: nothing is erased" not in client.get(url(workshop)).content.decode()


def test_a_hold_keeps_a_delegation_without_people(client, organiser):
    delegation = make_delegation()
    hold = make_hold(delegation.workshop)
    address = reverse("admin:workshops_delegation_delete", args=[delegation.pk])

    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Delegation.objects.exists()
    hold.delete()
    client.post(address, {"post": "yes"})
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("reason", "until"),
    [
        ("", TOMORROW),
        (" . ", TOMORROW),
        ("Audit", ""),
        ("Audit", "2020-01-01"),
        ("x" * 301, TOMORROW),
    ],
)
def test_a_hold_without_a_reason_or_in_the_past_is_refused(client, organiser, reason, until):
    response = client.post(
        url(make_workshop(), "cleaning_hold"), {"reason": reason, "until": until}
    )

    assert response.status_code == 422
    assert LegalHold.objects.count() == 0


def test_a_second_hold_stands_when_the_first_is_lifted(client, organiser):
    workshop = make_past_workshop()
    first, _second = (
        LegalHold.objects.create(workshop=workshop, reason=name, until=TOMORROW)
        for name in ("First", "Second")
    )

    response = client.post(url(workshop, "hold_lift", first.pk), follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert said == ["The hold is lifted. Another one stands: nothing is erased yet."]
    assert "Second" in response.content.decode()


def test_a_hold_that_ends_first_changes_no_day(client, organiser):
    workshop = make_workshop()
    LegalHold.objects.create(workshop=workshop, reason="Audit", until=TOMORROW)

    page = client.get(url(workshop)).content.decode()

    assert "Without the hold:" not in page
    assert "Nothing is due yet." in page


def test_who_only_sees_people_sees_the_tab_and_holds_nothing(client, staff):
    workshop = make_workshop()
    user = staff("view_workshop", "view_delegate")
    hold = LegalHold.objects.create(workshop=workshop, reason="x", until=TOMORROW, set_by=user)

    assert client.get(url(workshop)).status_code == 200
    assert "Set a legal hold" not in client.get(url(workshop)).content.decode()
    assert client.post(url(workshop, "cleaning_hold")).status_code == 403
    assert client.post(url(workshop, "hold_lift", hold.pk)).status_code == 403


def test_nobody_without_a_right_sees_it(client, staff):
    staff("view_contact")
    assert client.get(url(make_workshop())).status_code == 403


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_needs_the_same_queries(client, organiser, number, django_assert_num_queries):
    delegation = make_delegation(make_past_workshop())
    for _number in range(number):
        make_delegate(delegation, status="nominated")
    client.get(url(delegation.workshop))

    with django_assert_num_queries(27):
        client.get(url(delegation.workshop))


def test_a_legal_hold_is_on_record_and_keeps_what_a_press_would_delete(client, organiser):
    workshop = make_workshop()
    delegation = make_delegation(workshop)
    new = make_delegate(delegation, status=Status.NOMINATED)
    needs = make_needs(make_delegate(delegation), diet="no nuts")
    sheet = workshop.days.first().signed_sheets.create(
        file=ContentFile(b"%PDF-1.7", name="s.pdf"), size=8
    )
    hold = {"reason": "Az 1", "until": "2099-01-01"}
    client.post(reverse("admin:workshops_workshop_cleaning_hold", args=[workshop.pk]), hold)
    deletions = (
        reverse("admin:workshops_delegate_delete", args=[new.pk]),
        reverse("admin:workshops_delegateneeds_delete", args=[needs.pk]),
        reverse("admin:workshops_workshop_signed_sheet_remove", args=[workshop.pk, sheet.pk]),
    )

    for url in deletions:
        client.post(url, {"post": "yes"})
    assert Delegate.objects.filter(pk=new.pk).exists()
    assert DelegateNeeds.objects.filter(pk=needs.pk).exists()
    assert type(sheet).objects.filter(pk=sheet.pk).exists()

    held = LegalHold.objects.get()
    for _time in range(2):
        client.post(reverse("admin:workshops_workshop_hold_lift", args=[workshop.pk, held.pk]))
    for url in deletions:
        client.post(url, {"post": "yes"})
    assert not Delegate.objects.filter(pk=new.pk).exists()
    assert not DelegateNeeds.objects.filter(pk=needs.pk).exists()
    assert not type(sheet).objects.filter(pk=sheet.pk).exists()
    entries = AuditEntry.objects.filter(action__startswith="hold").in_chain()
    assert [entry.action for entry in entries] == ["hold_set", "hold_lifted"]
