import datetime

import pytest

from partnerships.models import CountryNote
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_organiser,
    make_track,
    make_workshop,
)
from tests.workshops.exports.lists import AWKWARD, FORMULAS, export_of, exported, parsed
from tools.spreadsheets import unguard
from workshops.exports.participants import COLUMNS
from workshops.models import Delegate, ExportLog, Status
from workshops.registration import lifecycle

pytestmark = pytest.mark.django_db

DIALECTS = [("excel", "de", ";"), ("excel", "en", ","), ("rfc4180", "uk", ",")]


@pytest.mark.parametrize(("dialect", "language", "delimiter"), DIALECTS)
def test_every_text_equals_the_database_apart_from_the_guard(dialect, language, delimiter):
    workshop = make_workshop()
    for text in [*FORMULAS, *AWKWARD]:
        make_delegate(
            workshop=workshop,
            given_name=text[:150],
            position=text,
            employer=text[:200],
            badge_name=text[:150],
            affiliation=text[:200],
        )

    lines = exported(workshop, dialect, language, delimiter)

    plain = ["reference", "given_name", "family_name", "position", "employer", "badge_name"]
    plain += ["email", "phone", "name_latin", "academic_title", "salutation"]
    assert [[unguard(line[key]) for key in plain] for line in lines] == [
        [getattr(person, key) for key in plain] for person in workshop.delegates.by_sender()
    ]
    assert {unguard(line["sending_body"]) for line in lines} == {
        text[:200] for text in [*FORMULAS, *AWKWARD]
    }


@pytest.mark.row("A34")
def test_formulas_are_guarded_and_numbers_stay_readable():
    workshop = make_workshop()
    make_delegate(workshop=workshop, position="=1+1", employer="-5", phone="+49 89 233-00")

    [line] = exported(workshop)

    assert [line["position"], line["employer"], line["phone"]] == ["'=1+1", "-5", "+49 89 233-00"]


def make_everything():
    workshop = make_workshop()
    track = make_track(workshop, "energy", title_de="Energie", title_uk="Енергія")
    wish = make_track(workshop, "roads", title_de="Straßen")
    city = make_municipality("winnyzja", name_de="Winnyzja", name_uk="Вінниця", country="UA")
    person = make_delegate(
        make_delegation(workshop, city),
        status=Status.ACCEPTED,
        given_name="Оксана",
        family_name="Самбірська",
        name_latin="Oksana Sambirska",
        email="o@example.org",
        language="uk",
        languages_spoken=("uk", "de"),
        needs_interpretation=True,
        is_head=True,
        rank=1,
        track_wish_1=wish,
        attendance_mode="online",
    )
    lifecycle.assign_track(person, track, by=None)
    person.days.add(workshop.days.get(date=datetime.date(2030, 5, 8)))
    return workshop, person


def test_machine_dialect_states_codes():
    workshop, person = make_everything()

    [line] = exported(workshop, "rfc4180", "uk")

    assert line == {
        "reference": person.reference,
        "status": "accepted",
        "role": "delegate",
        "sending_body": "Вінниця",
        "country": "UA",
        "rank": "1",
        "is_head": "true",
        "is_substitute": "false",
        "given_name": "Оксана",
        "family_name": "Самбірська",
        "name_latin": "Oksana Sambirska",
        "badge_name": "",
        "academic_title": "",
        "salutation": "",
        "employer": "",
        "position": "",
        "email": "o@example.org",
        "phone": "",
        "language": "uk",
        "languages_spoken": "uk de",
        "needs_interpretation": "true",
        "assigned_track": "energy",
        "track_wish_1": "roads",
        "track_wish_2": "",
        "attendance_mode": "online",
        "days": "2030-05-08",
        "confirm_by": "",
        "protected": "false",
    }


def test_excel_dialect_speaks_the_language():
    workshop, _person = make_everything()

    [line] = exported(workshop, "excel", "de", ";")

    assert [line[key] for key in ("sending_body", "country", "language", "languages_spoken")] == [
        "Winnyzja",
        "Ukraine",
        "Ukrainisch",
        "Ukrainisch, Deutsch",
    ]
    assert [line[key] for key in ("assigned_track", "track_wish_1")] == ["Energie", "Straßen"]


def test_machine_header_is_the_keys():
    workshop = make_workshop()

    assert parsed(export_of(workshop, language="de"), ",") == [[column.key for column in COLUMNS]]


def test_country_is_written_as_the_note_says():
    CountryNote.objects.create(code="XK", label_de="Kosovo*", label_en="Kosovo*")
    workshop = make_workshop()
    make_delegate(make_delegation(workshop, make_municipality(country="XK")))

    [line] = exported(workshop, "excel", "de", ";")

    assert line["country"] == "Kosovo*"


def test_country_of_a_utility_is_that_of_its_municipality():
    workshop = make_workshop()
    utility = make_organisation(name_de="Werke", municipality=make_municipality(country="DE"))
    make_delegate(make_delegation(workshop, organisation=utility))

    [line] = exported(workshop)

    assert [line["sending_body"], line["country"]] == ["Werke", "DE"]


def test_every_role_and_status_is_a_row_by_sending_body_then_name():
    workshop = make_workshop()
    second = make_delegation(workshop, make_municipality("bravo"))
    first = make_delegation(workshop, make_municipality("alpha"))
    utility = make_delegation(workshop, organisation=make_organisation("aaa"))
    make_delegate(workshop=workshop, family_name="Nobody's", role=Delegate.Role.TEAM)
    make_delegate(utility, family_name="Utility", role=Delegate.Role.EXPERT)
    make_delegate(second, family_name="Withdrawn", status=Status.WITHDRAWN)
    make_delegate(first, family_name="Second", status=Status.REJECTED)
    make_delegate(first, family_name="First", status=Status.WAITLISTED)
    make_delegate(make_delegation(make_workshop()), family_name="Elsewhere")

    names = [line["family_name"] for line in exported(workshop)]

    assert names == ["First", "Second", "Withdrawn", "Utility", "Nobody's"]


def make_protected(workshop):
    occupied = make_municipality("occupied", publication_policy="no_people")
    tightened = make_municipality("tightened")
    make_delegate(make_delegation(workshop, occupied), family_name="Policy")
    make_delegate(make_delegation(workshop, tightened), family_name="Later")
    tightened.publication_policy = "hidden"
    tightened.save()
    make_delegate(workshop=workshop, family_name="Own", protected=True)
    make_delegate(workshop=workshop, family_name="Ordinary")


def test_protected_people_are_left_out_without_a_reason():
    workshop = make_workshop()
    make_protected(workshop)

    assert [line["family_name"] for line in exported(workshop)] == ["Ordinary"]


def test_a_reason_alone_includes_nobody_protected():
    workshop = make_workshop()
    make_protected(workshop)

    assert len(exported(workshop, reason="a reason")) == 1


@pytest.mark.row("A38")
def test_protected_people_without_a_reason_are_refused():
    workshop = make_workshop()
    make_protected(workshop)

    with pytest.raises(ValueError, match="reason"):
        export_of(workshop, with_protected=True)
    assert not ExportLog.objects.exists()


def test_protected_people_are_included_with_a_reason():
    workshop = make_workshop()
    make_protected(workshop)

    lines = exported(workshop, with_protected=True, reason="Evacuation list")

    assert {line["family_name"]: line["protected"] for line in lines} == {
        "Policy": "true",
        "Later": "true",
        "Own": "true",
        "Ordinary": "false",
    }


@pytest.mark.row("A38")
def test_export_is_logged_with_codes_and_never_names():
    organiser = make_organiser()
    workshop = make_workshop()
    make_protected(workshop)

    exported(
        workshop,
        by=organiser,
        filter_codes="role=delegate",
        with_protected=True,
        reason="Evacuation list",
        recipient="Fire brigade",
    )

    log = ExportLog.objects.get()
    assert [log.workshop, log.exported_by, log.purpose] == [workshop, organiser, "full"]
    assert [log.format, log.filter] == ["csv rfc4180 en", "role=delegate"]
    assert [log.row_count, log.protected_count, log.reason] == [4, 3, "Evacuation list"]
    assert log.recipient == "Fire brigade"
    assert log.columns.split() == [column.key for column in COLUMNS]


@pytest.mark.row("A38")
def test_log_is_written_before_the_first_byte_leaves():
    workshop = make_workshop()
    make_delegate(workshop=workshop)

    export_of(workshop)

    log = ExportLog.objects.get()
    assert [log.row_count, log.finished_at] == [1, None]
