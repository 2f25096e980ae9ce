import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from tests.factories import (
    make_contact,
    make_delegate,
    make_delegation,
    make_municipality,
    make_workshop,
)
from workshops.models import Delegation, Link, Message, Status
from workshops.registration import links, message_values, messages
from workshops.registration.wording import Kind

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2030, 3, 1, 18, tzinfo=datetime.UTC)


def invited(language="uk", **fields):
    """A delegation of Winnyzja with one contact, invited, two seats and one substitute."""
    city = make_municipality(
        "vinnytsia",
        name="Winnyzja",
        name_uk="Вінниця",
        **{"country": "UA"} | fields,
    )
    workshop = make_workshop(
        title_uk="Стійкість", title_sq="Qëndrueshmëria", nomination_closes_at=AT, place_de="München"
    )
    delegation = make_delegation(
        workshop, city, status=Delegation.Status.INVITED, quota=2, substitutes=1
    )
    delegation.contacts.add(make_contact(city, language=language))
    return delegation


@pytest.mark.parametrize(
    ("language", "subject", "seats", "until"),
    [
        ("de", "Einladung: Titel", "Für Sie: 2 Plätze, 1 Ersatzperson", "Bis: 1. März 2030"),
        ("en", "Invitation: Title", "For you: 2 seats, 1 substitute", "Until: 1 March 2030"),
        (
            "uk",
            "Запрошення: Стійкість",
            "Для вас: 2 місця, 1 запасний учасник",
            "Кінцевий строк: 1",
        ),
        ("sq", "Ftesë: Qëndrueshmëria", "Për ju: 2 vende, 1 zëvendësues", "Deri më: 1 mars 2030"),
    ],
)
def test_an_invitation_is_in_the_language_of_the_contact(language, subject, seats, until):
    delegation = invited(language)

    with translation.override("de"):
        (message,) = messages.queue(Kind.INVITATION, delegation, by=None)

    assert message.subject.startswith(subject)
    assert seats in message.text
    assert until in message.text
    assert f"/{language}/i/" in message.text
    assert "{" not in message.text + message.subject


def test_the_deadline_stands_in_both_zones():
    delegation = invited("en")

    with translation.override("en"):
        text = message_values.deadline_text(delegation)

    assert text == (
        "Until: 1 March 2030, 19:00 (Central European Time)"
        " = 1 March 2030, 20:00 (Eastern European Time)"
    )


def test_one_zone_is_named_once():
    delegation = invited("en", country="XK")

    with translation.override("en"):
        text = message_values.deadline_text(delegation)

    assert text == "Until: 1 March 2030, 19:00 (Central European Time)"


def test_the_link_of_a_message_opens_the_nomination_and_only_its_hash_is_kept():
    delegation = invited()

    (message,) = messages.queue(Kind.INVITATION, delegation, by=None)

    token = message.text.split("/uk/i/")[1].split("/")[0]
    assert links.nomination(token) == delegation
    assert token not in str(Link.objects.values())


def test_a_reminder_adds_a_link_and_revoking_closes_all():
    delegation = invited()
    first, second = links.create(delegation, by=None), links.create(delegation, by=None)

    assert links.nomination(first) == links.nomination(second) == delegation
    assert links.revoke(delegation) == 2
    for token in (first, second):
        with pytest.raises(links.Closed) as closed:
            links.nomination(token)
        assert closed.value.why == links.Why.REVOKED


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"nomination_closes_at": timezone.now()}, links.Why.EXPIRED),
        ({"cancelled_at": timezone.now()}, links.Why.CANCELLED),
        ({"publication": "archived"}, links.Why.CANCELLED),
    ],
)
def test_a_link_ends_with_its_workshop(change, why):
    delegation = invited()
    token = links.create(delegation, by=None)
    type(delegation.workshop).objects.filter(pk=delegation.workshop_id).update(**change)

    with pytest.raises(links.Closed) as closed:
        links.nomination(token)

    assert closed.value.why == why


def test_more_time_reopens_a_link():
    delegation = invited()
    token = links.create(delegation, by=None)
    past = timezone.now() - datetime.timedelta(days=1)
    type(delegation.workshop).objects.update(nomination_closes_at=past)
    with pytest.raises(links.Closed):
        links.nomination(token)

    Delegation.objects.update(extended_until=timezone.now() + datetime.timedelta(days=1))

    assert links.nomination(token) == delegation


@pytest.mark.parametrize("token", ["", "a", "A" * 22, "é" * 22, "a" * 10_000, "\x00"])
def test_an_unknown_token_opens_nothing(token):
    with pytest.raises(links.Closed) as closed:
        links.nomination(token)

    assert closed.value.why == links.Why.UNKNOWN


def test_a_message_about_protected_people_names_neither_town_nor_person():
    delegation = invited(publication_policy="no_people")
    make_delegate(delegation, status=Status.NOMINATED, given_name="Kanarka")

    (message,) = messages.queue(Kind.DECISIONS, delegation, by=None)

    assert message.subject == "Повідомлення про воркшоп"
    assert "Kanarka" not in message.text
    assert "Особа 1" in message.text


def test_several_decisions_are_one_digest():
    delegation = invited()

    (first,) = messages.queue_decisions(delegation, by=None)
    (second,) = messages.queue_decisions(delegation, by=None)

    first.refresh_from_db()
    assert (first.state, first.text) == (Message.State.SUPERSEDED, "")
    assert second.next_attempt_at > timezone.now() + datetime.timedelta(minutes=9)


def test_a_cause_writes_one_message_only():
    delegation = invited()

    messages.queue(Kind.INVITATION, delegation, by=None, cause="invitation:1")

    with pytest.raises(IntegrityError):
        messages.queue(Kind.INVITATION, delegation, by=None, cause="invitation:1")
