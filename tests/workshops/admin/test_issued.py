"""The page that issues letters and certificates."""

import datetime
import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Municipality
from tests.factories import make_delegate, make_delegation, make_municipality, make_workshop
from tests.workshops.documents.reading import text_of
from tools import papers
from workshops.admin import issued
from workshops.models import Attendance, ExportLog, IssuedPaper, Status
from workshops.registration import issuing

pytestmark = pytest.mark.django_db
LETTER, CERTIFICATE = IssuedPaper.Kind.LETTER, IssuedPaper.Kind.CERTIFICATE


@pytest.fixture
def workshop():
    return make_workshop("munich", place_en="Munich")


def page_of(workshop, kind=LETTER):
    return reverse("admin:workshops_workshop_issued", args=[workshop.pk, kind])


def sent(client, workshop, act, kind=LETTER, **fields):
    return client.post(page_of(workshop, kind), {"act": act} | fields)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def numbers(**wanted):
    return list(IssuedPaper.objects.filter(**wanted).values_list("number", flat=True))


def test_one_press_issues_to_everybody_who_has_none(client, organiser, workshop):
    people = [make_delegate(workshop=workshop) for _number in range(3)]
    make_delegate(workshop=workshop, status=Status.NOMINATED)
    issuing.issue(people[0], LETTER, by=None, dated_on=datetime.date(2027, 2, 1))

    response = sent(client, workshop, "issue", dated_on="2027-03-04")

    assert response.url == page_of(workshop)
    assert said(response) == ["2 papers are issued."]
    assert numbers() == ["2027-0001", "2027-0002", "2027-0003"]
    paper = IssuedPaper.objects.last()
    assert (paper.created_by, paper.dated_on) == (organiser, datetime.date(2027, 3, 4))
    assert not IssuedPaper.objects.exclude(revoked_at=None).exists()


def test_who_is_selected_gets_a_new_one(client, organiser, workshop):
    person, other = make_delegate(workshop=workshop), make_delegate(workshop=workshop)
    for each in (person, other):
        issuing.issue(each, LETTER, by=None, dated_on=datetime.date(2027, 2, 1))

    sent(client, workshop, "issue", dated_on="2027-03-04", selected=[person.pk])

    assert numbers(delegate=person, revoked_at=None) == ["2027-0003"]
    assert numbers(delegate=other, revoked_at=None) == ["2027-0002"]


def test_certificates_are_for_those_who_were_there(client, organiser, workshop):
    there, _absent = make_delegate(workshop=workshop), make_delegate(workshop=workshop)
    Attendance.objects.create(delegate=there, day=workshop.days.first(), method="signature")

    sent(client, workshop, "issue", CERTIFICATE)

    assert [paper.delegate for paper in IssuedPaper.objects.all()] == [there]


def test_those_selected_are_revoked(client, organiser, workshop):
    people = [make_delegate(workshop=workshop) for _number in range(2)]
    sent(client, workshop, "issue", dated_on="2027-03-04")

    refused = sent(client, workshop, "revoke")
    response = sent(client, workshop, "revoke", selected=[people[0].pk])

    assert refused.status_code == 422
    assert said(response) == ["1 paper is revoked."]
    assert issuing.of(people[0], LETTER) is None
    assert issuing.of(people[1], LETTER)


def test_many_are_issued_by_several_presses(client, organiser, workshop, monkeypatch):
    monkeypatch.setattr(issued, "AT_ONCE", 2)
    for _number in range(3):
        make_delegate(workshop=workshop)

    first = sent(client, workshop, "issue")
    second = sent(client, workshop, "issue")

    assert said(first) == ["2 papers are issued.", "1 is left: press again."]
    assert "1 paper is issued." in said(second)
    assert len(numbers()) == 3


@pytest.mark.row("L36")
def test_a_paper_that_fails_does_not_hold_up_the_others(client, organiser, workshop, monkeypatch):
    for name in ("A", "B", "C"):
        make_delegate(workshop=workshop, family_name=name)
    real = issuing.draft

    def draft(person, *what):
        if person.family_name == "B":
            raise papers.NotSet
        return real(person, *what)

    monkeypatch.setattr(issuing, "draft", draft)

    response = sent(client, workshop, "issue", dated_on="2027-03-04")

    assert said(response) == ["2 papers are issued.", "1 was not made."]
    assert numbers() == ["2027-0001", "2027-0002"]


def names_and_texts(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: text_of(archive.read(name)) for name in archive.namelist()}


def test_all_are_taken_along_under_their_numbers(client, organiser, workshop):
    for name in ("Eins", "Zwei", "Drei"):
        make_delegate(workshop=workshop, family_name=name)
    sent(client, workshop, "issue", dated_on="2027-03-04")
    issuing.revoke(IssuedPaper.objects.first())

    response = sent(client, workshop, "download")

    found = names_and_texts(response)
    assert sorted(found) == ["2027-0002.pdf", "2027-0003.pdf"]
    assert "2027-0002" in found["2027-0002.pdf"]
    assert "no-store" in response["Cache-Control"]
    (row,) = ExportLog.objects.all()
    assert (row.purpose, row.row_count, row.exported_by) == ("letters", 2, organiser)


def test_protected_people_are_in_the_archive_with_a_reason_only(client, organiser, workshop):
    city = make_municipality(publication_policy=Municipality.PublicationPolicy.NO_PEOPLE)
    hidden = make_delegate(make_delegation(workshop, city), family_name="Hidden")
    for name in ("Open", "Other"):
        make_delegate(workshop=workshop, family_name=name)
    sent(client, workshop, "issue")

    without = sent(client, workshop, "download")
    refused = sent(
        client, workshop, "download", include_protected="on", selected=[hidden.pk], reason="-"
    )
    with_them = sent(client, workshop, "download", include_protected="on", reason="consulate")

    assert len(names_and_texts(without)) == 2
    assert refused.status_code == 422
    assert f'value="{hidden.pk}" checked' in refused.content.decode()
    assert len(names_and_texts(with_them)) == 3
    logged = [(row.row_count, row.protected_count, row.reason) for row in ExportLog.objects.all()]
    assert sorted(logged) == [(2, 0, ""), (3, 1, "consulate")]


def test_without_papers_there_is_nothing_to_take(client, organiser, workshop):
    make_delegate(workshop=workshop)

    response = sent(client, workshop, "download")

    assert said(response) == ["There is nothing to download."]
    assert not ExportLog.objects.exists()


@pytest.mark.row("A38")
@pytest.mark.parametrize(
    ("rights", "answers"),
    [
        (("view_delegate",), (200, 403, 403, 403)),
        (("view_delegate", "add_issuedpaper"), (200, 302, 403, 403)),
        (("view_delegate", "change_issuedpaper"), (200, 403, 302, 403)),
        (("view_delegate", "export_delegate"), (200, 403, 403, 302)),
        (("add_issuedpaper", "change_issuedpaper", "export_delegate"), (403, 403, 403, 403)),
    ],
)
def test_rights(client, staff, workshop, rights, answers):
    person = make_delegate(workshop=workshop)
    staff(*rights)

    acts = ("issue", "revoke", "download")
    found = [client.get(page_of(workshop)).status_code]
    found += [sent(client, workshop, act, selected=[person.pk]).status_code for act in acts]

    assert tuple(found) == answers


@pytest.mark.parametrize("fields", [{"selected": ["x"]}, {"dated_on": "yesterday"}])
def test_bad_input_is_refused(client, organiser, workshop, fields):
    make_delegate(workshop=workshop)

    assert sent(client, workshop, "issue", **fields).status_code == 422
    assert sent(client, workshop, "burn").status_code == 422
    assert numbers() == []


@pytest.mark.row("A38")
def test_people_of_another_workshop_are_refused(client, organiser, workshop):
    other = make_delegate()

    assert sent(client, workshop, "issue", selected=[other.pk]).status_code == 422


def test_another_kind_is_not_found(client, organiser, workshop):
    assert client.get(page_of(workshop, "passport")).status_code == 404


@pytest.mark.parametrize("kind", [LETTER, CERTIFICATE])
def test_queries_do_not_grow(client, organiser, workshop, kind):
    delegation, day = make_delegation(workshop), workshop.days.first()
    seen = []
    for more in (1, 2, 27):
        for _number in range(more):
            person = make_delegate(delegation)
            Attendance.objects.create(delegate=person, day=day, method="desk")
            IssuedPaper.objects.create(
                delegate=person,
                kind=kind,
                number=f"2027-{person.pk}",
                language="de",
                dated_on=datetime.date(2027, 2, 1),
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(workshop, kind))
        seen.append(len(queries))

    assert len(set(seen)) == 1
