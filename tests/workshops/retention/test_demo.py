"""The demo three years later: nothing in the database and in files names anybody (A79, A82)."""

import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from partnerships.models import Contact
from tests.factories import make_message, make_organiser
from workshops import statistics
from workshops.demo.load import load
from workshops.models import (
    Delegate,
    Delegation,
    InvitationLetter,
    IssuedPaper,
    LegalHold,
    NominationLetter,
    SignedSheet,
    Workshop,
    WorkshopDay,
)
from workshops.models.private_files import private_files
from workshops.retention import erase

pytestmark = [pytest.mark.django_db, pytest.mark.row("A79", "A82")]
YEARS = datetime.timedelta(days=3 * 365 + 1)
FILED = (InvitationLetter, IssuedPaper, NominationLetter, SignedSheet)


@pytest.fixture
def filled(settings, tmp_path, picture_files, monkeypatch):
    """The demo with mails, papers, letters and the log of the administration; its folder."""
    for model in FILED:
        monkeypatch.setattr(model._meta.get_field("file"), "storage", private_files())
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.MAIL_FOLDER.mkdir()
    load()
    for person in Delegate.objects.select_related("delegation__workshop", "workshop"):
        _write_to(person, settings.MAIL_FOLDER)
    for delegation in Delegation.objects.filter(delegates__isnull=False).distinct():
        names = "\n".join(map(str, delegation.delegates.all())).encode()
        file = ContentFile(names, name="letter.pdf")
        NominationLetter.objects.create(delegation=delegation, file=file, size=len(names))
    for day in WorkshopDay.objects.filter(workshop__delegates__isnull=False).distinct():
        names = "\n".join(map(str, day.workshop.delegates.all())).encode()
        SignedSheet.objects.create(day=day, file=ContentFile(names, name="a.pdf"), size=len(names))
    return tmp_path


def _write_to(person, folder):
    make_message(
        person.delegation,
        delegate=person,
        recipient=person.email,
        text=str(person),
        workshop=person.workshop,
        message_id=f"<{person.pk}@demo>",
    )
    file = folder / f"2026-11-28-{person.pk}-{person.email}.eml"
    file.write_text(f"To: {person} <{person.email}>", encoding="utf-8")
    IssuedPaper.objects.create(
        delegate=person,
        kind="letter",
        number=f"2026-{person.pk:04}",
        language="de",
        dated_on=datetime.date(2026, 11, 28),
        file=ContentFile(str(person).encode(), name="paper.pdf"),
    )
    LogEntry.objects.create(
        user=make_organiser(),
        content_type=ContentType.objects.get_for_model(Delegate),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
    )


def dump(folder: Path) -> str:
    """Every value of every table, the name and the content of every file."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += ["\t".join(map(str, row)) for row in cursor.fetchall()]
    for path in folder.rglob("*"):
        if path.is_file():
            found += [path.name, path.read_bytes().decode(errors="replace")]
    return "\n".join(found)


def searched_for():
    """Names in both scripts, addresses and phones of all people and contacts."""
    people = Delegate.objects.values_list(
        "given_name", "family_name", "name_latin", "badge_name", "email", "phone", "position"
    )
    contacts = Contact.objects.values_list("name", "email", "phone")
    full = {str(person) for person in Delegate.objects.all()}
    return full | {text for row in [*people, *contacts] for text in row if text}


def counts():
    """Per country, body, role, track and day; per delegation; per status."""
    with override("en"):
        found = {one.slug: statistics.of(one, "en") for one in Workshop.objects.all()}
    delegations = Delegation.objects.order_by("pk").with_counts()
    found["delegations"] = list(delegations.values_list("pk", "named", "accepted", "coming"))
    found["status"] = Delegate.objects.numbers_by_status()
    return found


def test_three_years_later_nothing_names_anybody_and_all_counts_are_the_same(filled):
    words, full_names = searched_for(), {str(person) for person in Delegate.objects.all()}
    chance = words_of_others(words)
    before, text = counts(), dump(filled)
    assert len(full_names) > 30
    assert [word for word in words if word not in text] == []
    later = timezone.now() + YEARS

    on_hold = erase.apply(later)
    held = {str(p) for p in Delegate.objects.filter(workshop__legal_holds__isnull=False)}
    assert len(held) > 30
    assert "erased person" not in held
    LegalHold.objects.all().delete()
    run = erase.apply(later)

    assert (on_hold.failed, run.failed) == ("", "")
    text = dump(filled)
    assert {word for word in words if word in text} - chance == set()
    assert not full_names & chance
    assert counts() == before
    assert list(erase.apply(later).erasures.all()) == []


def words_of_others(words):
    """Those that stand in texts about municipalities and workshops by chance, as a short first
    name does in the name of a city."""
    labels = (
        *(f"partnerships.{name}" for name in ("Municipality", "Organisation", "Spelling", "Topic")),
        *(f"workshops.{name}" for name in ("Workshop", "Report", "Outcome", "Session")),
        *("workshops.ThematicTrack", "partnerships.Partnership"),
    )
    with connection.cursor() as cursor:
        found = []
        for label in labels:
            table = connection.ops.quote_name(apps.get_model(label)._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            found += ["\t".join(map(str, row)) for row in cursor.fetchall()]
    text = "\n".join(found)
    return {word for word in words if word in text}


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL overwrites by itself (VACUUM)"
)
def test_sqlite_overwrites_what_is_deleted():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
