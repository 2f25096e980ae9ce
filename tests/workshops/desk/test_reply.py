"""A person answers through their link: what is stored, what is refused, what nobody else sees."""

import datetime
import io
import re

import icalendar
import pypdf
import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import strip_tags

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_material,
    make_municipality,
    make_session,
    make_track,
    make_workshop,
)
from workshops.models import (
    Attendance,
    Consent,
    DelegateNeeds,
    ExportLog,
    Message,
    Status,
    Workshop,
)
from workshops.registration import answering, consents, lifecycle, links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guesses_counted():
    cache.clear()


@pytest.fixture
def workshop():
    """Two days, from tomorrow in a week on."""
    first = timezone.localdate() + datetime.timedelta(days=8)
    made = make_workshop(
        title_en="Title Munich",
        mailbox="desk@example.org",
        starts_on=first,
        ends_on=first + datetime.timedelta(days=1),
    )
    make_track(made, title_en="Energy", slug="energy")
    made.fit_days()
    return made


@pytest.fixture
def person(workshop):
    city = make_municipality("pristina", name="Pristina", country="XK")
    delegation = make_delegation(workshop, city, quota=2)
    return make_delegate(
        delegation,
        status=Status.ACCEPTED,
        given_name="Арбен",
        family_name="Приклад",
        email="arben@example.org",
        language="sq",
        languages_spoken=("sq", "en"),
    )


@pytest.fixture
def reply(client, person):
    return Reply(client, person)


class Reply:
    """The pages of a person, as the person walks them."""

    def __init__(self, client, person, language="en"):
        self.client = client
        self.person = person
        self.token = links.create_reply(person, by=None)
        self.base = f"/{language}/d/{self.token}/"

    def get(self, path="", **options):
        return self.client.get(self.base + path, **options)

    def post(self, path="", data=None, **options):
        return self.client.post(self.base + path, data or {}, **options)

    def send(self, path, **words):
        """The form of a page, filled in."""
        return self.post(path, self.seen(path) | words)

    def seen(self, path):
        page = self.get(path).content.decode()
        return dict(re.findall(r'type="hidden" name="(seen)" value="([^"]*)"', page))


YES = {
    "coming": "all",
    "name_latin": "Arben Pryklad",
    "languages_spoken": ["sq", "de"],
    "needs_interpretation": "on",
    "track_wish_1": "energy",
}


def status_of(person):
    person.refresh_from_db()
    return person.status


# the answer


def test_yes_takes_the_seat_and_keeps_what_was_said(reply, person):
    response = reply.send("answer/", **YES)

    assert response.url == reply.base
    assert status_of(person) == Status.CONFIRMED
    assert (person.name_latin, person.languages_spoken) == ("Arben Pryklad", ("de", "sq"))
    assert person.track_wish_1.slug == "energy"
    assert person.days.count() == 2
    change = person.status_changes.last()
    assert (change.to_status, change.changed_by, change.via) == (Status.CONFIRMED, None, "person")
    assert "My workshop" in reply.get().content.decode()


def test_some_days_are_kept_and_may_be_changed(reply, person, workshop):
    first, second = workshop.days.all()
    reply.send("answer/", **YES | {"coming": "some", "days": [first.pk]})
    assert list(person.days.all()) == [first]

    page = reply.get("answer/").content.decode()
    assert re.search(r'value="some"[^>]*checked', page)
    reply.send("answer/", **YES | {"coming": "some", "days": [second.pk]})

    assert list(person.days.all()) == [second]
    assert status_of(person) == Status.CONFIRMED
    assert person.status_changes.filter(to_status=Status.CONFIRMED).count() == 1


def test_no_frees_the_seat_and_tells_whom_the_person_suggests(reply, person):
    contact = make_contact(person.delegation.municipality, language="sq")
    person.delegation.contacts.add(contact)

    response = reply.send("answer/", coming="none", suggestion="My colleague Example")

    assert response.url == reply.base
    assert status_of(person) == Status.WITHDRAWN
    change = person.status_changes.last()
    assert (change.reason, change.remark) == ("own_wish", "My colleague Example")
    told = Message.objects.unfinished().get(kind="decisions", contact=contact)
    assert "Propozon në vend të vet: My colleague Example" in told.text
    assert "You have signed off" in reply.get().content.decode()


def test_after_a_no_the_page_names_the_town_and_the_workshop(reply):
    reply.send("answer/", coming="none")

    main = reply.get().text.partition("<main")[2]
    assert "Pristina" in main
    assert "Title Munich" in main


# field of another answer: what is wrong with it there
OF_OTHERS = {
    "all": {"days": ["0"], "suggestion": "x" * 501},
    "none": {"days": ["0"], "languages_spoken": [], "name_latin": "", "track_wish_1": "nowhere"},
    "": {"days": ["0"], "suggestion": "x" * 501, "languages_spoken": [], "name_latin": "Ж"},
}


@pytest.mark.parametrize("coming", OF_OTHERS)
def test_what_belongs_to_another_answer_is_no_error_and_is_kept_while_the_page_is_open(
    reply, person, coming
):
    response = reply.send("answer/", **YES | {"coming": coming} | OF_OTHERS[coming])

    if coming:
        assert response.url == reply.base
        assert status_of(person) == (Status.CONFIRMED if coming == "all" else Status.WITHDRAWN)
    else:
        form = response.context["form"]
        assert [field.name for field, _text in form.faults] == ["coming"]
        assert {name: form[name].value() for name in OF_OTHERS[""]} == OF_OTHERS[""]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"coming": ""}, "Your answer: choose one of those listed."),
        ({"coming": "some"}, "Which days: choose at least one day."),
        ({"languages_spoken": []}, "Languages spoken: choose at least one."),
        ({"name_latin": ""}, "Name in Latin letters: write it as in the passport"),
        ({"track_wish_1": "nowhere"}, "Wished thematic track: choose one of those listed."),
    ],
)
def test_a_wrong_answer_is_shown_again_and_nothing_is_stored(reply, person, wrong, says):
    response = reply.send("answer/", **YES | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "<title>Error:" in page.replace("\n", "")
    assert status_of(person) == Status.ACCEPTED


def test_the_latin_name_is_suggested_by_the_official_table(reply):
    assert 'value="Arben Pryklad"' in reply.get("answer/").content.decode()


@pytest.mark.row("A33")
def test_fields_that_are_not_of_the_form_change_nothing(reply, person):
    """A33: nobody confirms a role, a protection or another workshop's track along."""
    other = make_track(make_workshop(), slug="other")
    reply.send("answer/", **YES | {"status": "confirmed", "protected": "on", "role": "expert"})
    person.refresh_from_db()
    assert (person.protected, person.role) == (False, "delegate")

    response = reply.send("answer/", **YES | {"track_wish_1": other.slug})
    assert response.status_code == 422


@pytest.mark.row("L38")
@pytest.mark.parametrize("path", ["answer/", "travel/"])
def test_what_someone_saved_in_between_is_not_overwritten(reply, person, path):
    stale = reply.seen(path)
    person.badge_name = "Beni"
    person.save()
    DelegateNeeds.objects.create(delegate=person, diet="kosher")
    words = {"answer/": YES | {"badge_name": "Arbi"}, "travel/": {"diet": "vegan"}}[path]

    response = reply.post(path, stale | words)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone saved in between" in page
    assert ("Arbi" if path == "answer/" else "vegan") in page
    person.refresh_from_db()
    assert (person.badge_name, person.needs.diet) == ("Beni", "kosher")


@pytest.mark.row("A24")
def test_a_double_click_confirms_once(reply, person):
    words = reply.seen("answer/") | YES

    answers = [reply.post("answer/", words).status_code for _number in range(3)]

    assert answers == [302, 302, 302]
    assert person.status_changes.filter(to_status=Status.CONFIRMED).count() == 1


def test_what_a_person_suggests_stands_on_the_contacts_page_and_among_what_is_held(reply, person):
    reply.send("answer/", coming="none", suggestion="My colleague\nExample")
    token = links.create(person.delegation, by=None)

    assert (
        "Suggests instead: My colleague Example" in reply.client.get(f"/en/i/{token}/answers/").text
    )
    assert "My colleague" in reply.get("privacy/").text
    assert "My colleague" in reply.get().text
    assert reply.get("privacy/data.json").json()["changes"][-1]["words"] == "My colleague\nExample"


def test_who_gives_up_a_seat_without_a_word_reads_who_is_told(reply):
    reply.post("withdraw/")

    page = reply.get().text
    assert "You have signed off; your seat is free for someone else." in page
    assert "Your municipality and the organisers are told." in page


def test_what_organisers_remark_is_not_passed_on(reply, person):
    lifecycle.withdraw(person, by=None, remark="Said so on the phone")
    token = links.create(person.delegation, by=None)

    pages = [reply.get("privacy/"), reply.client.get(f"/en/i/{token}/answers/")]
    assert not any("on the phone" in page.text for page in pages)


# deadlines and other states (A33)


def set_back(workshop, **fields):
    Workshop.objects.filter(pk=workshop.pk).update(**fields)


@pytest.mark.row("A33")
def test_after_the_time_to_answer_nobody_confirms(reply, person):
    words = reply.seen("answer/") | YES
    person.confirm_by = timezone.now() - datetime.timedelta(milliseconds=1)
    person.save()

    assert reply.post("answer/", words).url == reply.base
    assert status_of(person) == Status.ACCEPTED
    assert "The time to answer is over" in reply.get().content.decode()


def test_once_the_workshop_has_begun_nothing_is_changed_but_one_may_still_leave(
    reply, person, workshop
):
    reply.send("answer/", **YES)
    words = {path: reply.seen(path) for path in ("answer/", "travel/")}
    set_back(workshop, starts_at=timezone.now())

    reply.post("answer/", words["answer/"] | YES | {"badge_name": "Late"})
    reply.post("travel/", words["travel/"] | {"diet": "vegan"})
    person.refresh_from_db()
    assert (person.badge_name, DelegateNeeds.objects.count()) == ("", 0)

    reply.post("withdraw/")
    assert status_of(person) == Status.WITHDRAWN


@pytest.mark.row("A33")
@pytest.mark.parametrize("status", [Status.NOMINATED, Status.WAITLISTED, Status.REJECTED])
def test_without_a_promise_there_is_nothing_to_answer(client, workshop, status):
    reply = Reply(client, make_delegate(make_delegation(workshop), status=status))

    page = reply.get()
    answered = [reply.post(path, YES).url for path in ("answer/", "travel/")]

    assert page.status_code == 200
    assert answered == [reply.base] * 2
    assert status_of(reply.person) == status


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.NOMINATED, Status.NOMINATED),
        (Status.WAITLISTED, Status.WITHDRAWN),
        (Status.REJECTED, Status.REJECTED),
    ],
)
def test_who_waits_for_a_seat_may_give_it_up(client, workshop, status, after):
    reply = Reply(client, make_delegate(make_delegation(workshop), status=status))

    assert ("I cannot come after all" in reply.get().text) == (status != after)
    reply.post("withdraw/")

    assert status_of(reply.person) == after


def test_a_cancelled_workshop_takes_no_answer_and_says_why(reply, person, workshop):
    set_back(workshop, cancelled_at=timezone.now(), cancellation_reason_en="The hall burnt down.")

    assert "The hall burnt down." in reply.get().content.decode()
    assert reply.post("answer/", YES).url == reply.base
    assert status_of(person) == Status.ACCEPTED


# food and travel


TRAVEL = {
    "diet": "vegetarian",
    "arrival_on": "2030-03-01",
    "arrival_at": "17:30",
    "arrival_place": "Hauptbahnhof",
    "arrival_by": "train",
    "night_from": "2030-03-01",
    "night_to": "2030-03-03",
    "room": "single",
    "payer": "organiser",
}


def test_food_and_travel_are_kept_apart_with_who_told_it(reply, person):
    response = reply.send("travel/", **TRAVEL)

    needs = DelegateNeeds.objects.get(delegate=person)
    assert response.url == reply.base + "?saved=1"
    assert (needs.diet, needs.given_by) == ("vegetarian", "person")
    assert needs.night_to - needs.night_from == datetime.timedelta(days=2)


def test_the_usual_food_is_ticked_and_the_rest_is_said_in_words(reply, person):
    reply.send("travel/", diets=["no_nuts", "vegan"], diet="Ohne Sellerie")

    needs = DelegateNeeds.objects.get(delegate=person)
    assert (needs.diets, needs.diet) == (("vegan", "no_nuts"), "Ohne Sellerie")
    page = reply.get("travel/").text
    assert re.findall(r'name="diets" value="(\w+)"[^>]*checked', page) == ["vegan", "no_nuts"]
    held = reply.get("privacy/").text
    assert "vegan and no nuts" in held
    assert "Ohne Sellerie" in held
    assert reply.get("privacy/data.json").json()["needs"]["diets"] == ["vegan", "no_nuts"]


def test_food_that_was_written_before_there_were_choices_stays(reply, person):
    DelegateNeeds.objects.create(delegate=person, diet="Вегетаріанська")

    assert 'value="Вегетаріанська"' in reply.get("travel/").text
    reply.send("travel/", diet="Вегетаріанська", diets=["halal"])

    needs = DelegateNeeds.objects.get(delegate=person)
    assert (needs.diets, needs.diet) == (("halal",), "Вегетаріанська")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"diets": ["any", "vegan"]}, "Food: Choose “no restriction” or what is needed."),
        ({"diets": ["meat"]}, "Food: choose from those listed."),
        ({"night_to": ""}, "You leave the room on: "),
        ({"night_to": "2030-03-01"}, "You leave the room on: "),
        ({"departure_on": "2030-02-01"}, "Day of departure: "),
        ({"arrival_on": ""}, "Day of arrival: "),
        ({"arrival_on": "2024-02-30"}, "Day of arrival: write a day of the calendar"),
        ({"arrival_at": "25:00"}, "Time of arrival: write a time of the day"),
        ({"room": "suite"}, "Kind of room: choose one of those listed."),
        ({"diet": "x" * 301}, "Other food: shorten it to at most 300 signs."),
    ],
)
def test_wrong_travel_is_shown_again_and_nothing_is_stored(reply, wrong, says):
    response = reply.send("travel/", **TRAVEL | wrong)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert not DelegateNeeds.objects.exists()


@pytest.mark.parametrize(
    ("room", "departure", "nights"),
    [
        ("single", "2030-03-03", ("2030-03-01", "2030-03-03")),
        ("none", "2030-03-03", ("None", "None")),
        ("", "2030-03-03", ("None", "None")),
        ("single", "", ("None", "None")),
        ("single", "2030-03-01", ("None", "None")),
    ],
)
def test_a_room_without_nights_is_from_arrival_to_departure(reply, room, departure, nights):
    open_nights = {"night_from": "", "night_to": "", "departure_on": departure, "room": room}
    reply.send("travel/", **TRAVEL | open_nights)

    needs = DelegateNeeds.objects.get()
    assert (str(needs.night_from), str(needs.night_to)) == nights


def test_the_page_says_until_when_it_is_kept_and_asks_for_no_passport(reply, workshop):
    page = reply.get("travel/").content.decode()

    assert "It is erased after:" in page
    assert "no passport number" in page
    assert not {"passport", "birth"} & {field.name for field in DelegateNeeds._meta.fields}


def test_my_workshop_says_what_of_the_travel_is_missing(reply, workshop):
    set_back(workshop, format="onsite", place_en="Somewhere")
    reply.send("answer/", **YES)
    found = []
    for words in ({}, {"arrival_on": "2030-03-01"}, TRAVEL | {"departure_on": "2030-03-03"}):
        if words:
            reply.send("travel/", **words)
        tasks = reply.get().text.partition('<ul class="tasks">')[2]
        found.append(re.findall("nothing told yet|Missing: [a-z, ]+|told(?=</span>)", tasks))

    assert found == [["nothing told yet"], ["Missing: departure, room for the night"], ["told"]]


def test_guidance_that_is_not_in_the_language_says_so(client, person, workshop):
    set_back(workshop, guidance_de="Hotel Muster")
    lifecycle.confirm(person, by=None)

    own, german = (Reply(client, person, language).get().text for language in ("sq", "de"))

    assert ("Hotel Muster" in own, 'class="notice"' in own) == (True, True)
    assert 'class="notice"' not in german


def test_who_takes_back_a_yes_reads_what_that_means_before_the_press(reply):
    warning = "only the organisers can give it back"
    assert warning not in reply.get("answer/").text

    reply.send("answer/", **YES)

    assert warning in reply.get("answer/").text


# consents (A81)


@pytest.mark.row("A81")
def test_each_consent_is_a_row_with_version_language_time_and_channel(reply, person):
    assert "You agree" not in re.sub(
        "You do not agree|What you agree", "", reply.get("consents/").text
    )

    for said in ("yes", "yes", "no"):
        response = reply.post("consents/say/", {"purpose": "public_name", "say": said})
        assert response.url == reply.base + "consents/#public_name"

    given, taken_back = Consent.objects.all()
    assert (given.act, taken_back.act) == ("given", "withdrawn")
    version = consents.TEXTS["public_name"].version
    assert (given.text_version, given.language, given.via) == (version, "en", "link")


@pytest.mark.parametrize("purpose", ["", "everything", "public_name' OR 1=1"])
def test_an_unknown_consent_adds_nothing(reply, purpose):
    assert reply.post("consents/say/", {"purpose": purpose, "say": "yes"}).status_code == 302
    assert not Consent.objects.exists()


# what is held (A80)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Für das Hotel – Rooms Weitergegeben an: Hotel Sonne"),
        ("en", "For the hotel – Rooms Given to: Hotel Sonne"),
        ("uk", "Для готелю – Rooms Передано: Hotel Sonne"),
        ("sq", "Për hotelin – Rooms Dhënë për: Hotel Sonne"),
    ],
)
def test_the_page_says_in_words_what_lists_were_for_and_who_got_them(
    reply, workshop, language, words
):
    ExportLog.objects.create(
        workshop=workshop,
        purpose="accommodation",
        format="csv",
        columns="",
        row_count=2,
        reason="Rooms",
        recipient="Hotel Sonne",
    )

    page = reply.client.get(f"/{language}/d/{reply.token}/privacy/").text

    assert words in " ".join(strip_tags(page).split())


@pytest.mark.row("A80")
def test_the_page_and_the_file_hold_all_of_one_person_and_nobody_else(reply, person, workshop):
    other = make_delegate(
        person.delegation, family_name="Othername", email="other@example.org", phone="+383 1"
    )
    DelegateNeeds.objects.create(delegate=other, diet="Otherdiet")
    DelegateNeeds.objects.create(delegate=person, diet="vegetarian")
    consents.say(person, "photo", True, language="en", via="link")
    ExportLog.objects.create(
        workshop=workshop, purpose="full", format="csv", columns="", row_count=2, reason="Hotel"
    )

    page = reply.get("privacy/").content.decode()
    file = reply.get("privacy/data.json")

    data = file.json()
    assert data["person"]["email"] == "arben@example.org"
    assert data["needs"]["diet"] == "vegetarian"
    assert [each["purpose"] for each in data["consents"]] == ["photo"]
    assert [each["reason"] for each in data["exports"]] == ["Hotel"]
    for text in ("arben@example.org", "vegetarian", "Hotel"):
        assert text in page
    for text in ("Othername", "other@example.org", "Otherdiet", "+383 1"):
        assert text not in page + file.content.decode()


def test_when_the_person_was_there_is_held(reply, person):
    other = make_delegate(person.delegation, family_name="Othername")
    day = person.workshop.days.first()
    recorded_at = datetime.datetime(2030, 5, 7, 7, 4, tzinfo=datetime.UTC)
    for each, method in ((person, "scan"), (other, "desk")):
        Attendance.objects.create(delegate=each, day=day, method=method, recorded_at=recorded_at)

    page = reply.get("privacy/").content.decode()
    data = reply.get("privacy/data.json").json()

    assert data["attendances"] == [
        {"day": day.date.isoformat(), "method": "scan", "at": "2030-05-07T07:04:00+00:00"}
    ]
    assert "badge scanned" in page
    assert "09:04" in page
    assert "at the door" not in page


@pytest.mark.row("A80")
def test_every_column_of_a_person_is_shown_or_is_a_key():
    from workshops.retention import held

    keys = {"id", "workshop", "delegation", "email_key", "search_key", "replaces", "erased_at"}
    columns = {field.name for field in type(make_delegate())._meta.concrete_fields}
    assert columns == set(held.OWN) | keys


# the link (A24–A26, A28, A29, A73)


def test_the_first_message_brings_the_link_and_says_what_is_held(client, workshop):
    delegation = make_delegation(workshop, make_municipality("sumy", name="Sumy"), quota=1)
    person = make_delegate(
        delegation, status=Status.NOMINATED, email="Olena@example.org", language="en"
    )

    lifecycle.accept(person, by=None)

    message = Message.objects.get(kind="seat")
    address = re.search(r"http\S+/d/\S+", message.text)[0]
    assert message.recipient == "Olena@example.org"
    assert "Named by: Sumy" in message.text
    assert "Article 6(1)(f) GDPR" in message.text
    assert "desk@example.org" in message.text
    assert client.get(address, follow=True).status_code == 200


def test_who_lost_the_promise_before_it_was_sent_gets_no_message(workshop):
    person = make_delegate(
        make_delegation(workshop), status=Status.NOMINATED, email="a@example.org"
    )
    lifecycle.accept(person, by=None)

    lifecycle.waitlist(person, by=None)

    assert not Message.objects.unfinished().filter(kind="seat").exists()


@pytest.mark.row("A25")
@pytest.mark.parametrize(
    "change", [str.swapcase, lambda token: token[:-1], lambda token: token + "A"]
)
def test_any_other_token_opens_nothing(reply, change):
    for path in ("", "answer/", "privacy/", "privacy/data.json"):
        assert reply.client.get(f"/sq/d/{change(reply.token)}/{path}").status_code == 404


@pytest.mark.row("A25")
def test_a_nomination_link_is_no_reply_link_nor_the_other_way_round(reply, person):
    nomination = links.create(person.delegation, by=None)

    assert reply.client.get(f"/en/d/{nomination}/").status_code == 404
    assert reply.client.get(f"/en/i/{reply.token}/").status_code == 404
    assert reply.client.get(f"/en/i/{reply.token}/answers/").status_code == 404


@pytest.mark.row("A25")
def test_a_revoked_link_or_an_old_one_says_whom_to_ask(reply, person, workshop):
    past = timezone.now() - datetime.timedelta(days=200)
    set_back(workshop, starts_at=past, ends_at=past)
    assert "The workshop is over" in reply.get("?chosen=1").content.decode()

    person.links.replies().revoke()
    page = reply.get("?chosen=1")
    assert page.status_code == 410
    assert "This link was withdrawn" in page.content.decode()
    assert "desk@example.org" in page.content.decode()


@pytest.mark.row("A72")
def test_looking_changes_nothing(reply, person):
    for path in ("", "answer/", "travel/", "consents/", "privacy/", "withdraw/"):
        for method in (reply.client.get, reply.client.head, reply.client.options):
            method(reply.base + path)

    assert status_of(person) == Status.ACCEPTED
    assert not Consent.objects.exists()
    assert not DelegateNeeds.objects.exists()


@pytest.mark.row("A17")
def test_every_page_is_kept_secret(reply):
    for path in (
        "",
        "answer/",
        "travel/",
        "consents/",
        "privacy/",
        "privacy/data.json",
        "withdraw/",
    ):
        response = reply.get(path)
        assert response["Cache-Control"] == "no-store", path
        assert response["Referrer-Policy"] == "no-referrer", path
        assert response["X-Robots-Tag"] == "noindex", path


def test_protected_people_are_shown_only_after_a_button(client, workshop):
    city = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    person = make_delegate(
        make_delegation(workshop, city), status=Status.ACCEPTED, family_name="Secretname"
    )
    reply = Reply(client, person)
    secrets = re.compile("Melitopol|Secretname|Munich")

    for path in ("", "answer/", "travel/", "consents/", "privacy/", "privacy/data.json"):
        assert not secrets.search(reply.get(path).content.decode()), path

    opened = reply.post("open/").url
    page = client.get(opened, follow=True).content.decode()
    assert "Secretname" in page
    assert re.search(r'action="[^"]*answer/\?open=', page)


# the contact


@pytest.fixture
def contact(client, person):
    """The pages of the contact, reached with the old link of the nomination."""
    token = links.create(person.delegation, by=None)
    return client, f"/en/i/{token}/"


def test_the_link_of_the_nomination_leads_on_to_the_answers(contact, person):
    client, base = contact

    response = client.get(base)
    page = client.get(base + "answers/").content.decode()

    assert response.url == base + "answers/"
    assert person.full_name in page
    assert "Seat promised, answer missing" in page


def test_a_contact_answers_for_a_person_and_it_is_noted(contact, person):
    client, base = contact
    path = f"{base}answers/{person.reference}/answer/"
    page = client.get(path).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]

    response = client.post(path, YES | {"seen": seen})
    travel = f"{base}answers/{person.reference}/travel/"
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(travel).content.decode())[1]
    client.post(travel, TRAVEL | {"seen": seen})

    assert response.url == f"{base}answers/{person.reference}/"
    assert "does the person come?" in page
    assert "The person needs interpretation" in page
    assert "I need interpretation" not in page
    assert status_of(person) == Status.CONFIRMED
    assert person.status_changes.last().via == "contact"
    assert person.needs.given_by == "contact"


@pytest.mark.row("A80")
def test_a_contact_neither_consents_for_a_person_nor_sees_what_is_held(contact, person):
    client, base = contact
    lifecycle.confirm(person, by=None)

    page = client.get(f"{base}answers/{person.reference}/").content.decode()
    assert "consents" not in page
    assert "What we hold about you" not in page
    for path in ("consents/", "consents/say/", "privacy/"):
        assert client.post(f"{base}answers/{person.reference}/{path}").status_code == 404


PAPERS = ("letter.pdf", "calendar.ics")


def test_a_contact_takes_papers_along_for_who_has_no_address(contact, person, workshop):
    client, base = contact
    lifecycle.confirm(person, by=None)
    material = make_material(workshop, visibility="participants", title_en="Slides")
    own = f"{base}answers/{person.reference}/"
    paths = [*PAPERS, f"materials/{material.pk}/"]
    assert [client.get(own + path).status_code for path in paths] == [404] * 3
    assert not re.search("letter.pdf|calendar.ics|Slides", client.get(own).text)

    type(person).objects.filter(pk=person.pk).update(email="", email_key="")

    page = client.get(own).text
    assert [client.get(own + path).status_code for path in paths] == [200] * 3
    assert all(f"{own}{path}" in page for path in paths)
    assert "consents" not in page


def test_papers_of_protected_people_need_the_button_in_the_hands_of_a_contact_too(client, workshop):
    city = make_municipality("melitopol", name="Melitopol", publication_policy="no_people")
    person = make_delegate(make_delegation(workshop, city), family_name="Secretname", email="")
    own = f"/en/i/{links.create(person.delegation, by=None)}/answers/{person.reference}/"

    covered = [client.get(own + path) for path in PAPERS]
    opened = client.post(own + "open/").url.partition("?")[2]
    shown = [client.get(f"{own}{path}?{opened}") for path in PAPERS]

    assert {answer["Content-Type"] for answer in covered} == {"text/html; charset=utf-8"}
    assert [answer["Content-Type"][:15] for answer in shown] == [
        "application/pdf",
        "text/calendar; ",
    ]


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED])
def test_papers_are_for_who_comes_alone(client, workshop, status):
    reply = Reply(client, make_delegate(make_delegation(workshop), status=status))

    assert [reply.get(path).url for path in PAPERS] == [reply.base] * 2


def events(response):
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return [(str(event["summary"]), event["dtstart"].dt) for event in found]


def test_the_calendar_file_holds_the_days_on_which_the_person_comes_and_what_they_join(
    reply, person, workshop
):
    _first, second = workshop.days.order_by("date")
    energy, other = workshop.tracks.get(), make_track(workshop, slug="water")
    for day in (1, 2):
        for hour, track in ((9, None), (10, energy), (11, other)):
            title = f"{track.slug if track else 'opening'} {day}"
            make_session(
                workshop, f"{hour:02}:00", f"{hour:02}:50", day=day, track=track, title_en=title
            )
    dinner, _tour = (
        make_session(workshop, "19:00", "20:00", day=2, kind="social", title_en=title)
        for title in ("Dinner", "Tour")
    )
    person.assigned_track = energy
    person.save()
    reply.send("answer/", **YES | {"coming": "some", "days": [second.pk], "joins": [dinner.pk]})

    found = events(reply.get("calendar.ics"))

    page = reply.get().text
    assert [title for title, _at in found] == [
        "Title Munich",
        "opening 2",
        "energy 2 – Energy",
        "Dinner",
    ]
    assert found[0][1] == second.date
    assert [title for title in ("Dinner", "Tour", "water 2", "energy 1") if title in page] == [
        "Dinner"
    ]


def test_the_calendar_file_names_neither_person_nor_town_and_takes_the_place_of_the_public_one(
    reply, person, workshop
):
    reply.send("answer/", **YES)

    text = reply.get("calendar.ics").content.decode().replace("\r\n ", "")
    public = reply.client.get(f"/en/workshops/{workshop.slug}/calendar.ics").content.decode()

    assert not re.search(f"Pristina|{person.family_name}|Pryklad", text)
    assert re.findall("UID:.*", text) == re.findall("UID:.*", public)


def test_a_contact_reaches_only_people_of_its_own_delegation(contact, workshop):
    client, base = contact
    other = make_delegate(make_delegation(workshop), status=Status.ACCEPTED)

    assert client.get(f"{base}answers/{other.reference}/").status_code == 404


@pytest.mark.row("A81")
def test_public_names_need_consent_confirmation_and_no_protection(person, workshop):
    people = type(person).objects
    set_back(workshop, cities_public_from="acceptance")
    consents.say(person, "public_name", True, language="sq", via="link")
    assert not people.public().exists()  # has not confirmed

    lifecycle.confirm(person, by=None)
    assert list(people.public()) == [person]

    consents.say(person, "public_name", False, language="sq", via="link")
    assert not people.public().exists()

    consents.say(person, "public_name", True, language="sq", via="link")
    type(person).objects.filter(pk=person.pk).update(protected=True)
    assert not people.public().exists()


def test_the_confirmation_is_a_letter_for_who_comes_alone(reply, person):
    assert reply.get("letter.pdf").url == reply.base

    reply.send("answer/", **YES)
    response = reply.get("letter.pdf")

    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert response["Content-Type"] == "application/pdf"
    assert "Confirmation of participation" in text
    assert "Arben Pryklad" in text
    assert "Pristina" in text

    type(person).objects.filter(pk=person.pk).update(protected=True)
    opened = reply.post("open/").url.partition("?")[2]
    response = reply.get(f"letter.pdf?{opened}")
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "Arben Pryklad" in text
    assert "Pristina" not in text


def test_in_the_letter_a_name_is_called_that_of_a_person_in_ukrainian_too(client, person):
    lifecycle.confirm(person, by=None)
    response = Reply(client, person, "uk").get("letter.pdf")

    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "Ім’я та прізвище" in text
    assert "Назва" not in text


def test_documents_for_those_who_take_part_open_once_the_person_comes(reply, workshop):
    material = make_material(workshop, visibility="participants", title_en="Slides")
    other = make_material(make_workshop(), visibility="participants")
    assert reply.get(f"materials/{material.pk}/").url == reply.base

    reply.send("answer/", **YES)

    assert "Slides" in reply.get().text
    assert reply.get(f"materials/{material.pk}/").status_code == 200
    assert reply.get(f"materials/{other.pk}/").status_code == 404


@pytest.mark.row("A81")
def test_the_public_page_names_who_agreed_until_they_take_it_back(reply, person, workshop):
    set_back(workshop, cities_public_from="acceptance")
    reply.send("answer/", **YES)
    page = workshop.get_absolute_url()
    assert person.full_name not in reply.client.get(page).text

    reply.post("consents/say/", {"purpose": "public_name", "say": "yes"})
    assert person.full_name in reply.client.get(page).text

    reply.post("consents/say/", {"purpose": "public_name", "say": "no"})
    assert person.full_name not in reply.client.get(page).text


def test_needs_are_the_columns_of_the_form():
    from workshops.desk.reply.forms import NeedsForm

    assert sorted(NeedsForm().fields) == sorted(answering.NEEDS)
