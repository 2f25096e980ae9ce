"""Naming people: every step saves, nothing is overwritten silently, nobody is named twice."""

import pytest

from tests.factories import make_delegate, make_delegation, make_track
from tests.workshops.desk.conftest import WORDS, Desk, hidden
from workshops.models import Delegate, Status
from workshops.registration import lifecycle, naming

pytestmark = pytest.mark.django_db


def second(**words):
    return {
        "given_name": "Taras",
        "family_name": "Melnyk",
        "name_latin": "",
        "email": "taras@example.org",
    } | words


def test_a_person_is_saved_with_everything_that_was_written(desk):
    track = make_track(desk.delegation.workshop)

    response = desk.add(
        badge_name="Olena", phone="+380 44 123", track_wish_1=track.slug, needs_interpretation="on"
    )

    person = Delegate.objects.get()
    assert response.url == desk.base + "people/"
    assert (person.full_name, person.name_latin) == ("Олена Коваленко", "Olena Kovalenko")
    assert (person.badge_name, person.phone, person.email) == (
        "Olena",
        "+380 44 123",
        "olena@example.org",
    )
    assert (person.language, person.languages_spoken) == ("uk", ("en", "uk"))
    assert (person.track_wish_1, person.needs_interpretation) == (track, True)
    assert (person.status, person.rank, person.delegation) == ("nominated", 1, desk.delegation)


def test_people_beyond_the_seats_are_substitutes_and_nobody_more_is_named(desk):
    desk.add()
    desk.add(**second())
    form = desk.get("people/new/").content.decode()
    desk.add(**second(given_name="Iryna", email="iryna@example.org"))

    full = desk.get("people/new/").content.decode()
    refused = desk.add(**second(given_name="Petro", email="petro@example.org"))

    assert "This person is named as a substitute" in form
    assert [(person.rank, person.is_substitute) for person in desk.people()] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert "All seats and places for substitutes are named." in full
    assert "<form" not in full[full.index("<main") :]
    assert refused.status_code == 422
    assert "Take someone off the list, then save again" in refused.content.decode()
    assert 'value="Petro"' in refused.content.decode()


def test_without_a_quota_nobody_is_a_substitute(client):
    delegation = make_delegation(status="submitted", quota=None)
    desk = Desk(client, delegation)

    desk.add()
    desk.add(**second())

    assert [person.is_substitute for person in desk.people()] == [False, False]


def test_people_change_places_and_the_seats_follow(desk):
    for number in range(3):
        desk.add(**second(given_name=f"P{number}x", email=f"p{number}@example.org"))
    last = desk.people()[2]

    desk.post(f"people/{last.reference}/move/", desk.hidden("people/") | {"to": "up"})

    assert [(p.given_name, p.is_substitute) for p in desk.people()] == [
        ("P0x", False),
        ("P2x", False),
        ("P1x", True),
    ]


def test_a_list_that_changed_since_it_was_shown_is_not_reordered(desk):
    desk.add()
    desk.add(**second())
    seen = desk.hidden("people/")
    first = desk.people()[0]
    desk.post(f"people/{first.reference}/move/", seen | {"to": "down"})

    again = desk.post(f"people/{first.reference}/move/", seen | {"to": "down"}, follow=True)

    assert "Someone changed the list in between" in again.content.decode()
    assert desk.people()[1] == first


def test_the_order_leaves_alone_who_was_decided_on(desk):
    desk.add()
    desk.add(**second())
    accepted, waiting = desk.people()
    lifecycle.accept(accepted, by=None)

    desk.post(f"people/{waiting.reference}/move/", desk.hidden("people/") | {"to": "up"})

    assert desk.people() == [accepted, waiting]


def test_a_person_is_changed(desk):
    desk.add()
    person = desk.people()[0]
    path = f"people/{person.reference}/"

    response = desk.post(path, WORDS | desk.hidden(path) | {"position": "Head of energy"})

    person.refresh_from_db()
    assert response.url == desk.base + "people/"
    assert person.position == "Head of energy"


def test_a_page_per_person_needs_no_guessed_gender(desk):
    desk.add()

    page = desk.client.get(f"/uk/i/{desk.token}/people/").content.decode()

    assert "Особа 1" in page
    assert "Учасниц" not in page


def test_optional_fields_say_so(desk):
    page = desk.client.get(f"/de/i/{desk.token}/people/new/").content.decode()

    assert page.count("(freiwillig)") == 3  # badge, e-mail, phone: there is no track to wish for


def test_taking_off_asks_first_keeps_the_history_and_moves_up_the_rest(desk):
    for number in range(3):
        desk.add(**second(given_name=f"P{number}x", email=f"p{number}@example.org"))
    first = desk.people()[0]
    path = f"people/{first.reference}/remove/"
    asked = desk.get(path)

    desk.post(path, hidden(asked))
    desk.post(path, hidden(asked))  # pressed twice

    first.refresh_from_db()
    assert "Take this person off the list?" in asked.content.decode()
    assert first.status == Status.WITHDRAWN
    left = [p for p in desk.people() if p != first]
    assert [(p.rank, p.is_substitute) for p in left] == [(1, False), (2, False)]
    assert first.status_changes.count() == 2


def test_who_was_changed_since_is_shown_before_being_taken_off(desk):
    desk.add()
    person = desk.people()[0]
    path = f"people/{person.reference}/remove/"
    seen = desk.hidden(path)
    Delegate.objects.update(position="Mayor")

    response = desk.post(path, seen)

    assert response.status_code == 409
    assert "Mayor" in response.content.decode()
    assert desk.people()[0].status == Status.NOMINATED


def test_who_has_named_a_head_goes_on(desk):
    desk.add()
    desk.add(**second())
    one, _two = desk.people()

    response = desk.post("head/", desk.hidden("head/") | {"head": one.reference})

    assert "/head/" not in response.url


def test_the_head_is_chosen_and_changed(desk):
    desk.add()
    desk.add(**second())
    one, two = desk.people()

    desk.post("head/", desk.hidden("head/") | {"head": one.reference})
    desk.post("head/", desk.hidden("head/") | {"head": two.reference})

    assert [person.is_head for person in desk.people()] == [False, True]


def test_a_head_chosen_in_between_is_shown_beside_the_own_choice(desk):
    desk.add()
    desk.add(**second())
    one, two = desk.people()
    seen = desk.hidden("head/")
    desk.post("head/", seen | {"head": one.reference})

    response = desk.post("head/", seen | {"head": two.reference})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Saved: Олена Коваленко" in " ".join(page.split())
    assert desk.people()[0].is_head
    desk.post("head/", hidden(response) | {"head": two.reference})
    assert [person.is_head for person in desk.people()] == [False, True]


# two tabs


@pytest.mark.row("L38")
def test_two_tabs_do_not_overwrite_each_other_silently(desk):
    desk.add()
    person = desk.people()[0]
    path = f"people/{person.reference}/"
    seen = desk.hidden(path)
    desk.post(path, WORDS | seen | {"position": "Mayor"})

    response = desk.post(path, WORDS | seen | {"phone": "0123 456"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone saved in between" in page
    assert "Mayor" in page
    assert "0123 456" in page
    person.refresh_from_db()
    assert (person.position, person.phone) == ("Mayor", "")


def test_the_reader_chooses_which_version_counts(desk):
    desk.add()
    path = f"people/{desk.people()[0].reference}/"
    seen = desk.hidden(path)
    desk.post(path, WORDS | seen | {"position": "Mayor"})
    page = desk.post(path, WORDS | seen | {"phone": "0123 456"}).content.decode()
    chosen = page.rpartition('name="seen" value="')[2].partition('"')[0]

    desk.post(path, WORDS | {"phone": "0123 456", "seen": chosen})

    person = desk.people()[0]
    assert (person.position, person.phone) == ("Engineer", "0123 456")


def test_the_same_saved_in_both_tabs_is_no_conflict(desk):
    desk.add()
    path = f"people/{desk.people()[0].reference}/"
    seen = desk.hidden(path)
    desk.post(path, WORDS | seen | {"position": "Mayor"})

    assert desk.post(path, WORDS | seen | {"position": "Mayor"}).status_code == 302


def test_who_was_taken_off_in_between_can_be_named_again(desk):
    desk.add()
    person = desk.people()[0]
    path = f"people/{person.reference}/"
    seen = desk.hidden(path)
    lifecycle.withdraw(person, by=None)

    response = desk.post(path, WORDS | seen)
    desk.post("people/new/", WORDS | hidden(response))

    assert "Someone took this person off the list in between" in response.content.decode()
    assert [p.status for p in desk.people() if p != person] == [Status.NOMINATED]


def test_who_was_decided_on_is_not_changed(desk):
    desk.add()
    person = desk.people()[0]
    path = f"people/{person.reference}/"
    seen = desk.hidden(path)
    lifecycle.accept(person, by=None)

    for response in (
        desk.post(path, WORDS | seen | {"position": "Mayor"}),
        desk.get(path),
        desk.post(path + "remove/", seen),
    ):
        assert response.status_code == 404
        assert "This person is not on the list" in response.content.decode()
    person.refresh_from_db()
    assert (person.position, person.status) == ("Engineer", Status.ACCEPTED)


# the same twice (A24, A27)


@pytest.mark.row("A24")
def test_the_same_form_sent_again_names_one_person(desk):
    words = WORDS | desk.hidden("people/new/")

    first, again = desk.post("people/new/", words), desk.post("people/new/", words)

    assert first.url == again.url == desk.base + "people/"
    assert len(desk.people()) == 1


@pytest.mark.row("A24")
def test_without_an_e_mail_the_form_itself_is_recognised(desk):
    words = WORDS | desk.hidden("people/new/") | {"email": ""}

    desk.post("people/new/", words)
    desk.post("people/new/", words)

    assert len(desk.people()) == 1


def test_the_form_of_one_person_with_another_name_names_another(desk):
    ticket = desk.hidden("people/new/")

    desk.post("people/new/", WORDS | ticket)
    desk.post("people/new/", WORDS | ticket | second())

    assert [p.family_name for p in desk.people()] == ["Коваленко", "Melnyk"]


@pytest.mark.row("A22", "A27")
@pytest.mark.parametrize("email", ["olena@example.org", " OLENA@Example.ORG "])
def test_an_e_mail_that_is_taken_is_said_at_the_field(desk, email):
    make_delegate(workshop=desk.delegation.workshop, email="olena@example.org")

    response = desk.add(email=email)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("E-mail: someone with this address is on the list") == 2
    assert page.index('id="id_email_error"') < page.index('id="id_email"')
    assert desk.people() == []


def test_a_name_that_is_taken_needs_an_e_mail_to_tell_them_apart(desk):
    desk.add()

    refused = desk.add(email="", given_name="ОЛЕНА", family_name="коваленко")
    allowed = desk.add(email="other@example.org")

    assert "someone with this name is on your list already" in refused.content.decode()
    assert allowed.status_code == 302
    assert len(desk.people()) == 2


def test_the_ticket_of_another_delegation_is_worth_nothing(desk, client):
    other = Desk(client, make_delegation(status="submitted"))
    ticket = other.hidden("people/new/")

    desk.post("people/new/", WORDS | ticket)
    other.post("people/new/", WORDS | ticket | {"email": ""})

    assert desk.people()[0].reference != other.people()[0].reference


# what is not asked for (A33)


@pytest.mark.row("A33")
def test_more_fields_than_the_form_has_are_ignored(desk):
    desk.add(status="accepted", protected="on", role="guest", quota="99", rank="7", is_head="on")

    person = desk.people()[0]
    assert (person.status, person.role, person.rank) == ("nominated", "delegate", 1)
    assert (person.protected, person.is_head) == (False, False)


def test_a_track_can_be_left_unwished(desk):
    make_track(desk.delegation.workshop, "own")

    page = desk.get("people/new/").content.decode()

    assert "No wish" in page
    assert desk.add(track_wish_1="").status_code == 302


@pytest.mark.row("A33")
@pytest.mark.parametrize("choice", ["other", "", "<script>", "1"])
def test_a_track_of_another_workshop_is_refused(desk, choice):
    make_track(desk.delegation.workshop, "own")
    make_track(slug="other")

    response = desk.add(track_wish_1=choice or "nothing")

    assert response.status_code == 422
    assert "Wished thematic track: choose one of those listed." in response.content.decode()


@pytest.mark.row("A33")
def test_people_of_another_delegation_are_not_reached(desk, client):
    stranger = make_delegate(make_delegation(desk.delegation.workshop), status="nominated")
    path = f"people/{stranger.reference}/"

    for response in (
        desk.get(path),
        desk.get(path + "remove/"),
        desk.post(path + "remove/", {"seen": "x"}),
        desk.post(path + "move/", desk.hidden("people/") | {"to": "up"}),
        desk.post(path, WORDS | {"seen": "x", "email": ""}),
    ):
        assert stranger.family_name not in response.content.decode()
    stranger.refresh_from_db()
    assert (stranger.status, stranger.position) == ("nominated", "")


@pytest.mark.row("A32")
def test_without_a_quota_a_link_names_a_hundred_people_not_thousands(desk, monkeypatch):
    """A32"""
    monkeypatch.setattr(naming, "MOST_PEOPLE", 2)
    desk.delegation.quota = None
    desk.delegation.save()
    for number in range(3):
        words = {"family_name": f"Name {number}", "email": f"p{number}@example.org"}
        desk.add(**words, name_latin=f"Latin {number}")

    assert len(desk.people()) == 2
    assert "All seats and places for substitutes are named" in desk.get("people/new/").text
