import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Permission

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organiser,
    make_track,
    make_user,
    make_workshop,
)
from workshops.exports.participants import COLUMNS
from workshops.models import Delegate, ExportLog, Status
from workshops.registration import lifecycle

pytestmark = pytest.mark.django_db


def address(workshop):
    return f"/admin/exports/participants/{workshop.slug}.csv"


def family_names(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = csv.DictReader(StringIO(text, newline=""), [column.key for column in COLUMNS])
    return [line["family_name"] for line in lines][1:]


@pytest.fixture
def organiser(client):
    organiser = make_organiser(language="en")
    client.force_login(organiser)
    return organiser


def test_export_is_a_download_that_nobody_stores(client, organiser):
    workshop = make_workshop("munich")
    make_delegate(workshop=workshop, family_name="Only")

    response = client.get(address(workshop), {"dialect": "rfc4180"})

    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"participants-munich.csv\"; filename*=UTF-8''participants-munich.csv"
    )
    assert response["Cache-Control"] == "no-store"
    assert family_names(response) == ["Only"]


def test_export_is_logged_for_the_organiser(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop)

    client.get(address(workshop), {"role": "delegate", "q": "given"})

    log = ExportLog.objects.get()
    assert [log.workshop, log.exported_by, log.row_count] == [workshop, organiser, 1]
    assert [log.format, log.filter, log.reason] == ["csv excel en", "q=*&role=delegate", ""]


def test_export_speaks_the_language_of_the_account_unless_another_is_wanted(client, organiser):
    page = address(make_workshop())

    own = b"".join(client.get(page).streaming_content).decode()
    german = b"".join(client.get(page, {"language": "de"}).streaming_content).decode()

    assert own.startswith('\ufeff"Reference","Status","Role","Sending body","Country",')
    assert german.partition("\r\n")[0].count(";") == len(COLUMNS) - 1


def test_anonymous_visitor_is_sent_to_the_login(client):
    workshop = make_workshop()

    response = client.get(address(workshop))

    assert response.status_code == 302
    assert response["Location"] == f"/admin/login/?next={address(workshop)}"
    assert not ExportLog.objects.exists()


@pytest.mark.parametrize("is_staff", [True, False])
def test_account_without_the_permission_is_refused(client, is_staff):
    account = make_user(is_staff=is_staff)
    if not is_staff:
        account.user_permissions.add(Permission.objects.get(codename="export_delegate"))
    client.force_login(account)

    response = client.get(address(make_workshop()))

    assert response.status_code == 403
    assert not ExportLog.objects.exists()


def test_staff_with_the_permission_may_export(client):
    account = make_user(is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="export_delegate"))
    client.force_login(account)

    assert client.get(address(make_workshop())).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "head"])
def test_export_answers_to_get_only(client, organiser, method):
    response = getattr(client, method)(address(make_workshop()))

    assert response.status_code == 405
    assert not ExportLog.objects.exists()


def test_unknown_workshop_is_not_found(client, organiser):
    assert client.get("/admin/exports/participants/nowhere.csv").status_code == 404


def test_protected_people_need_a_reason(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, family_name="Secret", protected=True)

    for reason in ("", "   ", "\u200b", "…"):
        response = client.get(address(workshop), {"include_protected": "on", "reason": reason})

        assert response.status_code == 400
        assert not response.streaming
        assert "Content-Disposition" not in response
        assert "Secret" not in response.content.decode()
        assert "Say why protected people" in response.content.decode()
    assert not ExportLog.objects.exists()


def test_protected_people_are_included_with_a_reason_and_logged(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, family_name="Secret", protected=True)
    make_delegate(workshop=workshop, family_name="Open")
    query = {"include_protected": "on", "reason": "Evacuation list", "language": "en"}

    names = family_names(client.get(address(workshop), query))

    assert sorted(names) == ["Open", "Secret"]
    log = ExportLog.objects.get()
    assert [log.row_count, log.protected_count, log.reason] == [2, 1, "Evacuation list"]


def test_reason_alone_includes_nobody_protected(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, protected=True)

    response = client.get(address(workshop), {"reason": "curious", "language": "en"})

    assert family_names(response) == []
    assert ExportLog.objects.get().reason == ""


def make_people(workshop):
    """Anna and Boris of one delegation, Clara and Oksana without; returns the delegation."""
    delegation = make_delegation(workshop, make_municipality("winnyzja", name_uk="Вінниця"))
    track = make_track(workshop, "energy")
    anna = make_delegate(delegation, family_name="Anna", needs_interpretation=True)
    make_delegate(delegation, family_name="Boris", status=Status.WAITLISTED)
    make_delegate(workshop=workshop, family_name="Clara", role=Delegate.Role.EXPERT)
    make_delegate(workshop=workshop, family_name="Оксана", status=Status.NOMINATED)
    lifecycle.assign_track(anna, track, by=None)
    return delegation


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Anna", "Boris", "Clara", "Оксана"]),
        ({"q": "oksana"}, ["Оксана"]),
        ({"q": "вінниця"}, ["Anna", "Boris"]),
        ({"q": "nobody"}, []),
        ({"q": "…"}, []),
        ({"status": "confirmed"}, ["Anna", "Clara"]),
        ({"role": "expert"}, ["Clara"]),
        ({"track": "energy"}, ["Anna"]),
        ({"interpretation": "yes"}, ["Anna"]),
        ({"interpretation": "no"}, ["Boris", "Clara", "Оксана"]),
        ({"status": "confirmed", "role": "delegate"}, ["Anna"]),
    ],
)
def test_export_respects_the_filters_of_the_list(client, organiser, query, names):
    workshop = make_workshop()
    make_people(workshop)

    response = client.get(address(workshop), query | {"language": "en"})

    assert family_names(response) == names
    assert ExportLog.objects.get().row_count == len(names)


def test_export_respects_the_delegation(client, organiser):
    workshop = make_workshop()
    delegation = make_people(workshop)

    response = client.get(address(workshop), {"delegation": delegation.pk, "language": "en"})

    assert family_names(response) == ["Anna", "Boris"]
    assert ExportLog.objects.get().filter == f"delegation={delegation.pk}"


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"role": "nonsense"},
        {"track": "of-another"},
        {"delegation": "0"},
        {"delegation": "9" * 30},
        {"delegation": "x"},
        {"interpretation": "maybe"},
        {"dialect": "nonsense"},
        {"language": "fr"},
        {"q": "x" * 201},
        {"include_protected": "on", "reason": "x" * 301},
    ],
)
def test_malformed_query_is_told_and_makes_no_file(client, organiser, query):
    make_track(make_workshop(), "of-another")

    response = client.get(address(make_workshop()), query)

    assert response.status_code == 400
    assert "The list was not made" in response.content.decode()
    assert not ExportLog.objects.exists()


def test_delegation_of_another_workshop_is_no_filter(client, organiser):
    elsewhere = make_delegation()

    response = client.get(address(make_workshop()), {"delegation": elsewhere.pk})

    assert response.status_code == 400
