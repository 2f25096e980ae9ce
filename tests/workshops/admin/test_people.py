import pytest
from django.contrib.auth.models import Group, Permission
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_track,
    make_user,
    make_workshop,
)
from workshops.admin.people import PeopleList
from workshops.models import Status

pytestmark = pytest.mark.django_db


def people_of(workshop, query=""):
    return PeopleList(workshop, QueryDict(query))


def url_of(workshop, query=""):
    return reverse("admin:workshops_workshop_people", args=[workshop.pk]) + query


def shown(people):
    return [person for group in people.groups for person in group.people]


@pytest.fixture
def workshop():
    """Two delegations and a guest, in several states."""
    workshop = make_workshop()
    vinnytsia = make_delegation(
        workshop, make_municipality("vinnytsia", name="Winnyzja", name_uk="Вінниця")
    )
    sumy = make_delegation(workshop, make_municipality("sumy", name="Sumy"))
    make_delegate(vinnytsia, given_name="Олена", family_name="Прикладна", status=Status.ACCEPTED)
    make_delegate(vinnytsia, status=Status.NOMINATED, needs_interpretation=True)
    make_delegate(sumy, protected=True)
    make_delegate(sumy, status=Status.WITHDRAWN)
    make_delegate(workshop=workshop, role="guest", status=Status.NOMINATED)
    return workshop


def test_counts_equal_the_lists_they_lead_to(workshop):
    for label, number, url, _is_current in people_of(workshop).counts:
        people = people_of(workshop, url.removeprefix("?"))

        assert (label, number) == (label, len(shown(people)))
        assert number == people.number


def test_counts_obey_the_other_filters(workshop):
    people = people_of(workshop, "role=guest&status=accepted")

    assert [number for _label, number, _url, _is_current in people.counts] == [1, 1, 0, 0, 0, 0, 0]
    assert shown(people) == []


def test_list_is_grouped_by_sending_body(workshop):
    groups = people_of(workshop).groups

    assert [str(group.delegation) for group in groups] == ["Sumy", "Winnyzja", "None"]
    assert [len(group.people) for group in groups] == [2, 2, 1]


def test_sending_bodies_stand_by_name_in_every_list(client, organiser):
    organiser.language = "de"
    organiser.save()
    workshop = make_workshop()
    named = [("vinnytsia", "Winnyzja", "UA"), ("zbarazh", "Sbarasch", "UA"), ("x", "Eich", "DE")]
    for slug, name, country in named:
        municipality = make_municipality(slug, name=name, country=country)
        make_delegate(make_delegation(workshop, municipality))

    def page(name, query=""):
        url = reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])
        return client.get(url + query).context

    with override("de"):
        lists = [
            [str(group.delegation) for group in page("people")["people"].groups],
            [name for key, name in page("people")["people"].form.fields["delegation"].choices[1:]],
            [str(row.delegation) for row in page("overview")["rows"]],
            [str(row.delegation) for row in page("municipalities")["of_municipalities"]],
            [str(choice.municipality) for choice in page("municipalities_choose")["choices"]],
        ]
    assert lists == [["Eich", "Sbarasch", "Winnyzja"]] * 5


def test_two_municipalities_of_one_name_stay_apart():
    workshop = make_workshop()
    first, second = (
        make_delegation(workshop, make_municipality(name="Mykolajiw")) for _number in range(2)
    )
    for delegation in (first, second, first, second):
        make_delegate(delegation)

    groups = people_of(workshop).groups

    assert [(group.delegation, len(group.people)) for group in groups] == [(first, 2), (second, 2)]


def test_flat_list_is_one_group(workshop):
    (group,) = people_of(workshop, "view=flat").groups

    assert len(group.people) == 5


@pytest.mark.parametrize("text", ["Olena", "олена", "OLENA PRYKLADNA", "прикладна"])
def test_search_finds_a_person_in_any_script(workshop, text):
    assert [person.given_name for person in shown(people_of(workshop, f"q={text}"))] == ["Олена"]


def test_search_finds_people_of_a_municipality(workshop):
    assert people_of(workshop, "q=вінниця").number == 2


def test_a_track_holds_who_is_assigned_and_who_wishes_it_meanwhile(workshop):
    track, other = make_track(workshop, "energy"), make_track(workshop, "water")
    assigned = make_delegate(workshop=workshop, assigned_track=track, track_wish_1=other)
    wishing = make_delegate(workshop=workshop, track_wish_1=track)
    make_delegate(workshop=workshop, track_wish_1=track, assigned_track=other)

    assert {*shown(people_of(workshop, "track=energy"))} == {assigned, wishing}


def test_pills_take_away_exactly_their_filter(workshop):
    with override("en"):
        pills = people_of(workshop, "q=olena&status=accepted&view=flat").pills

    assert {pill.text: pill.url for pill in pills} == {
        "Search: olena": "?status=accepted&view=flat",
        "Status: Seat promised, answer missing": "?q=olena&view=flat",
    }


@pytest.mark.parametrize("query", ["status=bogus", "delegation=4711", "track=%00", "delegation=x"])
def test_unknown_filter_shows_nobody(workshop, query):
    people = people_of(workshop, query)

    assert (people.number, shown(people)) == (0, [])


@pytest.mark.row("A04")
@pytest.mark.parametrize("page", ["0", "-1", "abc", "999999999999999999999", "１", "2"])
def test_odd_page_numbers_show_the_first_page(workshop, page):
    assert people_of(workshop, f"page={page}").page.number == 1


def test_button_states_rows_and_who_is_left_out(client, organiser, workshop):
    page = client.get(url_of(workshop)).content.decode()

    assert "CSV, 4 people" in page
    assert "1 protected person is left out of the CSV" in page


def test_button_respects_the_filters(client, organiser, workshop):
    response = client.get(url_of(workshop, "?status=nominated"))

    assert "CSV, 2 people" in response.content.decode()
    people = response.context["people"]
    wanted = dict(people.filters) | {"format": "csv", "dialect": "rfc4180"}
    exported = client.post(people.export_url, wanted)
    assert len(b"".join(exported.streaming_content).splitlines()) == 1 + 2


@pytest.mark.parametrize("query", ["", "?delegation={delegation}&track={track}&view=flat"])
@pytest.mark.parametrize("number", [1, 3, 300])
def test_list_needs_the_same_queries_for_any_number(
    client, organiser, django_assert_num_queries, number, query
):
    delegation = make_delegation()
    track = make_track(delegation.workshop)
    for _number in range(number):
        make_delegate(delegation, status=Status.NOMINATED, assigned_track=track)
    query = query.format(delegation=delegation.pk, track=track.slug)

    with django_assert_num_queries(8):
        response = client.get(url_of(delegation.workshop, query))

    assert response.context["people"].number == number


def test_list_of_an_account_with_rights_of_its_group(client, django_assert_num_queries):
    delegate = make_delegate()
    group = Group.objects.create(name="Office")
    group.permissions.set(Permission.objects.filter(content_type__app_label="workshops"))
    account = make_user(is_staff=True)
    account.groups.add(group)
    client.force_login(account)

    with django_assert_num_queries(9):
        response = client.get(url_of(delegate.workshop))

    assert response.status_code == 200
    assert account.get_all_permissions() >= {"workshops.change_delegate"}


@pytest.mark.row("A51")
def test_names_are_escaped(client, organiser):
    delegate = make_delegate(given_name="<b>Nina</b>", family_name="<script>alert(1)</script>")

    page = client.get(url_of(delegate.workshop)).content.decode()

    assert "<b>Nina" not in page
    assert "<script>alert" not in page
