"""An organiser fills in what a person eats, how they travel and where they sleep."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import make_delegate, make_needs, make_workshop
from workshops.models import DelegateNeeds

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2030, 5, 7)
EMPTY = {
    "diet": "",
    "accessibility": "",
    "arrival_on": "",
    "arrival_at": "",
    "arrival_place": "",
    "arrival_by": "",
    "departure_on": "",
    "departure_at": "",
    "departure_place": "",
    "departure_by": "",
    "night_from": "",
    "night_to": "",
    "room": "",
    "payer": "",
}
EDITS = ("view_delegate", "change_delegate", "change_delegateneeds", "add_delegateneeds")


@pytest.fixture
def person():
    return make_delegate(workshop=make_workshop(starts_on=FIRST, place_en="Somewhere"))


def person_page(person):
    return reverse("admin:workshops_delegate_change", args=[person.pk])


def new_page(person):
    return f"{reverse('admin:workshops_delegateneeds_add')}?delegate={person.pk}"


def change_page(person):
    return reverse("admin:workshops_delegateneeds_change", args=[person.pk])


def errors_of(response):
    return dict(response.context["adminform"].form.errors)


def test_an_organiser_ticks_the_usual_food(client, organiser):
    person = make_delegate()

    client.post(new_page(person), EMPTY | {"diets": ["vegan", "halal"]})
    refused = client.post(change_page(person), EMPTY | {"diets": ["any", "vegan"]})

    assert DelegateNeeds.objects.get().diets == ("vegan", "halal")
    assert list(errors_of(refused)) == ["diets"]


def test_the_first_save_makes_them_and_leads_back_to_the_person(client, organiser, person):
    assert new_page(person) in client.get(person_page(person)).text

    response = client.post(new_page(person), EMPTY | {"diet": "vegan", "arrival_on": "2030-05-06"})

    assert response.url == person_page(person)
    needs = DelegateNeeds.objects.get()
    assert (needs.delegate, needs.diet) == (person, "vegan")
    assert needs.given_by == DelegateNeeds.GivenBy.ORGANISER


def test_what_the_person_gave_is_given_by_the_organiser_who_changes_it(client, organiser, person):
    make_needs(person, diet="vegan", arrival_on=FIRST, arrival_at=datetime.time(14, 5))
    assert change_page(person) in client.get(person_page(person)).text
    assert 'value="14:05"' in client.get(change_page(person)).text

    response = client.post(change_page(person), EMPTY | {"diet": "vegetarian"})

    assert response.url == person_page(person)
    needs = DelegateNeeds.objects.get()
    assert (needs.diet, needs.arrival_on) == ("vegetarian", None)
    assert needs.given_by == DelegateNeeds.GivenBy.ORGANISER


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"arrival_on": "2030-05-08", "departure_on": "2030-05-07"},
            {"departure_on": ["The person leaves before they arrive."]},
        ),
        (
            {"night_from": "2030-05-08"},
            {"night_to": ["Give the first night, and a later day of leaving."]},
        ),
        (
            {"night_from": "2030-05-08", "night_to": "2030-05-08"},
            {"night_to": ["Give the first night, and a later day of leaving."]},
        ),
        ({"arrival_at": "14:00"}, {"arrival_on": ["Give the day, too."]}),
        ({"departure_by": "train"}, {"departure_on": ["Give the day, too."]}),
        (
            {"diet": "x" * 301},
            {"diet": ["Ensure this value has at most 300 characters (it has 301)."]},
        ),
        ({"arrival_at": "25:00"}, {"arrival_at": ["Enter a valid time."]}),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_cannot_be_is_said_at_its_field(client, organiser, person, fields, errors, is_new):
    if not is_new:
        make_needs(person, diet="vegan")
    page = new_page(person) if is_new else change_page(person)

    response = client.post(page, EMPTY | fields)

    assert errors_of(response) == errors
    assert [needs.diet for needs in DelegateNeeds.objects.all()] == ["vegan"] * (not is_new)


def test_of_passports_and_dates_of_birth_nothing_is_asked(client, organiser, person):
    form = client.get(new_page(person)).context["adminform"].form

    assert set(form.fields) == {*EMPTY, "diets"}


def test_once_there_is_something_it_is_changed_instead_of_made(client, organiser, person):
    page = new_page(person)
    make_needs(person, diet="vegan")

    assert client.get(page).url == change_page(person)
    response = client.post(page, EMPTY | {"diet": "anything"})

    assert "Someone has filled this in meanwhile" in response.text
    assert DelegateNeeds.objects.get().diet == "vegan"


@pytest.mark.parametrize("query", ["", "?delegate=4711", "?delegate=x", "?delegate=²"])
def test_needs_of_nobody_are_not_found(client, organiser, query):
    url = reverse("admin:workshops_delegateneeds_add") + query

    assert (client.get(url).status_code, client.post(url, EMPTY).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("rights", "new", "old", "post"),
    [
        (EDITS, 200, 200, 302),
        (("view_delegate", "view_delegateneeds"), 403, 200, 403),
        (("view_delegate", "change_delegate"), 403, 403, 403),
        (("change_delegateneeds", "add_delegateneeds"), 403, 403, 403),
    ],
)
def test_who_may_see_and_change_them(client, staff, person, rights, new, old, post):
    other = make_delegate(workshop=person.workshop)
    make_needs(other, diet="vegan")
    staff(*rights)

    answers = [
        client.get(new_page(person)).status_code,
        client.get(change_page(other)).status_code,
        client.post(change_page(other), EMPTY | {"diet": "none"}).status_code,
    ]

    assert answers == [new, old, post]


def test_the_page_of_a_person_leads_to_them_only_who_may_see_them(client, staff, person):
    make_needs(person, diet="vegan")
    found = []
    for rights in (EDITS, ("view_delegate", "view_delegateneeds"), ("view_delegate",)):
        staff(*rights)
        found.append("Food, travel, room" in client.get(person_page(person)).text)

    assert found == [True, True, False]


def test_there_is_no_list_of_all_needs(client, organiser):
    response = client.get(reverse("admin:workshops_delegateneeds_changelist"))

    assert response.url == reverse("admin:workshops_workshop_changelist")


def test_they_can_be_erased_and_the_person_stays(client, organiser, person):
    make_needs(person, diet="vegan")
    url = reverse("admin:workshops_delegateneeds_delete", args=[person.pk])

    response = client.post(url, {"post": "yes"})

    assert response.url == person_page(person)
    assert not DelegateNeeds.objects.exists()
