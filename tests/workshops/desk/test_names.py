"""Names are kept as people write them; signs that nobody sees are refused (A21, A22, A23)."""

import re
import unicodedata

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_workshop
from tests.workshops.desk.conftest import WORDS
from tools import signs
from workshops.desk.forms import PersonForm
from workshops.models import Delegate, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


HIDDEN = [
    "\u202eevil",
    "a\u200bb",
    "a\u2066b",
    "a\ufeffb",
    "a\u00adb",
    "a\tb",
    "a\nb",
    "a\r\nBcc: x@example.org",
    "a\u2028b",
    "a\u2029b",
    "a\x07b",
    "a\ue000b",
    "\u3164",
    "👨\u200d👩\u200d👧",
]
KEPT = [
    "Ґ",
    "Мар'яна",
    "Мар’яна",
    "Марʼяна",
    "Çelë Ëndrra",
    "O'Brien-Müller",
    "Nguyễn Thị",
    "علي",
    "Jean Pierre Sr., PhD",
    "李",
]


def form(**words):
    return PersonForm(WORDS | words, workshop=make_workshop())


@pytest.mark.row("A21")
@pytest.mark.parametrize("name", KEPT)
def test_a_name_is_kept_exactly_in_composed_letters(desk, name):
    desk.add(family_name=unicodedata.normalize("NFD", name), name_latin="Name")

    assert Delegate.objects.get().family_name == unicodedata.normalize("NFC", name)


@pytest.mark.row("A21")
@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("field", ["given_name", "name_latin", "position", "email"])
def test_a_sign_that_nobody_sees_is_refused_and_named(desk, field, name):
    response = desk.add(**{field: name})

    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"U\+[0-9A-F]{4,5}", page)
    assert "Delete the text and type it anew." in page
    assert "<title>Error: " in page
    assert not Delegate.objects.exists()


@pytest.mark.row("A21")
@settings(suppress_health_check=list(HealthCheck), max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_what_is_accepted_holds_no_hidden_sign(name):
    checked = form(given_name=name)

    if checked.is_valid():
        kept = checked.cleaned_data["given_name"]
        assert kept == unicodedata.normalize("NFC", name).strip()
        assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in kept)
    else:
        assert not name.strip() or signs.hidden_sign(name.strip()) or not signs.is_latin(name)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("given_name", ""),
        ("given_name", "   "),
        ("family_name", ""),
        ("position", ""),
        ("languages_spoken", []),
        ("language", "xx"),
        ("language", ""),
        ("email", "olena.example.org"),
        ("email", "a@b@example.org"),
        ("email", "olena@example.org."),
        ("email", "a@example.org, b@example.org"),
        ("phone", "call me"),
        ("name_latin", ""),
        ("name_latin", "Олена"),
    ],
)
def test_an_error_names_the_field_and_the_remedy(field, words):
    checked = form(**{field: words})

    label = str(checked.fields[field].label)
    assert list(checked.errors) == [field]
    assert [error.startswith(f"{label}: ") for error in checked.errors[field]] == [True]
    assert "." in checked.errors[field][0]


@pytest.mark.row("A21")
@pytest.mark.parametrize("field", ["given_name", "family_name", "badge_name", "position", "phone"])
def test_what_is_too_long_is_said_per_field(field):
    checked = form(**{field: "1" * 10_000}, name_latin="Name")

    assert list(checked.errors) == [field]
    assert "shorten it to at most" in checked.errors[field][0]


def test_a_name_in_latin_letters_is_suggested_never_forced():
    missing = form(name_latin="")
    own = form(name_latin="Olena Kovalenko-Smith")
    latin = form(given_name="Arbër", family_name="Krasniqi", name_latin="")

    assert "for example “Olena Kovalenko”" in missing.errors["name_latin"][0]
    assert own.is_valid()
    assert own.cleaned_data["name_latin"] == "Olena Kovalenko-Smith"
    assert latin.is_valid()


@pytest.mark.row("A23")
def test_a_name_is_one_line_of_one_mail(desk):
    """A23: the names feed the receipt, which has one recipient and one subject."""
    desk.add(given_name='Bcc: x@example.org, "Quote"', name_latin="Name")
    desk.post("check/", desk.hidden("check/") | {"informed": "on"})

    message = Message.objects.get()
    assert message.recipient == desk.delegation.contacts.get().email
    assert len(message.subject.splitlines()) == 1
    assert "Bcc" not in message.subject
