"""Start, check, send: what is stored, who hears of it, and until when."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_delegate, make_delegation
from tests.workshops.desk.conftest import WORDS, Desk, hidden
from workshops.models import Delegation, Message, Workshop
from workshops.registration import links, nomination

pytestmark = pytest.mark.django_db
Status = Delegation.Status


def send(desk, **words):
    return desk.post("check/", desk.hidden("check/") | {"informed": "on"} | words)


def status_of(delegation):
    return Delegation.objects.get(pk=delegation.pk).status


def test_nothing_begins_before_a_button_is_pressed(client):
    desk = Desk(client, make_delegation(status=Status.INVITED, quota=2))

    page = desk.get().content.decode()
    refused = desk.post("people/new/", WORDS)
    begun = desk.post("begin/")

    assert "Name your delegation" in page
    assert refused.url == desk.base
    assert begun.url == desk.base + "people/"
    assert status_of(desk.delegation) == Status.DRAFTING
    assert desk.people() == []


def test_the_link_resumes_at_the_first_open_step(desk):
    def goes_on():
        page = desk.get().content.decode()
        return page.rpartition('class="button button-wide" href="')[2].partition('"')[0]

    seen = [goes_on()]
    desk.add()
    seen.append(goes_on())
    desk.add(given_name="Taras", email="taras@example.org", name_latin="Taras Kovalenko")
    seen.append(goes_on())
    desk.post("head/", desk.hidden("head/") | {"head": desk.people()[0].reference})
    seen.append(goes_on())
    send(desk)
    seen.append(goes_on())

    assert [url.removeprefix(desk.base) for url in seen] == [
        "people/",
        "check/",
        "head/",
        "check/",
        "sent/",
    ]


def test_sending_stores_the_declaration_and_confirms_once_to_each_contact(desk):
    desk.add()

    response = send(desk)

    desk.delegation.refresh_from_db()
    message = Message.objects.get()
    assert response.url == desk.base + "sent/"
    assert desk.delegation.status == Status.SUBMITTED
    assert desk.delegation.informed_people_at is not None
    assert (message.kind, message.language) == ("receipt", "uk")
    page = desk.get("sent/").content.decode()
    assert desk.delegation.reference in page
    assert "Олена Коваленко" in page
    assert "desk@example.org" in page


def test_without_the_declaration_nothing_is_sent(desk):
    desk.add()

    response = send(desk, informed="")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Declaration: tell the people about it, then tick the box." in page
    assert status_of(desk.delegation) == Status.DRAFTING
    assert not Message.objects.exists()


def test_an_empty_list_or_one_without_a_head_is_not_sent(desk):
    for _number in range(2):
        assert send(desk).status_code == 422
        desk.add()
        desk.add(given_name="Taras", email="taras@example.org", name_latin="Taras Kovalenko")
    assert status_of(desk.delegation) == Status.DRAFTING


def test_more_people_than_seats_are_not_sent_after_the_quota_was_lowered(desk):
    desk.add()
    desk.add(given_name="Taras", email="taras@example.org", name_latin="Taras Kovalenko")
    desk.post("head/", desk.hidden("head/") | {"head": desk.people()[0].reference})
    Delegation.objects.update(quota=1, substitutes=0)

    assert send(desk).status_code == 422
    assert "Take 1 person off the list" in desk.get("people/").content.decode()


@pytest.mark.row("A24")
def test_sending_twice_confirms_once_and_shows_the_same_page(desk):
    desk.add()
    words = desk.hidden("check/") | {"informed": "on"}

    first, again = desk.post("check/", words), desk.post("check/", words)

    assert first.url == again.url == desk.base + "sent/"
    assert Message.objects.count() == 1


def test_a_list_that_changed_since_it_was_checked_is_not_sent(desk):
    desk.add()
    words = desk.hidden("check/") | {"informed": "on"}
    desk.add(given_name="Taras", email="taras@example.org", name_latin="Taras Kovalenko")
    desk.post("head/", desk.hidden("head/") | {"head": desk.people()[0].reference})

    response = desk.post("check/", words, follow=True)

    assert "Someone saved in between" in response.content.decode()
    assert status_of(desk.delegation) == Status.DRAFTING


def test_a_sent_list_can_be_changed_and_sent_again_until_the_deadline(desk):
    desk.add()
    send(desk)

    desk.add(given_name="Taras", email="taras@example.org", name_latin="Taras Kovalenko")
    desk.post("head/", desk.hidden("head/") | {"head": desk.people()[0].reference})
    assert status_of(desk.delegation) == Status.SUBMITTED
    assert "people were added, send again" in desk.get().content.decode()
    send(desk)

    assert "people were added" not in desk.get().content.decode()
    assert status_of(desk.delegation) == Status.SUBMITTED
    assert Message.objects.count() == 2


def test_a_returned_list_shows_the_remark_and_goes_on(desk):
    desk.add()
    send(desk)
    nomination.return_to_sender(desk.delegation, by=None, remark="Two people, please.")

    assert "Two people, please." in desk.get().content.decode()
    assert desk.post("begin/").url == desk.base + "people/"
    assert status_of(desk.delegation) == Status.DRAFTING
    assert send(desk).url == desk.base + "sent/"


def test_what_was_typed_while_the_list_was_returned_is_saved(desk):
    words = WORDS | desk.hidden("people/new/")
    nomination.submit(desk.delegation, by=None)
    nomination.return_to_sender(desk.delegation, by=None, remark="One more.")

    assert desk.post("people/new/", words).status_code == 302
    assert len(desk.people()) == 1
    assert status_of(desk.delegation) == Status.DRAFTING


def test_a_returned_list_without_a_remark_says_so_as_well(desk):
    desk.add()
    send(desk)
    nomination.return_to_sender(desk.delegation, by=None)

    assert "The organisers ask for a change" in desk.get().content.decode()


# too late (A33)


@pytest.mark.row("A33")
@pytest.mark.parametrize(("late", "is_saved"), [(-1, True), (0, False), (1, False)])
def test_a_millisecond_decides_and_what_was_typed_stays(client, late, is_saved):
    until = datetime.datetime(2029, 3, 1, 16, tzinfo=datetime.UTC)
    desk = Desk(client, make_delegation(status=Status.SUBMITTED, extended_until=until))
    words = WORDS | desk.hidden("people/new/")

    with time_machine.travel(until + datetime.timedelta(milliseconds=late), tick=False):
        response = desk.post("people/new/", words)

    assert bool(desk.people()) == is_saved
    if not is_saved:
        page = response.content.decode()
        assert response.status_code == 422
        assert "The time to name people is over" in page
        assert 'value="Коваленко"' in page


@pytest.mark.row("A33")
def test_too_late_nothing_else_changes_either(client):
    until = datetime.datetime(2029, 3, 1, 16, tzinfo=datetime.UTC)
    delegation = make_delegation(status=Status.SUBMITTED, extended_until=until)
    person = make_delegate(delegation, status="nominated", position="Engineer")
    desk = Desk(client, delegation)
    one = f"people/{person.reference}/"
    acts = {
        one: WORDS | desk.hidden(one),
        one + "remove/": desk.hidden(one + "remove/"),
        one + "move/": desk.hidden("people/") | {"to": "up"},
        "head/": desk.hidden("head/") | {"head": person.reference},
        "check/": desk.hidden("check/") | {"informed": "on"},
        "begin/": {},
        "letter/remove/": desk.hidden("letter/"),
    }

    with time_machine.travel(until, tick=False):
        answers = {path: desk.post(path, words).status_code for path, words in acts.items()}

    person.refresh_from_db()
    assert (person.position, person.status, person.is_head) == ("Engineer", "nominated", False)
    assert answers == dict.fromkeys(acts, 410) | {one: 422}
    assert not Message.objects.exists()


@pytest.mark.row("A33")
def test_the_deadline_is_asked_again_under_the_lock(desk, monkeypatch):
    """The link was open when the request came, and is not when its turn has come."""
    words = WORDS | desk.hidden("people/new/")
    monkeypatch.setattr(links, "nomination", lambda token: desk.delegation)
    Workshop.objects.update(nomination_closes_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))

    desk.post("people/new/", words)

    assert desk.people() == []


# lists


@pytest.mark.parametrize("path", ["", "people/", "check/", "head/", "sent/", "people/new/"])
def test_the_same_queries_for_1_3_and_300_people(client, path):
    numbers = []
    for rows in (1, 3, 300):
        delegation = make_delegation(status=Status.SUBMITTED, quota=400)
        for number in range(rows):
            make_delegate(delegation, status="nominated", rank=number)
        desk = Desk(client, delegation)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
    assert numbers[0] <= 10


def test_the_check_page_needs_no_query_per_track(client):
    from tests.factories import make_track

    numbers = []
    for rows in (1, 3):
        delegation = make_delegation(status=Status.SUBMITTED, quota=9)
        for number in range(rows):
            track = make_track(delegation.workshop)
            make_delegate(delegation, status="nominated", rank=number, track_wish_1=track)
        desk = Desk(client, delegation)
        with CaptureQueriesContext(connection) as queries:
            desk.get("check/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_hidden_is_found(desk):
    assert hidden(desk.get("people/new/")).keys() == {"ticket"}
