"""All data of one person and of nobody else, and its erasure with a proof (A79, A80)."""

import datetime
import json
from io import BytesIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_hold,
    make_interest,
    make_message,
    make_municipality,
    make_needs,
    make_organiser,
    make_past_workshop,
    make_pending,
    make_user,
    make_webinar,
    make_workshop,
)
from tests.workshops.admin.test_forms import sent_by
from tests.workshops.retention.test_demo import dump
from tools import languages
from workshops.models import (
    Assignment,
    Delegate,
    DelegateNeeds,
    ExportLog,
    Interest,
    LegalHold,
    Message,
    NominationLetter,
    RetentionRun,
    Status,
    TextPage,
)
from workshops.models.workshop_queries import WorkshopQuerySet
from workshops.registration import interest, lifecycle
from workshops.retention import rights

pytestmark = [pytest.mark.django_db, pytest.mark.row("A79", "A80")]


@pytest.fixture
def organiser(client):
    user = make_organiser(language="en", name="Olga Organiser")
    client.force_login(user)
    return user


@pytest.fixture
def delegation():
    return make_delegation(make_workshop(), make_municipality("sumy", name="Sumy"))


@pytest.fixture
def person(delegation):
    person = make_delegate(
        delegation,
        given_name="Olena",
        family_name="Shevchenko",
        email="olena@sumy.example",
        phone="+380 1",
    )
    make_needs(person, diet="no nuts")
    make_message(delegation, delegate=person, recipient=person.email, language="uk")
    return person


@pytest.fixture
def colleague(delegation):
    """The same municipality, the same domain of mails."""
    other = make_delegate(
        delegation, given_name="Taras", family_name="Bondar", email="taras@sumy.example"
    )
    make_needs(other, diet="halal")
    make_message(delegation, delegate=other, recipient=other.email, language="uk")
    return other


def url(person, name):
    return reverse(f"admin:workshops_workshop_person_{name}", args=[person.workshop_id, person.pk])


def text_of(response):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def test_all_data_of_a_person_and_none_of_a_colleague(client, organiser, person, colleague):
    as_json = client.get(url(person, "json"))
    as_pdf = text_of(client.get(url(person, "pdf")))

    data = json.loads(as_json.content)
    assert data["person"]["email"] == "olena@sumy.example"
    assert data["needs"]["diet"] == "no nuts"
    assert [each["recipient"] for each in data["messages"]] == ["olena@sumy.example"]
    for wanted in ("Olena", "Shevchenko", "olena@sumy.example", "+380 1", "no nuts", "Sumy"):
        assert wanted in as_pdf
    for foreign in ("Taras", "Bondar", "taras@", "halal"):
        assert foreign not in as_json.content.decode()
        assert foreign not in as_pdf


def test_taking_a_persons_data_is_in_the_log_of_exports(client, organiser, person):
    client.get(url(person, "json"))

    log = ExportLog.objects.get()
    assert (log.purpose, log.exported_by, log.row_count) == ("own_data", organiser, 1)


@pytest.mark.parametrize("lacking", ["export_delegate", "view_delegate", "view_delegateneeds"])
def test_whoever_may_not_see_all_of_it_takes_nothing(client, person, lacking):
    wanted = {"export_delegate", "view_delegate", "view_delegateneeds", "work_on_all_workshops"}
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    assert client.get(url(person, "json")).status_code == 200
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted - {lacking}))

    assert client.get(url(person, "json")).status_code == 403
    assert client.get(url(person, "pdf")).status_code == 403


def test_a_person_of_another_workshop_is_not_found(client, organiser, person):
    other = make_workshop()
    for name in ("json", "pdf", "erase"):
        address = reverse(f"admin:workshops_workshop_person_{name}", args=[other.pk, person.pk])
        assert client.get(address).status_code == 404


def test_erased_at_once_with_the_seat_free_and_a_proof_without_a_name(
    client, organiser, person, colleague
):
    asked = client.get(url(person, "erase"))
    assert "they are signed off first" in asked.content.decode()
    assert Delegate.objects.get(pk=person.pk).email

    client.post(url(person, "erase"))

    row = Delegate.objects.get(pk=person.pk)
    assert (row.email, row.given_name, row.phone, row.status) == ("", "", "", Status.WITHDRAWN)
    assert list(DelegateNeeds.objects.values_list("delegate", flat=True)) == [colleague.pk]
    assert list(Message.objects.exclude(delegate=None).values_list("recipient", flat=True)) == [
        "taras@sumy.example"
    ]
    run = RetentionRun.objects.get()
    assert (run.cause, run.workshop, run.run_by) == ("person", person.workshop, organiser)
    proof = client.get(reverse("admin:proof", args=[run.reference]))
    said = text_of(proof)
    assert run.reference in said
    assert not any(name in said for name in ("Olena", "Shevchenko", "Olga"))


def test_of_an_erased_person_nothing_is_found_in_any_table_or_file(
    client, organiser, delegation, person, colleague, settings, tmp_path
):
    settings.MAIL_FOLDER = tmp_path
    (tmp_path / f"2030-01-01-{person.email}.eml").write_text("To: Olena Shevchenko")
    (tmp_path / f"2030-01-01-{colleague.email}.eml").write_text("To: Taras Bondar")
    make_pending(email=person.email, given_name="Olena", family_name="Shevchenko")
    make_message(delegation, text="Accepted: Olena Shevchenko")
    kind = ContentType.objects.get_for_model(Delegate)
    for each in (person, colleague):
        LogEntry.objects.create(
            user=organiser, content_type=kind, object_id=each.pk, object_repr=str(each),
            action_flag=CHANGE,
        )  # fmt: skip
    words = ["Olena", "Shevchenko", "shevchenko", "olena@sumy.example", "+380 1", person.reference]
    before = dump(tmp_path)
    assert [word for word in words if word not in before] == []

    client.post(url(person, "erase"))

    after = dump(tmp_path)
    assert [word for word in words if word in after] == []
    assert all(word in after for word in ("Taras", "Bondar", "bondar", "taras@sumy.example"))


def test_a_message_that_waits_and_names_the_person_goes(client, organiser, delegation, person):
    make_message(delegation, text="Accepted: Olena Shevchenko, Taras Bondar")
    kept = make_message(delegation, text="Accepted: Taras Bondar")

    client.post(url(person, "erase"))

    assert list(Message.objects.all()) == [kept]


def test_the_others_of_the_delegation_still_get_the_digest_without_the_person(
    client, organiser, delegation, person, colleague
):
    delegation.contacts.set([make_contact(delegation.municipality, language="en")])
    make_delegate(delegation, given_name="Olena", family_name="Shevchenkova")
    link = {"by": None, "via": "contact"}
    lifecycle.withdraw(colleague, remark="Take Olena Shevchenko", **link)
    lifecycle.withdraw(person, remark="Take Ihor", **link)
    before = Message.objects.unfinished().get(kind="decisions")
    assert "Ihor" in before.text

    client.post(url(person, "erase"))

    waiting = Message.objects.unfinished().get(kind="decisions")
    lines = waiting.text.splitlines()
    told = [line for line in lines if line.startswith(("– ", "  "))]
    assert told == ["– Taras Bondar: Signed off", "– Olena Shevchenkova: Coming"]
    left = {"– Olena Shevchenko: Signed off", "  Suggests instead: Take Ihor"}
    left.add("  Suggests instead: Take Olena Shevchenko")
    assert set(before.text.splitlines()) - set(lines) == left


def test_of_a_message_the_lines_that_name_the_person_go_and_no_others(organiser, delegation):
    person = make_delegate(delegation, given_name="Olena", family_name="Koval")
    lines = ["Please look after Olena Kovals visa.", "_Olena Koval_", "– Olena Koval: Coming"]
    lines += [
        "  Suggests instead: Ivan",
        "– Olena Koval-Petrenko: Coming",
        "– Anna-Olena Koval: No",
    ]
    message = make_message(delegation, text="\n".join(lines))

    rights.erase_person(person, by=organiser)

    message.refresh_from_db()
    assert message.text.splitlines() == lines[4:]


def test_what_was_typed_goes_with_the_person_and_not_for_a_workshop_of_others(client):
    own = make_user(is_staff=True, language="en")
    own.user_permissions.set(Permission.objects.filter(codename__endswith="_delegate"))
    there, here = (
        make_interest(email="olena@sumy.example"),
        make_interest(email="olena@sumy.example"),
    )
    person = make_delegate(workshop=here.workshop, email=here.email)
    Assignment.objects.create(user=own, workshop=here.workshop)
    client.force_login(own)

    page = client.get(url(person, "erase"))
    client.post(url(person, "erase"))

    assert "Erased with it: 1 entry" in page.text
    assert list(Interest.objects.all()) == [there]


def test_a_digest_that_is_written_later_does_not_list_who_is_erased(
    client, organiser, delegation, person, colleague
):
    delegation.contacts.set([make_contact(delegation.municipality, language="en")])
    client.post(url(person, "erase"))

    lifecycle.withdraw(colleague, by=None)

    lines = Message.objects.get(kind="decisions").text.splitlines()
    assert [line for line in lines if "– " in line] == ["– Taras Bondar: Signed off"]


def test_after_a_workshop_the_status_stays_for_the_counts(client, organiser):
    person = make_delegate(make_delegation(make_past_workshop()))

    client.post(url(person, "erase"))

    row = Delegate.objects.get()
    assert (row.email, row.status) == ("", Status.CONFIRMED)


def test_under_a_hold_and_a_second_time_it_is_refused(client, organiser, person):
    until = timezone.localdate() + datetime.timedelta(days=1)
    hold = LegalHold.objects.create(
        workshop=person.workshop, reason="x", until=until, set_by=organiser
    )
    said = client.post(url(person, "erase"), follow=True).content.decode()
    row = Delegate.objects.get()
    assert "A legal hold stands" in said
    assert (row.email, row.status) == ("olena@sumy.example", Status.CONFIRMED)
    hold.delete()

    client.post(url(person, "erase"))
    again = client.post(url(person, "erase"), follow=True).content.decode()

    assert "erased already" in again
    assert RetentionRun.objects.count() == 1


def test_only_who_may_delete_people_erases(client, person):
    user = make_user(is_staff=True)
    codenames = ["view_delegate", "change_delegate", "export_delegate", "view_delegateneeds"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)

    assert client.post(url(person, "erase")).status_code == 403
    assert client.get(reverse("admin:proof", args=["ABCDEFGH"])).status_code == 403


def test_the_page_of_an_erased_person_shows_a_number_and_changes_nothing(client, organiser, person):
    client.post(url(person, "erase"))

    page = client.get(reverse("admin:workshops_delegate_change", args=[person.pk]))

    assert page.status_code == 200
    assert "erased person" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.get(url(person, "json")).status_code == 404


def test_a_form_that_was_open_brings_nobody_back(client, organiser, monkeypatch):
    """As the form would find the person who waits for the lock that the erasure holds."""
    person = make_delegate(given_name="Olena", family_name="Kanarienvogel")
    url = reverse("admin:workshops_delegate_change", args=[person.pk])
    form = client.get(url).context["adminform"].form
    locked, done = WorkshopQuerySet.locked, []

    def erased_before(workshops, pk):
        if not done:
            done.append(pk)
            there = Delegate.objects.with_senders().get(pk=person.pk)
            lifecycle.withdraw(there, by=organiser, notify=False)
            rights.erase_person(person, by=organiser)
        return locked(workshops, pk)

    monkeypatch.setattr(WorkshopQuerySet, "locked", erased_before)
    read = form.fingerprints_as_text()
    response = client.post(url, sent_by(form) | {"read": read, "phone": "+380"})

    assert response.status_code == 200
    person.refresh_from_db()
    assert person.erased_at
    assert person.family_name == ""


def test_nothing_is_noted_of_who_is_erased(client, organiser):
    person = make_delegate(make_delegation(make_past_workshop()))
    url = f"{reverse('admin:workshops_delegateneeds_add')}?delegate={person.pk}"
    client.get(url)
    rights.erase_person(person, by=organiser)

    client.post(url, {"accessibility": "wheelchair"})

    assert not DelegateNeeds.objects.exists()


def test_erasing_keeps_what_another_workshop_has_to_keep(organiser):
    person = make_delegate(workshop=make_webinar(), email="olena@example.org")
    other = make_webinar()
    make_pending(other, email="olena@example.org")
    make_hold(other)
    assert other.messages.to_strangers().exists()

    rights.erase_person(person, by=organiser)

    assert other.pending_registrations.exclude(email_key="").exists()
    assert other.messages.to_strangers().exists()


# contacts


def test_a_contacts_data_and_erasure(client, organiser, delegation):
    contact = make_contact(name="Iryna Koval", email="iryna@sumy.example")
    other = make_contact(name="Petro Melnyk", email="petro@sumy.example")
    delegation.contacts.set([contact, other])
    make_message(delegation, contact=contact)
    make_message(delegation, contact=other)

    data = client.get(reverse("admin:contact_json", args=[contact.pk])).content.decode()
    pdf = text_of(client.get(reverse("admin:contact_pdf", args=[contact.pk])))
    assert ("Iryna Koval" in data, "Iryna Koval" in pdf) == (True, True)
    assert "iryna@sumy.example" in pdf
    assert not any(foreign in data + pdf for foreign in ("Petro", "petro@"))
    assert client.get(reverse("admin:contact_erase", args=[contact.pk])).status_code == 200
    client.post(reverse("admin:contact_erase", args=[contact.pk]))

    assert list(type(contact).objects.all()) == [other]
    assert list(Message.objects.values_list("recipient", flat=True)) == ["petro@sumy.example"]
    assert RetentionRun.objects.get().cause == "contact"


def test_the_page_says_what_stays_of_a_person(client, organiser, person):
    page = client.get(url(person, "erase"))
    assert "Not erased with it" not in page.content.decode()
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    NominationLetter.objects.create(delegation=person.delegation, file=pdf, size=8)
    for _number in range(2):
        person.workshop.days.first().signed_sheets.create(file=pdf, size=8)
    held = make_interest(email=person.email)
    make_hold(held.workshop)
    there = make_delegate(workshop=make_workshop(), email=person.email.upper())

    page = client.get(url(person, "erase"))

    assert page.context["left"] == [
        ("nomination letters that name several people", 1),
        ("scans of signed lists that name several people", 2),
        ("typed on public pages of workshops under a legal hold", 1),
    ]
    assert page.context["elsewhere"] == [there]
    assert "Not erased with it" in page.content.decode()
    client.post(url(person, "erase"))
    assert list(Interest.objects.values_list("pk", "email")) == [(held.pk, person.email)]


def test_the_page_says_what_stays_of_a_contact(client, organiser, delegation):
    contact = make_contact(email="iryna@sumy.example", language="en")
    delegation.contacts.add(contact)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    delegation.letters.create(number="2030-0001", dated_on=datetime.date(2030, 1, 1), file=pdf)
    there = make_delegate(email=contact.email)
    make_hold(make_interest(email=contact.email).workshop)

    page = client.get(reverse("admin:contact_erase", args=[contact.pk]))

    assert page.context["left"] == [
        ("invitation letters that may name the contact", 1),
        ("typed on public pages of workshops under a legal hold", 1),
    ]
    assert page.context["elsewhere"] == [there]


def test_with_a_contact_goes_the_interest_that_they_expressed(client, organiser):
    contact = make_contact(email="Iryna@sumy.example")
    taken_up, other = make_interest(email=contact.email), make_interest()
    interest.take_up(taken_up, contact.municipality, by=organiser)
    kept = make_interest(email=contact.email)
    make_hold(kept.workshop)

    client.post(reverse("admin:contact_erase", args=[contact.pk]))

    assert list(Interest.objects.order_by("pk")) == [other, kept]
    erased = dict(RetentionRun.objects.get().erasures.values_list("rule", "number"))
    assert erased == {"contacts": 1, "interests": 1}


@pytest.mark.parametrize("page", ["json", "pdf"])
def test_an_answer_names_the_workshop_who_is_responsible_and_its_day(
    client, organiser, settings, page
):
    settings.SITE_OPERATOR = "Town of Example\nMain street 1"
    settings.SITE_CONTACT = "office@example.org"
    person = make_delegate(make_delegation(make_workshop(title_en="Water")), language="en")

    response = client.get(url(person, page))

    text = text_of(response) if page == "pdf" else response.content.decode()
    today = timezone.localdate()
    wanted = ["Water", "Town of Example", "office@example.org"]
    wanted.append(
        languages.format_day(today, "en") if page == "pdf" else f'"issued_at": "{today.year}-'
    )
    assert [words for words in wanted if words not in text] == []


def test_without_an_operator_the_imprint_says_who_is_responsible(client, organiser, settings):
    settings.SITE_OPERATOR = ""
    TextPage.objects.create(key=TextPage.Key.IMPRINT, body_en="<p>Town of Example</p>")
    contact = make_contact()

    data = client.get(reverse("admin:contact_json", args=[contact.pk])).json()

    assert data["responsible"] == "Town of Example"
