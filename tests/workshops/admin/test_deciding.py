"""What an organiser decides with: the page of a delegation, the dialog of a limit, a successor."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.urls import reverse

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_past_workshop,
    make_track,
    make_workshop,
)
from tests.workshops.admin.test_acts import act, act_url, status_of, texts
from workshops.models import Delegation, DelegationChange, Message, NominationLetter, Status
from workshops.registration import lifecycle, nomination

pytestmark = pytest.mark.django_db

VIEW = ("view_workshop", "view_delegation", "view_delegate")


def page_of(delegation, name="delegation"):
    args = [delegation.workshop_id, delegation.pk]
    return reverse(f"admin:workshops_workshop_{name}", args=args)


def replace_url(person):
    return reverse("admin:workshops_workshop_replace", args=[person.workshop_id, person.pk])


@pytest.fixture
def full():
    """Two seats, both taken, and a third person."""
    delegation = make_delegation(municipality=make_municipality("vinnytsia"), quota=2)
    for _number in range(2):
        make_delegate(delegation)
    return delegation


@pytest.fixture
def third(full):
    return make_delegate(full, status=Status.NOMINATED)


@pytest.fixture
def letter(monkeypatch):
    field = NominationLetter._meta.get_field("file")
    monkeypatch.setattr(field, "storage", InMemoryStorage())
    delegation = make_delegation()
    NominationLetter.objects.create(
        delegation=delegation, file=ContentFile(b"%PDF-1.7 names", name="Список.pdf"), size=14
    )
    return delegation


# the page


def test_page_shows_all_that_is_needed_to_decide(client, organiser):
    delegation = make_delegation(quota=2, substitutes=1, status=Delegation.Status.SUBMITTED)
    delegation.contacts.add(
        make_contact(delegation.municipality, name="Nadia Ivanivna", phone="+380 1")
    )
    make_delegate(
        delegation,
        status=Status.NOMINATED,
        given_name="Олена",
        family_name="Прикладна",
        name_latin="Olena Prykladna",
        position="Head of energy",
        rank=1,
        is_head=True,
        track_wish_1=make_track(delegation.workshop, "energy", title_en="Energy"),
        languages_spoken=["uk", "de"],
    )
    make_delegate(delegation, status=Status.NOMINATED, rank=2, is_substitute=True, email="")

    response = client.get(page_of(delegation))

    page = response.content.decode()
    for said in (
        "Nadia Ivanivna",
        "+380 1",
        "Submitted",
        "0 / 2",
        "Олена Прикладна",
        "Olena Prykladna",
        "Head of energy",
        "Wish: Energy",
        "Ukrainian, German",
        "Substitute",
    ):
        assert said in page
    assert [person.rank for person in response.context["people"]] == [1, 2]


@pytest.mark.row("A57")
def test_page_of_another_workshop_is_not_found(client, organiser):
    delegation = make_delegation()
    args = [make_workshop().pk, delegation.pk]

    for name in ("delegation", "nomination_letter"):
        assert client.get(reverse(f"admin:workshops_workshop_{name}", args=args)).status_code == 404


def test_reader_sees_and_cannot_act(client, staff, full, third):
    staff(*VIEW)

    page = client.get(page_of(full)).content.decode()

    assert third.full_name in page
    assert 'name="act"' not in page
    assert replace_url(third) not in page
    assert client.get(replace_url(third)).status_code == 403
    assert client.post(replace_url(third), {"given_name": "X"}).status_code == 403


@pytest.mark.row("A59")
def test_who_may_not_see_people_sees_no_name(client, staff, full, third):
    lifecycle.reject(third, by=None, remark="Geheime Bemerkung")
    staff("view_workshop", "view_delegation")

    page = client.get(page_of(full)).content.decode()

    assert third.family_name not in page
    assert "Geheime Bemerkung" not in page


@pytest.mark.parametrize("codenames", [(), ("view_workshop",)])
def test_page_needs_the_right_to_see_delegations(client, staff, full, codenames):
    staff(*codenames)

    assert client.get(page_of(full)).status_code == 403


@pytest.mark.parametrize("number", [1, 3, 300])
def test_page_needs_the_same_queries_for_any_number(
    client, organiser, django_assert_num_queries, number
):
    delegation = make_delegation(make_workshop(capacity=500), quota=400)
    for _number in range(number):
        make_delegate(delegation, status=Status.WAITLISTED)

    with django_assert_num_queries(16):
        response = client.get(page_of(delegation))

    assert len(response.context["timeline"]) == 4 + 2 * number
    assert len(response.context["proposals"]) == number


# the letter


def test_nomination_letter_is_a_private_download(client, organiser, letter):
    response = client.get(page_of(letter, "nomination_letter"))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 names"
    name = f"nomination-{letter.reference}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}


def test_nomination_letter_needs_the_right_to_see_people(client, staff, letter):
    staff("view_workshop", "view_delegation")

    assert client.get(page_of(letter, "nomination_letter")).status_code == 403
    assert page_of(letter, "nomination_letter") not in client.get(page_of(letter)).content.decode()


# the limit


def test_dialog_offers_to_raise_the_quota_and_promise(client, organiser, full, third):
    response = client.post(act_url(full.workshop), {"act": "accept", "selected": [third.pk]})

    assert response.context["offer"].text == f"Quota {full} 2 → 3: raise and promise?"
    full.refresh_from_db()
    assert (full.quota, status_of(third)) == (2, Status.NOMINATED)

    data = {"raising": response.context["offer"].key, "raise_them": "1", "back": "delegation"}
    done = act(client, full.workshop, "accept", [third], **data)

    full.refresh_from_db()
    assert (full.quota, status_of(third), done.url) == (3, Status.ACCEPTED, page_of(full))
    assert DelegationChange.objects.get(remark="2 → 3").changed_by == organiser


def test_without_the_button_the_limit_holds(client, organiser, full, third):
    act(client, full.workshop, "accept", [third], raising=f"delegation-{full.pk}-3")

    full.refresh_from_db()
    assert (full.quota, status_of(third)) == (2, Status.NOMINATED)


def test_all_limits_in_the_way_are_offered_at_once(client, organiser, full, third):
    workshop = full.workshop
    workshop.capacity = 2
    workshop.title_en = "Energy days"
    workshop.save()
    track = make_track(workshop, "heat", title_en="Heat", capacity=0)
    fourth = make_delegate(full, status=Status.NOMINATED, assigned_track=track)

    data = {"act": "accept", "selected": [third.pk, fourth.pk]}
    offer = client.post(act_url(workshop), data).context["offer"]

    assert offer.text == (
        f"Workshop Energy days 2 → 4, Quota {full} 2 → 4 and Thematic track Heat 0 → 1: "
        "raise and promise?"
    )
    act(client, workshop, "accept", [third, fourth], raising=offer.key, raise_them="1")
    assert {status_of(third), status_of(fourth)} == {Status.ACCEPTED}


def test_two_organisers_raise_once_and_the_second_is_told(client, organiser, full, third):
    fourth = make_delegate(full, status=Status.NOMINATED)
    data = {"raising": f"delegation-{full.pk}-3", "raise_them": "1"}

    act(client, full.workshop, "accept", [third], **data)
    second = act(client, full.workshop, "accept", [fourth], **data)

    full.refresh_from_db()
    assert (full.quota, status_of(fourth)) == (3, Status.NOMINATED)
    assert f"({full}: 3)" in texts(second)[-1]


def test_who_may_not_change_the_limit_is_offered_nothing(client, staff, full, third):
    staff(*VIEW, "change_delegate")

    response = client.post(act_url(full.workshop), {"act": "accept", "selected": [third.pk]})
    data = {"raising": f"delegation-{full.pk}-3", "raise_them": "1"}
    refused = act(client, full.workshop, "accept", [third], **data)

    full.refresh_from_db()
    assert (response.context["offer"], refused.status_code) == (None, 403)
    assert (full.quota, status_of(third)) == (2, Status.NOMINATED)


@pytest.mark.parametrize(
    "key", ["delegation-0-3", "user-1-3", "x", "delegation-99999999999999999999-3", "delegation--3"]
)
def test_a_forged_key_raises_nothing(client, organiser, full, third, key):
    act(client, full.workshop, "accept", [third], raising=key, raise_them="1")

    full.refresh_from_db()
    assert (full.quota, status_of(third)) == (2, Status.NOMINATED)


@pytest.mark.row("A57")
def test_a_limit_of_another_workshop_is_not_raised(client, organiser, full, third):
    foreign = make_delegation(quota=2)

    data = {"raising": f"delegation-{foreign.pk}-9", "raise_them": "1"}
    act(client, full.workshop, "accept", [third], **data)

    foreign.refresh_from_db()
    assert (foreign.quota, status_of(third)) == (2, Status.NOMINATED)


def test_only_a_promise_raises_a_limit(client, organiser, full, third):
    data = {"raising": f"delegation-{full.pk}-3", "raise_them": "1"}
    act(client, full.workshop, "waitlist", [third], **data)

    full.refresh_from_db()
    assert (full.quota, status_of(third)) == (2, Status.WAITLISTED)


# the successor


def test_successor_takes_over_and_a_second_press_does_nothing(client, organiser, full):
    before = full.delegates.first()
    data = {
        "given_name": "Ihor",
        "family_name": "Новий",
        "name_latin": "Ihor Novyi",
        "email": "ihor@example.org",
        "position": "Engineer",
        "language": "uk",
        "languages_spoken": ["uk", "de"],
    }

    first, second = (client.post(replace_url(before), data) for _number in range(2))

    after = before.replaced_by.get()
    assert (first.url, second.url) == (page_of(full), page_of(full))
    assert texts(first)[-1] == texts(second)[-1] == f"{before} is replaced by Ihor Новий."
    assert (after.status, after.name_latin, after.position) == (
        Status.ACCEPTED,
        "Ihor Novyi",
        "Engineer",
    )
    assert (after.language, after.languages_spoken) == ("uk", ("uk", "de"))
    assert status_of(before) == Status.WITHDRAWN
    assert after.status_changes.last().changed_by == organiser


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "taken@example.org"}, "email"),
        ({"email": "taken"}, "email"),
        ({"given_name": ""}, "family_name"),
    ],
)
def test_a_refused_successor_changes_nothing_and_says_where(client, organiser, full, data, field):
    make_delegate(full, email="taken@example.org", status=Status.NOMINATED)
    before = full.delegates.first()

    response = client.post(
        replace_url(before), {"given_name": "Ihor", "language": "uk", "email": ""} | data
    )

    assert list(response.context["errors"]) == [field]
    assert status_of(before) == Status.CONFIRMED


def test_nobody_replaces_who_has_left(client, organiser):
    gone = make_delegate(status=Status.WITHDRAWN)

    response = client.get(replace_url(gone))

    assert texts(response) == [f"{gone} has left the list: nobody to replace."]


# proposals


def test_a_freed_seat_is_proposed_and_given_at_a_press(client, organiser, full):
    next_one = make_delegate(full, status=Status.NOMINATED, is_substitute=True)
    lifecycle.withdraw(full.delegates.first(), by=None)

    page = client.get(page_of(full))
    people = client.get(reverse("admin:workshops_workshop_people", args=[full.workshop_id]))
    today = client.get(reverse("admin:index")).context["tasks"]
    act(client, full.workshop, "promote", [next_one])

    for response in (page, people):
        assert [each.person for each in response.context["proposals"]] == [next_one]
        assert "A seat of the delegation is free; next substitute." in response.content.decode()
    assert "1 seat is free, and someone waits for it" in [task.text for task in today]
    assert status_of(next_one) == Status.ACCEPTED
    assert client.get(page_of(full)).context["proposals"] == []


def test_promote_is_no_way_around_the_turn(client, organiser):
    delegation = make_delegation(quota=1)
    person = make_delegate(delegation, status=Status.NOMINATED)

    act(client, delegation.workshop, "promote", [person])

    assert status_of(person) == Status.NOMINATED


# on behalf, and history


def test_a_nomination_received_another_way_is_noted_with_how_and_by_whom(client, organiser):
    delegation = make_delegation(status=Delegation.Status.INVITED)

    act(
        client,
        delegation.workshop,
        "receive",
        [delegation],
        "municipalities",
        remark="By phone",
        back="delegation",
    )

    changes = list(delegation.status_changes.order_by("pk"))[-2:]
    assert [change.to_status for change in changes] == ["drafting", "submitted"]
    assert {(change.remark, change.changed_by) for change in changes} == {("By phone", organiser)}


def test_a_return_needs_a_remark(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)
    delegation.contacts.add(make_contact(delegation.municipality))

    asked = act(client, delegation.workshop, "return", [delegation], "municipalities", remark=" ")
    assert asked.status_code == 200
    assert list(asked.context["asked"].errors) == ["remark"]
    assert (status_of(delegation), Message.objects.count()) == (Delegation.Status.SUBMITTED, 0)

    act(client, delegation.workshop, "return", [delegation], "municipalities", remark="Three?")
    assert status_of(delegation) == Delegation.Status.RETURNED
    assert "Three?" in delegation.messages.get().text


def test_a_return_shows_its_message_and_who_gets_it_by_hand(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)
    delegation.contacts.add(make_contact(delegation.municipality, email="", language="en"))

    data = {"remark": "One more name, please", "look": "1"}
    shown = act(client, delegation.workshop, "return", [delegation], "municipalities", **data)
    assert "One more name, please" in shown.context["expected"].previews[0].text
    assert (status_of(delegation), Message.objects.count()) == (Delegation.Status.SUBMITTED, 0)

    del data["look"]
    done = act(client, delegation.workshop, "return", [delegation], "municipalities", **data)
    assert "to be handed over by you" in texts(done)[-1]
    assert "/messages/?state=hand" in texts(done)[-1]


def test_a_delegation_is_accepted_with_its_people_in_one_step(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED, quota=2)
    delegation.contacts.add(make_contact(delegation.municipality, language="de"))
    named = [
        make_delegate(delegation, status=Status.NOMINATED, email=f"{number}@example.org")
        for number in range(2)
    ]
    substitute = make_delegate(delegation, status=Status.NOMINATED, is_substitute=True)
    data = {"act": "accept_all", "selected": delegation.pk}

    asked = client.get(act_url(delegation.workshop, "municipalities"), data)
    assert "Platz zugesagt" in asked.context["expected"].previews[0].text
    act(client, delegation.workshop, "accept_all", [delegation], "municipalities")

    assert status_of(delegation) == Delegation.Status.ACCEPTED
    assert [status_of(person) for person in named] == [Status.ACCEPTED] * 2
    assert status_of(substitute) == Status.NOMINATED
    waiting = Message.objects.unfinished()
    assert (waiting.filter(kind="decisions").count(), waiting.filter(kind="seat").count()) == (1, 2)


def test_with_too_few_seats_nothing_is_done_and_the_limit_is_offered(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED, quota=1)
    named = [make_delegate(delegation, status=Status.NOMINATED) for _number in range(2)]
    data = {"act": "accept_all", "selected": delegation.pk}

    asked = client.get(act_url(delegation.workshop, "municipalities"), data)
    act(client, delegation.workshop, "accept_all", [delegation], "municipalities")
    assert status_of(delegation) == Delegation.Status.SUBMITTED
    assert [status_of(person) for person in named] == [Status.NOMINATED] * 2

    offer = asked.context["offer"]
    raised = {"raising": offer.key, "raise_them": "1"}
    act(client, delegation.workshop, "accept_all", [delegation], "municipalities", **raised)
    assert [status_of(person) for person in named] == [Status.ACCEPTED] * 2


def test_who_may_not_decide_on_people_accepts_none_along(client, staff):
    staff("view_workshop", "view_delegation", "change_delegation")
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)
    person = make_delegate(delegation, status=Status.NOMINATED)

    assert "accept_all" not in client.get(page_of(delegation)).text
    act(client, delegation.workshop, "accept_all", [delegation], "municipalities")

    assert status_of(person) == Status.NOMINATED
    assert status_of(delegation) == Delegation.Status.SUBMITTED


def test_decisions_are_read_before_they_are_made(client, organiser, full):
    Delegation.objects.filter(pk=full.pk).update(quota=3)
    person = make_delegate(full, status=Status.NOMINATED, given_name="Olena", family_name="Bondar")
    for language in ("de", "uk"):
        full.contacts.add(make_contact(full.municipality, language=language))

    asked = client.get(act_url(full.workshop), {"act": "accept", "selected": person.pk})

    texts_seen = {each.language: each.text for each in asked.context["expected"].previews}
    assert "Olena Bondar: Platz zugesagt" in texts_seen["de"]
    assert texts_seen.keys() == {"de", "uk"}
    assert "10 minutes after the last of them" in asked.content.decode()
    assert status_of(person) == Status.NOMINATED
    assert not Message.objects.exists()


def test_decisions_name_people_only_to_those_who_may_see_them(client, staff):
    staff("view_workshop", "change_delegation")
    person = make_delegate(make_delegation(status=Delegation.Status.SUBMITTED))
    delegation = person.delegation
    delegation.contacts.add(make_contact(delegation.municipality))

    asked = client.get(
        act_url(delegation.workshop, "municipalities"),
        {"act": "withdraw", "selected": delegation.pk},
    )

    assert asked.context["expected"].done == [delegation]
    assert asked.context["expected"].previews == []
    assert person.family_name not in asked.content.decode()


def test_nobody_hears_of_decisions_after_the_workshop(client, organiser):
    delegation = make_delegation(make_past_workshop())
    delegation.contacts.add(make_contact(delegation.municipality))
    person = make_delegate(delegation, status=Status.NOMINATED)

    asked = client.get(act_url(delegation.workshop), {"act": "accept", "selected": person.pk})

    assert asked.context["expected"].done == [person]
    assert asked.context["expected"].previews == []


def test_history_leads_to_a_message_that_is_to_be_handed_over(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)
    delegation.contacts.add(make_contact(delegation.municipality, email=""))
    nomination.return_to_sender(delegation, by=organiser, remark="Three?")

    page = client.get(page_of(delegation)).content.decode()

    url = reverse(
        "admin:workshops_workshop_message",
        args=[delegation.workshop_id, delegation.messages.get().pk],
    )
    assert f'<a href="{url}">Message: nomination returned · To be sent by hand</a>' in page


def test_page_offers_the_acts_that_write_to_contacts(client, organiser):
    delegation = make_delegation(status=Delegation.Status.INVITED)

    offered = client.get(page_of(delegation)).context["delegation_acts"]

    keys = {each.key for each in offered}
    assert keys == {
        "remind",
        "extend",
        "revoke_links",
        "revoke_letters",
        "receive",
        "withdraw",
    }


def test_timeline_tells_what_happened_in_order(client, organiser, full, third):
    full.contacts.add(make_contact(full.municipality, email="stadt@example.org"))
    lifecycle.accept(third, by=organiser, raising={full: 3})
    lifecycle.reject(third, by=organiser, reason="other", remark="Two are enough")
    nomination.withdraw(full, by=organiser, remark="War")

    events = client.get(page_of(full)).context["timeline"]

    told = {(event.subject, event.what, event.remark) for event in events if event.by == organiser}
    others = {
        (person.full_name, "Coming → Signed off · cannot come", "")
        for person in full.delegates.exclude(pk=third.pk)
    }
    assert told == others | {
        ("", "Quota 2 → 3", ""),
        (third.full_name, "Nominated → Seat promised, answer missing", ""),
        (
            third.full_name,
            "Seat promised, answer missing → Not selected · other reason",
            "Two are enough",
        ),
        ("stadt@example.org", "Message: decisions · To be sent by hand", ""),
        ("", "Link made", ""),
        ("", "Accepted → Withdrawn", "War"),
    }
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_a_letter_stands_on_its_day_without_a_time(client, organiser):
    delegation = make_delegation(status=Delegation.Status.INVITED)
    day = datetime.date(2029, 3, 1)
    delegation.letters.create(number="2029-0001", dated_on=day)

    page = client.get(page_of(delegation))

    (event,) = (each for each in page.context["timeline"] if "2029-0001" in each.what)
    assert event.day == day
    text = page.content.decode()
    assert "1 March 2029" in text
    assert "1 March 2029," not in text


def test_timeline_says_what_the_sending_body_did_through_its_link(client, organiser):
    delegation = make_delegation(status=Delegation.Status.SUBMITTED)

    events = client.get(page_of(delegation)).context["timeline"]

    assert [(event.what, event.by) for event in events] == [
        ("Not invited yet → Invited", None),
        ("Invited → Filling in", "through the link"),
        ("Filling in → Submitted", "through the link"),
    ]


def test_rehearsal_writes_no_message(client, organiser, full, third):
    full.contacts.add(make_contact(full.municipality))

    client.post(act_url(full.workshop), {"act": "reject", "selected": [third.pk]})

    assert Message.objects.count() == 0


def test_a_substitute_who_gets_a_seat_is_none_any_more_and_needs_room(client, organiser):
    full = make_delegation(quota=1)
    make_delegate(full)
    second = make_delegate(full, status=Status.NOMINATED, is_substitute=True)
    data = {"act": "accept", "selected": [second.pk], "confirmed": "1"}

    client.post(act_url(full.workshop), data)
    second.refresh_from_db()
    assert (second.status, second.is_substitute) == (Status.NOMINATED, True)

    Delegation.objects.filter(pk=full.pk).update(quota=2)
    client.post(act_url(full.workshop), data)
    second.refresh_from_db()
    assert (second.status, second.is_substitute) == (Status.ACCEPTED, False)


def test_an_answer_is_not_asked_for_until_yesterday(client, organiser, third):
    data = {"act": "accept", "selected": [third.pk], "confirmed": "1"}

    response = client.post(act_url(third.workshop), data | {"confirm_by": "2020-01-01T12:00"})

    assert response.context["asked"].errors == {"confirm_by": ["Choose a moment in the future."]}
    third.refresh_from_db()
    assert third.status == Status.NOMINATED


@pytest.mark.parametrize(("status", "is_said"), [("submitted", True), ("accepted", False)])
def test_the_end_of_the_nomination_is_said_while_it_is_open(client, organiser, status, is_said):
    delegation = make_delegation(status=Delegation.Status(status))

    assert ("May nominate until" in client.get(page_of(delegation)).text) == is_said
