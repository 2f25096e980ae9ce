"""Anybody registers: nothing before the press on the link, once however often it is pressed."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from config.logs import WithoutTokens
from partnerships.models import Spelling
from tests.attacks import VECTORS, Elements
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_pending,
    make_track,
    make_webinar,
    make_workshop,
)
from tools import tokens
from workshops.desk.closed import MOST_GUESSES, WORDS
from workshops.desk.register import MOST_SENT
from workshops.models import Delegate, Link, Message, PendingRegistration, Workshop
from workshops.registration import links
from workshops.registration.links import Why

pytestmark = pytest.mark.django_db
TYPED = {
    "given_name": "Олена",
    "family_name": "Коваленко",
    "email": "Olena@example.org",
    "language": "uk",
    "affiliation": "Somewhere Water Works",
    "position": "Інженерка",
    "languages_spoken": ["uk", "en"],
    "needs_interpretation": "on",
}
NOW = timezone.now()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_has_sent():
    cache.clear()


@pytest.fixture
def workshop():
    return make_webinar("webinar", mailbox="desk@example.org")


def path(workshop, language="en", *, more=""):
    return f"/{language}/workshops/{workshop.slug}/register/{more}"


def token_of(message):
    return re.search(r"/[rd]/([^/]+)/", message.text)[1]


def link(client, workshop, **words):
    """The address that a mail brings to whoever registers."""
    client.post(path(workshop), TYPED | words)
    return address_in(
        Message.objects.filter(recipient__iexact=words.get("email", "olena@example.org")).latest(
            "pk"
        )
    )


def address_in(message):
    return re.search(r"http://testserver(/\S+)", message.text)[1]


def people():
    return list(Delegate.objects.order_by("pk").values_list("email", "status"))


# the form


def test_what_was_typed_waits_and_takes_no_seat(client, workshop):
    response = client.post(path(workshop, "de"), TYPED)

    pending = PendingRegistration.objects.get()
    assert response.url == path(workshop, "de", more="sent/")
    assert (pending.full_name, pending.email) == ("Олена Коваленко", "Olena@example.org")
    assert (pending.affiliation, pending.position) == ("Somewhere Water Works", "Інженерка")
    assert (pending.language, pending.languages_spoken) == ("uk", ("en", "uk"))
    assert (pending.needs_interpretation, pending.protected) == (True, False)
    assert people() == []


def test_a_mail_brings_the_link_and_nothing_that_a_stranger_typed(client, workshop):
    client.post(path(workshop, "de"), TYPED)

    message = Message.objects.get()
    assert (message.recipient, message.language) == ("Olena@example.org", "uk")
    assert (message.reply_to, message.delegate) == ("desk@example.org", None)
    assert re.search(r"^http://testserver/uk/r/[\w-]{22}/$", message.text, re.M)
    assert tokens.hashed(token_of(message)) == PendingRegistration.objects.get().token_hash
    words = [TYPED[name] for name in ("given_name", "family_name", "affiliation", "position")]
    assert [word for word in words if word in message.text + message.subject] == []


def test_the_mail_does_not_name_a_host_that_is_hidden(client):
    host = make_municipality("secretown", publication_policy="hidden")
    workshop = make_webinar(host_municipality=host)

    client.post(path(workshop), TYPED | {"language": "en"})

    assert "Secretown" not in Message.objects.get().text


def test_no_cookie_is_set_and_nothing_is_kept_or_listed(client, workshop):
    answers = [
        client.get(path(workshop)),
        client.post(path(workshop), {}),
        client.post(path(workshop), TYPED),
        client.get(path(workshop, more="sent/")),
        client.get(path(make_workshop())),
        client.get(link(client, workshop)),
        client.post(link(client, workshop)),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 302, 200, 410, 200, 302]
    for answer in answers:
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
    assert "register" not in client.get("/sitemap.xml").content.decode()


def test_no_token_against_forged_forms_is_asked_for(workshop):
    client = Client(enforce_csrf_checks=True)

    assert client.post(path(workshop), TYPED).status_code == 302
    assert client.post(address_in(Message.objects.get())).status_code == 302
    assert len(people()) == 1


def test_the_workshop_leads_to_the_form_as_its_main_action(client, workshop):
    page = client.get("/de/workshops/webinar/").content.decode()

    assert page.count(f'href="{path(workshop, "de")}"') == 2
    main = re.search(r'class="button button-wide" href="([^"]+)"', page)
    assert main[1] == path(workshop, "de")
    assert "alert-ok" in page


def test_where_all_seats_are_taken_one_registers_for_the_waiting_list(client):
    workshop = make_webinar(capacity=1)
    make_delegate(workshop=workshop)

    pages = [client.get(f"/en/workshops/{workshop.slug}/"), client.get(path(workshop))]

    for page in pages:
        assert "on the waiting list" in page.content.decode()
    assert path(workshop) in pages[0].content.decode()


CLOSED = {
    "none": {"has_open_registration": False},
    "no window": {"nomination_opens_at": None},
    "not yet": {"nomination_opens_at": datetime.datetime(2029, 1, 1, tzinfo=datetime.UTC)},
    "over": {"nomination_closes_at": NOW - DAY},
    "over and full": {"nomination_closes_at": NOW - DAY, "capacity": 0},
    "cancelled": {"cancelled_at": NOW - DAY},
    "past": {"starts_on": datetime.date(2023, 11, 28)},
}


@pytest.mark.row("A33")
@pytest.mark.parametrize("why", CLOSED)
def test_where_it_is_closed_nobody_registers(client, why):
    workshop = make_webinar(**CLOSED[why])

    shown = client.get(path(workshop))
    sent = client.post(path(workshop), TYPED)

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "Registration is closed" in shown.content.decode()
    assert "<form id" not in shown.content.decode()
    assert 'value="Коваленко"' in sent.content.decode()
    assert "not sent" in sent.content.decode()
    assert path(workshop) not in client.get(f"/en/workshops/{workshop.slug}/").content.decode()
    assert PendingRegistration.objects.count() == Message.objects.count() == 0


@pytest.mark.row("A55")
@pytest.mark.parametrize("publication", ["draft", "archived"])
def test_what_is_not_public_has_no_page(client, publication):
    workshop = make_webinar(publication=publication)

    for address in (path(workshop), path(workshop, more="sent/")):
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert PendingRegistration.objects.count() == 0


def test_a_blank_form_names_every_field_that_is_needed(client, workshop):
    response = client.post(path(workshop), {})

    assert response.status_code == 422
    assert "<title>Error: " in response.content.decode()
    assert [text for _field, text in response.context["form"].faults] == [
        "Given name: write it as you do.",
        "Family name: write it as you do.",
        "E-mail: write it with the sign @, for example name@example.org.",
        "Language for mails: choose one of the four.",
        "Municipality or organisation: write its name.",
        "Languages spoken: choose at least one.",
    ]


BAD = [
    ("given_name", "Olena\u202e"),
    ("given_name", "x" * 151),
    ("family_name", "\u200b"),
    ("family_name", "a\nb"),
    ("affiliation", "a" * 201),
    ("affiliation", "a\u2066b"),
    ("position", "x" * 301),
    ("email", "olena"),
    ("email", "a@example.org\r\nBcc: b@example.org"),
    ("email", "a@example.org, b@example.org"),
    ("email", f"{'a' * 250}@example.org"),
    ("language", "fr"),
    ("languages_spoken", ["xx"]),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_input_is_refused_by_name_and_shown_again(client, workshop, name, value):
    response = client.post(path(workshop), TYPED | {name: value})

    form = response.context["form"]
    assert response.status_code == 422
    assert [field.name for field, _text in form.faults] == [name]
    assert form[name].value() == value
    assert PendingRegistration.objects.count() == Message.objects.count() == 0


@pytest.mark.row("A21")
def test_names_are_kept_in_composed_letters(client, workshop):
    client.post(path(workshop), TYPED | {"family_name": "I\u0308z\u030c"})

    assert PendingRegistration.objects.get().family_name == "\u00cf\u017e"


def test_markup_is_text(client, workshop):
    def tags(text):
        words = {"affiliation": "".join(filter(str.isprintable, text)), "language": "fr"}
        page = client.post(path(workshop), TYPED | words).content.decode()
        return [tag for tag, _attributes in Elements(page).frame]

    plain = tags("x")
    assert [vector for vector in VECTORS if tags(vector) != plain] == []


def test_another_language_keeps_what_was_typed_and_notes_nothing(client, workshop):
    response = client.post(path(workshop, "sq"), TYPED | {"switch": "1", "email": "no"})

    form = response.context["form"]
    words = {name: form[name].value() for name in TYPED if name != "needs_interpretation"}
    assert response.status_code == 200
    assert words | {"needs_interpretation": "on"} == TYPED | {"email": "no"}
    assert form["needs_interpretation"].value()
    assert form.faults == []
    assert '<html lang="sq">' in response.content.decode()
    assert PendingRegistration.objects.count() == 0


def test_a_program_that_fills_in_everything_is_told_the_same_and_not_noted(client, workshop):
    response = client.post(path(workshop), TYPED | {"website": "https://spam.example"})

    assert response.url == path(workshop, more="sent/")
    assert PendingRegistration.objects.count() == Message.objects.count() == 0


# municipalities


@pytest.fixture
def towns():
    first = make_municipality("mykolaiv", name_uk="Миколаїв", region_en="Mykolaiv Oblast")
    second = make_municipality("mykolaiv-lviv", name="Mykolaiv", region_en="Lviv Oblast")
    Spelling.objects.create(municipality=second, text="Миколаїв")
    return first, second


@pytest.mark.parametrize("typed", ["Winnyzja", "  вінниця", "VINNITSA", "Vinnytsia"])
def test_a_municipality_is_known_by_any_spelling(client, workshop, typed):
    town = make_municipality("vinnytsia", name_de="Winnyzja", name_en="Vinnytsia")
    town.name_uk = "Вінниця"
    town.save()
    Spelling.objects.create(municipality=town, text="Vinnitsa")

    client.post(path(workshop), TYPED | {"affiliation": typed})

    assert PendingRegistration.objects.get().affiliation == "Vinnytsia"


@pytest.mark.parametrize("typed", ["Winny", "City council of Winnyzja", "…"])
def test_what_is_no_name_of_one_stays_as_typed(client, workshop, typed):
    make_municipality("vinnytsia", name="Winnyzja")

    client.post(path(workshop), TYPED | {"affiliation": typed})

    assert PendingRegistration.objects.get().affiliation == typed


def test_of_two_with_one_name_it_is_asked_which(client, workshop, towns):
    words = TYPED | {"affiliation": "Миколаїв"}
    asked = client.post(path(workshop), words)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert [text for _field, text in asked.context["form"].faults] == [
        "Which municipality: choose the one you mean."
    ]
    assert "Mykolaiv, Lviv Oblast, Ukraine" in page
    assert PendingRegistration.objects.count() == 0

    chosen = client.post(path(workshop), words | {"municipality": "mykolaiv-lviv"})
    assert chosen.status_code == 302
    assert PendingRegistration.objects.get().affiliation == "Mykolaiv"


def test_none_of_those_called_so_is_an_answer_and_another_town_is_not(client, workshop, towns):
    words = TYPED | {"affiliation": "Миколаїв"}

    assert client.post(path(workshop), words | {"municipality": "kyiv"}).status_code == 422
    assert client.post(path(workshop), words | {"municipality": "-"}).status_code == 302
    assert PendingRegistration.objects.get().affiliation == "Миколаїв"


@pytest.mark.parametrize("policy", ["no_people", "hidden"])
def test_people_of_a_municipality_that_protects_them_are_protected(client, workshop, policy):
    make_municipality("melitopol", name="Melitopol", publication_policy=policy)
    address = link(client, workshop, affiliation="melitopol", language="en")

    message, page = Message.objects.get(), client.get(address).content.decode()
    assert message.subject == "Message about a workshop"
    assert not re.search("melitopol|Коваленко|title webinar", page, re.I)

    client.post(address)
    person = Delegate.objects.get()
    assert person.protected
    own = client.get(client.get(address).url).content.decode()
    assert not re.search("melitopol|Коваленко|title webinar", own, re.I)


def test_a_hidden_municipality_is_not_found(client, workshop):
    """Neither among those that are asked for nor by its name in another language."""
    make_municipality("one", name="Same")
    make_municipality("two", name_de="Secretown", name_en="Same", publication_policy="hidden")

    client.post(path(workshop), TYPED | {"affiliation": "secretown"})
    client.post(path(workshop), TYPED | {"affiliation": "Same", "email": "a@example.org"})

    noted = PendingRegistration.objects.order_by("pk").values_list("affiliation", "protected")
    assert list(noted) == [("secretown", True), ("Same", True)]


# whether an address is known (A30)


@pytest.mark.row("A30")
@pytest.mark.parametrize("status", ["nominated", "waitlisted", "accepted", "confirmed", "rejected"])
def test_the_page_does_not_tell_whether_an_address_is_known_and_the_mail_does(
    client, workshop, status
):
    make_delegate(workshop=workshop, email="olena@example.org", status=status)
    other = TYPED | {"email": "new@example.org"}

    answers = [client.post(path(workshop), words) for words in (TYPED, other)]
    pages = [client.get(answer.url).content for answer in answers]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert pages[0] == pages[1]
    assert dict(answers[0].headers) == dict(answers[1].headers)
    written = Message.objects.order_by("pk").values_list("kind", "recipient", "delegate")
    assert list(written) == [
        ("registered", "olena@example.org", None),
        ("registration", "new@example.org", None),
    ]


def work(queries):
    """What each statement does to which tables."""
    tables = r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"'
    return [(query["sql"].split()[0], re.findall(tables, query["sql"])) for query in queries]


@pytest.mark.row("A30")
@pytest.mark.parametrize("sends", [False, True])
def test_the_work_does_not_tell_whether_an_address_is_known(
    client, workshop, sends, django_assert_max_num_queries
):
    """The same statements on the same tables, and as many rows: no clock finds a difference."""
    delegation = make_delegation(workshop) if sends else None
    make_delegate(delegation, workshop=workshop, email="olena@example.org", salutation="Dear O.")
    done = []

    for email in ("olena@example.org", "new@example.org"):
        cache.clear()
        with django_assert_max_num_queries(30) as asked:
            client.post(path(workshop), TYPED | {"email": email})
        rows = [model.objects.count() for model in (Message, PendingRegistration, Link)]
        done.append((work(asked.captured_queries), rows))

    (known, one), (unknown, two) = done
    assert known == unknown
    inserted = [tables for verb, tables in known if verb == "INSERT"]
    assert inserted[-2:] == [
        ["workshops_pendingregistration"],
        ["workshops_message"],
    ]
    assert (one, two) == ([1, 1, 0], [2, 2, 0])


def test_the_mail_to_a_known_address_leads_to_that_persons_own_pages(client, workshop):
    known = make_delegate(workshop=workshop, email="olena@example.org", language="sq")
    client.post(path(workshop), TYPED | {"email": "OLENA@example.org", "given_name": "Typed"})

    message = Message.objects.get()
    assert (message.recipient, message.language) == ("olena@example.org", "sq")
    page = client.get(address_in(message)).content.decode()
    assert "/sq/r/" in message.text
    assert known.full_name in message.text
    assert "Typed" not in message.text + page

    pressed = client.post(address_in(message))

    assert pressed.url == address_in(message).replace("/r/", "/d/")
    assert links.reply(token_of(message)) == known
    assert client.get(pressed.url).status_code == 200
    assert list(known.messages.all()) == [message]
    assert [person.full_name for person in Delegate.objects.all()] == [known.full_name]
    assert PendingRegistration.objects.count() == 0


def test_who_is_on_the_list_gets_there_after_registration_has_closed(client, workshop):
    make_delegate(workshop=workshop, email="olena@example.org")
    address = link(client, workshop)
    close(workshop, "closed")

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302


def test_of_protected_people_on_the_list_neither_mail_nor_page_tells_what_it_is_about(client):
    city = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    workshop = make_webinar("webinar")
    make_delegate(make_delegation(workshop, city), email="olena@example.org", language="en")
    client.post(path(workshop), TYPED)

    message = Message.objects.get()
    page = client.get(address_in(message)).content.decode()

    assert message.subject == "Message about a workshop"
    assert not re.search("melitopol|Коваленко|title webinar", page, re.I)


def test_who_signed_off_may_register_again(client, workshop):
    make_delegate(workshop=workshop, email="olena@example.org", status="withdrawn")

    client.post(link(client, workshop))

    assert [status for _email, status in people()] == ["withdrawn", "confirmed"]


@pytest.mark.row("A32")
def test_at_most_three_mails_a_day_go_to_one_address(client, workshop):
    other = make_webinar()
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [
            client.post(path(each), TYPED | {"email": email}).status_code
            for each, email in [(workshop, "a@example.org"), (other, "A@example.org")] * 3
        ]
        first = Message.objects.count()
        last = address_in(Message.objects.latest("pk"))
        assert client.get(last).status_code == 200  # what could not be sent replaces nothing
        clock.shift(DAY)
        client.post(path(workshop), TYPED | {"email": "a@example.org"})

    assert answers == [302] * 6
    assert (first, Message.objects.count()) == (3, 4)


@pytest.mark.row("A32")
def test_three_mails_a_day_hold_for_those_on_the_list_as_well(client, workshop):
    make_delegate(workshop=workshop, email="olena@example.org")

    for _number in range(5):
        client.post(path(workshop), TYPED)

    assert Message.objects.count() == 3
    assert Message.objects.unfinished().count() == 1


# the press


def test_nothing_happens_when_the_link_is_only_looked_at(client, workshop):
    address = link(client, workshop)

    for method in (client.get, client.head):
        assert method(address).status_code == 200
    assert client.options(address).status_code == 405
    assert people() == []


def test_the_press_gives_a_seat_and_leads_to_the_persons_own_pages(client, workshop):
    address = link(client, workshop)
    page = client.get(address).content.decode()
    assert "Олена Коваленко" in page
    assert page.count("<button") == 1

    pressed = client.post(address)

    person = Delegate.objects.get()
    own = client.get(pressed.url)
    assert pressed.url == address.replace("/r/", "/d/")
    assert (person.status, person.delegation, person.workshop) == ("confirmed", None, workshop)
    assert (person.full_name, person.affiliation) == ("Олена Коваленко", "Somewhere Water Works")
    assert (person.language, person.languages_spoken) == ("uk", ("en", "uk"))
    assert person.needs_interpretation
    assert [day.date for day in person.days.all()] == workshop.dates
    assert own.status_code == 200
    assert PendingRegistration.objects.count() == 0
    assert list(person.messages.values_list("kind", flat=True)) == ["registration"]
    changes = person.status_changes.values_list("to_status", "via")
    assert list(changes) == [("nominated", ""), ("accepted", ""), ("confirmed", "person")]


@pytest.fixture
def tracks(workshop):
    return make_track(workshop, "energy", title_en="Energy"), make_track(make_webinar(), "other")


def test_where_there_are_groups_it_is_asked_which_is_wished(client, workshop, tracks):
    address = link(client, workshop, language="en")
    assert re.findall(r'name="track_wish_1" value="(\w*)"', client.get(address).text) == [
        "",
        "energy",
    ]

    client.post(address, {"track_wish_1": "energy"})

    assert Delegate.objects.get().track_wish_1 == tracks[0]


@pytest.mark.parametrize("wish", [{}, {"track_wish_1": ""}])
def test_no_wish_is_an_answer_as_well(client, workshop, tracks, wish):
    client.post(link(client, workshop), wish)

    assert Delegate.objects.get().track_wish_1 is None


@pytest.mark.row("A33")
def test_a_group_of_another_workshop_is_refused(client, workshop, tracks):
    response = client.post(link(client, workshop, language="en"), {"track_wish_1": "other"})

    assert response.status_code == 422
    assert "Wished thematic track: choose one of those listed." in response.text
    assert people() == []


def test_another_language_on_the_page_of_the_press_registers_nobody(client, workshop, tracks):
    address = link(client, workshop).replace("/uk/", "/sq/")
    response = client.post(address, {"track_wish_1": "energy", "switch": "1"})

    assert response.status_code == 200
    assert re.search(r'value="energy"[^>]*checked', response.text)
    assert people() == []


def test_of_protected_people_no_group_is_asked_before_the_press(client, workshop, tracks):
    make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    address = link(client, workshop, affiliation="Melitopol", language="en")

    assert "Energy" not in client.get(address).text
    client.post(address)

    assert Delegate.objects.get().protected


@pytest.mark.row("A24")
def test_pressed_twice_reloaded_or_in_two_tabs_it_happens_once(client, workshop):
    address = link(client, workshop)

    pressed = [client.post(address), client.post(address), Client().post(address)]
    looked = client.get(address)

    assert {(answer.status_code, answer.url) for answer in (*pressed, looked)} == {
        (302, address.replace("/r/", "/d/"))
    }
    assert people() == [("Olena@example.org", "confirmed")]
    assert Link.objects.count() == 1


def test_where_all_seats_are_taken_the_press_leads_to_the_waiting_list(client):
    workshop = make_webinar(capacity=1)
    make_delegate(workshop=workshop, email="first@example.org")

    own = client.get(client.post(link(client, workshop)).url).content.decode()

    assert people() == [("first@example.org", "confirmed"), ("Olena@example.org", "waitlisted")]
    assert 'class="alert-title"' in own
    assert PendingRegistration.objects.count() == 0


def test_a_seat_that_is_free_goes_first_to_who_waits(client):
    workshop = make_webinar(capacity=1)
    make_delegate(workshop=workshop, email="first@example.org", status="waitlisted")

    client.post(link(client, workshop))

    assert people() == [("first@example.org", "accepted"), ("Olena@example.org", "waitlisted")]


def test_of_two_with_one_address_the_newest_words_count(client, workshop):
    older = link(client, workshop, given_name="One")
    newer = link(client, workshop, given_name="Two", email="OLENA@example.org")

    assert PendingRegistration.objects.open().count() == 1
    first = client.post(older)
    second = client.post(newer)

    assert first.status_code == 410
    assert second.status_code == 302
    assert [person.given_name for person in Delegate.objects.all()] == ["Two"]
    assert Message.objects.unfinished().count() == 1


def test_who_came_onto_the_list_in_between_gets_to_their_own_pages(client, workshop):
    address = link(client, workshop)
    person = make_delegate(workshop=workshop, email="olena@example.org", given_name="Named")

    pressed = client.post(address)

    assert pressed.status_code == 302
    assert links.reply(pressed.url.split("/")[3]) == person
    assert [each.given_name for each in Delegate.objects.all()] == ["Named"]


CLOSED_LINKS = {
    "too old": Why.TOO_OLD,
    "closed": Why.REGISTRATION_CLOSED,
    "archived": Why.REGISTRATION_CLOSED,
    "draft": Why.REGISTRATION_CLOSED,
    "cancelled": Why.CANCELLED,
    "past": Why.OVER,
}


def close(workshop, why):
    changes = {
        "closed": {"nomination_closes_at": NOW},
        "archived": {"publication": "archived"},
        "draft": {"publication": "draft"},
        "cancelled": {"cancelled_at": NOW},
        "past": {"starts_at": NOW - 2 * DAY, "ends_at": NOW - DAY},
    }
    if why == "too old":
        PendingRegistration.objects.update(created_at=NOW - datetime.timedelta(hours=48))
    else:
        Workshop.objects.filter(pk=workshop.pk).update(**changes[why])


@pytest.mark.parametrize("why", CLOSED_LINKS)
def test_a_link_that_confirms_nothing_any_more_says_why_in_the_language_of_the_mail(
    client, workshop, why
):
    address = link(client, workshop).replace("/uk/", "/de/")
    close(workshop, why)
    with translation.override("uk"):
        title = str(WORDS[CLOSED_LINKS[why]].title)

    for answer in (client.get(address), client.post(address)):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert '<html lang="uk">' in page
        assert f"<h1>{title}</h1>" in page
        assert "desk@example.org" in page
        assert (path(workshop, "uk") in page) == (why == "too old")
    assert people() == []


@pytest.mark.row("A25")
def test_a_token_of_none_opens_nothing(client, workshop):
    token = link(client, workshop).split("/")[3]

    for wrong in (token[:-1], token + "A", token.swapcase(), "x", "A" * 5000):
        assert client.get(f"/uk/r/{wrong}/").status_code == 404
        assert client.post(f"/uk/r/{wrong}/").status_code == 404
    assert client.get(f"/uk/d/{token}/").status_code == 404
    assert people() == []


@pytest.mark.row("A77")
def test_secret_addresses_do_not_reach_the_log(client, caplog):
    caplog.handler.addFilter(WithoutTokens())
    token = tokens.make()

    client.get(f"/de/r/{token}/")
    client.get(f"/de/%72/{token}/")

    assert "/r/…" in caplog.text
    assert token not in caplog.text


# how often (A32, A76)


@pytest.mark.row("A76")
def test_forty_people_behind_one_address_register_and_who_guesses_has_to_wait(client, workshop):
    begins = NOW
    with time_machine.travel(begins, tick=False) as clock:
        seen = []
        for number in range(40):
            clock.move_to(begins + number * datetime.timedelta(seconds=7))
            address = link(client, workshop, email=f"p{number}@example.org")
            seen += [client.get(address).status_code, client.post(address).status_code]
            seen.append(client.get(address.replace("/r/", "/d/")).status_code)
        guesses = [client.get(f"/de/r/{tokens.make()}/") for _number in range(MOST_GUESSES + 1)]
        still = client.get(link(client, workshop, email="late@example.org")).status_code

    assert seen == [200, 302, 200] * 40
    assert len(people()) == 40
    assert [answer.status_code for answer in guesses] == [404] * MOST_GUESSES + [429]
    assert guesses[-1]["Retry-After"] == "600"
    assert still == 200


@pytest.mark.row("A76")
def test_too_many_from_one_connection_are_stopped(client, workshop, monkeypatch):
    monkeypatch.setattr("workshops.desk.register.MOST_SENT", 3)

    answers = [
        client.post(path(workshop), TYPED | {"email": f"a{number}@example.org"})
        for number in range(5)
    ]
    neighbour = client.post(path(workshop), TYPED, REMOTE_ADDR="192.0.2.7")

    assert MOST_SENT >= 100
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 2
    assert answers[-1]["Retry-After"] == "600"
    assert 'value="a4@example.org"' in answers[-1].content.decode()
    assert neighbour.status_code == 302


def test_forms_that_are_not_complete_do_not_count(client, workshop, monkeypatch):
    monkeypatch.setattr("workshops.desk.register.MOST_SENT", 1)
    for _number in range(3):
        client.post(path(workshop), {})

    assert client.post(path(workshop), TYPED).status_code == 302


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_pages_need_the_same_queries(client, workshop, django_assert_num_queries, number):
    for _number in range(number):
        make_pending(workshop)
    address = address_in(Message.objects.latest("pk"))

    with django_assert_num_queries(1):
        client.get(path(workshop))
    with django_assert_num_queries(3):
        client.get(address)
