"""Contacts are asked once a year whether what is kept of them is right; a press says so."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone, translation

from partnerships.models import Contact, Municipality
from tests.factories import make_contact, make_municipality, make_organisation
from tools import languages
from workshops.models import Message
from workshops.registration import contact_details, due
from workshops.retention import erase

pytestmark = pytest.mark.django_db
NOW = timezone.now()
A_YEAR = datetime.timedelta(days=365)
OLD = NOW - A_YEAR - datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.EMAIL_HOST = "mail.example.org"
    settings.SITE_CONTACT = "office@example.org"
    cache.clear()


def make_old(**fields):
    return make_contact(**{"entered_at": OLD, "language": "en"} | fields)


def asked():
    return list(Message.objects.filter(kind=Message.Kind.CONTACT).order_by("pk"))


def link_to(message):
    return re.search(r"https?://[^/]+(/\S+)", message.text).group(1)


def test_who_was_entered_or_confirmed_a_year_ago_is_asked_once():
    old = make_old()
    make_contact()
    make_old(verified_on=timezone.localdate())
    make_old(verified_on=OLD)

    contact_details.ask(NOW)
    contact_details.ask(NOW + datetime.timedelta(days=2))

    first, _second = asked()
    old.refresh_from_db()
    assert (first.contact, first.recipient, first.reply_to) == (
        old,
        old.email,
        "office@example.org",
    )
    assert old.asked_at == NOW


def test_who_does_not_answer_is_asked_again_after_another_year():
    make_old(entered_at=NOW)

    for days in (366, 367, 732):
        contact_details.ask(NOW + datetime.timedelta(days=days))

    assert len(asked()) == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"undeliverable_since": OLD}])
def test_who_cannot_be_reached_is_not_asked(fields):
    make_old(**fields)

    contact_details.ask(NOW)

    assert not asked()


def test_nobody_is_asked_while_no_mail_leaves(settings):
    settings.EMAIL_HOST = settings.MAIL_FOLDER = ""
    make_old()

    contact_details.ask(NOW)

    assert not asked()


def test_an_address_book_of_many_is_asked_over_several_days(monkeypatch):
    monkeypatch.setattr(contact_details, "MOST_A_DAY", 2)
    for _number in range(5):
        make_old()
    numbers = []

    for hours in (0, 1, 25, 50, 75):
        contact_details.ask(NOW + datetime.timedelta(hours=hours))
        numbers.append(len(asked()))

    assert numbers == [2, 2, 4, 5, 5]


def test_the_worker_asks():
    make_old()

    due.run(NOW)

    assert asked()


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_the_mail_is_in_the_language_of_the_contact_and_says_when_they_are_erased(language):
    contact = make_old(language=language, salutation="Salve Olena,")

    contact_details.ask(NOW)

    (message,) = asked()
    last = timezone.localdate(OLD) + datetime.timedelta(days=730)
    assert message.language == language
    assert message.text.startswith("Salve Olena,")
    assert languages.format_day(last, language) in message.text
    assert f"/{language}/c/" in message.text
    assert "{" not in message.subject + message.text
    assert contact.name not in message.subject


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_press_on_the_page_confirms_and_only_a_press(client, language):
    contact = make_old(language=language, office="Kanzlei")
    contact_details.ask(NOW)
    url = link_to(asked()[0])

    page = client.get(url)
    contact.refresh_from_db()
    assert contact.verified_on is None
    assert page.status_code == 200
    for text in (contact.name, "Kanzlei", contact.email):
        assert text in page.text

    with translation.override(language):
        thanks = client.post(url, {"act": "confirm"}, follow=True)
    contact.refresh_from_db()
    assert contact.verified_on == timezone.localdate()
    assert thanks.status_code == 200
    assert not thanks.cookies


def test_who_confirms_is_kept_for_two_more_years(client):
    contact = make_old()
    contact_details.ask(NOW)
    client.post(link_to(asked()[0]), {"act": "confirm"})

    erase.apply(NOW + datetime.timedelta(days=500))
    assert Contact.objects.filter(pk=contact.pk).exists()
    erase.apply(NOW + datetime.timedelta(days=800))
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert not asked()


@pytest.mark.parametrize("is_of_town", [True, False])
def test_of_a_protected_municipality_nothing_is_shown_before_a_press(client, is_of_town):
    town = make_municipality(publication_policy=Municipality.PublicationPolicy.NO_PEOPLE)
    utility = None if is_of_town else make_organisation(municipality=town)
    contact = make_old(municipality=town if is_of_town else None, organisation=utility)
    contact_details.ask(NOW)
    url = link_to(asked()[0])

    assert contact.name not in client.get(url).text
    assert contact.name in client.post(url, {"act": "show"}).text
    contact.refresh_from_db()
    assert contact.verified_on is None


def test_a_link_opens_nothing_after_a_year(client):
    make_old()
    contact_details.ask(NOW)
    url = link_to(asked()[0])

    with time_machine.travel(NOW + A_YEAR - datetime.timedelta(days=1)):
        assert client.get(url).status_code == 200
    with time_machine.travel(NOW + A_YEAR + datetime.timedelta(days=1)):
        assert client.get(url).status_code == 404


def test_who_is_kept_longer_for_a_workshop_reads_of_no_day_that_is_over():
    make_old(entered_at=NOW - 3 * A_YEAR)

    contact_details.ask(NOW)

    (message,) = asked()
    assert "erase them" not in message.text
    assert "\n\n\n" not in message.text


def test_one_who_cannot_be_asked_holds_up_nobody(monkeypatch):
    broken, other = make_old(), make_old()
    real = contact_details._ask

    def fail_once(contact, at):
        if contact.pk == broken.pk:
            raise ValueError
        real(contact, at)

    monkeypatch.setattr(contact_details, "_ask", fail_once)
    contact_details.ask(NOW)

    assert [message.contact for message in asked()] == [other]


def test_a_link_opens_nothing_once_the_address_is_another(client):
    contact = make_old()
    contact_details.ask(NOW)
    url = link_to(asked()[0])
    contact.refresh_from_db()

    contact.take_address("other@example.org")
    contact.save()

    assert client.get(url).status_code == 404
    assert client.post(url, {"act": "confirm"}).status_code == 404


def test_who_guesses_has_to_wait(client):
    answers = [client.get(f"/en/c/{number}/").status_code for number in range(40)]

    assert (answers[0], answers[-1]) == (404, 429)


def test_the_page_is_kept_secret(client):
    make_old()
    contact_details.ask(NOW)

    page = client.get(link_to(asked()[0]))

    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "no-referrer"
