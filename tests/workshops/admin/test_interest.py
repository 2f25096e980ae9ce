"""What organisers see of those who want to take part, and the two things they can do about it."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Contact
from tests.attacks import VECTORS, Elements
from tests.factories import (
    make_contact,
    make_delegation,
    make_hold,
    make_interest,
    make_municipality,
    make_open_call,
)
from workshops.models import Delegation, Interest
from workshops.registration import interest as acts

pytestmark = pytest.mark.django_db
Status = Delegation.Status


def tab(workshop, name="municipalities"):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


def url(interest, name="interest"):
    return reverse(f"admin:workshops_workshop_{name}", args=[interest.workshop_id, interest.pk])


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def take_up(client, interest, municipality, **fields):
    return client.post(url(interest), {"municipality": municipality.pk} | fields)


@pytest.fixture
def interest():
    return make_interest(
        municipality_name="Вінниця",
        name="Олена Коваленко",
        position="Інженерка",
        email="olena@example.org",
        phone="+380 44 123",
        text="Ми відбудовуємо мережі.",
    )


@pytest.fixture
def city():
    return make_municipality("vinnytsia", name="Vinnytsia", name_uk="Вінниця")


def test_the_tab_lists_who_is_open_and_counts_who_was_set_aside(client, organiser, interest):
    workshop = interest.workshop
    acts.set_aside(make_interest(workshop), by=organiser)
    acts.take_up(make_interest(workshop), make_municipality(), by=organiser)

    response = client.get(tab(workshop))

    page = response.content.decode()
    assert list(response.context["interests"]) == [interest]
    assert "Set aside: 1" in page
    for word in ("Вінниця", "Ukraine", "Олена Коваленко", "olena@example.org", "Ми відбудовуємо"):
        assert word in page
    assert url(interest) in page


def test_without_any_the_tab_does_not_speak_of_it(client, organiser):
    assert "Expressions of interest" not in client.get(tab(make_open_call())).content.decode()


@pytest.mark.parametrize("page", ["index", "overview"])
def test_it_is_among_the_things_to_do(client, organiser, page):
    workshop = make_open_call()
    make_interest(workshop)
    make_interest(workshop)
    acts.set_aside(make_interest(workshop), by=organiser)

    address = reverse("admin:index") if page == "index" else tab(workshop, page)
    tasks = client.get(address).context["tasks"]

    found = [(task.text, task.url) for task in tasks if task.button == "Read"]
    assert found == [("2 municipalities want to take part", f"{tab(workshop)}#interests")]


def test_who_sees_no_delegations_hears_nothing_of_it(client, staff, interest):
    staff("view_workshop")

    page = client.get(reverse("admin:index"))

    assert [task for task in page.context["tasks"] if task.button == "Read"] == []
    assert client.get(tab(interest.workshop)).status_code == 403


def test_who_may_only_look_gets_no_button(client, staff, interest, city):
    staff("view_workshop", "view_delegation", "add_delegation")

    assert url(interest) not in client.get(tab(interest.workshop)).content.decode()
    for method in (client.get, client.post):
        assert method(url(interest), {"municipality": city.pk}).status_code == 403
    assert client.post(url(interest, "interest_set_aside")).status_code == 403
    assert Interest.objects.open().count() == 1


def test_municipalities_of_that_name_are_offered(client, organiser, interest, city):
    make_municipality("else")
    make_delegation(interest.workshop, city, status=Status.INVITED)

    response = client.get(url(interest))
    searched = client.get(url(interest), {"q": "els"})
    nothing = client.get(url(interest), {"q": "zzz"})

    assert [(each, present.status) for each, present in response.context["choices"]] == [
        (city, Status.INVITED)
    ]
    assert [each.slug for each, _present in searched.context["choices"]] == ["else"]
    assert "Search with fewer letters" in nothing.content.decode()


@pytest.mark.parametrize(("language", "native"), [("uk", ("Вінниця", "uk")), ("en", (None, None))])
def test_a_new_municipality_begins_with_what_was_typed(
    client, organiser, interest, language, native
):
    interest.language = language
    interest.save()
    page = client.get(url(interest)).content.decode()
    (address,) = re.findall(r'href="(/admin/partnerships/municipality/add/[^"]*)"', page)

    form = client.get(html.unescape(address)).context["adminform"].form

    shown = {name: form[name].value() for name in form.fields}
    assert (shown[f"name_{language}"], shown["country"]) == ("Вінниця", "UA")
    assert (shown["native_name"] or None, shown["native_language"] or None) == native
    assert [shown[f"name_{code}"] for code in ("de", "sq")] == [None, None]


def test_taking_up_notes_an_interested_delegation(client, organiser, interest, city):
    response = take_up(client, interest, city)

    delegation = Delegation.objects.get()
    assert response.url == reverse(
        "admin:workshops_workshop_delegation", args=[interest.workshop_id, delegation.pk]
    )
    assert (delegation.workshop, delegation.municipality) == (interest.workshop, city)
    assert (delegation.status, delegation.quota, delegation.language) == ("interested", 2, "uk")
    interest.refresh_from_db()
    assert (interest.state, interest.delegation) == ("taken_up", delegation)
    assert (interest.handled_by, interest.name) == (organiser, "Олена Коваленко")


def test_nobody_becomes_a_contact_unless_the_box_is_ticked(client, organiser, interest, city):
    take_up(client, interest, city)

    assert not Contact.objects.exists()


def test_a_ticked_person_enters_the_address_book_unverified_and_gets_no_link(
    client, organiser, interest, city
):
    box = str(client.get(url(interest)).context["form"]["as_contact"])
    assert ('type="checkbox"' in box, "checked" in box) == (True, False)

    take_up(client, interest, city, as_contact="on")

    contact = Contact.objects.get()
    assert (contact.municipality, contact.name, contact.office, contact.phone) == (
        city,
        "Олена Коваленко",
        "Інженерка",
        "+380 44 123",
    )
    assert (contact.email, contact.language, contact.verified_on) == (
        "olena@example.org",
        "uk",
        None,
    )
    assert not Delegation.objects.get().contacts.exists()


def test_an_address_that_is_listed_stays_as_it_is(client, organiser, interest, city):
    make_contact(city, name="Known", email="olena@example.org")

    take_up(client, interest, city, as_contact="on")

    assert [contact.name for contact in Contact.objects.all()] == ["Known"]


def test_who_may_add_no_contact_is_not_asked(client, staff, interest, city):
    staff("view_workshop", "change_delegation")

    page = client.get(url(interest)).content.decode()
    take_up(client, interest, city, as_contact="on")

    assert "as_contact" not in page
    assert not Contact.objects.exists()
    assert Delegation.objects.get().municipality == city


def test_a_delegation_that_is_in_already_stays_as_it_is(client, organiser, interest, city):
    invited = make_delegation(
        interest.workshop, city, status=Status.INVITED, quota=5, language="de"
    )

    take_up(client, interest, city)

    delegation = Delegation.objects.get()
    assert delegation == invited
    assert (delegation.status, delegation.quota, delegation.language) == ("invited", 5, "de")
    interest.refresh_from_db()
    assert interest.delegation == invited


def test_the_history_of_the_delegation_tells_of_it(client, organiser, interest, city):
    response = client.get(take_up(client, interest, city).url)

    told = [(each.what, each.subject, each.by) for each in response.context["timeline"]]
    assert told == [
        ("Interest expressed", "Олена Коваленко", None),
        ("Expression of interest taken up", "", organiser),
    ]


@pytest.mark.parametrize("value", ["", "abc", "0", "9" * 30, "-1"])
def test_a_municipality_has_to_be_chosen(client, organiser, interest, city, value):
    response = client.post(url(interest), {"municipality": value, "as_contact": "on"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["municipality"]
    assert "checked" in str(response.context["form"]["as_contact"])
    assert not Delegation.objects.exists()


def test_setting_aside_erases_what_was_typed(client, organiser, interest):
    response = client.post(url(interest, "interest_set_aside"))

    row = Interest.objects.get()
    assert response.url == tab(interest.workshop)
    assert [getattr(row, name) for name in Interest.TYPED] == [""] * 6
    assert (row.state, row.handled_by, row.country) == ("set_aside", organiser, "UA")
    assert not Delegation.objects.exists()


def test_a_legal_hold_keeps_what_setting_aside_would_erase(client, organiser, interest):
    make_hold(interest.workshop)
    before = Interest.objects.values().get()

    page = client.get(url(interest)).content.decode()
    response = client.post(url(interest, "interest_set_aside"))

    assert "Set aside and erase" not in page
    assert texts(response) == ["A legal hold stands on this workshop."]
    assert Interest.objects.values().get() == before


@pytest.mark.parametrize("first", ["take_up", "set_aside"])
def test_it_is_dealt_with_once(client, organiser, interest, city, first):
    if first == "take_up":
        take_up(client, interest, city)
    else:
        client.post(url(interest, "interest_set_aside"))
    before = Interest.objects.values().get()

    again = [
        take_up(client, interest, make_municipality()),
        client.post(url(interest, "interest_set_aside")),
        client.get(url(interest)),
    ]

    for response in again:
        assert response.url == tab(interest.workshop)
        assert "Someone has dealt with it already." in texts(response)
    assert Interest.objects.values().get() == before


def test_setting_aside_is_a_press(client, organiser, interest):
    assert client.get(url(interest, "interest_set_aside")).status_code == 405
    client.get(url(interest))

    assert Interest.objects.get().state == "open"


@pytest.mark.row("A57")
def test_each_belongs_to_its_workshop(client, organiser, interest):
    other = make_open_call()

    for name in ("interest", "interest_set_aside"):
        address = reverse(f"admin:workshops_workshop_{name}", args=[other.pk, interest.pk])
        assert client.post(address).status_code == 404


@pytest.mark.row("A51")
def test_what_a_stranger_typed_is_text_and_no_link(client, organiser):
    typed, plain = make_open_call(), make_open_call()
    for vector in [*VECTORS, "https://evil.example/", "www.evil.example"]:
        for workshop, text in ((typed, vector), (plain, "x")):
            name = text[:200]
            make_interest(workshop, municipality_name=name, name=name, text=text)

    assert tags_of(client, tab(typed)) == tags_of(client, tab(plain))
    expected = tags_of(client, url(plain.interests.first()))
    for found in [*typed.interests.all()[::5], *typed.interests.order_by("-pk")[:2]]:
        assert tags_of(client, url(found)) == expected


def tags_of(client, address):
    """The names of all elements, without line breaks."""
    frame = Elements(client.get(address).content.decode()).frame
    return sorted(tag for tag, _attributes in frame if tag != "br")


@pytest.mark.parametrize("page", ["municipalities", "overview", "interest"])
def test_any_number_needs_the_same_queries(client, organiser, page):
    asked = []
    for number in (1, 3, 300):
        workshop = make_open_call()
        for place in range(number):
            found = make_interest(workshop, municipality_name="Town")
            make_delegation(workshop, make_municipality(f"town-{number}-{place}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(found) if page == "interest" else tab(workshop, page))
        asked.append(len(queries))
    assert len(set(asked)) == 1


def test_the_form_of_the_workshop_has_the_call_beside_the_nomination(client, organiser):
    page = client.get(tab(make_open_call(), "change")).content.decode()

    closes, call = page.index('name="nomination_closes_at"'), page.index('name="has_open_call"')
    assert closes < call < page.index('name="travel_data_due_on"')
