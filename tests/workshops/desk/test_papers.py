"""The papers that a person finds behind their link."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.factories import make_delegate, make_workshop
from tests.workshops.documents.reading import text_of
from tools import languages
from workshops.models import Attendance, IssuedPaper, Status
from workshops.registration import issuing, links

pytestmark = pytest.mark.django_db
LETTER, CERTIFICATE = IssuedPaper.Kind.LETTER, IssuedPaper.Kind.CERTIFICATE
DAY = datetime.date(2027, 2, 1)
LINKS = {LETTER: "Confirmation for your employer", CERTIFICATE: "Certificate of attendance"}


@pytest.fixture(autouse=True)
def _no_guesses_counted():
    cache.clear()


def page_of(person):
    return f"/en/d/{links.create_reply(person, by=None)}/"


def issue(person, kind=LETTER):
    return issuing.issue(person, kind, by=None, dated_on=DAY)


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_letter_is_the_one_that_was_issued(client):
    person = make_delegate(language="uk")
    page = page_of(person)
    assert person.reference in text_of(content_of(client.get(page + "letter.pdf")))

    paper = issue(person)

    response = client.get(page + "letter.pdf")
    text = text_of(content_of(response))
    assert paper.number in text
    assert "Підтвердження участі" in text
    assert "no-store" in response["Cache-Control"]
    assert f"{person.workshop.slug}-2027-0001.pdf" in response["Content-Disposition"]


def test_a_revoked_letter_is_gone_and_none_is_made_in_its_place(client):
    person = make_delegate()
    page = page_of(person)
    issuing.revoke(issue(person))

    assert LINKS[LETTER] not in client.get(page).content.decode()
    assert client.get(page + "letter.pdf").url == page

    issue(person)

    assert LINKS[LETTER] in client.get(page).content.decode()
    assert "2027-0002" in text_of(content_of(client.get(page + "letter.pdf")))


def test_who_has_a_seat_gets_the_letter_as_soon_as_it_is_issued(client):
    person = make_delegate(status=Status.ACCEPTED)
    page = page_of(person)
    assert client.get(page + "letter.pdf").url == page

    issue(person)

    assert client.get(page + "letter.pdf").status_code == 200


def test_who_gave_the_seat_up_has_no_letter(client):
    person = make_delegate()
    page = page_of(person)
    issue(person)
    type(person).objects.filter(pk=person.pk).update(status=Status.WITHDRAWN)

    assert client.get(page + "letter.pdf").url == page


def test_the_certificate_is_found_once_it_is_issued(client):
    ended = timezone.localdate() - datetime.timedelta(days=3)
    workshop = make_workshop(starts_on=ended - datetime.timedelta(days=1))
    person = make_delegate(workshop=workshop)
    page = page_of(person)
    Attendance.objects.create(delegate=person, day=person.workshop.days.first(), method="desk")
    assert LINKS[CERTIFICATE] not in client.get(page).content.decode()
    assert client.get(page + "certificate.pdf").url == page

    issue(person, CERTIFICATE)

    assert LINKS[CERTIFICATE] in client.get(page).content.decode()
    text = text_of(content_of(client.get(page + "certificate.pdf")))
    assert f"Attended on {languages.format_day(workshop.starts_on, 'en')}" in text
    assert f"Attended on {languages.format_day(ended, 'en')}" not in text


@pytest.mark.row("A57")
def test_nobody_gets_the_papers_of_another(client):
    workshop = make_workshop()
    issue(make_delegate(workshop=workshop, family_name="Secret"))
    other = make_delegate(workshop=workshop)

    response = client.get(page_of(other) + "letter.pdf")

    assert "Secret" not in text_of(content_of(response))


def test_a_look_changes_nothing(client):
    person = make_delegate()

    client.get(page_of(person) + "letter.pdf")

    assert not person.issued_papers.exists()


def test_what_was_issued_is_among_what_is_held(client):
    person = make_delegate()
    page = page_of(person)
    issuing.revoke(issue(person))

    text = client.get(page + "privacy/").content.decode()
    data = client.get(page + "privacy/data.json").json()

    assert "Confirmation of participation 2027-0001" in text
    assert [(each["kind"], each["number"]) for each in data["papers"]] == [("letter", "2027-0001")]
    assert data["papers"][0]["revoked_at"]
