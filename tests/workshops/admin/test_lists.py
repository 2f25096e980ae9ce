"""The lists of people that leave the system: the page of each, the file, who may take which."""

import csv
import time
from io import StringIO

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_needs,
    make_organiser,
    make_track,
    make_user,
    make_workshop,
)
from tests.workshops.exports.lists import export_of
from workshops.admin import lists
from workshops.exports.participants import COLUMNS
from workshops.exports.purposes import PURPOSES
from workshops.models import ColumnChoice, Delegate, ExportLog, Status
from workshops.registration import lifecycle

pytestmark = pytest.mark.django_db

SEE_NEEDS = "view_delegateneeds"
TELLS_NEEDS = {"catering", "accommodation"}


def address(workshop, purpose="full"):
    return f"/admin/workshops/workshop/{workshop.pk}/lists/{purpose}/"


def taken(client, workshop, purpose="full", **fields):
    """The answer to a press on the button for CSV."""
    fields = {"format": "csv", "language": "en", **fields}
    return client.post(address(workshop, purpose), fields)


def text_of(response):
    assert response.streaming, response.content.decode()
    return b"".join(response.streaming_content).decode("utf-8-sig")


def family_names(response):
    lines = csv.DictReader(StringIO(text_of(response), newline=""))
    return [line["Family name"] for line in lines]


def heads(response):
    return next(csv.reader(StringIO(text_of(response), newline="")))


@pytest.mark.row("A17")
def test_list_is_a_download_that_nobody_stores_and_states_its_rows(client, organiser):
    workshop = make_workshop("munich")
    make_delegate(workshop=workshop, family_name="Only")

    response = taken(client, workshop)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = "Full-list-munich-1-row.csv"
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    )
    assert response["X-Row-Count"] == "1"
    assert "no-store" in response["Cache-Control"]
    assert family_names(response) == ["Only"]


def test_workbook_has_its_type_and_name(client, organiser):
    response = taken(client, make_workshop("munich"), "door", format="xlsx", dialect="rfc4180")

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "door-munich-0-rows.xlsx" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.row("A38")
def test_list_is_logged_for_the_organiser_and_complete_after_the_last_byte(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop)

    response = taken(client, workshop, role="delegate", q="given")
    before = ExportLog.objects.get()
    text_of(response)

    log = ExportLog.objects.get()
    assert [log.workshop, log.exported_by, log.row_count] == [workshop, organiser, 1]
    assert [log.purpose, log.format] == ["full", "csv excel en"]
    assert [log.filter, log.reason] == ["q=*&role=delegate", ""]
    assert before.finished_at is None
    assert log.finished_at is not None


def test_list_speaks_the_language_of_the_account_unless_another_is_wanted(client, organiser):
    workshop = make_workshop()

    own = text_of(taken(client, workshop, language=""))
    german = text_of(taken(client, workshop, language="de"))

    assert own.startswith('"Reference","Status","Role","Sending body","Country",')
    assert german.partition("\r\n")[0].count(";") == len(COLUMNS) - 1


def test_looking_at_a_list_leaves_no_trace(client, organiser):
    page = client.get(address(make_workshop()), {"format": "csv"})

    assert page.status_code == 200
    assert not page.streaming
    assert not ExportLog.objects.exists()


@pytest.mark.row("A28")
def test_anonymous_visitor_is_sent_to_the_login(client):
    workshop = make_workshop()

    for response in (client.get(address(workshop)), taken(client, workshop)):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
    assert not ExportLog.objects.exists()


@pytest.mark.row("A38")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(
    ("rights", "is_let_in"),
    [
        (("view_delegate", "change_delegate"), False),
        ((SEE_NEEDS,), False),
        (("export_delegate",), "without needs"),
        (("export_delegate", SEE_NEEDS), True),
        (("export_delegate", "change_delegateneeds"), True),
    ],
)
def test_each_list_wants_its_rights(client, staff, caplog, purpose, rights, is_let_in):
    account = staff(*rights)
    workshop = make_workshop()
    is_allowed = is_let_in is True or (bool(is_let_in) and purpose not in TELLS_NEEDS)

    found = [
        client.get(address(workshop, purpose)).status_code,
        taken(client, workshop, purpose, reason="a reason").status_code,
    ]

    assert found == ([200, 200] if is_allowed else [403, 403])
    assert ExportLog.objects.exists() == is_allowed
    refused = f"Refused: account {account.pk}, list {purpose} of workshop {workshop.pk}"
    assert (refused in caplog.text) == (not is_allowed)


def test_account_outside_the_administration_is_sent_to_the_login(client):
    client.force_login(make_user(is_superuser=True))

    assert taken(client, make_workshop()).status_code == 302


@pytest.mark.row("A72")
@pytest.mark.parametrize("method", ["put", "delete", "head", "options"])
def test_list_answers_to_get_and_post_only(client, organiser, method):
    assert getattr(client, method)(address(make_workshop())).status_code == 405


@pytest.mark.row("A72")
def test_forged_post_without_the_token_is_refused(client, organiser):
    client.handler.enforce_csrf_checks = True

    assert taken(client, make_workshop()).status_code == 403
    assert not ExportLog.objects.exists()


@pytest.mark.parametrize("path", ["workshop/0/lists/full/", "workshop/{pk}/lists/everything/"])
def test_unknown_workshop_or_list_is_not_found(client, organiser, path):
    path = path.format(pk=make_workshop().pk)

    assert client.get(f"/admin/workshops/{path}").status_code == 404


def test_protected_people_need_a_reason(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, family_name="Secret", protected=True)

    for reason in ("", "   ", "\u200b", "…"):
        response = taken(client, workshop, include_protected="on", reason=reason)

        assert response.status_code == 400
        assert not response.streaming
        assert "Secret" not in response.content.decode()
        assert "Say why this list is taken out" in response.content.decode()
    assert not ExportLog.objects.exists()


def test_protected_people_are_included_with_a_reason_and_logged(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, family_name="Secret", protected=True)
    make_delegate(workshop=workshop, family_name="Open")

    response = taken(client, workshop, include_protected="on", reason="Evacuation list")

    assert sorted(family_names(response)) == ["Open", "Secret"]
    log = ExportLog.objects.get()
    assert [log.row_count, log.protected_count, log.reason] == [2, 1, "Evacuation list"]


def test_reason_alone_includes_nobody_protected(client, organiser):
    workshop = make_workshop()
    make_delegate(workshop=workshop, protected=True)

    assert family_names(taken(client, workshop, reason="curious")) == []


@pytest.mark.row("A38")
@pytest.mark.parametrize("purpose", ["may_be_named", "may_be_photographed", "public"])
def test_no_forged_field_brings_protected_people_into_a_list_that_never_has_them(
    client, organiser, purpose
):
    workshop = make_workshop()
    person = make_delegate(workshop=workshop, family_name="Secret", protected=True)
    for consent in ("public_name", "photo"):
        person.consents.create(purpose=consent, act="given", text_version="1", language="en")

    response = taken(client, workshop, purpose, include_protected="on", reason="a reason")

    assert family_names(response) == []
    assert "Include" not in client.get(address(workshop, purpose)).content.decode()


def test_recipient_outside_needs_a_reason_and_is_logged(client, organiser):
    workshop = make_workshop()

    refused = taken(client, workshop, "door", recipient="Hotel Sonne")
    taken(client, workshop, "door", recipient="Hotel Sonne", reason="Key cards")

    assert refused.status_code == 400
    assert 'value="Hotel Sonne"' in refused.content.decode()
    log = ExportLog.objects.get()
    assert [log.purpose, log.recipient, log.reason] == ["door", "Hotel Sonne", "Key cards"]


@pytest.mark.row("A38")
def test_columns_about_needs_need_a_reason_and_counts_of_them_do_not(client, organiser):
    workshop = make_workshop()

    assert taken(client, workshop, "accommodation").status_code == 400
    assert taken(client, workshop, "accommodation", columns="family_name").status_code == 200
    assert taken(client, workshop, "catering").status_code == 200


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
def test_list_respects_the_filters_of_the_people_list(client, organiser, query, names):
    workshop = make_workshop()
    make_people(workshop)

    assert family_names(taken(client, workshop, **query)) == names
    assert ExportLog.objects.get().row_count == len(names)


def test_list_respects_the_delegation(client, organiser):
    workshop = make_workshop()
    delegation = make_people(workshop)

    assert family_names(taken(client, workshop, delegation=delegation.pk)) == ["Anna", "Boris"]
    assert ExportLog.objects.get().filter == f"delegation={delegation.pk}"


def test_page_counts_those_whom_the_filters_leave_and_names_the_filters(client, organiser):
    workshop = make_workshop()
    make_people(workshop)
    make_delegate(workshop=workshop, protected=True)

    everyone = client.get(address(workshop)).content.decode()
    confirmed = client.get(address(workshop), {"status": "confirmed"}).content.decode()

    assert "CSV, 4 rows" in everyone
    assert "1 protected person is left out" in everyone
    assert "CSV, 2 rows" in confirmed
    assert "<li>Status: Coming</li>" in confirmed


@pytest.mark.parametrize(
    "fields",
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
        {"recipient": "x" * 201, "reason": "a reason"},
        {"columns": "given_name nonsense"},
        {"columns": "diet"},
        {"columns": "search_key"},
        {"picked": "1"},
        {"picked": "1", "column": ["given_name", "password"]},
    ],
)
def test_malformed_wish_is_told_and_makes_no_file(client, organiser, fields):
    make_track(make_workshop(), "of-another")

    response = taken(client, make_workshop(), **fields)

    assert response.status_code == 400
    assert "The list was not made" in response.content.decode()
    assert not ExportLog.objects.exists()
    assert not ColumnChoice.objects.exists()


@pytest.mark.row("A38")
def test_delegation_of_another_workshop_is_no_filter(client, organiser):
    elsewhere = make_delegation()

    assert taken(client, make_workshop(), delegation=elsewhere.pk).status_code == 400


def test_unknown_column_in_an_address_is_named(client, organiser):
    response = client.get(address(make_workshop()), {"columns": "given_name <b>x"})

    assert response.status_code == 400
    assert "This list has no column “&lt;b&gt;x”." in response.content.decode()


def test_columns_come_in_the_order_of_their_numbers(client, organiser):
    ticked = {"picked": "1", "column": ["given_name", "email", "family_name"]}
    places = {"place_given_name": "3", "place_email": "1", "place_family_name": "2"}

    response = taken(client, make_workshop(), **ticked, **places)

    assert heads(response) == ["E-mail", "Family name", "Given name"]


def test_column_without_a_number_stands_last(client, organiser):
    ticked = {"picked": "1", "column": ["given_name", "email"], "place_given_name": "x"}

    assert heads(taken(client, make_workshop(), **ticked, place_email="2")) == [
        "E-mail",
        "Given name",
    ]


def test_columns_taken_last_are_proposed_to_the_same_organiser(client, organiser):
    workshop = make_workshop()
    taken(client, workshop, picked="1", column=["email", "given_name"])

    again = heads(taken(client, workshop))
    of_another_purpose = heads(taken(client, workshop, "mail_merge"))
    client.force_login(make_organiser(language="en"))
    of_another_organiser = heads(taken(client, workshop))

    assert again == ["E-mail", "Given name"]
    assert len(of_another_purpose) == len(PURPOSES["mail_merge"].columns)
    assert len(of_another_organiser) == len(COLUMNS)


def test_columns_of_yesterday_that_are_gone_are_left_out(client, organiser):
    ColumnChoice.objects.create(user=organiser, purpose="full", columns="shoe_size email")

    assert heads(taken(client, make_workshop())) == ["E-mail"]


def test_pressing_apply_shows_the_page_and_keeps_what_was_typed(client, organiser):
    workshop = make_workshop()
    fields = {"picked": "1", "column": ["email"], "reason": "Key cards", "recipient": "Hotel Sonne"}

    page = client.post(address(workshop), fields)

    assert page.status_code == 200
    assert [
        column.key for column, _place, is_on in page.context["form"].choices_of_columns if is_on
    ] == ["email"]
    assert 'value="Key cards"' in page.content.decode()
    assert ColumnChoice.objects.get().columns == "email"
    assert not ExportLog.objects.exists()


def test_a_list_is_passed_on_as_an_address(client, organiser):
    workshop = make_workshop()
    make_people(workshop)
    wanted = {"columns": "email family_name", "status": "confirmed", "dialect": "rfc4180"}

    link = client.get(address(workshop), wanted).context["address"]
    client.force_login(make_organiser(language="en"))
    form = client.get(address(workshop) + link).context["form"]

    assert [column.key for column in form.columns] == ["email", "family_name"]
    assert form.cleaned_data["status"] == "confirmed"
    assert form.cleaned_data["dialect"] == "rfc4180"


@pytest.mark.row("A52")
def test_an_address_gives_no_reason_and_includes_nobody(client, organiser):
    workshop = make_workshop()
    query = {"include_protected": "on", "reason": "Trust me", "recipient": "Stranger"}

    page = client.get(address(workshop), query).content.decode().partition("<main")[2]

    assert "Include protected people" in page
    assert "Trust me" not in page
    assert "Stranger" not in page
    assert "checked" not in page.partition("Include protected people")[0].rpartition("<label>")[2]


def test_page_of_all_lists_shows_what_one_may_take(client, staff):
    workshop = make_workshop()
    make_people(workshop)
    make_delegate(workshop=workshop, protected=True)
    shown = {}
    for rights in (("export_delegate",), ("export_delegate", SEE_NEEDS), ()):
        staff("view_delegate", *rights)
        page = client.get(f"/admin/workshops/workshop/{workshop.pk}/papers/")
        shown[rights] = {each.key: each.number for each in page.context["lists"]}

    assert shown[()] == {}
    assert set(shown[("export_delegate",)]) == set(PURPOSES) - TELLS_NEEDS
    assert shown[("export_delegate", SEE_NEEDS)] == {
        "full": 4,
        "door": 2,
        "catering": 0,
        "accommodation": 0,
        "interpreters": 3,
        "mail_merge": 2,
        "funder": 5,
        "may_be_named": 0,
        "may_be_photographed": 0,
        "public": 0,
    }


def test_page_of_all_lists_keeps_the_filters(client, organiser):
    workshop = make_workshop()
    make_people(workshop)

    page = client.get(f"/admin/workshops/workshop/{workshop.pk}/papers/?role=expert")

    door = next(each for each in page.context["lists"] if each.key == "door")
    assert [door.number, door.url] == [1, address(workshop, "door") + "?role=expert"]


@pytest.mark.parametrize("number", [1, 3, 300])
@pytest.mark.parametrize("page", ["papers/", "lists/full/", "lists/catering/"])
def test_pages_need_the_same_queries_for_any_number(
    client, organiser, django_assert_max_num_queries, number, page
):
    workshop = make_workshop()
    delegation = make_delegation(workshop)
    for _number in range(number):
        make_needs(make_delegate(delegation), diet="vegan")
        workshop.exports.create(row_count=1, purpose="full", exported_by=organiser)

    with django_assert_max_num_queries(30) as queries:
        client.get(f"/admin/workshops/workshop/{workshop.pk}/{page}")

    assert len(queries) == {"papers/": 15, "lists/full/": 9, "lists/catering/": 9}[page]


def test_exports_so_far_say_what_for_and_how_they_ended(client, organiser):
    workshop = make_workshop()
    text_of(taken(client, workshop, "door"))
    export_of(workshop, "mail_merge").close()
    ExportLog.objects.filter(purpose="mail_merge").update(exported_at="2026-01-01T00:00Z")

    page = client.get(f"/admin/workshops/workshop/{workshop.pk}/papers/")

    assert [row[1:] for row in page.context["exports"]] == [
        ("For the door", "CSV, English", "complete"),
        ("For letters", "CSV, keys and codes", "broken off"),
    ]


def test_address_of_a_list_is_known_to_the_people_page(organiser):
    workshop = make_workshop()

    assert lists.url_of(workshop, "full") == address(workshop)


@pytest.mark.once
@pytest.mark.row("A38")
@pytest.mark.parametrize(
    ("page", "arguments"), [("evidence_pack", []), ("paper", ["attendance_list"])]
)
def test_many_people_leave_only_to_who_has_just_logged_in(client, organiser, page, arguments):
    delegation = make_delegation()
    for _number in range(101):
        make_delegate(delegation)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": time.time() - 3600}
        for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()

    url = reverse(f"admin:workshops_workshop_{page}", args=[delegation.workshop_id, *arguments])
    response = client.post(url, {"language": "en"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/account/again/")
