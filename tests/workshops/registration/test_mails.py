"""A mail as its recipient gets it."""

import datetime
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_delegation, make_message
from workshops.models import InvitationLetter, Message
from workshops.registration import mails

AT = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _sender(settings):
    settings.DEFAULT_FROM_EMAIL = "us@example.org"
    settings.SITE_NAME = "Städte, gemeinsam"


def unsaved(**fields):
    return Message(
        **{
            "recipient": "a@example.org",
            "language": "uk",
            "subject": "Запрошення",
            "text": "Вітаємо",
            "message_id": "<1@testserver>",
        }
        | fields
    )


def content(part):
    return part.get_content().replace("\r\n", "\n")


def received(message):
    return message_from_bytes(mails.composed(message, AT).as_bytes(), policy=policy.default)


def test_headers():
    mail = received(unsaved(reply_to="desk@example.org"))

    assert mail["Subject"] == "Запрошення"
    assert mail["From"].addresses[0].display_name == "Städte, gemeinsam"
    assert {
        name: str(mail[name])
        for name in ("To", "Reply-To", "Date", "Message-ID", "Auto-Submitted", "Content-Language")
    } == {
        "To": "a@example.org",
        "Reply-To": "desk@example.org",
        "Date": "Tue, 01 Jan 2030 12:00:00 +0000",
        "Message-ID": "<1@testserver>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "uk",
    }


def test_text_and_html_say_the_same():
    mail = received(unsaved(text="Вітаємо <Олену>\nдруга\n\nабзац"))

    text, html = mail.iter_parts()
    assert content(text) == "Вітаємо <Олену>\nдруга\n\nабзац\n"
    assert "<p>Вітаємо &lt;Олену&gt;<br>\nдруга</p>\n<p>абзац</p>" in content(html)
    assert '<html lang="uk">' in content(html)


def test_only_our_own_address_on_a_line_of_its_own_is_a_link(settings):
    own = f"{settings.SITE_URL}/uk/i/abc-DEF_1/"
    text = f'{own}\nhttps://evil.example/\nevil.example\n– Person {own} x: y\n{own}"><b>'

    html = mails.as_html(text, "uk")

    assert html.count("<a ") == 1
    assert f'<a href="{own}">{own}</a>' in html
    assert "<b>" not in html


def test_a_host_that_begins_like_ours_is_no_link(settings):
    assert "<a " not in mails.as_html(f"{settings.SITE_URL}.evil.example/x", "de")
    assert "<a " not in mails.as_html(f"{settings.SITE_URL}@evil.example/x", "de")


@pytest.mark.row("A23")
@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_subject_adds_a_header_or_a_recipient(subject):
    mail = received(unsaved(subject=subject))

    assert len(mail.get_all("Subject")) == 1
    assert [str(to) for to in mail.get_all("To")] == ["a@example.org"]
    assert mail["Bcc"] is None
    assert mail["Cc"] is None
    assert content(mail.get_body(["plain"])) == "Вітаємо\n"


@pytest.mark.row("A23")
@pytest.mark.parametrize("subject", ["a\r\nBcc: b@example.org", "a\u2028Bcc: b@example.org"])
def test_a_subject_stays_on_its_line(subject):
    assert received(unsaved(subject=subject))["Subject"] == "a Bcc: b@example.org"


@pytest.mark.row("A23")
@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_recipient_is_one_address_or_refused(recipient):
    try:
        mail = received(unsaved(recipient=recipient))
    except ValidationError:
        return
    (address,) = mail["To"].addresses
    assert address.addr_spec.isascii()


@pytest.mark.row("A23")
@pytest.mark.parametrize("field", ["recipient", "reply_to"])
def test_two_addresses_are_refused(field):
    with pytest.raises(ValidationError):
        received(unsaved(**{field: "a@example.org,b@example.org"}))


def test_a_domain_in_letters_of_a_language_travels_in_ascii():
    assert received(unsaved(recipient="a@bücher.example"))["To"] == "a@xn--bcher-kva.example"


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_any_text_arrives(text):
    html = content(received(unsaved(text=text)).get_body(["html"]))

    assert html.count("<") == html.count(">") >= 10
    assert html.count("<body>") == 1


@pytest.mark.django_db
def test_the_letter_is_enclosed(settings, tmp_path):
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    delegation = make_delegation()
    letter = InvitationLetter.objects.create(
        delegation=delegation,
        number="2030-0001",
        dated_on=AT.date(),
        file=ContentFile(b"%PDF-1.7 letter", name="x.pdf"),
    )

    mail = received(make_message(delegation, recipient="a@example.org", letter=letter))

    (enclosed,) = mail.iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content_type()) == (
        "2030-0001.pdf",
        "application/pdf",
    )
    assert enclosed.get_content() == b"%PDF-1.7 letter"


def test_a_long_subject_keeps_its_spaces():
    subject = "Ваша делегація: Зразок: енергія, вода, відбудова – плануємо проєкти разом і ще " * 3

    mail = received(unsaved(subject=subject[:250].strip()))

    assert mail["Subject"] == subject[:250].strip()
