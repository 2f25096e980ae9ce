"""The letter as its reader gets it: the text of the PDF, read by another program."""

import datetime
import io

import pypdf
import pytest
from django.core.files.base import ContentFile

from tests.factories import (
    make_contact,
    make_delegation,
    make_municipality,
    make_organisation,
    make_track,
    make_workshop,
)
from tests.pictures import crest
from tests.workshops.documents.reading import pieces_of
from workshops.documents import invitation_letter
from workshops.models import Workshop, WorkshopOrganiser

DAY = datetime.date(2027, 2, 1)
CLOSES = datetime.datetime(2027, 4, 1, 16, tzinfo=datetime.UTC)
VECTORS = [
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    '#import "@preview/cades:0.3.1": qr',
    "#{panic()} $x^2$ *bold* _it_ `raw` @label <label> = heading",
    "\\u{41} // comment /* x */ https://example.org",
    "<script>alert(1)</script>",
    "{greeting} %(name)s {{ 7*7 }}",
]


@pytest.fixture
def delegation(db):
    city = make_municipality("v", name="Winnyzja", name_uk="Вінниця", name_sq="Vinica")
    workshop = make_workshop(
        starts_on=datetime.date(2027, 5, 7),
        title_de="Straße",
        title_uk="Ґанок Європи: Їжак, Ірпінь",
        title_sq="Qëndrueshmëria në kohë lufte",
        summary_de="Zwei Tage Arbeit.",
        costs_de="Die Reise zahlen wir.",
        place_de="München",
        venue_de="Altes Rathaus",
        arrives_on=datetime.date(2027, 5, 6),
        departs_on=datetime.date(2027, 5, 9),
        nomination_closes_at=CLOSES,
        signatory="Dr. Ëmra Çela",
        on_duty_contact="Olga, +49 89 123",
        mailbox="mail@example.org",
    )
    make_track(workshop, title_de="Energie")
    delegation = make_delegation(workshop, city, quota=3, substitutes=1)
    contact = make_contact(city, name="Олена", office="Міська рада", language="uk")
    delegation.contacts.add(contact)
    return delegation


def read(delegation, language="uk", number="2027-0012"):
    return pypdf.PdfReader(io.BytesIO(invitation_letter.pdf(delegation, language, DAY, number)))


def text_of(delegation, language="uk"):
    """With breaks of lines as blanks."""
    pages = read(delegation, language).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            [
                "Einladung zu einem Workshop",
                "Sehr geehrte Damen und Herren",
                "7.–8. Mai 2027",
                "Wer was bezahlt",
            ],
        ),
        ("en", ["Invitation to a workshop", "Dear Sir or Madam", "7–8 May 2027", "Who pays what"]),
        ("uk", ["Запрошення на воркшоп", "Ґанок Європи: Їжак, Ірпінь", "7–8 травня 2027"]),
        ("sq", ["Ftesë në një punëtori", "Qëndrueshmëria në kohë lufte", "7–8 maj 2027"]),
    ],
)
def test_it_is_in_the_language_of_the_delegation_and_in_german(delegation, language, said):
    text = text_of(delegation, language)

    assert [words for words in said if words not in text] == []
    assert "Einladung zu einem Workshop" in text
    assert "Straße" in text
    assert text.count("Altes Rathaus") == (1 if language == "de" else 2)


def test_it_says_all_that_a_town_hall_needs(delegation):
    make_organisation("office", name_de="Büro für Partnerschaften")
    lead = make_organisation("lead", name_uk="Бюро партнерств")
    WorkshopOrganiser.objects.create(workshop=delegation.workshop, organisation=lead)

    text = text_of(delegation)

    facts = ["Бюро партнерств", "2027-0012", "1 лютого 2027", "1. Februar 2027", "Вінниця"]
    facts += ["Міська рада", "Олена", "Zwei Tage Arbeit.", "Energie", "6. Mai 2027", "9. Mai 2027"]
    facts += ["München", "Die Reise zahlen wir.", "1. April 2027, 18:00", "(Mitteleuro"]
    facts += ["Olga, +49 89 123", "mail@example.org", "Dr. Ëmra Çela"]
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.row("A64")
@pytest.mark.parametrize("vector", VECTORS)
def test_markup_in_data_is_printed_and_never_acts(delegation, vector):
    Workshop.objects.filter(pk=delegation.workshop_id).update(
        title_uk=vector, summary_uk=vector, costs_de=vector, signatory=vector, venue_de=vector
    )
    delegation.refresh_from_db()

    text = text_of(delegation).replace(" ", "")

    assert text.count(vector.replace(" ", "")) >= 6
    assert "root:" not in text


@pytest.mark.row("A65")
def test_very_long_words_stay_within_their_column(delegation):
    word = "Donau" * 40
    Workshop.objects.filter(pk=delegation.workshop_id).update(title_uk=word, venue_de=word)
    delegation.refresh_from_db()

    pieces = pieces_of(invitation_letter.pdf(delegation, "uk", DAY, "1"))

    assert text_of(delegation).replace(" ", "").count(word) == 3
    letters = [x for _page, text, x, _y in pieces if len(text) == 1]
    assert len(letters) > 500
    assert max(letters) < 210 - 22


def test_letters_that_no_typeface_has_are_transliterated(delegation):
    Workshop.objects.filter(pk=delegation.workshop_id).update(
        signatory="北京 \u202eabc\u0001\u200b 👩‍👩‍👧 и\u0306 שלום"
    )
    delegation.refresh_from_db()

    text = text_of(delegation)

    assert "BeiJing abc" in text
    assert "й slvm" in text


def test_long_texts_run_over_numbered_pages(delegation):
    Workshop.objects.filter(pk=delegation.workshop_id).update(summary_uk="Довгий текст. " * 700)
    delegation.refresh_from_db()

    pages = read(delegation).pages

    assert len(pages) > 2
    assert [
        f"{number} / {len(pages)}" in page.extract_text() for number, page in enumerate(pages, 1)
    ]
    assert f"{len(pages)} / {len(pages)}" in pages[-1].extract_text()


def test_it_is_tagged_and_says_its_title_and_language(delegation):
    pdf = read(delegation)

    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "uk"
    assert "2027-0012" in pdf.metadata.title


def test_the_signature_is_shown_else_a_line_to_sign(delegation):
    assert [len(page.images) for page in read(delegation).pages] == [0]

    delegation.workshop.signature.save("a.png", ContentFile(crest()))

    assert [len(page.images) for page in read(delegation).pages] == [1]


def test_a_salutation_is_said_in_its_own_language_only(delegation):
    delegation.contacts.update(salutation="Шановна пані Олено!")

    text = text_of(delegation)

    assert text.count("Шановна пані Олено!") == 1
    assert "Sehr geehrte Damen und Herren" in text


def test_without_a_time_to_answer_none_is_invented(delegation):
    Workshop.objects.filter(pk=delegation.workshop_id).update(nomination_closes_at=None)
    delegation.refresh_from_db()

    assert "Mitteleuro" not in text_of(delegation)


def test_the_same_letter_is_made_twice(delegation):
    first, second = (
        invitation_letter.pdf(delegation, "uk", DAY, "2027-0012") for _number in range(2)
    )

    assert first == second
