"""The page of travel and beds, and the acts that ask for what is missing."""

import datetime
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_needs,
    make_workshop,
)
from workshops.models import Delegate, Delegation, Message, Status

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2030, 5, 7)
DAY = datetime.timedelta(days=1)
SEES = ("view_workshop", "view_delegate", "view_delegateneeds")
TRAVEL, ASK_AGAIN = Message.Kind.TRAVEL, Message.Kind.ASK_AGAIN


@pytest.fixture
def workshop():
    return make_workshop(starts_on=FIRST, place_en="Somewhere")


def make_city(workshop, slug="", *, languages=("en",), **fields):
    """An accepted delegation with a contact for each language."""
    city = make_municipality(slug, **fields)
    delegation = make_delegation(workshop, city)
    for language in languages:
        delegation.contacts.add(make_contact(city, language=language))
    return delegation


def page_of(workshop):
    return reverse("admin:workshops_workshop_travel", args=[workshop.pk])


def act(client, workshop, key, things, **fields):
    tab = "people" if isinstance(things[0], Delegate) else "municipalities"
    url = reverse(f"admin:workshops_workshop_{tab}_act", args=[workshop.pk])
    data = {"act": key, "selected": [thing.pk for thing in things], "back": "travel"}
    return client.post(url, data | fields)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def section(page, name):
    """The words of one section of the page."""
    html = page.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>\n\n")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        (SEES, 200),
        (("view_workshop", "change_delegate", "change_delegateneeds"), 200),
        (("view_workshop", "view_delegate"), 403),
        (("view_workshop", "view_delegateneeds"), 403),
        ((), 403),
    ],
)
def test_the_page_wants_both_rights(client, staff, workshop, rights, status):
    staff(*rights)

    assert client.get(page_of(workshop)).status_code == status


def test_the_page_asks_for_the_login(client, workshop):
    assert client.get(page_of(workshop)).url.startswith("/admin/login/")


@pytest.mark.parametrize("tab", ["people", "papers"])
def test_who_may_see_it_finds_the_way(client, staff, workshop, tab):
    url = reverse(f"admin:workshops_workshop_{tab}", args=[workshop.pk])
    found = []
    for rights in (SEES, SEES[:2]):
        staff(*rights)
        found.append(page_of(workshop) in client.get(url).text)

    assert found == [True, False]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_needs_the_same_queries_for_any_number(
    client, organiser, workshop, django_assert_num_queries, number
):
    for _number in range(number):
        person = make_delegate(make_city(workshop), status=Status.ACCEPTED)
        make_delegate(person.delegation)
        make_needs(
            person,
            arrival_on=FIRST,
            departure_on=FIRST,
            night_from=FIRST,
            night_to=FIRST + DAY,
            diet="vegan",
        )

    # four for the audit; PostgreSQL is also asked for its lock
    with django_assert_num_queries(11 if connection.vendor == "postgresql" else 10):
        response = client.get(page_of(workshop))

    assert len(response.context["rows"]) == number


def test_the_page_shows_arrivals_nights_and_food(client, organiser, workshop):
    person = make_delegate(make_city(workshop, name="Sumy"), given_name="Anna", family_name="A")
    make_needs(
        person,
        arrival_on=FIRST,
        arrival_at=datetime.time(14, 35),
        arrival_place="Main station",
        arrival_by="train",
        night_from=FIRST,
        night_to=FIRST + DAY,
        room="single",
        payer="sender",
        diet="Vegan",
        accessibility="No steps",
    )

    page = client.get(page_of(workshop)).text

    assert "Tuesday 7 May: 1 from 14:00 · 1 14:35 Anna A Sumy Main station, train" in section(
        page, "arrivals"
    )
    assert "Anna A Sumy yes single room the sending municipality" in section(page, "nights")
    assert "Single rooms 1" in section(page, "nights")
    assert "Vegan 1" in section(page, "food")
    assert "Anna A Sumy Vegan No steps" in section(page, "food")
    assert "Anna A : departure" in section(page, "missing")


def test_protected_people_stand_without_their_municipality_and_are_counted(
    client, organiser, workshop
):
    delegation = make_city(workshop, name="Melitopol", publication_policy="no_people")
    person = make_delegate(delegation, given_name="Secret", family_name="S")
    make_needs(person, arrival_on=FIRST, night_from=FIRST, night_to=FIRST + DAY, diet="vegan")

    response = client.get(page_of(workshop))

    page = response.text
    for name in ("arrivals", "nights", "food"):
        assert "Secret S" in section(page, name)
        assert "Melitopol" not in section(page, name)
    assert "Secret" not in section(page, "missing")
    assert "Melitopol 1 protected person" in section(page, "missing")
    assert response.context["travel"].arrivals[0].number.coming == 1


def test_who_may_only_see_gets_no_buttons(client, staff, workshop):
    make_delegate(make_city(workshop))
    staff(*SEES)

    assert 'name="act"' not in client.get(page_of(workshop)).text


def test_a_city_that_is_not_accepted_is_not_offered_to_be_asked(client, organiser, workshop):
    delegation = make_delegation(workshop, status=Delegation.Status.SUBMITTED)
    make_delegate(delegation, email="")

    response = client.get(page_of(workshop))

    assert response.context["to_ask"] == []
    assert 'name="act"' not in response.text


def test_before_it_is_sent_the_digest_is_shown_once_in_each_language(client, organiser, workshop):
    first = make_city(workshop, languages=("uk", "de"))
    second = make_city(workshop, languages=("uk",))
    people = [make_delegate(each) for each in (first, second)]

    response = act(client, workshop, "ask_travel", [first, second])

    previews = response.context["expected"].previews
    assert sorted(preview.language for preview in previews) == ["de", "uk"]
    german = next(preview for preview in previews if preview.language == "de")
    assert f"– {people[0]}: Anreise, Abreise, Zimmer" in german.text
    assert not Message.objects.exists()


def test_one_press_writes_one_digest_to_each_contact_and_comes_back(client, organiser, workshop):
    delegation = make_city(workshop, languages=("uk", "de"))
    for _number in range(3):
        make_delegate(delegation)

    response = act(
        client, workshop, "ask_travel", [delegation], confirmed="1", remark="Until Friday"
    )

    assert response.url == page_of(workshop)
    messages = Message.objects.order_by("language")
    assert [(each.kind, each.language) for each in messages] == [(TRAVEL, "de"), (TRAVEL, "uk")]
    assert all("Until Friday" in each.text for each in messages)
    assert {each.created_by for each in messages} == {organiser}
    assert "Last asked:" in client.get(page_of(workshop)).text


def test_a_second_press_is_refused_with_the_reason(client, organiser, workshop):
    delegation = make_city(workshop)
    make_delegate(delegation)
    act(client, workshop, "ask_travel", [delegation], confirmed="1")

    response = act(client, workshop, "ask_travel", [delegation], confirmed="1")

    assert "less than a day ago" in said(response)[-1]
    assert Message.objects.count() == 1


def test_who_may_not_see_people_reads_no_names_in_the_preview(client, staff, workshop):
    delegation = make_city(workshop)
    make_delegate(delegation, given_name="Anna", family_name="A")
    staff("view_workshop", "change_delegation")

    response = act(client, workshop, "ask_travel", [delegation])

    assert response.context["expected"].done == [delegation]
    assert response.context["expected"].previews == []
    assert "Anna" not in response.text


def test_the_page_of_a_delegation_offers_it_while_something_is_missing(client, organiser, workshop):
    delegation = make_city(workshop)
    url = reverse("admin:workshops_workshop_delegation", args=[workshop.pk, delegation.pk])
    before = 'value="ask_travel"' in client.get(url).text
    make_delegate(delegation)

    assert (before, 'value="ask_travel"' in client.get(url).text) == (False, True)


def test_people_are_asked_each_in_their_language_and_the_others_are_named(
    client, organiser, workshop
):
    delegation = make_city(workshop)
    anna = make_delegate(delegation, status=Status.ACCEPTED, language="uk")
    bohdan = make_delegate(delegation, language="de")
    clara = make_delegate(delegation, email="")

    page = act(client, workshop, "ask_again", [anna, bohdan, clara])
    response = act(client, workshop, "ask_again", [anna, bohdan, clara], confirmed="1")

    expected = page.context["expected"]
    assert sorted(preview.language for preview in expected.previews) == ["de", "uk"]
    assert [person for person, _why in expected.refused] == [clara]
    assert "No e-mail address: add one" in page.text
    assert sorted(Message.objects.values_list("kind", "recipient", "language")) == sorted(
        [(ASK_AGAIN, anna.email, "uk"), (ASK_AGAIN, bohdan.email, "de")]
    )
    done, refused = said(response)
    assert "Ask again (2):" in done
    assert "No e-mail address" in refused


def test_an_overdue_answer_can_be_asked_for_with_one_press(client, organiser, workshop):
    person = make_delegate(make_city(workshop), status=Status.ACCEPTED, language="en")
    overdue = timezone.now() - DAY
    Delegate.objects.filter(pk=person.pk).update(confirm_by=overdue)

    page = act(client, workshop, "ask_again", [person])

    assert "Please answer by:" in page.context["expected"].previews[0].text
    assert "Ask again (1)</button>" in page.text
    person.refresh_from_db()
    assert person.confirm_by == overdue

    act(client, workshop, "ask_again", [person], confirmed="1", confirm_by="2029-05-06T12:00")

    person.refresh_from_db()
    assert f"{person.confirm_by.astimezone(workshop.zone):%Y-%m-%d %H:%M}" == "2029-05-06 12:00"


def test_the_task_leads_to_a_list_where_one_press_asks_again(client, organiser, workshop):
    person = make_delegate(make_city(workshop), status=Status.ACCEPTED)
    make_delegate(person.delegation)
    Delegate.objects.filter(pk=person.pk).update(confirm_by=timezone.now() - DAY)
    overview = client.get(reverse("admin:workshops_workshop_overview", args=[workshop.pk]))
    (task,) = [task for task in overview.context["tasks"] if task.button == "Ask again"]

    page = client.get(task.url).text
    form = page.partition('<form class="ask-all"')[2].partition("</form>")[0]
    url = re.search(r'action="([^"]+)"', form)[1]
    names = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    response = client.post(url, {name: value for name, value in names if value})

    assert response.context["expected"].done == [person]
    assert response.context["act"].key == "ask_again"


@pytest.mark.parametrize("query", ["", "?status=confirmed", "?status=bogus"])
def test_other_lists_of_people_have_no_such_button(client, organiser, workshop, query):
    make_delegate(make_city(workshop), status=Status.ACCEPTED)
    url = reverse("admin:workshops_workshop_people", args=[workshop.pk]) + query

    assert 'class="ask-all"' not in client.get(url).text


@pytest.mark.parametrize(
    ("status", "is_offered"), [(Status.ACCEPTED, True), (Status.NOMINATED, False)]
)
def test_the_page_of_a_person_offers_it_while_something_is_missing(
    client, organiser, workshop, status, is_offered
):
    person = make_delegate(make_city(workshop), status=status)

    page = client.get(reverse("admin:workshops_delegate_change", args=[person.pk])).text

    assert ('value="ask_again"' in page) == is_offered


def test_the_overview_asks_for_travel_data_that_is_due_soon(client, organiser):
    first = timezone.localdate() + datetime.timedelta(days=30)
    later = first - datetime.timedelta(days=15)
    workshop = make_workshop(starts_on=first, travel_data_due_on=later, place_en="Somewhere")
    make_delegate(make_delegation(workshop))
    overview = reverse("admin:workshops_workshop_overview", args=[workshop.pk])

    def texts():
        return [task.text for task in client.get(overview).context["tasks"]]

    assert "Travel data of 1 person is missing" not in texts()
    workshop.travel_data_due_on = first - datetime.timedelta(days=20)
    workshop.save()

    assert "Travel data of 1 person is missing" in texts()
