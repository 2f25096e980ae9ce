"""The forms of a workshop, a delegation and a person."""

import datetime
import re

import pytest
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_report,
    make_track,
    make_workshop,
)
from workshops.models import Delegate, Delegation, Status, Workshop

pytestmark = pytest.mark.django_db


def fields_of(client, url, *, shown=None):
    """Everything the form of a page, or of an answer, would send if nothing was changed."""
    context = (shown or client.get(url)).context
    form = context["adminform"].form
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    read = {"read": form.fingerprints_as_text()} if form.instance.pk else {}
    return sent_by(form, *formsets) | read


def sent_by(*forms_and_sets):
    forms = []
    for each in forms_and_sets:
        forms += [each.management_form, *each.initial_forms] if hasattr(each, "forms") else [each]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False and not isinstance(value, FieldFile):
                data[bound.html_name] = value
    return data


def saved(response):
    assert response.status_code == 302, errors_of(response)
    return response


def errors_of(response):
    errors = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            errors |= form.errors
    return {name: list(texts) for name, texts in errors.items()}


def workshop_url(workshop):
    return reverse("admin:workshops_workshop_change", args=[workshop.pk])


def test_workshop_is_saved_unchanged(client, organiser):
    workshop = make_workshop(summary_de="Kurz")
    make_track(workshop)

    saved(client.post(workshop_url(workshop), fields_of(client, workshop_url(workshop))))

    workshop.refresh_from_db()
    assert (workshop.summary_de, workshop.days.count()) == ("Kurz", 2)


def test_changed_dates_take_the_days_along(client, organiser):
    workshop = make_workshop()
    data = fields_of(client, workshop_url(workshop))

    moved = data | {"starts_on": "2031-03-03", "ends_on": "2031-03-05"}
    saved(client.post(workshop_url(workshop), moved))

    dates = [day.date for day in Workshop.objects.get(pk=workshop.pk).days.all()]
    assert dates == [datetime.date(2031, 3, number) for number in (3, 4, 5)]


@pytest.mark.row("A33")
def test_seats_cannot_fall_below_those_taken(client, organiser):
    workshop = make_workshop(capacity=5)
    make_delegate(workshop=workshop)
    make_delegate(workshop=workshop, status=Status.ACCEPTED)
    data = fields_of(client, workshop_url(workshop))

    response = client.post(workshop_url(workshop), data | {"capacity": "1"})

    assert errors_of(response) == {
        "capacity": ["2 seats are taken already. Take seats back first, or allow more."]
    }
    saved(client.post(workshop_url(workshop), data | {"capacity": "2"}))


def test_seats_of_a_track_cannot_fall_below_those_taken(client, organiser):
    track = make_track(capacity=5)
    for _number in range(2):
        make_delegate(workshop=track.workshop, assigned_track=track)
    url = workshop_url(track.workshop)

    response = client.post(url, fields_of(client, url) | {"tracks-0-capacity": "1"})

    assert list(errors_of(response)) == ["capacity"]


@pytest.mark.parametrize(("before", "after", "said"), [(2, "3", "2 → 3"), (2, "", "2 → ∞")])
def test_another_quota_stands_in_the_history(client, organiser, before, after, said):
    delegation = make_delegation(quota=before)
    url = reverse("admin:workshops_delegation_change", args=[delegation.pk])
    data = fields_of(client, url)

    client.post(url, data)
    client.post(url, data | {"quota": after})

    change = delegation.status_changes.filter(from_status=F("to_status")).get()
    assert (change.remark, change.changed_by) == (said, organiser)


def test_quota_cannot_fall_below_the_seats_taken(client, organiser):
    delegation = make_delegation(quota=3)
    for _number in range(2):
        make_delegate(delegation)
    make_delegate(delegation, is_substitute=True)
    url = reverse("admin:workshops_delegation_change", args=[delegation.pk])
    data = fields_of(client, url)

    assert list(errors_of(client.post(url, data | {"quota": "1"}))) == ["quota"]
    saved(client.post(url, data | {"quota": "2"}))


def test_draft_without_title_is_saved_and_not_published(client, organiser):
    workshop = make_workshop(title_de="", title_en="", publication="draft")
    data = fields_of(client, workshop_url(workshop))

    saved(client.post(workshop_url(workshop), data))
    response = client.post(workshop_url(workshop), data | {"publication": "published"})

    assert errors_of(response) == {"title_en": ["Give it a title before you publish it."]}


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_draft_without_place_is_saved_and_not_published(client, organiser, language):
    organiser.language = language
    organiser.save()
    workshop = make_workshop(format="hybrid", publication="draft")
    data = fields_of(client, workshop_url(workshop))
    published = data | {"publication": "published"}

    saved(client.post(workshop_url(workshop), data))
    response = client.post(workshop_url(workshop), published)

    with translation.override(language):
        text = gettext("Choose a host municipality or write a place before you publish it.")
    assert errors_of(response) == {"host_municipality": [text]}
    saved(client.post(workshop_url(workshop), published | {"place_uk": "Львів"}))


def test_nomination_beyond_the_end_is_said_and_not_crashed(client, organiser):
    workshop = make_workshop()
    data = fields_of(client, workshop_url(workshop))

    late = {"nomination_closes_at": "2031-01-01T12:00"}
    response = client.post(workshop_url(workshop), data | late)

    assert errors_of(response) == {
        "nomination_closes_at": ["The nomination reaches beyond the last day."]
    }


def test_new_workshop_gets_its_days(client, organiser):
    url = reverse("admin:workshops_workshop_add")
    data = fields_of(client, url) | {
        "title_sq": "Takimi",
        "slug": "new",
        "starts_on": "2031-03-03",
        "ends_on": "2031-03-04",
    }

    saved(client.post(url, data))

    workshop = Workshop.objects.get(slug="new")
    assert (workshop.title_sq, workshop.days.count()) == ("Takimi", 2)


def test_reader_cannot_save(client, staff):
    workshop = make_workshop()
    staff("view_workshop")

    assert client.post(workshop_url(workshop), {"slug": "other"}).status_code == 403


def test_delegation_is_added_once(client, organiser):
    workshop, municipality = make_workshop(), make_municipality()
    url = reverse("admin:workshops_delegation_add") + f"?workshop={workshop.pk}"
    data = fields_of(client, url) | {"municipality": municipality.pk}

    saved(client.post(url, data))
    response = client.post(url, data)

    assert Delegation.objects.get().workshop == workshop
    assert errors_of(response) == {"municipality": ["This municipality has a delegation already."]}


@pytest.mark.parametrize(
    "query", ["", "?workshop=", "?workshop=x", "?workshop=4711", "?workshop=²"]
)
@pytest.mark.parametrize("name", ["delegation", "delegate"])
def test_adding_without_workshop_is_not_found(client, organiser, name, query):
    assert client.get(reverse(f"admin:workshops_{name}_add") + query).status_code == 404


def add_person_url(workshop):
    return reverse("admin:workshops_delegate_add") + f"?workshop={workshop.pk}"


def test_new_person_is_nominated_by_the_account(client, organiser):
    delegation = make_delegation(municipality=make_municipality(publication_policy="no_people"))
    url = add_person_url(delegation.workshop)
    data = fields_of(client, url) | {"given_name": "Ada", "delegation": delegation.pk}

    saved(client.post(url, data))

    person = Delegate.objects.get()
    change = person.status_changes.get()
    assert (person.status, person.protected, person.days.count()) == (Status.NOMINATED, True, 2)
    assert (change.to_status, change.changed_by) == (Status.NOMINATED, organiser)


def test_same_mail_address_is_said_and_not_crashed(client, organiser):
    there = make_delegate(email="ada@example.org")
    url = add_person_url(there.workshop)
    data = fields_of(client, url) | {"given_name": "Ada", "email": "ADA@example.org"}

    assert list(errors_of(client.post(url, data))) == ["email"]


def test_moving_someone_with_a_seat_into_a_full_delegation_names_the_limit(client, organiser):
    full = make_delegation(quota=1)
    make_delegate(full)
    other = make_delegation(full.workshop)
    person = make_delegate(other)
    url = reverse("admin:workshops_delegate_change", args=[person.pk])

    response = client.post(url, fields_of(client, url) | {"delegation": full.pk})

    assert errors_of(response) == {
        "delegation": [f"The seats of this delegation are taken. ({full}: 1)"]
    }


@pytest.mark.row("A33")
def test_person_cannot_be_moved_to_another_workshops_delegation(client, organiser):
    person, foreign = make_delegate(), make_delegation()
    url = reverse("admin:workshops_delegate_change", args=[person.pk])

    response = client.post(url, fields_of(client, url) | {"delegation": foreign.pk})

    assert list(errors_of(response)) == ["delegation"]


def test_status_is_no_field(client, organiser):
    person = make_delegate()
    url = reverse("admin:workshops_delegate_change", args=[person.pk])

    saved(client.post(url, fields_of(client, url) | {"status": "rejected", "position": "Mayor"}))

    person.refresh_from_db()
    assert (person.status, person.position) == (Status.CONFIRMED, "Mayor")


def test_timeline_shows_who_when_what_and_why(client, organiser):
    from workshops.registration import lifecycle

    person = make_delegate(by=organiser)
    lifecycle.withdraw(person, by=organiser, reason="own_wish", remark="Is ill")

    page = client.get(reverse("admin:workshops_delegate_change", args=[person.pk]))

    text = page.content.decode()
    assert [event.what for event in page.context["timeline"]] == [
        "Nominated",
        "Nominated → Seat promised, answer missing",
        "Seat promised, answer missing → Coming",
        "Coming → Signed off · cannot come",
    ]
    assert "Olga Organiser" in text
    assert "Is ill" in text


def test_only_possible_acts_have_a_button(client, organiser):
    person = make_delegate()

    page = client.get(reverse("admin:workshops_delegate_change", args=[person.pk]))

    assert [act.key for act in page.context["acts"]] == ["reject", "withdraw"]


def with_rows(data, prefix, *rows):
    """The data of the form with new rows after those that are there."""
    first = int(data[f"{prefix}-TOTAL_FORMS"])
    for number, row in enumerate(rows, first):
        data = data | {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data | {f"{prefix}-TOTAL_FORMS": first + len(rows)}


def row_twice(prefix):
    if prefix == "tracks":
        return {"title_de": "Energie", "slug": "energy", "position": 0}
    if prefix == "days":
        return {"date": "2031-03-03"}
    if prefix == "organisers":
        return {"organisation": make_organisation().pk, "role": "host", "position": 0}
    return {"to_workshop": make_workshop().pk, "kind": "follows"}


ROW_ERRORS = {
    "tracks": {"slug": ["Another track of this workshop has this address."]},
    "days": {"date": ["This day is listed already."]},
    "organisers": {"organisation": ["This organisation is listed in this role already."]},
    "relations_from": {"to_workshop": ["This relation is listed already."]},
}


@pytest.mark.parametrize("prefix", ROW_ERRORS)
def test_same_row_twice_is_said_at_the_row(client, organiser, prefix):
    url = reverse("admin:workshops_workshop_add")
    data = fields_of(client, url) | {"slug": "new", "starts_on": "2031-03-03"}
    data |= {"ends_on": "2031-03-04"}
    row = row_twice(prefix)

    response = client.post(url, with_rows(data, prefix, row, row))

    assert errors_of(response) == ROW_ERRORS[prefix]


@pytest.mark.row("A06")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starts_on", "0001-01-01"),
        ("ends_on", "9999-12-31"),
        ("ends_on", "2101-01-01"),
        ("nomination_opens_at", "1900-01-01T12:00"),
        ("nomination_closes_at", "0001-01-01T00:00"),
        ("cancelled_at", "9999-12-31T23:59"),
        ("travel_data_due_on", "1949-12-31"),
    ],
)
def test_impossible_year_is_said_at_the_field(client, organiser, name, value):
    url = workshop_url(make_workshop())

    response = client.post(url, fields_of(client, url) | {name: value})

    assert list(errors_of(response)) == [name]


def test_workshop_is_no_longer_than_sixty_days(client, organiser):
    url = workshop_url(make_workshop())
    data = fields_of(client, url) | {"starts_on": "2031-01-01"}

    response = client.post(url, data | {"ends_on": "2031-03-02"})

    assert errors_of(response) == {"ends_on": ["A workshop lasts at most 60 days."]}
    saved(client.post(url, data | {"ends_on": "2031-03-01"}))


def test_reason_of_a_cancellation_needs_its_moment(client, organiser):
    url = workshop_url(make_workshop())
    data = fields_of(client, url) | {"cancellation_reason_uk": "Причина"}

    response = client.post(url, data)

    assert errors_of(response) == {
        "cancelled_at": ["Say since when it is cancelled, or leave the reason empty."]
    }
    saved(client.post(url, data | {"cancelled_at": "2026-01-01T12:00"}))


def test_two_dates_in_the_wrong_order_are_refused_at_the_second(client, organiser):
    url = reverse("admin:workshops_workshop_add")
    data = fields_of(client, url) | {"title_de": "Energie"}
    data |= {"starts_on": "2031-03-04", "ends_on": "2031-03-03"}
    data |= {
        "nomination_opens_at": "2031-02-02T12:00",
        "nomination_closes_at": "2031-02-01T12:00",
    }

    assert errors_of(client.post(url, data)) == {
        "ends_on": ["The last day lies before the first."],
        "nomination_closes_at": ["The nomination closes before it opens."],
    }


def test_a_new_track_comes_last(client, organiser):
    workshop = make_workshop()
    make_track(workshop)
    make_track(workshop)

    page = client.get(workshop_url(workshop)).content.decode()

    assert re.search(r'name="tracks-__prefix__-position" value="3"', page)
    assert re.search(r'name="tracks-0-position" value="0"', page)


def test_texts_are_labelled_by_the_name_of_their_language(client, organiser):
    page = client.get(workshop_url(make_workshop())).content.decode()

    assert "Title (German):" in page
    assert "[de]" not in page


def test_address_of_a_workshop_and_its_tracks_may_be_left_empty(client, organiser):
    url = reverse("admin:workshops_workshop_add")
    data = fields_of(client, url) | {"title_sq": "Takimi i qyteteve", "slug": ""}
    data |= {"starts_on": "2031-03-03", "ends_on": "2031-03-04"}
    track = {"title_de": "Energie", "slug": "", "position": 0}

    saved(client.post(url, with_rows(data, "tracks", track)))

    workshop = Workshop.objects.get(slug="takimi-i-qyteteve")
    assert workshop.tracks.get().slug == "energie"


@pytest.mark.row("A52")
@pytest.mark.parametrize("field", ["host_municipality", "replaced_by"])
def test_nonsense_in_a_prefilled_workshop_is_ignored(client, organiser, field):
    url = reverse("admin:workshops_workshop_add")

    assert client.get(url, {field: "abc"}).status_code == 200


@pytest.mark.row("A52")
def test_nonsense_in_a_prefilled_report_or_delegation_is_ignored(client, organiser):
    report = reverse("admin:workshops_report_add")
    delegation = reverse("admin:workshops_delegation_add")
    known = {"workshop": make_workshop().pk, "municipality": "abc"}

    assert client.get(report, {"workshop": "abc"}).status_code == 200
    assert client.get(delegation, known).status_code == 200


@pytest.mark.parametrize("sent", ["x", "9" * 25, "-1", "１"])
@pytest.mark.parametrize("field", ["host_municipality", "replaced_by"])
def test_a_relation_that_is_no_number_is_an_error_of_the_field(client, organiser, field, sent):
    response = client.post("/admin/workshops/workshop/add/", {field: sent})

    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


def test_the_next_person_is_added_to_the_same_delegation(client, organiser):
    person = make_delegate(make_delegation())
    change = reverse("admin:workshops_delegate_change", args=[person.pk])

    response = saved(client.post(change, fields_of(client, change) | {"_addanother": "1"}))

    assert client.get(response.url).status_code == 200
    assert response.url.endswith(
        f"?workshop={person.workshop_id}&delegation={person.delegation_id}"
    )


@pytest.mark.parametrize(
    ("language", "kyiv"),
    [
        ("de", "Kiew – Osteuropäische Zeit"),
        ("en", "Kyiv – Eastern European Time"),
        ("uk", "Київ – за східноєвропейським часом"),
        ("sq", "Kiev – Ora e Evropës Lindore"),
    ],
)
def test_time_zones_are_chosen_by_name(client, organiser, language, kyiv):
    organiser.language = language
    organiser.save()
    workshop = make_workshop(timezone="UTC")

    field = client.get(workshop_url(workshop)).context["adminform"].form.fields["timezone"]

    choices = dict(field.choices)
    assert choices["Europe/Kyiv"] == kyiv
    assert choices["UTC"] == "UTC"


def test_an_unknown_time_zone_is_refused_at_its_field(client, organiser):
    workshop = make_workshop()
    data = fields_of(client, workshop_url(workshop)) | {"timezone": "Europe/Atlantis"}

    response = client.post(workshop_url(workshop), data)

    assert list(errors_of(response)) == ["timezone"]
    assert 'value="Europe/Berlin"' in response.content.decode()


@pytest.mark.parametrize(
    ("language", "day"),
    [("de", "7. Mai 2024"), ("en", "7 May 2024"), ("uk", "7 травня 2024 р."), ("sq", "7 maj 2024")],
)
def test_dates_of_lists_are_written_as_on_public_pages(client, organiser, language, day):
    organiser.language = language
    organiser.save()
    make_report(make_workshop(), published_on=datetime.date(2024, 5, 7))
    make_contact(verified_on=datetime.date(2024, 5, 7))

    for url in ("workshops/report/", "partnerships/contact/"):
        page = client.get(f"/admin/{url}").content.decode()
        assert f">{day}<" in page


def test_a_list_is_still_ordered_by_its_dates(client, organiser):
    for year in (2024, 2023, 2025):
        make_report(make_workshop(), published_on=datetime.date(year, 5, 7))

    rows = client.get("/admin/workshops/report/?o=2").context["cl"].result_list

    assert [report.published_on.year for report in rows] == [2023, 2024, 2025]


def test_what_is_deleted_together_is_named_in_our_words(client, organiser):
    person = make_delegate(status=Status.NOMINATED)
    person.days.set(person.workshop.days.all())

    page = client.get(reverse("admin:workshops_delegate_delete", args=[person.pk]))

    assert dict(page.context["model_count"])["people"] == 1
    assert "relationship" not in page.content.decode()
