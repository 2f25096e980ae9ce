"""Municipalities come in: chosen, given seats and contacts, looked through, invited; and the rest
of what organisers ask of them."""

import datetime
import io
import re

import pypdf
import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Contact
from tests.factories import (
    make_contact,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_workshop,
)
from workshops.documents import invitation_letter
from workshops.models import Delegation, InvitationLetter, Link, Message
from workshops.registration import inviting

pytestmark = pytest.mark.django_db
Status = Delegation.Status


def url(workshop, name, *more):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk, *more])


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def row(city, **fields):
    given = {"quota": 2, "substitutes": 1, "language": "uk"} | fields
    return {f"m{city.pk}-{name}": value for name, value in given.items()}


def add_url(workshop, *cities):
    query = "&".join(f"m={city.pk}" for city in cities)
    return f"{url(workshop, 'municipalities_add')}?{query}"


def act(client, workshop, name, delegations, **fields):
    data = {"act": name, "selected": [each.pk for each in delegations], "confirmed": "1"} | fields
    return client.post(url(workshop, "municipalities_act"), data)


def interested(workshop, *, email="a@example.org", language="uk", **fields):
    city = make_municipality(**fields)
    delegation = make_delegation(workshop, city, status=Status.INTERESTED, language=language)
    delegation.contacts.add(make_contact(city, email=email, language=language))
    return delegation


def test_one_chooses_from_those_known_and_sees_who_came_last(client, organiser):
    city, guest = make_municipality("old"), make_municipality("new", country="XK")
    past = make_past_workshop(title_en="Munich")
    make_delegation(past, city)
    workshop = make_workshop()
    make_delegation(workshop, guest, status=Status.INVITED)

    response = client.get(url(workshop, "municipalities_choose"))

    choices = {each.municipality: each for each in response.context["choices"]}
    assert (choices[city].last.workshop, choices[city].present) == (past, None)
    assert (choices[guest].last, choices[guest].present.status) == (None, Status.INVITED)
    page = response.content.decode()
    assert f'name="m" value="{city.pk}"' in page
    assert f'name="m" value="{guest.pk}"' not in page


@pytest.mark.parametrize(
    ("query", "found"), [("q=vin", ["vin"]), ("country=XK", ["pri"]), ("q=zzz", []), ("", None)]
)
def test_the_choice_is_searched_and_filtered(client, organiser, query, found):
    make_municipality("vin")
    make_municipality("pri", country="XK")

    response = client.get(f"{url(make_workshop(), 'municipalities_choose')}?{query}")

    slugs = [each.municipality.slug for each in response.context["choices"]]
    assert slugs == (["pri", "vin"] if found is None else found)


@pytest.mark.parametrize("query", ["", "m=abc", "m=999999", "m="])
def test_nobody_chosen_leads_back_to_the_choice(client, organiser, query):
    workshop = make_workshop()

    response = client.get(f"{url(workshop, 'municipalities_add')}?{query}")

    assert response.url == url(workshop, "municipalities_choose")
    assert texts(response) == ["Choose a municipality."]


def test_those_ticked_stay_ticked_in_another_search(client, organiser):
    ticked, found = make_municipality("vin"), make_municipality("pri", country="XK")
    workshop = make_workshop()

    response = client.get(
        f"{url(workshop, 'municipalities_choose')}?q=pri&m={ticked.pk}&m={found.pk}"
    )
    none = client.get(f"{url(workshop, 'municipalities_choose')}?q=zzz&m={ticked.pk}")

    assert [each.municipality for each in response.context["choices"]] == [ticked, found]
    assert response.content.decode().count(" checked>") == 2
    assert none.content.decode().count(" checked>") == 1
    assert "No municipality matches" in none.content.decode()


def test_rows_begin_with_what_is_known(client, organiser):
    known, new = make_municipality("a", country="UA"), make_municipality("b", country="XK")
    contact = make_contact(known, language="en")
    make_delegation(make_past_workshop(), known, quota=5, substitutes=2)

    response = client.get(add_url(make_workshop(), known, new))

    first, second = (each.initial for each in response.context["rows"])
    assert first == {"quota": 5, "substitutes": 2, "language": "en", "known": [contact.pk]}
    assert second == {"quota": 2, "substitutes": 0, "language": "sq", "known": []}


def test_from_the_choice_to_the_invitation(client, organiser):
    workshop = make_workshop(title_uk="Стійкість", title_de="Resilienz")
    city, other = make_municipality("vin", name_uk="Вінниця"), make_municipality("pri")
    contact = make_contact(city, email="v@example.org", language="uk")
    fields = row(city, known=[contact.pk]) | row(
        other, language="sq", new_name="Zyra", new_email="Z@example.org"
    )

    response = client.post(add_url(workshop, city, other), fields, follow=True)

    assert {each.status for each in workshop.delegations.all()} == {Status.INTERESTED}
    previews = {each.language: each for each in response.context["previews"]}
    assert previews.keys() == {"uk", "sq"}
    assert "Стійкість" in previews["uk"].subject
    assert (Message.objects.count(), Link.objects.count()) == (0, 0)
    assert InvitationLetter.objects.count() == 0

    delegations = list(workshop.delegations.all())
    response = act(client, workshop, "invite", delegations, dated_on="2027-02-01")

    assert {each.status for each in workshop.delegations.all()} == {Status.INVITED}
    sent = Message.objects.order_by("recipient")
    assert [(each.recipient, each.language) for each in sent] == [
        ("v@example.org", "uk"),
        ("z@example.org", "sq"),
    ]
    assert {each.letter.number for each in sent} == {"2027-0001", "2027-0002"}
    assert sent[0].created_by == organiser
    assert "Invite (2):" in texts(response)[0]


def test_repeated_posts_add_and_invite_once(client, organiser):
    workshop, city = make_workshop(), make_municipality()
    fields = row(city, new_name="Office", new_email="o@example.org")

    first, second = (client.post(add_url(workshop, city), fields) for _number in range(2))

    assert first.url == second.url
    assert Contact.objects.count() == 1
    for _number in range(3):
        act(client, workshop, "invite", workshop.delegations.all())
    assert (Message.objects.count(), InvitationLetter.objects.count()) == (1, 1)


def test_a_wrong_row_is_named_and_nobody_is_added(client, organiser):
    workshop, right, wrong = make_workshop(), make_municipality("r"), make_municipality("w")
    fields = row(right, new_name="R", new_email="r@example.org") | row(wrong, new_email="no")

    response = client.post(add_url(workshop, right, wrong), fields)

    assert [bool(each.errors) for each in response.context["rows"]] == [False, True]
    assert (Delegation.objects.count(), Contact.objects.count()) == (0, 0)
    assert f'href="#m{wrong.pk}"' in response.content.decode()


@pytest.mark.parametrize("value", ["a@example.org\r\nBcc: x@example.org", "a@b.org,x@b.org"])
def test_an_address_is_one_address(client, organiser, value):
    workshop, city = make_workshop(), make_municipality()

    client.post(add_url(workshop, city), row(city, new_name="N", new_email=value))

    assert (Delegation.objects.count(), Contact.objects.count()) == (0, 0)


@pytest.mark.row("A57")
def test_contacts_of_others_cannot_be_chosen(client, organiser):
    workshop, city = make_workshop(), make_municipality()
    foreign = make_contact()

    response = client.post(add_url(workshop, city), row(city, known=[foreign.pk]))

    assert response.context["rows"][0].errors.keys() == {"known"}


def test_what_did_not_go_is_said_with_the_reason(client, organiser):
    workshop = make_workshop()
    sent = interested(workshop, slug="sent")
    by_hand = interested(workshop, slug="by-hand", email="")
    nobody = make_delegation(workshop, make_municipality("nobody"), status=Status.INTERESTED)

    response = act(client, workshop, "invite", [sent, by_hand, nobody])

    done, refused, handed = texts(response)
    assert "Invite (2):" in done
    assert "Nobody: No contact" in refused
    assert "By Hand" in handed
    assert "no address" in handed
    assert Message.objects.filter(recipient="").count() == 1


def test_looking_again_shows_the_remark_and_does_nothing(client, organiser):
    workshop = make_workshop()
    delegation = inviting.invite(interested(workshop), by=None)

    response = act(client, workshop, "remind", [delegation], remark="By Friday.", look="1")

    (preview,) = response.context["previews"]
    assert "By Friday." in preview.text
    assert Message.objects.filter(kind="reminder").count() == 0


def test_more_time_is_on_the_clocks_of_the_workshop_and_asked_for(client, organiser):
    workshop = make_workshop(
        timezone="Europe/Kyiv",
        nomination_closes_at=datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC),
    )
    delegation = inviting.invite(interested(workshop), by=None)

    empty = act(client, workshop, "extend", [delegation])
    act(client, workshop, "extend", [delegation], extended_until="2030-02-01T18:00")

    assert empty.context["asked"].errors.keys() == {"extended_until"}
    delegation.refresh_from_db()
    assert delegation.extended_until == datetime.datetime(2030, 2, 1, 16, tzinfo=datetime.UTC)
    assert Message.objects.filter(kind="extension").count() == 1


@pytest.mark.parametrize("wrong", ["2020-02-01T17:00", "2031-01-01T00:00", "2029-12-01T00:00"])
def test_a_time_that_does_not_fit_is_shown_again_with_what_was_written(client, organiser, wrong):
    until = datetime.datetime(2029, 12, 24, tzinfo=datetime.UTC)
    workshop = make_workshop(
        starts_on=datetime.date(2030, 3, 1),
        ends_on=datetime.date(2030, 3, 2),
        nomination_closes_at=until,
    )
    delegation = inviting.invite(interested(workshop), by=None)

    response = act(
        client, workshop, "extend", [delegation], extended_until=wrong, remark="Take your time"
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Take your time" in page
    assert f'value="{wrong}"' in page
    assert not Message.objects.filter(kind="extension").exists()


def test_links_are_revoked_for_a_selection(client, organiser):
    workshop = make_workshop()
    first, second = (inviting.invite(interested(workshop), by=None) for _number in range(2))

    act(client, workshop, "revoke_links", [first])

    live = Link.objects.nominations().live()
    assert [link.delegation for link in live] == [second]


def test_letters_are_revoked_for_a_selection(client, organiser):
    workshop = make_workshop()
    first, second = (inviting.invite(interested(workshop), by=None) for _number in range(2))

    act(client, workshop, "revoke_letters", [first])
    again = act(client, workshop, "revoke_letters", [first])

    valid = InvitationLetter.objects.filter(revoked_at=None)
    assert [letter.delegation for letter in valid] == [second]
    said = "".join(str(message) for message in get_messages(again.wsgi_request))
    assert "No letter counts." in said


def test_the_table_says_how_each_stands(client, organiser):
    past = timezone.now() - datetime.timedelta(hours=1)
    workshop = make_workshop(nomination_closes_at=past)
    late = inviting.invite(interested(workshop, slug="a"), by=None)
    waiting = interested(workshop, slug="b", email="")

    response = client.get(url(workshop, "municipalities"))

    first, second = response.context["of_municipalities"]
    assert (first.delegation, first.is_late, first.link.name) == (late, True, "EXPIRED")
    assert (first.message.kind, first.letter.number[5:]) == ("invitation", "0001")
    assert first.since
    assert (second.delegation, second.is_late, second.link.name) == (waiting, False, "NONE")
    assert (second.message, second.letter, second.since) == (None, None, None)


@pytest.mark.parametrize(
    ("status", "revoked", "name"),
    [
        (Status.INVITED, False, "OPEN"),
        (Status.SUBMITTED, False, "OPEN"),
        (Status.ACCEPTED, False, "CLOSED"),
        (Status.INVITED, True, "REVOKED"),
    ],
)
def test_the_table_says_whether_a_link_opens(client, organiser, status, revoked, name):
    delegation = make_delegation(status=status)
    Link.objects.create(
        purpose="nomination",
        workshop=delegation.workshop,
        delegation=delegation,
        token_hash="x",
        revoked_at=timezone.now() if revoked else None,
    )

    response = client.get(url(delegation.workshop, "municipalities"))

    assert [each.link.name for each in response.context["of_municipalities"]] == [name]


def fill(workshop, number):
    for _number in range(number - workshop.delegations.count()):
        delegation = interested(workshop)
        workshop.links.create(
            purpose="nomination", delegation=delegation, token_hash=str(delegation.pk)
        )
        workshop.messages.create(
            kind="invitation", delegation=delegation, language="uk", message_id=str(delegation.pk)
        )


@pytest.mark.parametrize("page", ["municipalities", "choose", "add"])
def test_the_number_of_queries_stays(client, organiser, page):
    workshop, target = make_workshop(), make_workshop()
    used = set()
    for number in (1, 3, 300):
        fill(workshop, number)
        cities = [each.municipality for each in workshop.delegations.with_senders()[:100]]
        asked = {
            "municipalities": url(workshop, "municipalities"),
            "choose": url(target, "municipalities_choose"),
            "add": add_url(target, *cities),
        }[page]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(asked).status_code == 200
        used.add(len(queries))

    assert len(used) == 1


def test_300_are_invited_with_one_press(client, organiser, settings, monkeypatch):
    monkeypatch.setattr(invitation_letter, "pdf", lambda *what: b"%PDF-1.7")  # 50 ms each
    workshop = make_workshop()
    cities = [make_municipality() for _number in range(300)]
    for start in (0, 100, 200):
        part = cities[start : start + 100]
        fields = {}
        for city in part:
            fields |= row(city, new_name="New", new_email=f"new{city.pk}@example.org")
        assert len(fields) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        assert client.post(add_url(workshop, *part), fields).status_code == 302

    response = act(client, workshop, "invite", workshop.delegations.all())

    assert response.status_code == 302
    assert workshop.delegations.filter(status=Status.INVITED).count() == 300
    assert InvitationLetter.objects.count() == 300


def read(response):
    content = b"".join(response) if response.streaming else response.content
    return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_letters_are_handed_out_to_be_saved(client, organiser):
    workshop = make_workshop(title_uk="Стійкість")
    delegation = interested(workshop)
    preview = client.get(url(workshop, "letter_preview", delegation.pk))
    inviting.invite(delegation, by=None, dated_on=datetime.date(2027, 2, 1))
    letter = client.get(url(workshop, "letter", InvitationLetter.objects.get().pk))

    for response in (preview, letter):
        assert response["Content-Disposition"].startswith("attachment")
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Type"] == "application/pdf"
    assert "2027-0001" in read(letter)
    assert not re.search(r"\d{4}-\d{4}", read(preview))


@pytest.mark.row("A57")
def test_letters_of_another_workshop_are_not_found(client, organiser):
    delegation = inviting.invite(interested(make_workshop()), by=None)
    letter, other = InvitationLetter.objects.get(), make_workshop()

    assert client.get(url(other, "letter", letter.pk)).status_code == 404
    assert client.get(url(other, "letter_preview", delegation.pk)).status_code == 404


@pytest.mark.parametrize("codenames", [(), ("view_workshop", "view_delegate")])
def test_without_permission_nothing_is_shown_or_done(client, staff, codenames):
    workshop = make_workshop()
    delegation = inviting.invite(interested(workshop), by=None)
    letter = InvitationLetter.objects.get()
    staff(*codenames)

    answers = [
        client.get(url(workshop, "municipalities_choose")),
        client.post(add_url(workshop, make_municipality())),
        act(client, workshop, "revoke_links", [delegation]),
        client.get(url(workshop, "letter", letter.pk)),
        client.get(url(workshop, "letter_preview", delegation.pk)),
    ]

    assert {response.status_code for response in answers} == {403}
    assert Link.objects.live().count() == 1


def test_who_may_not_add_contacts_gets_no_fields_for_one(client, staff):
    staff("view_workshop", "view_delegation", "add_delegation")

    response = client.get(add_url(make_workshop(), make_municipality()))

    assert "new_email" not in response.context["rows"][0].fields


def test_a_get_of_the_confirmation_changes_nothing(client, organiser):
    delegation = interested(make_workshop())
    query = f"act=invite&selected={delegation.pk}&confirmed=1"

    response = client.get(f"{url(delegation.workshop, 'municipalities_act')}?{query}")

    assert response.status_code == 200
    delegation.refresh_from_db()
    assert (delegation.status, Message.objects.count()) == (Status.INTERESTED, 0)
