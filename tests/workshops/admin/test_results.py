"""The tab of results: outcomes and documents in one form, checked files, who may do what."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    make_delegation,
    make_material,
    make_outcome,
    make_past_workshop,
    make_report,
    make_track,
    make_workshop,
)
from tests.workshops.admin.test_forms import errors_of, fields_of, saved
from workshops.models import Material, Outcome, Visibility

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
ODT = "application/vnd.oasis.opendocument.text"


def url_of(workshop):
    return reverse("admin:workshops_workshop_results", args=[workshop.pk])


def archive(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office(part, *more):
    return archive(**{"[Content_Types].xml": "<Types/>", part: "<x/>"} | dict.fromkeys(more, "x"))


def with_file(data, name, content, **fields):
    """The form with one new document."""
    row = {
        "materials-TOTAL_FORMS": int(data["materials-INITIAL_FORMS"]) + 1,
        "materials-0-title_en": "Handout",
        "materials-0-file": SimpleUploadedFile(name, content),
        "materials-0-language": "uk",
        "materials-0-visibility": "public",
    }
    return data | row | fields


def test_outcomes_and_documents_are_added(client, organiser):
    workshop = make_past_workshop()
    track = make_track(workshop)
    municipality = make_delegation(workshop).municipality
    data = fields_of(client, url_of(workshop)) | {
        "outcomes-TOTAL_FORMS": 1,
        "outcomes-0-kind": "lesson",
        "outcomes-0-text_en": "Plan together.",
        "outcomes-0-municipality": municipality.pk,
        "outcomes-0-track": track.pk,
        "outcomes-0-visibility": "public",
        "outcomes-0-position": "0",
    }

    response = saved(client.post(url_of(workshop), with_file(data, "Звіт.PDF", PDF)))

    assert response.url == url_of(workshop)
    outcome, material = Outcome.objects.get(), Material.objects.get()
    assert (outcome.kind, outcome.text_en) == ("lesson", "Plan together.")
    assert (outcome.municipality, outcome.track) == (municipality, track)
    assert (material.title_en, material.kind, material.size) == ("Handout", "PDF", len(PDF))
    assert material.file.name.startswith("materials/")
    assert "Звіт" not in material.file.name
    assert client.get(material.get_absolute_url().replace("/admin", "")).status_code == 200


def test_the_texts_of_the_workshop_stay_as_they_are(client, organiser):
    workshop = make_past_workshop(summary_de="Kurz")
    make_outcome(workshop)
    changes = workshop.history.count()

    saved(client.post(url_of(workshop), fields_of(client, url_of(workshop))))

    workshop.refresh_from_db()
    assert (workshop.summary_de, workshop.history.count()) == ("Kurz", changes)


def test_a_new_row_is_for_participants_unless_somebody_says_otherwise(client, organiser):
    forms = client.get(url_of(make_workshop())).context["inline_admin_formsets"]

    new = [inline.formset.empty_form["visibility"].value() for inline in forms]
    assert new == [Visibility.PARTICIPANTS, Visibility.PARTICIPANTS]


GOOD = [
    ("a.pdf", PDF),
    ("a.docx", office("word/document.xml")),
    ("a.pptx", office("ppt/presentation.xml")),
    ("a.xlsx", office("xl/workbook.xml")),
    ("a.odt", archive(mimetype=ODT)),
    ("a.csv", "Місто;Stadt\n".encode()),
    ("a.txt", "\ufeffПривіт".encode()),
]
BAD = [
    ("a.html", b"<script>alert(1)</script>"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("a.pdf", b"<html><script>alert(1)</script>"),
    ("a.pdf", b"GIF89a" + PDF),
    ("a.pdf.exe", b"MZ" + PDF),
    ("a.exe.pdf", b"MZ"),
    ("a.pdf.", PDF),
    ("a", PDF),
    (".pdf", PDF),
    ("a.php", PDF),
    ("a.zip", archive(inner=b"x")),
    ("a.docm", office("word/document.xml")),
    ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
    ("a.docx", office("xl/workbook.xml")),
    ("a.docx", archive(mimetype=ODT)),
    ("a.docx", b"#!/bin/sh\n" + office("word/document.xml")),
    ("a.docx", office("word/document.xml")[:-30]),
    ("a.docx", office("word/document.xml") + b"<script>"),
    ("a.docx", b"PK\x03\x04" + b"\x00" * 100),
    ("a.odt", archive(mimetype="text/html")),
    ("a.odt", archive(other="x")),
    ("a.txt", b"a\x00b"),
    ("a.txt", b"\x1b[2J"),
    ("a.csv", b"\xff\xfe\x00"),
    ("a.txt", b""),
]


@pytest.mark.parametrize(("name", "content"), GOOD)
def test_a_document_is_taken(client, organiser, name, content):
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop))

    saved(client.post(url_of(workshop), with_file(data, name, content)))

    assert Material.objects.get().size == len(content)


def test_a_long_name_of_a_file_is_no_obstacle(client, organiser):
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop))

    saved(client.post(url_of(workshop), with_file(data, f"{'a' * 90}.pdf", b"%PDF-1.7")))

    assert Material.objects.exists()


def test_a_document_of_no_possible_workshop_is_not_found(client, organiser):
    address = "/admin/workshops/workshop/99999999999999999999/results/5/"

    assert client.get(address).status_code == 404


@pytest.mark.row("A46")
@pytest.mark.parametrize(("name", "content"), BAD)
def test_what_is_no_document_is_refused(client, organiser, name, content):
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop))

    response = client.post(url_of(workshop), with_file(data, name, content))

    assert response.status_code == 200
    assert list(errors_of(response)) == ["file"]
    assert not Material.objects.exists()


def test_a_forged_list_of_parts_is_not_read(client, organiser):
    forged = bytearray(office("word/document.xml"))
    forged[-12:-10] = (60_000).to_bytes(2, "little")
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop))

    response = client.post(url_of(workshop), with_file(data, "a.docx", bytes(forged)))

    assert list(errors_of(response)) == ["file"]


@pytest.mark.row("A46")
def test_a_large_file_is_refused(client, organiser, monkeypatch):
    monkeypatch.setattr("workshops.admin.results.LARGEST", len(PDF) - 1)
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop))

    response = client.post(url_of(workshop), with_file(data, "a.pdf", PDF))

    assert list(errors_of(response)) == ["file"]


@pytest.mark.parametrize("change", [{"materials-0-DELETE": "on"}, {}])
def test_a_file_that_was_removed_or_replaced_is_gone(
    client, organiser, django_capture_on_commit_callbacks, change
):
    material = make_material()
    name, storage = material.file.name, material.file.storage
    data = fields_of(client, url_of(material.workshop))
    change = change or {"materials-0-file": SimpleUploadedFile("new.pdf", PDF)}

    with django_capture_on_commit_callbacks(execute=True):
        saved(client.post(url_of(material.workshop), data | change))

    assert not storage.exists(name)
    kept = [material.file.name for material in Material.objects.all()]
    assert [storage.exists(name) for name in kept] == [True] * len(kept)


def test_a_document_keeps_its_file_when_its_title_changes(client, organiser):
    material = make_material()
    data = fields_of(client, url_of(material.workshop))

    saved(client.post(url_of(material.workshop), data | {"materials-0-title_en": "New"}))

    (changed,) = Material.objects.all()
    assert (changed.title_en, changed.file.name) == ("New", material.file.name)
    assert changed.file.storage.exists(changed.file.name)


def test_an_outcome_needs_a_text_and_a_track_of_the_same_workshop(client, organiser):
    workshop = make_workshop()
    data = fields_of(client, url_of(workshop)) | {
        "outcomes-TOTAL_FORMS": 1,
        "outcomes-0-kind": "success",
        "outcomes-0-track": make_track().pk,
        "outcomes-0-visibility": "public",
        "outcomes-0-position": "0",
    }

    response = client.post(url_of(workshop), data)

    assert set(errors_of(response)) == {"text_en", "track"}


@pytest.mark.parametrize("rows", [2, 9])
def test_the_tab_needs_the_same_queries_for_1_and_many_rows(client, organiser, rows):
    workshop = make_past_workshop()
    numbers = []
    for number in (1, rows):
        for _row in range(number):
            municipality = make_delegation(workshop).municipality
            make_outcome(workshop, municipality=municipality, track=make_track(workshop))
            make_material(workshop)
            make_report(workshop)
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(workshop))
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_the_tab_leads_to_the_reports(client, organiser):
    report = make_report(headline_en="What came of it")

    text = client.get(url_of(report.workshop)).content.decode()

    assert "What came of it" in text
    assert reverse("admin:workshops_report_change", args=[report.pk]) in text
    assert f"/admin/workshops/report/add/?workshop={report.workshop_id}" in text


def test_a_reader_sees_results_and_cannot_change_them(client, staff):
    workshop = make_past_workshop()
    make_outcome(workshop, text_en="Seen by staff")
    make_report(workshop, headline_en="Canary report")
    staff("view_workshop", "view_outcome")

    page = client.get(url_of(workshop))
    text = page.content.decode()

    assert "Seen by staff" in text
    assert "Canary report" not in text
    assert 'name="_save"' not in text
    assert client.post(url_of(workshop), {}).status_code == 403


@pytest.mark.row("A59")
def test_who_may_see_documents_may_open_those_for_participants(client, staff):
    material = make_material(visibility=Visibility.PARTICIPANTS)
    address = reverse("admin:workshops_workshop_material", args=[material.workshop_id, material.pk])

    assert client.get(address).status_code == 302
    staff("view_workshop")
    assert client.get(address).status_code == 403
    staff("view_material")
    assert client.get(address).status_code == 200
    elsewhere = address.replace(f"/{material.workshop_id}/results", "/4711/results")
    assert client.get(elsewhere).status_code == 404
