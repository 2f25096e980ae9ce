"""Ways around scope, hold and erasure that were open once."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from partnerships.models import AuditEntry, Contact, Role
from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_needs,
    make_organiser,
    make_past_workshop,
    make_pending,
    make_report,
    make_user,
    make_webinar,
    make_workshop,
)
from tests.partnerships.login.conftest import PASSWORD, Browser, give_app
from tools.backups import erasures
from workshops.management.commands import restore
from workshops.models import Assignment, Delegate, DelegateNeeds, LegalHold, Status
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import lifecycle
from workshops.retention import rights

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def own():
    return make_past_workshop("own")


@pytest.fixture
def organiser_of_own(client, own):
    call_command("sync_roles", verbosity=0)
    account = make_user(is_staff=True, language="en")
    account.groups.add(Group.objects.get(name=Role.ORGANISER))
    Assignment.objects.create(user=account, workshop=own)
    client.force_login(account)
    return account


@pytest.fixture
def boss(client):
    account = make_organiser(language="en")
    client.force_login(account)
    return account


def sent_by(form):
    return {name: form[name].value() or "" for name in form.fields}


def actions():
    return list(AuditEntry.objects.in_chain().values_list("action", flat=True))


@pytest.mark.row("A57")
def test_a_report_cannot_be_put_into_a_workshop_that_everybody_can_read_of(
    client, own, organiser_of_own
):
    foreign, report = make_past_workshop("foreign"), make_report(own, slug="mine")
    url = reverse("admin:workshops_report_change", args=[report.pk])
    sent = sent_by(client.get(url).context["adminform"].form)
    rows = {"figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0"}

    response = client.post(url, sent | rows | {"workshop": foreign.pk})

    assert "workshop" in response.context["adminform"].form.errors
    report.refresh_from_db()
    assert report.workshop == own


@pytest.mark.row("A38")
@pytest.mark.parametrize(
    ("page", "arguments"), [("evidence_pack", []), ("paper", ["attendance_list"])]
)
def test_many_people_leave_only_to_who_has_just_logged_in(
    client, own, organiser_of_own, page, arguments
):
    delegation = make_delegation(own)
    for _number in range(101):
        make_delegate(delegation)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": time.time() - 3600}
        for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()

    url = reverse(f"admin:workshops_workshop_{page}", args=[own.pk, *arguments])
    response = client.post(url, {"language": "en"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/account/again/")


def test_who_works_on_a_workshop_is_on_record(client, own, organiser_of_own):
    other = make_user(is_staff=True)
    team = "admin:workshops_workshop_team"

    client.post(reverse(f"{team}_add", args=[own.pk]), {"account": other.pk})
    client.post(reverse(f"{team}_add", args=[own.pk]), {"account": other.pk})
    there = Assignment.objects.get(user=other)
    client.post(reverse(f"{team}_remove", args=[own.pk]), {"assignment": there.pk})

    entries = AuditEntry.objects.filter(about="partnerships.user", about_id=other.pk).in_chain()
    right = ["workshops.work_on_this_workshop"]
    assert [entry.details for entry in entries] == [{"given": right}, {"taken": right}]


def test_a_legal_hold_is_on_record_and_keeps_what_a_press_would_delete(client, boss):
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
    assert [each for each in actions() if "hold" in each] == ["hold_set", "hold_lifted"]


@pytest.mark.row("A79")
def test_a_form_that_was_open_brings_nobody_back(client, boss, monkeypatch):
    """As the form would find the person who waits for the lock that the erasure holds."""
    person = make_delegate(given_name="Olena", family_name="Kanarienvogel")
    url = reverse("admin:workshops_delegate_change", args=[person.pk])
    form = client.get(url).context["adminform"].form
    locked, done = WorkshopQuerySet.locked, []

    def erased_before(workshops, pk):
        if not done:
            done.append(pk)
            there = Delegate.objects.with_senders().get(pk=person.pk)
            lifecycle.withdraw(there, by=boss, notify=False)
            rights.erase_person(person, by=boss)
        return locked(workshops, pk)

    monkeypatch.setattr(WorkshopQuerySet, "locked", erased_before)
    read = form.fingerprints_as_text()
    response = client.post(url, sent_by(form) | {"read": read, "phone": "+380"})

    assert response.status_code == 200
    person.refresh_from_db()
    assert person.erased_at
    assert person.family_name == ""


@pytest.mark.row("A79")
def test_nothing_is_noted_of_who_is_erased(client, boss):
    person = make_delegate(make_delegation(make_past_workshop()))
    url = f"{reverse('admin:workshops_delegateneeds_add')}?delegate={person.pk}"
    client.get(url)
    rights.erase_person(person, by=boss)

    client.post(url, {"accessibility": "wheelchair"})

    assert not DelegateNeeds.objects.exists()


def test_erasing_keeps_what_another_workshop_has_to_keep(boss):
    person = make_delegate(workshop=make_webinar(), email="olena@example.org")
    other = make_webinar()
    make_pending(other, email="olena@example.org")
    LegalHold.objects.create(workshop=other, reason="Az", until="2099-01-01", set_by=boss)

    rights.erase_person(person, by=boss)

    assert other.pending_registrations.exclude(email_key="").exists()


def test_what_is_sensitive_is_on_record_when_it_is_seen(client, own, organiser_of_own):
    make_needs(make_delegate(make_delegation(own)), diet="no nuts")
    sheet = own.days.first().signed_sheets.create(
        file=ContentFile(b"%PDF-1.7", name="s.pdf"), size=8
    )

    client.get(reverse("admin:workshops_workshop_travel", args=[own.pk]))
    client.get(reverse("admin:workshops_workshop_signed_sheet", args=[own.pk, sheet.pk]))

    seen = AuditEntry.objects.filter(action="seen", account=organiser_of_own).in_chain()
    assert [(each.about, each.workshop_number) for each in seen] == [
        ("workshops.workshop", own.pk),
        ("workshops.signedsheet", own.pk),
    ]


@pytest.mark.row("A74")
def test_wrong_codes_and_ended_sessions_are_on_record(client, boss):
    account = make_organiser("olga@example.org", password=PASSWORD, language="en")
    give_app(account)
    browser = Browser()
    browser.password(account.email)
    browser.code("000000")

    client.post(reverse("admin:partnerships_user_end_sessions", args=[account.pk]))

    about = AuditEntry.objects.filter(about_id=account.pk).in_chain()
    assert list(about.values_list("action", "details")) == [
        ("login_failed", {"second_factor": True}),
        ("logout", {}),
    ]


@pytest.mark.row("A79", "L30")
def test_an_erased_contact_is_erased_again_after_a_restore(
    boss, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR_DIR = tmp_path
    contact, other = make_contact(email="olena@example.org"), make_contact()
    number = contact.pk
    with django_capture_on_commit_callbacks(execute=True):
        rights.erase_contact(contact, by=boss)
    make_contact(pk=number, email="olena@example.org")

    assert restore.erase(erasures.references([tmp_path / erasures.NAME])) == 1
    assert list(Contact.objects.values_list("pk", flat=True)) == [other.pk]


@pytest.mark.row("L30")
def test_an_odd_line_of_the_log_is_said_before_anything_is_restored(
    settings, tmp_path, monkeypatch
):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / erasures.NAME).write_text("2026-01-01T00:00:00+00:00 cut\n2026-01")
    monkeypatch.setattr(restore.keys, "identities", lambda key: [])
    monkeypatch.setattr(restore.Command, "restored", lambda *_arguments: pytest.fail("restored"))

    with pytest.raises(CommandError, match="line 1"):
        call_command("restore", tmp_path / "backup.age", key=tmp_path / "key")
    assert not settings.VAR_DIR.exists()


def test_another_address_of_an_account_is_on_record(client, boss):
    account = make_user(is_staff=True, is_active=False)
    sent = {"email": "new@example.org", "language": "de", "is_active": "on", "is_staff": "on"}

    client.post(reverse("admin:partnerships_user_change", args=[account.pk]), sent)

    about = AuditEntry.objects.filter(about_id=account.pk, about="partnerships.user").in_chain()
    assert list(about.values_list("action", "details")) == [
        ("switched_on", {}),
        ("rights", {"email": "changed"}),
    ]
