import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_session,
    make_track,
    make_workshop,
)
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def url(workshop, name="copy"):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


def send(client, template, act="create", **changes):
    data = {"starts_on": "2031-05-06", "slug": "", "title_en": "Energy for Cities", act: ""}
    return client.post(url(template), data | changes)


def errors_of(response):
    return dict(response.context["form"].errors)


def test_the_page_asks_for_login_and_the_right_to_add(client, staff):
    template = make_workshop()
    assert client.get(url(template)).url.startswith("/admin/login/")

    for rights in (["view_workshop", "change_workshop"], ["add_workshop"]):
        staff(*rights)
        assert client.get(url(template)).status_code == 403
        assert send(client, template).status_code == 403
    staff("view_workshop")
    assert url(template) not in client.get(url(template, "overview")).text
    staff("view_workshop", "add_workshop")
    assert url(template) in client.get(url(template, "overview")).text
    assert client.get(url(template)).status_code == 200


def test_the_page_says_what_is_copied_and_what_is_not(client, organiser):
    template = make_workshop(mailbox="m@example.org", title_uk="Назва")
    make_track(template)
    delegation = make_delegation(template)
    delegation.contacts.add(make_contact(delegation.municipality))
    person = make_delegate(delegation, family_name="Kowalenko")

    response = client.get(url(template))

    assert response.context["fields"] == [
        "Kind",
        "Time zone",
        "Format",
        "Venue is shown to",
        "Municipalities become public",
        "Mailbox for replies",
    ]
    assert ("Thematic tracks", 1) in response.context["numbers"]
    assert response.context["number_of_contacts"] == 1
    assert str(delegation) in response.text
    assert person.family_name not in response.text
    assert response.context["not_copied"] == [
        "Cover picture",
        "Alternative text of the cover",
        "Credit of the cover",
        "Licence of the cover",
        "Open call",
        "Open registration",
        "Picture of the signature",
        "Contact on duty",
        "Reference of the funder",
    ]
    assert response.context["form"]["title_uk"].value() == "Назва"


def test_the_new_dates_are_shown_before_anything_is_made(client, organiser):
    template = make_workshop(starts_on=datetime.date(2030, 5, 7), days=2)
    make_session(template)

    response = send(client, template, "check")

    assert response.context["dates"] == [
        ("First day", "7 May 2030", "6 May 2031"),
        ("Last day", "8 May 2030", "7 May 2031"),
    ]
    assert Workshop.objects.count() == 1


def test_the_draft_is_made_and_opened(client, organiser):
    template = make_workshop("first")
    make_delegation(template)

    response = send(client, template)

    made = Workshop.objects.get(slug="energy-for-cities-2031")
    assert response.url == url(made, "overview")
    assert (made.publication, made.title_en) == ("draft", "Energy for Cities")
    assert (made.delegations.count(), made.days.count()) == (1, 2)


def test_who_may_not_add_delegations_copies_none(client, staff):
    template = make_workshop()
    delegation = make_delegation(template)
    staff("view_workshop", "add_workshop")

    assert str(delegation) not in client.get(url(template)).text
    send(client, template)
    assert Workshop.objects.get(slug="energy-for-cities-2031").delegations.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"starts_on": ""}, "starts_on", "This field is required."),
        ({"starts_on": "9999-12-31"}, "starts_on", "Give a year between 1950 and 2100."),
        ({"slug": "first"}, "slug", "Workshop with this Address already exists."),
        ({"slug": "a b"}, "slug", "Enter a valid “slug”"),
        ({"title_en": ""}, "title_de", "Write this in at least one language."),
        ({"starts_on": "2030-03-31"}, "__all__", "The clocks skip this time"),
    ],
)
@pytest.mark.parametrize("act", ["check", "create"])
def test_what_is_wrong_is_said_at_its_field(client, organiser, changes, field, said, act):
    template = make_workshop("first")
    make_session(template, "02:15", "02:45")

    errors = errors_of(send(client, template, act, **changes))

    assert list(errors) == [field]
    assert said in errors[field][0]
    assert Workshop.objects.count() == 1


def test_the_page_needs_the_same_queries_for_1_3_and_300_rows(client, organiser):
    template = make_workshop()
    numbers = []
    for added in (1, 2, 297):
        for _number in range(added):
            delegation = make_delegation(template, status="interested")
            delegation.contacts.add(make_contact(delegation.municipality))
            make_track(template)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(template))
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
