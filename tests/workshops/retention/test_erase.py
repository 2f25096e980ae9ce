"""What is due is erased, once, rule by rule; counts stay; a hold postpones (A79, A82)."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_interest,
    make_message,
    make_needs,
    make_organiser,
    make_past_workshop,
    make_pending,
    make_user,
    make_webinar,
    make_workshop,
)
from workshops.models import (
    Attendance,
    Consent,
    Contribution,
    Delegate,
    DelegateNeeds,
    DoorPass,
    Interest,
    IssuedPaper,
    LegalHold,
    Message,
    PendingRegistration,
    RetentionRun,
    SignedSheet,
    StatusChange,
)
from workshops.models.keeping import people_kept_until
from workshops.registration import registering
from workshops.retention import erase, policy

pytestmark = [pytest.mark.django_db, pytest.mark.row("A82")]
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


def after(workshop):
    """The first instant after all of a workshop's people are kept."""
    day = people_kept_until(workshop) + DAY
    return datetime.datetime.combine(day, datetime.time(0, 1), workshop.zone)


@pytest.fixture
def workshop():
    return make_past_workshop()


@pytest.fixture
def person(workshop):
    delegation = make_delegation(workshop)
    person = make_delegate(
        delegation,
        given_name="Олена",
        family_name="Шевченко",
        name_latin="Olena Shevchenko",
        email="olena@example.org",
        phone="+380 44 123",
        position="Deputy mayor",
        languages_spoken=("uk", "de"),
    )
    day = workshop.days.first()
    make_needs(person, diet="no nuts")
    Consent.objects.create(
        delegate=person, purpose="photo", act="given", text_version="1", language="uk"
    )
    person.status_changes.update(remark="Olena asked for it")
    make_message(delegation, delegate=person, recipient=person.email, language="uk")
    Attendance.objects.create(delegate=person, day=day, method="desk")
    SignedSheet.objects.create(day=day, file=ContentFile(b"Olena", name="a.pdf"), size=5)
    IssuedPaper.objects.create(
        delegate=person, kind="letter", number="2023-0001", language="uk",
        dated_on=day.date, file=ContentFile(b"Olena", name="b.pdf"),
    )  # fmt: skip
    return person


def numbers(run):
    return erase.total(run.erasures.all())


def test_food_and_travel_go_thirty_days_after_and_the_rest_stays(workshop, person):
    last = datetime.datetime(2023, 12, 29, 23, 59, tzinfo=workshop.zone)
    assert workshop.ends_on == datetime.date(2023, 11, 29)

    erase.apply(last)
    assert DelegateNeeds.objects.count() == 1
    run = erase.apply(last + 2 * 60 * SECOND)

    assert numbers(run) == {"needs": 1}
    assert DelegateNeeds.objects.count() == 0
    assert Delegate.objects.get().given_name == "Олена"


def test_needs_go_where_the_workshop_takes_place():
    kept = DelegateNeeds.objects.create(delegate=make_delegate(), diet="kept")
    zone = "Pacific/Auckland"
    workshop = make_workshop(starts_on=datetime.date(2026, 5, 7), days=1, timezone=zone)
    DelegateNeeds.objects.create(delegate=make_delegate(workshop=workshop), diet="erased")
    last = datetime.datetime(2026, 6, 6, 23, 59, tzinfo=workshop.zone)

    erase.apply(last)
    assert DelegateNeeds.objects.count() == 2
    erase.apply(last + datetime.timedelta(minutes=1))

    assert list(DelegateNeeds.objects.all()) == [kept]


def test_a_person_becomes_a_number_and_their_files_go(workshop, person):
    before, reference = Delegate.objects.get(), person.reference
    files = [
        (SignedSheet.objects.get().file.storage, SignedSheet.objects.get().file.name),
        (IssuedPaper.objects.get().file.storage, IssuedPaper.objects.get().file.name),
    ]
    assert all(storage.exists(name) for storage, name in files)

    erase.apply(after(workshop))

    row = Delegate.objects.get()
    named = ("given_name", "family_name", "name_latin", "email", "email_key", "phone", "position",
             "search_key", "employer", "salutation")  # fmt: skip
    assert {getattr(row, name) for name in named} == {""}
    assert row.languages_spoken == ()
    assert row.reference != reference
    assert (row.status, row.role, row.delegation_id) == (
        before.status, before.role, before.delegation_id,
    )  # fmt: skip
    assert Attendance.objects.count() == 1
    assert not any(storage.exists(name) for storage, name in files)
    assert [SignedSheet.objects.count(), Consent.objects.count(), Message.objects.count()] == [
        0
    ] * 3
    assert (IssuedPaper.objects.get().number, IssuedPaper.objects.get().file.name) == (
        "2023-0001", "",
    )  # fmt: skip
    assert set(StatusChange.objects.values_list("remark", flat=True)) == {""}


def test_on_the_last_day_it_is_all_there(workshop, person):
    erase.apply(after(workshop) - 2 * 60 * SECOND)

    assert Delegate.objects.get().email == "olena@example.org"


def test_where_somebody_works_is_counted_unless_it_names_them(workshop):
    make_delegate(
        workshop=workshop, affiliation="Büro Anna Muster", given_name="Anna", family_name="Muster"
    )
    make_delegate(workshop=workshop, affiliation="Goethe-Institut")

    erase.apply(after(workshop))

    assert sorted(Delegate.objects.values_list("affiliation", flat=True)) == ["", "Goethe-Institut"]


def test_a_second_run_erases_nothing_and_says_so(workshop, person):
    first = erase.apply(after(workshop))
    second = erase.apply(after(workshop))

    assert numbers(first)["people"] == 1
    assert numbers(second) == {}
    assert (second.failed, second.finished_at is not None) == ("", True)


def test_a_dry_run_counts_what_the_real_one_erases(workshop, person):
    counted = erase.apply(after(workshop), is_dry_run=True)
    assert Delegate.objects.get().email == "olena@example.org"

    erased = erase.apply(after(workshop))

    assert numbers(counted) == numbers(erased)
    assert counted.is_dry_run


def test_killed_half_way_and_run_again_everything_is_gone(workshop, person, monkeypatch):
    """The row that names a file outlives it, never the other way round."""
    sheet = SignedSheet.objects.get()
    storage, name = sheet.file.storage, sheet.file.name

    class Killed(BaseException):
        pass

    def killed(rule, rows):
        real(rule, rows)
        if rule.key == "signed_sheets":
            raise Killed

    real = erase._delete_files
    monkeypatch.setattr(erase, "_delete_files", killed)
    with pytest.raises(Killed):
        erase.apply(after(workshop))
    monkeypatch.undo()
    assert DelegateNeeds.objects.count() == 0  # what came before is done
    assert Delegate.objects.get().email  # what comes after is not
    assert (SignedSheet.objects.count(), storage.exists(name)) == (1, False)
    assert RetentionRun.objects.get().finished_at is None

    erase.apply(after(workshop))

    assert (SignedSheet.objects.count(), Delegate.objects.get().email) == (0, "")


def test_one_rule_that_fails_stops_no_other_and_tells_no_data(
    workshop, person, monkeypatch, caplog
):
    def fail(rule, rows, at):
        if rule.key == "consents":
            raise RuntimeError("Olena Shevchenko")
        real(rule, rows, at)

    real = erase.erase_rows
    monkeypatch.setattr(erase, "erase_rows", fail)

    run = erase.apply(after(workshop))

    assert run.failed == "consents"
    assert Consent.objects.count() == 1
    assert Delegate.objects.get().email == ""
    assert "Not erased: consents (RuntimeError)" in caplog.text
    assert "Olena" not in caplog.text


# the legal hold


def test_a_hold_postpones_everything_of_its_workshop_alone(workshop, person):
    other = make_past_workshop()
    make_delegate(workshop=other)
    until = timezone.localdate(after(workshop)) + DAY
    LegalHold.objects.create(workshop=workshop, reason="audit", until=until, set_by=make_user())

    erase.apply(after(workshop))

    assert DelegateNeeds.objects.count() == 1
    assert Delegate.objects.get(pk=person.pk).email == "olena@example.org"
    assert Delegate.objects.get(workshop=other).email == ""


@pytest.mark.parametrize("end", ["lifted", "over"])
def test_after_the_hold_what_was_due_is_erased(workshop, person, end):
    today = timezone.localdate(after(workshop))
    hold = LegalHold.objects.create(
        workshop=workshop, reason="audit", until=today, set_by=make_user()
    )
    at = after(workshop)
    if end == "lifted":
        hold.lifted_at, hold.lifted_by = at, make_user()
        hold.save()
    else:
        erase.apply(at)
        assert Delegate.objects.get().email
        at += DAY

    erase.apply(at)

    assert Delegate.objects.get().email == ""
    assert LegalHold.objects.get().reason == ""


# what is kept for hours, and each round of the worker


def test_what_nobody_confirmed_is_erased_after_48_hours():
    pending = make_pending(email="olena@example.org", languages_spoken=("uk",))
    erase.apply(pending.created_at + 48 * HOUR - SECOND)
    assert PendingRegistration.objects.open().count() == 1
    assert Message.objects.count() == 1

    erase.apply(pending.created_at + 48 * HOUR + SECOND)

    row = PendingRegistration.objects.get()
    assert {getattr(row, name) for name in (*PendingRegistration.TYPED, "email_key")} == {""}
    assert (row.languages_spoken, row.token_hash) == ((), pending.token_hash)
    assert Message.objects.count() == 0


def test_messages_to_people_are_not_erased_with_those_to_strangers():
    workshop = make_webinar()
    for name in ("pressed", "not"):
        make_delegate(workshop=workshop, email=f"{name}@example.org")
        pending = make_pending(workshop, email=f"{name}@example.org")
        if name == "pressed":
            registering.confirm(pending, token="T")

    erase.apply(timezone.now() + 3 * DAY)

    assert [message.recipient for message in Message.objects.all()] == ["pressed@example.org"]


def test_nothing_is_left_of_registrations_once_the_workshop_is_over():
    pending = make_pending()

    erase.apply(pending.workshop.ends_at)

    assert PendingRegistration.objects.count() == 0


def test_each_round_does_what_is_short_and_once_a_day_everything(workshop, person):
    at = after(workshop)
    erase.each_round(at)
    assert Delegate.objects.get(pk=person.pk).email == ""
    pending = make_pending()
    PendingRegistration.objects.update(created_at=at - 48 * HOUR)
    late = make_delegate(make_delegation(workshop), email="late@example.org")

    erase.each_round(at + HOUR)
    assert PendingRegistration.objects.get(pk=pending.pk).email == ""
    assert Delegate.objects.get(pk=late.pk).email == "late@example.org"
    assert RetentionRun.objects.count() == 1
    erase.each_round(at + DAY)

    assert Delegate.objects.get(pk=late.pk).email == ""
    assert RetentionRun.objects.count() == 2


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_round_without_anything_due_needs_the_same_queries(number, django_assert_num_queries):
    delegation = make_delegation()
    erase.apply()
    for _number in range(number):
        make_delegate(delegation, status="nominated")

    with django_assert_num_queries(13):
        erase.each_round()


# what belongs to no person of a list


def test_interest_labels_of_doors_speakers_and_signatures_go(workshop):
    opened = make_interest()
    Interest.objects.update(workshop=workshop)
    DoorPass.objects.create(workshop=workshop, label="Olena", token_hash="x", code_hash="y")
    workshop.on_duty_contact, workshop.signatory = "Olena, +380", "Olena"
    workshop.save()
    Contribution.objects.create(workshop=workshop, person_name="Olena", topic_title_de="Wasser")
    Contribution.objects.create(workshop=workshop, person_name="Olena")

    erase.apply(after(workshop))

    workshop.refresh_from_db()
    assert Interest.objects.filter(pk=opened.pk).count() == 0
    assert DoorPass.objects.get().label == ""
    assert (workshop.on_duty_contact, workshop.signatory) == ("", "")
    assert set(workshop.history.values_list("on_duty_contact", "signatory")) == {("", "")}
    assert list(Contribution.objects.values_list("person_name", "topic_title_de")) == [
        ("", "Wasser")
    ]


def test_a_contact_whom_nobody_confirms_for_two_years_goes():
    now = timezone.now()
    today = timezone.localdate(now)
    old = now - policy.CONTACTS.age - 2 * DAY
    gone, confirmed, fresh, used = (make_contact() for _number in range(4))
    type(gone).objects.exclude(pk=fresh.pk).update(entered_at=old)
    type(gone).objects.filter(pk=confirmed.pk).update(verified_on=today - 300 * DAY)
    make_delegation(make_workshop()).contacts.add(used)

    run = erase.apply(now)

    assert set(type(gone).objects.all()) == {confirmed, fresh, used}
    assert numbers(run) == {"contacts": 1}


def test_an_account_switched_off_for_three_years_keeps_its_number_alone():
    old = timezone.now() - policy.ACCOUNTS.age - DAY
    off = make_organiser("olga@example.org", name="Olga", is_active=False)
    on = make_organiser("still@example.org", name="Still")
    type(off).objects.update(last_login=old, joined_at=old)
    for account in (off, on):
        Authenticator.objects.create(user=account, type="totp", data={})
        EmailAddress.objects.create(user=account, email=account.email)

    erase.apply()

    off.refresh_from_db()
    on.refresh_from_db()
    assert (off.name, off.email) == ("", f"account-{off.pk}@erased.invalid")
    assert (off.is_staff, off.is_superuser, off.has_usable_password()) == (False, False, False)
    assert on.name == "Still"
    for kept in (Authenticator, EmailAddress):
        assert list(kept.objects.values_list("user", flat=True)) == [on.pk]


# the command


def test_the_command_prints_its_report_for_people_and_programs(workshop, person, capsys):
    call_command("apply_retention", dry_run=True)
    assert "report" in capsys.readouterr().out
    call_command("apply_retention", json=True)

    import json

    report = json.loads(capsys.readouterr().out)
    assert report["erased"]["needs"] == 1
    assert (report["dry_run"], report["failed"]) == (False, [])
    assert "Olena" not in str(report)
