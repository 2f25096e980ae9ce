import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tools import languages
from workshops.models import MessageTemplate
from workshops.registration import wording
from workshops.registration.wording import OURS, Kind, Wording

HOSTILE = [
    "{{ settings.SECRET_KEY }}",
    "{% include 'x' %}",
    "{delegate.__class__}",
    "{0.__init__.__globals__}",
    "{unknown}",
    "{link",
    "link}",
    "{}",
    "{link!r}",
    "{link:>99999999}",
]


@pytest.mark.row("A62")
@pytest.mark.parametrize("text", HOSTILE)
def test_only_known_placeholders_are_taken(text):
    with pytest.raises(ValidationError):
        wording.validate(text)


@pytest.mark.row("A62")
def test_a_refusal_names_line_and_column():
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        wording.validate("{greeting}\n\nHere: {linq}")

    assert refused.value.messages[0].startswith("Line 3, column 7:")


@pytest.mark.row("A62")
def test_a_text_of_a_million_signs_is_refused():
    with pytest.raises(ValidationError):
        wording.validate("a" * 1_000_000)


@pytest.mark.row("A62")
@given(st.text(max_size=300))
def test_what_is_put_in_is_never_looked_at_again(value):
    _subject, text = Wording("", "<{remark}>").filled({"remark": value, "link": "secret"})

    assert text == f"<{value}>".strip() or "\n\n\n" in f"<{value}>"


def test_a_line_that_only_held_an_empty_placeholder_goes():
    text = "Hello,\n\n{dates}\n{place}\n{seats}\n\n{remark}\n\nBye"
    values = {"dates": "1 May", "place": "", "seats": "2 seats", "remark": ""}

    _subject, filled = Wording("", text).filled(values)

    assert filled == "Hello,\n\n1 May\n2 seats\n\nBye"


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("kind", OURS)
def test_our_wording_is_valid_and_keeps_its_placeholders(kind, language):
    known = wording.placeholders_of(kind)
    with translation.override("en"):
        english = {name for name in known if f"{{{name}}}" in str(OURS[kind].text)}
    with translation.override(language):
        subject, text = str(OURS[kind].subject), str(OURS[kind].text)

    wording.validate(subject, known)
    wording.validate(text, known)
    assert {name for name in known if f"{{{name}}}" in text} == english


@pytest.mark.django_db
def test_the_organisers_own_wording_comes_before_ours():
    MessageTemplate.objects.create(kind=Kind.REMINDER, subject_uk="Своє", text_de="Eigenes")

    ukrainian, german = (wording.wording(Kind.REMINDER, code) for code in ("uk", "de"))

    assert ukrainian.subject == "Своє"
    assert "{link}" in ukrainian.text
    assert (german.subject, german.text) == ("Erinnerung: {workshop}", "Eigenes")
