"""Anybody may say that a municipality wants to take part: what is noted, refused, and told."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.attacks import VECTORS, Elements
from tests.factories import (
    make_delegate,
    make_interest,
    make_open_call,
    make_organiser,
    make_workshop,
)
from workshops.desk.interest import MOST_SENT
from workshops.models import Interest, Workshop
from workshops.registration import interest

pytestmark = pytest.mark.django_db
TYPED = {
    "municipality_name": "Вінниця",
    "country": "UA",
    "name": "Олена Коваленко",
    "position": "Інженерка",
    "email": "Olena@example.org",
    "phone": "+380 44 123 45 67",
    "text": "Ми відбудовуємо мережі.",
}
YESTERDAY = timezone.now() - datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_has_sent():
    cache.clear()


@pytest.fixture
def workshop():
    return make_open_call("open-one", mailbox="desk@example.org")


def path(workshop, language="en", *, more=""):
    return f"/{language}/workshops/{workshop.slug}/take-part/{more}"


def stored():
    return list(Interest.objects.values_list("email", "municipality_name", "state"))


def test_what_was_typed_is_noted_in_the_language_of_the_page(client, workshop):
    response = client.post(path(workshop, "uk"), TYPED)

    noted = Interest.objects.get()
    assert response.url == path(workshop, "uk", more="sent/")
    assert {name: getattr(noted, name) for name in TYPED} == TYPED | {"email": "olena@example.org"}
    assert (noted.workshop, noted.language, noted.state) == (workshop, "uk", "open")
    assert (noted.delegation, noted.handled_by, noted.handled_at) == (None, None, None)


def test_the_page_afterwards_says_what_happens_next_and_nothing_that_was_typed(client, workshop):
    page = client.post(path(workshop), TYPED, follow=True).content.decode()

    assert "What happens next" in page
    assert "desk@example.org" in page
    assert [word for word in TYPED.values() if word != "UA" and word in page] == []


def test_no_cookie_is_set_and_nothing_is_kept_or_listed(client, workshop):
    closed = make_workshop()
    answers = [
        client.get(path(workshop)),
        client.post(path(workshop), {}),
        client.post(path(workshop), TYPED),
        client.get(path(workshop, more="sent/")),
        client.get(path(closed)),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 302, 200, 410]
    for answer in answers:
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"
    assert "take-part" not in client.get("/sitemap.xml").content.decode()


def test_no_token_is_asked_for(workshop, client):
    client.handler.enforce_csrf_checks = True

    assert client.post(path(workshop), TYPED).status_code == 302


def test_the_workshop_leads_to_the_form_while_the_call_is_open(client, workshop):
    page = client.get("/de/workshops/open-one/").content.decode()

    assert page.count(f'href="{path(workshop, "de")}"') == 2


CLOSED = {
    "no call": {"has_open_call": False},
    "not yet": {"nomination_opens_at": datetime.datetime(2029, 1, 1, tzinfo=datetime.UTC)},
    "over": {"nomination_closes_at": YESTERDAY},
    "cancelled": {"cancelled_at": YESTERDAY},
}


@pytest.mark.parametrize("why", CLOSED)
def test_a_closed_call_says_so_and_notes_nothing(client, why):
    workshop = make_open_call(**CLOSED[why])

    shown = client.get(path(workshop))
    sent = client.post(path(workshop), TYPED)

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "There is no open call" in shown.content.decode()
    assert "<form id" not in shown.content.decode()
    assert 'value="Вінниця"' in sent.content.decode()
    assert "not sent" in sent.content.decode()
    assert path(workshop) not in client.get(f"/en/workshops/{workshop.slug}/").content.decode()
    assert stored() == []


def test_a_full_workshop_has_no_open_call(client):
    workshop = make_open_call(capacity=1)
    make_delegate(workshop=workshop)

    assert client.get(path(workshop)).status_code == 410


@pytest.mark.row("A55")
@pytest.mark.parametrize("publication", ["draft", "archived"])
def test_what_is_not_public_has_no_page(client, publication):
    workshop = make_open_call(publication=publication)

    for address in (path(workshop), path(workshop, more="sent/")):
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert stored() == []


def test_a_blank_form_names_every_field_that_is_needed(client, workshop):
    response = client.post(path(workshop), {})

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert 'class="faults" role="alert" tabindex="-1" autofocus' in page
    faults = [(field.name, text) for field, text in response.context["form"].faults]
    assert faults == [
        ("municipality_name", "Municipality: write its name."),
        ("country", "Country: choose one of the list."),
        ("name", "Your name: write given name and family name."),
        ("email", "E-mail: write it with the sign @, for example name@example.org."),
    ]


BAD = [
    ("municipality_name", "Вінниця\u202e"),
    ("municipality_name", "a" * 10_000),
    ("municipality_name", "a\nb"),
    ("municipality_name", "\u200b"),
    ("name", "Olena\x07"),
    ("name", "x" * 201),
    ("position", "\u2066x"),
    ("position", "x" * 251),
    ("country", "ZZ"),
    ("country", "ua"),
    ("email", "olena"),
    ("email", "a@example.org\nBcc: b@example.org"),
    ("email", "a@example.org\r\nSubject: x"),
    ("email", "a@example.org, b@example.org"),
    ("email", "a@example.org\u202e"),
    ("email", f"{'a' * 250}@example.org"),
    ("phone", "call me"),
    ("phone", "1" * 41),
    ("text", "x" * 2001),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_input_is_refused_by_name_and_shown_again(client, workshop, name, value):
    response = client.post(path(workshop), TYPED | {name: value})

    form = response.context["form"]
    assert response.status_code == 422
    assert [field.name for field, _text in form.faults] == [name]
    assert form[name].value() == value
    assert stored() == []


@pytest.mark.row("A02")
def test_a_nul_sign_is_refused(client, workshop):
    assert client.post(path(workshop), TYPED | {"name": "a\x00b"}).status_code == 400


def test_signs_nobody_sees_are_dropped_from_the_message(client, workshop):
    client.post(path(workshop), TYPED | {"text": "a\u202eb\u200b\x07\r\n\r\nc\u2028d"})

    assert Interest.objects.get().text == "ab\n\nc\nd"


def test_markup_is_text(client, workshop):
    def tags(text):
        words = {"text": text, "position": "".join(filter(str.isprintable, text))}
        page = client.post(path(workshop), words).content.decode()
        return [tag for tag, _attributes in Elements(page).frame]

    plain = tags("x")
    assert [vector for vector in VECTORS if tags(vector) != plain] == []


def test_another_language_keeps_what_was_typed_and_notes_nothing(client, workshop):
    response = client.post(path(workshop, "sq"), TYPED | {"switch": "1", "email": "no"})

    form = response.context["form"]
    assert response.status_code == 200
    assert {name: form[name].value() for name in TYPED} == TYPED | {"email": "no"}
    assert form.faults == []
    assert '<html lang="sq">' in response.content.decode()
    assert stored() == []


def test_the_same_address_is_noted_once_with_its_newest_words(client, workshop):
    first = client.post(path(workshop), TYPED)
    second = client.post(path(workshop), TYPED | {"email": "OLENA@example.org", "text": "New"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    noted = Interest.objects.get()
    assert (noted.email, noted.text) == ("olena@example.org", "New")


def test_who_was_dealt_with_may_write_again_and_to_every_workshop(client, workshop):
    client.post(path(workshop), TYPED)
    interest.set_aside(Interest.objects.get(), by=make_organiser())
    other = make_open_call()

    client.post(path(workshop), TYPED)
    client.post(path(other), TYPED)

    assert Interest.objects.open().count() == 2
    assert Interest.objects.count() == 3


def test_a_program_that_fills_in_everything_is_told_the_same_and_not_noted(client, workshop):
    response = client.post(path(workshop), TYPED | {"website": "https://spam.example"})

    assert response.url == path(workshop, more="sent/")
    assert stored() == []


@pytest.mark.row("A76")
def test_three_hundred_from_one_connection_are_stopped(client, workshop):
    def send(number, **options):
        typed = TYPED | {"email": f"a{number}@example.org"}
        return client.post(path(workshop), typed, **options)

    answers = [send(number).status_code for number in range(300)]
    refused = send(300).content.decode()
    neighbour = send(301, REMOTE_ADDR="192.0.2.7")

    assert answers == [302] * MOST_SENT + [429] * (300 - MOST_SENT)
    assert "Wait ten minutes" in refused
    assert 'value="a300@example.org"' in refused
    assert neighbour.status_code == 302
    assert Interest.objects.count() == MOST_SENT + 1


def test_forms_that_are_not_complete_do_not_count(client, workshop):
    for _number in range(MOST_SENT + 1):
        client.post(path(workshop), {})

    assert client.post(path(workshop), TYPED).status_code == 302


def test_looking_changes_nothing(client, workshop):
    for address in (path(workshop), path(workshop, more="sent/")):
        for method in (client.get, client.head):
            assert method(address, TYPED).status_code == 200
        assert client.put(address).status_code == 405
    assert stored() == []


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_form_needs_the_same_queries(client, workshop, django_assert_num_queries, number):
    for _number in range(number):
        make_interest(workshop)

    with django_assert_num_queries(1):
        client.get(path(workshop))


@pytest.mark.row("A28")
def test_the_form_does_not_say_who_else_is_interested(client, workshop):
    make_interest(workshop, municipality_name="Secretown", email="olena@example.org")

    response = client.post(path(workshop), TYPED, follow=True)

    assert "Secretown" not in response.content.decode()
    assert "Secretown" not in client.get(path(workshop)).content.decode()
    assert Workshop.objects.get().interests.count() == 1
