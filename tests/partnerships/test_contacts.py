import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Contact
from tests.factories import make_contact, make_municipality, make_organisation, make_user
from tests.partnerships.test_admin import municipality_data, organisation_data, rows

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/contact/"


def change_url(contact):
    return reverse("admin:partnerships_contact_change", args=[contact.pk])


def sent(contact, **changes):
    data = {name: getattr(contact, name) for name in ("name", "office", "email", "phone")}
    data |= {"language": contact.language, "salutation": "", "note": "", "verified_on": ""}
    data |= {"municipality": contact.municipality_id or ""}
    return data | {"organisation": contact.organisation_id or ""} | changes


def listed(client, query=""):
    return list(client.get(LIST + query).context["cl"].result_list)


@pytest.mark.parametrize("address", [LIST, f"{LIST}add/"])
def test_contacts_ask_for_login_and_permission(client, address):
    assert client.get(address).url.startswith("/admin/login/")

    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403


def test_the_entry_of_the_side_bar_is_for_who_may_see_contacts(client):
    user = make_user(is_staff=True)
    client.force_login(user)
    assert LIST not in client.get("/admin/").text

    user.user_permissions.set(Permission.objects.filter(codename="view_contact"))
    assert LIST in client.get("/admin/").text
    assert 'aria-current="page"' in client.get(LIST).text


def test_the_list_needs_the_same_queries_for_1_3_and_300_rows(client, organiser):
    numbers = []
    for rows_added in (1, 2, 297):
        for number in range(rows_added):
            utility = make_organisation() if number % 2 else None
            make_contact(organisation=utility)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        numbers.append(len(queries))

    assert numbers == [5, 5, 5]


@pytest.mark.parametrize(
    "text", ["Vinnytsia", "вінниця", "WINNYZJA", "Vinnitsa", "koval", "Коваль", "energie koval"]
)
def test_a_contact_is_found_in_any_spelling_of_its_own_and_of_its_municipality(
    client, organiser, text
):
    city = make_municipality(name="Winnyzja", name_uk="Вінниця")
    city.spellings.create(text="Vinnitsa")
    found = make_contact(city, name="Olena Коваль", office="Energie")
    make_contact(make_municipality(name="Sumy"), name="Iwan")

    assert listed(client, f"?q={text}") == [found]


@pytest.mark.parametrize("text", ["Stadtwerke", "koeln"])
def test_a_contact_is_found_by_its_organisation(client, organiser, text):
    utility = make_organisation("stadtwerke-koeln", name_de="Stadtwerke Köln")
    found = make_contact(organisation=utility)
    make_contact()

    assert listed(client, f"?q={text}") == [found]


def test_the_filters(client, organiser):
    today = timezone.localdate()
    fresh = make_contact(name="A", language="uk", verified_on=today)
    old = make_contact(name="B", verified_on=today - datetime.timedelta(days=400))
    refused = make_contact(name="C", undeliverable_since=timezone.now())

    assert listed(client, "?language__exact=uk") == [fresh]
    assert listed(client, "?verified=yes") == [fresh]
    assert listed(client, "?verified=no") == [old, refused]
    assert listed(client, "?mail=refused") == [refused]
    assert listed(client, "?mail=reachable") == [fresh, old]


def test_a_refused_address_is_marked_in_the_list_and_on_the_page(client, organiser):
    contact = make_contact(
        undeliverable_since=datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    )

    assert "Mail refused" in client.get(LIST).text
    assert "2 March 2026" in client.get(change_url(contact)).text


@pytest.mark.parametrize(
    ("email", "is_refused"), [("new@example.org", False), ("OLD@example.org ", True)]
)
def test_another_address_is_not_the_refused_one(client, organiser, email, is_refused):
    contact = make_contact(email="old@example.org", undeliverable_since=timezone.now())

    client.post(change_url(contact), sent(contact, email=email))

    contact.refresh_from_db()
    assert contact.email == email.strip().lower()
    assert (contact.undeliverable_since is not None) == is_refused


def test_one_button_saves_and_says_that_all_is_right_today(client, organiser):
    contact = make_contact()

    client.post(change_url(contact), sent(contact, phone="+380 1", _verified=""))

    contact.refresh_from_db()
    assert (contact.verified_on, contact.phone) == (timezone.localdate(), "+380 1")


def test_the_enter_key_saves_without_saying_that_all_is_right(client, organiser):
    """A browser presses the first button of a form."""
    page = client.get(change_url(make_contact())).text

    assert page.index('name="_save"') < page.index('name="_verified"')


def contact_row(contact=None, **fields):
    row = {"name": "Olena", "email": "olena@example.org", "language": "uk"} | fields
    return row | ({"id": contact.pk} if contact else {})


def test_contacts_are_entered_on_the_page_of_their_municipality(client, organiser):
    data = municipality_data(**rows("contacts", contact_row(), contact_row(name="", office="B")))
    data["contacts-1-email"] = ""

    response = client.post(reverse("admin:partnerships_municipality_add"), data)

    assert response.status_code == 302
    assert [str(contact) for contact in Contact.objects.by_body()] == ["B", "Olena"]


def test_the_same_address_twice_is_said_at_the_row(client, organiser):
    data = municipality_data(
        **rows("contacts", contact_row(), contact_row(email="OLENA@example.org"))
    )

    response = client.post(reverse("admin:partnerships_municipality_add"), data)

    formset = response.context["inline_admin_formsets"][1].formset
    said = "This address is listed for the municipality already."
    assert formset.errors == [{}, {"email": [said]}]


def test_a_new_address_on_the_page_of_an_organisation_counts_as_not_refused(client, organiser):
    utility = make_organisation()
    contact = make_contact(organisation=utility, undeliverable_since=timezone.now())
    row = contact_row(contact, organisation=utility.pk)
    data = organisation_data(name_de="A", slug=utility.slug) | rows("contacts", row, initial=1)

    response = client.post(
        reverse("admin:partnerships_organisation_change", args=[utility.pk]), data
    )

    contact.refresh_from_db()
    assert response.status_code == 302
    assert (contact.email, contact.undeliverable_since) == ("olena@example.org", None)


@pytest.mark.parametrize("model", ["municipality", "organisation"])
def test_the_page_of_a_body_shows_contacts_to_who_may_see_them_only(client, model):
    contact = make_contact(
        **{model: {"municipality": make_municipality, "organisation": make_organisation}[model]()}
    )
    address = reverse(f"admin:partnerships_{model}_change", args=[contact.body.pk])
    user = make_user(is_staff=True)
    client.force_login(user)
    seen = []
    for codenames in ([f"view_{model}"], [f"view_{model}", "view_contact"]):
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        seen.append(contact.name in client.get(address).text)

    assert seen == [False, True]


def test_of_contacts_no_history_is_kept():
    assert not hasattr(Contact, "history")
