"""The evidence pack: what is in it, what is missing, who may take it, the same bytes each time."""

import csv
import hashlib
import io
import zipfile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_session,
)
from tests.workshops.documents.reading import text_of
from workshops.models import ExportLog, Handover, IssuedPaper
from workshops.registration import attendance

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 signed"


@pytest.fixture
def workshop():
    """One person seen and signed, one protected seen, one absent; a scan of the first day."""
    workshop = make_past_workshop("past", title_en="Past", funder_reference="F-1")
    first, _second = workshop.days.all()
    hidden = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    sumy = make_delegation(workshop, make_municipality("sumy", name="Sumy"))
    person = make_delegate(sumy, given_name="Олена", family_name="Аа", name_latin="Olena Aa")
    make_delegate(sumy, family_name="Absent")
    protected = make_delegate(make_delegation(workshop, hidden), family_name="Hiddenperson")
    for each in (person, protected):
        attendance.check_in(each, first, by=None)
    attendance.record_signatures(workshop, {(person, first): True}, by=None)
    make_session(workshop, title_en="Opening", room="Hall")
    first.signed_sheets.create(file=ContentFile(PDF, name="a.pdf"), size=len(PDF))
    for number, each in enumerate((person, protected), start=1):
        IssuedPaper.objects.create(
            delegate=each,
            kind="certificate",
            number=f"2023-{number:04}",
            language="en",
            dated_on=first.date,
            file=ContentFile(PDF, name="c.pdf"),
        )
    return workshop


def url_of(workshop, page="evidence"):
    return reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk])


def download(client, workshop, **fields):
    response = client.post(url_of(workshop, "evidence_pack"), {"language": "en"} | fields)
    assert response.status_code == 200, response.content.decode()
    return b"".join(response.streaming_content)


def files(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_pack_holds_every_part(client, organiser, workshop):
    found = files(download(client, workshop))

    assert list(found) == [
        "signed-lists/2023-11-28-1.pdf",
        "printed-lists/2023-11-28.pdf",
        "printed-lists/2023-11-29.pdf",
        "reconciliation.csv",
        "programme.csv",
        "programme.pdf",
        "statistics.csv",
        "certificates.csv",
        "README.txt",
        "SHA256SUMS",
    ]
    assert found["signed-lists/2023-11-28-1.pdf"] == PDF
    assert rows(found["programme.csv"])[1][4:] == ["Opening", "", "Hall"]
    assert ["All", "All", "3", "2", "1"] in rows(found["statistics.csv"])


def test_door_and_paper_are_compared(client, organiser, workshop):
    found = rows(files(download(client, workshop))["reconciliation.csv"])

    assert [[row[0], row[1], row[5], row[7], row[8]] for row in found[1:]] == [
        ["1", "Given Absent", "2023-11-28", "no", "absent"],
        ["1", "Given Absent", "2023-11-29", "no", "absent"],
        ["2", "Олена Аа (Olena Aa)", "2023-11-28", "yes", "attended"],
        ["2", "Олена Аа (Olena Aa)", "2023-11-29", "no", "absent"],
    ]


def test_protected_people_are_left_out_without_a_reason(client, organiser, workshop):
    content = download(client, workshop)

    assert b"Hiddenperson" not in content
    assert b"Melitopol" not in content
    found = files(content)
    assert "Protected people, left out of the lists: 1." in found["README.txt"].decode()
    assert "Hiddenperson" not in text_of(found["printed-lists/2023-11-28.pdf"])
    assert [row[2] for row in rows(found["certificates.csv"])[1:]] == [
        "Олена Аа (Olena Aa)",
        "protected",
    ]


def test_with_a_reason_they_stand_without_their_municipality(client, organiser, workshop):
    content = download(client, workshop, include_protected="on", reason="Audit")

    assert b"Hiddenperson" in content
    assert b"Melitopol" not in content
    printed = text_of(files(content)["printed-lists/2023-11-28.pdf"])
    assert "Hiddenperson" in printed
    assert "Melitopol" not in printed
    log = ExportLog.objects.get()
    assert (log.reason, log.protected_count, log.row_count) == ("Audit", 1, 3)


@pytest.mark.parametrize("reason", ["", "  ", "---"])
def test_no_reason_no_file(client, organiser, workshop, reason):
    words = {"language": "en", "include_protected": "on", "reason": reason}

    response = client.post(url_of(workshop, "evidence_pack"), words)

    assert response.status_code == 422
    assert "Say why protected people are to be in the file." in response.content.decode()
    assert not ExportLog.objects.exists()


def test_the_same_data_gives_the_same_bytes(client, organiser, workshop):
    first = download(client, workshop)
    with time_machine.travel("2031-01-01", tick=False):
        client.force_login(organiser)
        second = download(client, workshop)
    client.force_login(organiser)
    person = workshop.delegates.first()
    person.family_name = "Другa"
    person.save()

    assert first == second
    assert download(client, workshop) != first


def test_the_check_sums_are_right(client, organiser, workshop):
    content = download(client, workshop)
    found = files(content)

    sums = dict(line.split("  ")[::-1] for line in found["SHA256SUMS"].decode().splitlines())
    others = {name: file for name, file in found.items() if name != "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(file).hexdigest() for name, file in others.items()}
    assert ExportLog.objects.get().filter == f"sha256={hashlib.sha256(content).hexdigest()}"


def test_what_is_missing_is_said_before_and_within(client, organiser, workshop):
    expected = [
        "No scan of the signed list: 29 November 2023.",
        "At the door, but not signed, on 28 November 2023: 1.",
        "Protected people, left out of the lists: 1.",
    ]

    assert client.get(url_of(workshop)).context["missing"] == expected
    readme = files(download(client, workshop))["README.txt"].decode()
    assert [text for text in expected if f"- {text}" not in readme] == []
    assert "Reference of the funder: F-1" in readme


def test_an_empty_workshop_says_that_all_is_missing(client, organiser):
    workshop = make_past_workshop()

    assert client.get(url_of(workshop)).context["missing"] == [
        "No scan of the signed list: 28 November 2023.",
        "No scan of the signed list: 29 November 2023.",
        "No programme has been entered.",
        "No certificate was issued.",
    ]
    assert "reconciliation.csv" in files(download(client, workshop))


@pytest.mark.row("L37")
def test_a_scan_whose_file_is_gone_is_said(client, organiser, workshop):
    sheet = workshop.days.first().signed_sheets.get()
    sheet.file.storage.delete(sheet.file.name)

    found = files(download(client, workshop))

    assert "The file of a scan is gone: 28 November 2023." in found["README.txt"].decode()


@pytest.mark.row("A34")
def test_a_formula_in_a_name_is_guarded(client, organiser, workshop):
    make_delegate(workshop=workshop, given_name="=1+1", family_name="")

    assert ',"\'=1+1",' in files(download(client, workshop))["reconciliation.csv"].decode()


@pytest.mark.row("A38")
def test_who_may_not_export_gets_no_pack(client, staff, workshop):
    staff("view_workshop", "view_delegate")

    assert client.get(url_of(workshop)).status_code == 200
    response = client.post(url_of(workshop, "evidence_pack"), {"language": "en"})

    assert response.status_code == 403
    assert not ExportLog.objects.exists()
    assert client.post(url_of(workshop, "evidence_handover"), {}).status_code == 403


def test_a_handover_names_a_pack_that_was_made(client, organiser, workshop):
    content = download(client, workshop)
    words = {
        "handed_over_on": "2023-12-01",
        "sha256": hashlib.sha256(content).hexdigest(),
        "reference": "AZ 7/2023",
    }

    response = client.post(url_of(workshop, "evidence_handover"), words, follow=True)

    made = Handover.objects.get()
    assert (made.reference, made.sha256, made.recorded_by) == (
        "AZ 7/2023",
        words["sha256"],
        organiser,
    )
    assert "AZ 7/2023" in response.content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"sha256": "0" * 64}, {"handed_over_on": "2999-01-01"}, {"reference": ""}, {"sha256": ""}],
)
def test_a_handover_that_does_not_fit_is_refused(client, organiser, workshop, fields):
    content = download(client, workshop)
    words = {
        "handed_over_on": "2023-12-01",
        "sha256": hashlib.sha256(content).hexdigest(),
        "reference": "AZ 7/2023",
    }

    response = client.post(url_of(workshop, "evidence_handover"), words | fields)

    assert response.status_code == 422
    assert not Handover.objects.exists()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_same_queries_for_any_number(client, organiser, django_assert_num_queries, number):
    workshop = make_past_workshop()
    for _number in range(number):
        person = make_delegate(make_delegation(workshop))
        attendance.check_in(person, workshop.days.first(), by=None)
        download(client, workshop)

    with django_assert_num_queries(17):
        client.get(url_of(workshop))
    # PostgreSQL is also asked for the lock of the audit
    with django_assert_num_queries(32 if connection.vendor == "postgresql" else 31):
        download(client, workshop)
