"""The papers of a workshop: who gets which, what is logged, what nobody is shown by mistake."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Municipality
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_session,
    make_track,
    make_workshop,
)
from tests.workshops.documents.reading import read, text_of
from tools.papers import NotSet
from workshops.admin import printing
from workshops.models import Consent, ExportLog, Status

pytestmark = pytest.mark.django_db
KINDS = ("badges", "attendance_list", "table_signs", "directory", "programme")
NAMED = KINDS[:4]


@pytest.fixture
def workshop():
    return make_workshop("munich", place_en="Munich")


@pytest.fixture
def hidden(workshop):
    city = make_municipality(
        "m", name="Melitopol", publication_policy=Municipality.PublicationPolicy.NO_PEOPLE
    )
    return make_delegation(workshop, city)


def page_of(workshop, kind):
    return reverse("admin:workshops_workshop_paper", args=[workshop.pk, kind])


def sent(client, workshop, kind, **fields):
    return client.post(page_of(workshop, kind), {"language": "en", "size": "90x55"} | fields)


def agreed(person):
    Consent.objects.create(
        delegate=person, purpose="participant_list", act="given", text_version="1", language="de"
    )
    return person


def log():
    return [
        (row.purpose, row.format, row.row_count, row.protected_count, row.filter, row.reason)
        for row in ExportLog.objects.order_by("pk")
    ]


@pytest.mark.row("A17")
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_a_download_that_nobody_stores(client, organiser, workshop, kind):
    agreed(make_delegate(workshop=workshop, family_name="Only"))
    make_session(workshop)
    day = workshop.days.first().pk

    response = sent(client, workshop, kind, day=day)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Language"] == "en"
    name = f"munich-{kind}.pdf".replace("_", "-")
    assert f'attachment; filename="{name}"' in response["Content-Disposition"]
    assert ("Only" in text_of(response.content)) == (kind in NAMED)


@pytest.mark.row("A38")
@pytest.mark.parametrize("kind", NAMED)
def test_every_paper_with_names_is_logged(client, organiser, workshop, kind):
    agreed(make_delegate(workshop=workshop))

    sent(client, workshop, kind, day=workshop.days.first().pk)

    (row,) = ExportLog.objects.all()
    assert (row.purpose, row.row_count, row.protected_count) == (kind, 1, 0)
    assert row.exported_by == organiser
    assert row.format.startswith("pdf en")
    assert "name" in row.columns
    assert row.finished_at


def test_a_programme_names_nobody_and_is_not_logged(client, organiser, workshop):
    sent(client, workshop, "programme")

    assert log() == []


@pytest.mark.parametrize("kind", ["badges", "attendance_list", "table_signs"])
def test_protected_people_are_on_papers_with_a_reason_only(
    client, organiser, workshop, hidden, kind
):
    make_delegate(workshop=workshop, family_name="Open")
    make_delegate(hidden, family_name="Hidden")
    fields = {"day": workshop.days.first().pk}

    without = sent(client, workshop, kind, **fields)
    refused = sent(client, workshop, kind, include_protected="on", reason=" – ", **fields)
    with_them = sent(client, workshop, kind, include_protected="on", reason="door", **fields)

    assert "Hidden" not in text_of(without.content)
    assert refused.status_code == 422
    assert "Say why protected people" in refused.content.decode()
    text = text_of(with_them.content)
    assert "Hidden" in text
    assert "Melitopol" not in text
    assert [(row[2], row[3], row[5]) for row in log()] == [(1, 0, ""), (2, 1, "door")]


def test_a_reason_alone_includes_nobody(client, organiser, workshop, hidden):
    make_delegate(workshop=workshop)
    make_delegate(hidden, family_name="Hidden")

    response = sent(client, workshop, "badges", reason="door")

    assert "Hidden" not in text_of(response.content)
    assert [(row[3], row[5]) for row in log()] == [(0, "")]


def test_protected_people_are_never_in_the_directory(client, organiser, workshop, hidden):
    agreed(make_delegate(workshop=workshop, family_name="Open"))
    agreed(make_delegate(hidden, family_name="Hidden"))

    response = sent(client, workshop, "directory", include_protected="on", reason="door")

    assert "Hidden" not in text_of(response.content)
    assert "Melitopol" not in text_of(response.content)


def test_people_are_chosen_by_track_delegation_or_one_by_one(client, organiser, workshop):
    track, delegation = make_track(workshop, slug="energy"), make_delegation(workshop)
    in_track = make_delegate(workshop=workshop, family_name="One", assigned_track=track)
    sent_by = make_delegate(delegation, family_name="Two")
    other = make_delegate(workshop=workshop, family_name="Three")

    texts = [
        text_of(sent(client, workshop, "badges", **chosen).content)
        for chosen in (
            {"track": "energy"},
            {"delegation": delegation.pk},
            {"selected": [in_track.pk, other.pk]},
        )
    ]

    names = [in_track.family_name, sent_by.family_name, other.family_name]
    found = [[name for name in names if f"Given {name}" in text] for text in texts]
    assert found == [["One"], ["Two"], ["One", "Three"]]
    assert [row[4] for row in log()] == [
        "track=energy", f"delegation={delegation.pk}", "selected=2"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "xx"},
        {"size": "a5"},
        {"track": "nowhere"},
        {"delegation": "x"},
        {"selected": ["7000000"]},
        {"selected": ["x"]},
    ],
)
def test_a_choice_that_does_not_exist_is_refused(client, organiser, workshop, fields):
    make_delegate(workshop=workshop)

    response = sent(client, workshop, "badges", **fields)

    assert response.status_code == 422
    assert log() == []


def test_nobody_fits(client, organiser, workshop):
    make_track(workshop, slug="energy")
    make_delegate(workshop=workshop)

    response = sent(client, workshop, "badges", track="energy")

    assert response.status_code == 422
    assert "Nobody fits this choice." in response.content.decode()


@pytest.mark.row("A38")
def test_people_and_tracks_of_another_workshop_are_refused(client, organiser, workshop):
    make_delegate(workshop=workshop)
    other = make_delegate(family_name="Other")

    response = sent(client, workshop, "badges", selected=[other.pk])

    assert response.status_code == 422


def test_who_does_not_come_is_on_no_paper(client, organiser, workshop):
    for status in (Status.NOMINATED, Status.WITHDRAWN, Status.REJECTED, Status.WAITLISTED):
        make_delegate(workshop=workshop, status=status, family_name="Away")
    make_delegate(workshop=workshop, status=Status.ACCEPTED, family_name="Promised")

    text = text_of(sent(client, workshop, "badges").content)

    assert "Promised" in text
    assert "Away" not in text


def test_every_day_comes_as_an_archive(client, organiser, workshop):
    first, _second = workshop.days.all()
    make_delegate(workshop=workshop, family_name="Both")
    make_delegate(workshop=workshop, family_name="First").days.add(first)

    response = sent(client, workshop, "attendance_list")

    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        texts = {name: text_of(archive.read(name)) for name in archive.namelist()}
    assert sorted(texts) == ["attendance-2030-05-07.pdf", "attendance-2030-05-08.pdf"]
    assert ["First" in texts[name] for name in sorted(texts)] == [True, False]
    assert [row[2] for row in log()] == [2]


def test_the_log_counts_who_comes_that_day(client, organiser, workshop):
    first, second = workshop.days.all()
    make_delegate(workshop=workshop).days.add(first)
    make_delegate(workshop=workshop).days.add(second)

    sent(client, workshop, "attendance_list", day=first.pk)

    assert [row[2] for row in log()] == [1]


def test_the_no_photo_sign_is_asked_for(client, organiser, workshop):
    person, _other = make_delegate(workshop=workshop), make_delegate(workshop=workshop)
    Consent.objects.create(
        delegate=person, purpose="photo", act="given", text_version="1", language="de"
    )

    plain = sent(client, workshop, "badges")
    marked = sent(client, workshop, "badges", marks_no_photos="on")

    assert text_of(plain.content).count("No photos") == 0
    assert text_of(marked.content).count("No photos") == 1


def test_names_that_cannot_be_printed_are_shown_before_the_download(client, organiser, workshop):
    make_delegate(workshop=workshop, given_name="ნინო", family_name="", name_latin="Nino Beridze")

    text = client.get(page_of(workshop, "badges")).content.decode()

    assert "ნინო" in text
    assert "<td>ნიო</td><td>Nino Beridze</td>" in text


def test_a_paper_that_is_not_made_says_so_and_keeps_the_choice(
    client, organiser, workshop, monkeypatch
):
    make_delegate(workshop=workshop)

    def fails(*_what):
        raise NotSet

    paper = printing.PAPERS["badges"]
    broken = {"badges": printing.Paper(**vars(paper) | {"make": fails})}
    monkeypatch.setattr(printing, "PAPERS", broken)

    response = sent(client, workshop, "badges", size="a6")

    assert "The paper was not made." in response.content.decode()
    assert '<option value="a6" selected>' in response.content.decode()
    assert log() == []


@pytest.mark.row("A38")
@pytest.mark.parametrize(
    ("rights", "sees", "takes"),
    [
        (("view_delegate", "export_delegate"), 200, 200),
        (("view_delegate",), 200, 403),
        (("export_delegate",), 403, 403),
        ((), 403, 403),
    ],
)
def test_rights(client, staff, workshop, rights, sees, takes):
    make_delegate(workshop=workshop)
    staff(*rights)

    assert client.get(page_of(workshop, "badges")).status_code == sees
    assert sent(client, workshop, "badges").status_code == takes


def test_the_page_asks_for_the_login(client, workshop):
    assert client.get(page_of(workshop, "badges")).url.startswith("/admin/login/")


def test_other_papers_are_not_found(client, organiser, workshop):
    assert client.get(page_of(workshop, "passports")).status_code == 404


def test_people_come_selected_from_an_address(client, organiser, workshop):
    person = make_delegate(workshop=workshop)

    text = client.get(page_of(workshop, "badges"), {"selected": person.pk}).content.decode()

    assert f'value="{person.pk}" id="id_selected_0" checked' in text


def test_the_tab_leads_to_every_paper(client, organiser, workshop):
    text = client.get(
        reverse("admin:workshops_workshop_papers", args=[workshop.pk])
    ).content.decode()

    assert [kind for kind in KINDS if page_of(workshop, kind) not in text] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["de", "uk", "sq"])
def test_the_page_is_in_the_language_of_the_reader(client, organiser, workshop, kind, language):
    organiser.language = language
    organiser.save()

    response = client.get(page_of(workshop, kind))

    assert response.status_code == 200
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("data", [None, {"language": "en", "size": "a6", "marks_no_photos": "on"}])
def test_queries_do_not_grow(client, organiser, workshop, data):
    delegation, track = make_delegation(workshop), make_track(workshop)
    page, numbers = page_of(workshop, "badges"), []
    for more in (1, 2, 27):
        for _number in range(more):
            make_delegate(delegation, assigned_track=track)
        with CaptureQueriesContext(connection) as queries:
            client.get(page) if data is None else client.post(page, data)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
    assert numbers[0] < 25


def test_thirty_people_fit_on_three_sheets(client, organiser, workshop):
    delegation = make_delegation(workshop)
    for _number in range(30):
        make_delegate(delegation)

    assert len(read(sent(client, workshop, "badges").content).pages) == 3


def test_papers_with_names_are_offered_to_who_may_take_them(client, staff, workshop):
    url = reverse("admin:workshops_workshop_papers", args=[workshop.pk])

    def offered():
        page = client.get(url).content.decode()
        return [kind for kind in KINDS if page_of(workshop, kind) in page]

    staff("view_workshop", "view_delegate")
    assert offered() == ["programme"]
    assert "Organisers and administrators may." in client.get(url).content.decode()
    staff("view_workshop", "view_delegate", "export_delegate")
    assert offered() == [*KINDS]
