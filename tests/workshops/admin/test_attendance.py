"""Signed lists are typed in; two hands overwrite nothing; scans are kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_workshop,
)
from workshops.admin import attendance as page_of_attendance
from workshops.models import Attendance, SignedSheet
from workshops.registration import attendance

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 signed"


@pytest.fixture
def workshop():
    return make_past_workshop()


def url_of(workshop, page="attendance", query="", **kwargs):
    return reverse(f"admin:workshops_workshop_{page}", args=[workshop.pk]) + query


def text(response):
    return response.content.decode()


def shown(client, workshop, query=""):
    """What the browser would send of the page as it stands."""
    grid = client.get(url_of(workshop, query=query)).context["grid"]
    ticked = {name: "on" for name, box in grid.boxes.items() if box[2]}
    return {"seen": grid.seen} | ticked


def box(person, day):
    return f"s{person.pk}-{day.pk}"


def signed():
    return set(Attendance.objects.signed().values_list("delegate_id", "day_id"))


def test_ticks_are_kept(client, organiser, workshop):
    first, second = workshop.days.all()
    person, other = make_delegate(workshop=workshop), make_delegate(workshop=workshop)

    words = shown(client, workshop) | {box(person, first): "on", box(other, second): "on"}
    response = client.post(url_of(workshop), words, follow=True)

    assert signed() == {(person.pk, first.pk), (other.pk, second.pk)}
    assert {sign.recorded_by for sign in Attendance.objects.all()} == {organiser}
    assert "2 signatures changed." in text(response)
    client.post(url_of(workshop), {"seen": shown(client, workshop)["seen"]})
    assert signed() == set()


def test_two_hands_with_the_same_page_overwrite_nothing(client, organiser, workshop):
    day = workshop.days.first()
    people = [make_delegate(workshop=workshop) for _person in range(3)]
    first = shown(client, workshop)
    second = dict(first)

    client.post(url_of(workshop), first | {box(people[0], day): "on"})
    client.post(url_of(workshop), second | {box(people[1], day): "on"})

    assert signed() == {(people[0].pk, day.pk), (people[1].pk, day.pk)}


def test_a_tick_taken_away_meanwhile_is_not_put_back(client, organiser, workshop):
    day = workshop.days.first()
    person, other = make_delegate(workshop=workshop), make_delegate(workshop=workshop)
    attendance.record_signatures(workshop, {(person, day): True}, by=None)
    words = shown(client, workshop)
    attendance.record_signatures(workshop, {(person, day): False}, by=None)

    client.post(url_of(workshop), words | {box(other, day): "on"})

    assert signed() == {(other.pk, day.pk)}


def test_pages_of_the_list_are_apart(client, organiser, workshop, monkeypatch):
    monkeypatch.setattr(page_of_attendance, "LINES", 2)
    day = workshop.days.first()
    people = [make_delegate(workshop=workshop, family_name=f"Name{n}") for n in range(4)]
    attendance.record_signatures(workshop, {(people[0], day): True}, by=None)

    assert "3 to 4 of 4" in text(client.get(url_of(workshop, query="?page=2")))
    words = shown(client, workshop, "?page=2")
    assert box(people[0], day) not in words["seen"]
    client.post(url_of(workshop, query="?page=2"), words | {box(people[3], day): "on"})

    assert signed() == {(people[0].pk, day.pk), (people[3].pk, day.pk)}


def test_with_one_day_only_its_boxes_are_there(client, organiser, workshop):
    first, second = workshop.days.all()
    person = make_delegate(workshop=workshop)
    attendance.record_signatures(workshop, {(person, second): True}, by=None)
    query = f"?day={first.date.isoformat()}"

    words = shown(client, workshop, query)
    client.post(url_of(workshop, query=query), words | {box(person, first): "on"})

    assert words["seen"] == f"{box(person, first)}-"
    assert signed() == {(person.pk, first.pk), (person.pk, second.pk)}


def test_boxes_of_others_are_not_heard(client, organiser, workshop):
    stranger = make_delegate(workshop=make_past_workshop())
    day = stranger.workshop.days.first()
    make_delegate(workshop=workshop)
    name = box(stranger, day)

    client.post(url_of(workshop), {"seen": f"{name}-", name: "on"})

    assert signed() == set()


@pytest.mark.parametrize("seen", ["x", "s1-2", "s1-2? s3-4+", "s1-2+" * 3])
def test_a_page_that_is_not_complete_is_said(client, organiser, workshop, seen):
    make_delegate(workshop=workshop)

    response = client.post(url_of(workshop), {"seen": seen})

    assert response.status_code == 422
    assert "The page is not complete. Load it again." in text(response)


def test_days_to_come_have_no_boxes(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop)

    assert shown(client, workshop) == {"seen": ""}


def test_protected_people_stand_at_the_end_without_municipality(client, organiser, workshop):
    hidden = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    make_delegate(make_delegation(workshop, hidden), family_name="Alpha")
    make_delegate(workshop=workshop, family_name="Zulu")

    page = text(client.get(url_of(workshop)))

    assert "Melitopol" not in page
    assert page.index("Zulu") < page.index("on a sheet of their own") < page.index("Alpha")


def test_readers_see_but_type_nothing(client, staff, workshop):
    person, day = make_delegate(workshop=workshop), workshop.days.first()
    staff("view_workshop", "view_delegate")
    words = shown(client, workshop) | {box(person, day): "on"}

    assert client.post(url_of(workshop), words).status_code == 403
    assert client.post(url_of(workshop, "attendance_upload")).status_code == 403
    assert signed() == set()


def test_who_may_not_see_people_sees_no_list(client, staff, workshop):
    staff("view_workshop")

    assert client.get(url_of(workshop)).status_code == 403


def png():
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue()


def upload(client, workshop, *files, day=None):
    words = {"day": (day or workshop.days.first()).pk}
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(url_of(workshop, "attendance_upload"), words | {"files": sent}, follow=True)


def test_scans_are_kept_and_handed_out(client, organiser, workshop):
    response = upload(client, workshop, ("Liste Müller.PDF", PDF), ("b.png", png()))

    assert "2 scans are kept." in text(response)
    first = SignedSheet.objects.first()
    assert (first.size, first.uploaded_by) == (len(PDF), organiser)
    assert "Müller" not in first.file.name
    got = client.get(reverse("admin:workshops_workshop_signed_sheet", args=[workshop.pk, first.pk]))
    assert b"".join(got.streaming_content) == PDF
    assert "no-store" in got["Cache-Control"]
    assert f"signed-2023-11-28-{first.pk}.pdf" in got["Content-Disposition"]


@pytest.mark.row("A46")
@pytest.mark.parametrize(
    "files",
    [
        [],
        [("a.pdf", b"<html>")],
        [("a.exe", b"MZ")],
        [("a.asice", b"PK\x03\x04")],
        [("good.pdf", PDF), ("bad.png", PDF)],
    ],
)
def test_what_is_no_scan_is_refused_with_all_of_the_form(client, organiser, workshop, files):
    response = upload(client, workshop, *files)

    assert "Nothing was kept." in text(response)
    assert not SignedSheet.objects.exists()


def test_a_scan_may_be_20_megabytes(client, organiser, workshop, monkeypatch):
    monkeypatch.setattr(page_of_attendance, "LARGEST", 10)

    assert "a.pdf: a file may have at most" in text(upload(client, workshop, ("a.pdf", PDF)))


@pytest.mark.row("A57")
def test_a_scan_of_a_day_of_another_workshop_is_refused(client, organiser, workshop):
    other = make_past_workshop()

    upload(client, workshop, ("a.pdf", PDF), day=other.days.first())

    assert not SignedSheet.objects.exists()


@pytest.mark.row("A57")
def test_scans_are_found_under_their_workshop_only(client, organiser, workshop):
    upload(client, workshop, ("a.pdf", PDF))
    other = make_past_workshop()
    args = [other.pk, SignedSheet.objects.get().pk]

    for name in ("signed_sheet", "signed_sheet_remove"):
        url = reverse(f"admin:workshops_workshop_{name}", args=args)
        assert client.get(url).status_code == 404


def test_a_scan_is_removed_after_a_question(client, organiser, workshop):
    upload(client, workshop, ("a.pdf", PDF))
    sheet = SignedSheet.objects.get()
    url = reverse("admin:workshops_workshop_signed_sheet_remove", args=[workshop.pk, sheet.pk])

    assert client.get(url).status_code == 200
    assert SignedSheet.objects.exists()
    client.post(url)

    assert not SignedSheet.objects.exists()
    assert not sheet.file.storage.exists(sheet.file.name)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_same_queries_for_any_number(
    client, organiser, workshop, django_assert_num_queries, number
):
    for _number in range(number):
        person = make_delegate(make_delegation(workshop))
        attendance.check_in(person, workshop.days.first(), by=organiser)
        upload(client, workshop, ("a.pdf", PDF))

    with django_assert_num_queries(8):
        client.get(url_of(workshop))
