"""Directory, table signs and programme as they are printed."""

import datetime

import pytest

from partnerships.models import Municipality
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_session,
    make_topic,
    make_track,
    make_workshop,
)
from tests.workshops.documents.conftest import AT
from tests.workshops.documents.reading import (
    is_accessible,
    pages_of,
    read,
    tags_of,
    text_of,
)
from workshops.documents import directory, people, programme_paper, table_signs
from workshops.models import Consent

VECTOR = '#read("/etc/passwd") <img src=x> \\input{x} ../../x'


@pytest.fixture
def delegation(workshop):
    city = make_municipality("v", name="Winnyzja", name_uk="Вінниця", name_sq="Vinica")
    return make_delegation(workshop, city)


def agreeing(delegation=None, *, purpose="participant_list", act="given", **fields):
    person = make_delegate(delegation, **fields)
    Consent.objects.create(
        delegate=person, purpose=purpose, act=act, text_version="1", language="de"
    )
    return person


def directory_of(workshop, language="de"):
    listed = directory.listed(workshop, people.expected(workshop))
    return directory.pdf(workshop, listed, language, at=AT)


@pytest.mark.row("A81")
def test_the_directory_holds_who_agreed_and_never_protected_people(workshop, delegation):
    agreed = agreeing(delegation, family_name="Eins", name_latin="Latin Eins", position="Amt")
    make_delegate(delegation, family_name="Zwei")
    agreeing(delegation, family_name="Drei", act="withdrawn")
    agreeing(delegation, family_name="Vier", purpose="photo")
    agreeing(delegation, family_name="Fünf", protected=True)
    hidden = make_municipality(
        "m", name="Melitopol", publication_policy=Municipality.PublicationPolicy.HIDDEN
    )
    agreeing(make_delegation(workshop, hidden), family_name="Sechs")

    assert directory.listed(workshop, people.expected(workshop)) == [agreed]
    text = text_of(directory_of(workshop))
    assert "Winnyzja Given Eins Latin Eins Amt" in text
    left_out = ("Zwei", "Drei", "Vier", "Fünf", "Sechs", "Melitopol")
    assert [name for name in left_out if name in text] == []


def test_the_directory_gives_no_address_away(workshop, delegation):
    agreeing(delegation, email="secret@example.org", phone="+49 89 123", employer="Amt Vier")

    text = text_of(directory_of(workshop))

    assert [words for words in ("secret", "89 123", "Amt Vier") if words in text] == []


def test_the_directory_is_in_the_order_of_senders_and_names(workshop):
    for city, names in (("Єва", ("Б", "А")), ("Ґ", ("Я",)), ("Дім", ("І",))):
        sender = make_delegation(workshop, make_municipality(name=city, name_uk=city))
        for name in names:
            agreeing(sender, given_name="x", family_name=name)
    agreeing(workshop=workshop, given_name="x", family_name="Без")

    text = text_of(directory_of(workshop, "uk"))

    places = [text.index(words) for words in ("Ґ x Я", "Дім x І", "Єва x А", "Єва x Б", "x Без")]
    assert places == sorted(places)


def test_the_directory_has_heads_and_queries_do_not_grow(
    workshop, delegation, django_assert_num_queries
):
    for number in (1, 2, 27):
        for _number in range(number):
            agreeing(delegation)
        with django_assert_num_queries(3):
            content = directory_of(workshop)

    assert is_accessible(content, "de")
    assert tags_of(content).count("TH") == 3


def signs_of(workshop, language="de"):
    return table_signs.pdf(workshop, list(people.expected(workshop)), language, at=AT)


def test_a_sign_has_the_name_on_both_sides_and_is_read_once(workshop, delegation):
    make_delegate(delegation, given_name="Ґалина", family_name="Їжак", name_latin="Halyna Yizhak")

    content = signs_of(workshop, "uk")

    (page,) = pages_of(content)
    assert page.count("Ґалина Їжак") == 2
    assert page.count("Halyna Yizhak") == 2
    assert page.count("Вінниця") == 2
    assert tags_of(content).count("H1") == 1
    assert is_accessible(content, "uk")


def test_a_sign_of_protected_people_names_no_sender(workshop, delegation):
    make_delegate(delegation, family_name="Eins", protected=True)

    text = text_of(signs_of(workshop))

    assert "Eins" in text
    assert "Winnyzja" not in text


@pytest.mark.row("A65")
@pytest.mark.parametrize("name", [VECTOR, "Щ" * 150, "👩 شالوم", "ß" * 40])
def test_any_name_fits_on_its_sign(workshop, delegation, name):
    make_delegate(delegation, given_name=name, family_name="", name_latin="")

    content = signs_of(workshop)

    assert len(read(content).pages) == 1
    if name == VECTOR:
        assert text_of(content).replace(" ", "").count(VECTOR.replace(" ", "")) == 2


def programme_of(workshop, language="de"):
    return programme_paper.pdf(workshop, language, at=AT)


def test_the_programme_shows_days_tracks_rooms_and_channels(workshop):
    workshop.languages_interpreted = ["uk", "sq"]
    workshop.save()
    topic = make_topic(colour="t2")
    track = make_track(workshop, title_de="Strom und Wärme", topic=topic)
    make_session(workshop, "09:00", "10:00", title_de="Begrüßung", room="Forum")
    make_session(workshop, "10:00", "10:30", kind="break", title_de="Kaffee")
    make_session(workshop, "10:30", "12:00", track=track, title_de="Lage", room="A")
    other = make_track(workshop, title_de="Wasser")
    make_session(workshop, "10:30", "12:00", track=other, interpreted_into=["en"])
    make_session(workshop, "09:00", "10:00", day=2, title_de="Schluss")

    content = programme_of(workshop)

    text = text_of(content)
    said = [
        "Freitag, 7. Mai",
        "Samstag, 8. Mai",
        "09:00–10:00 Begrüßung Forum Ukrainisch, Albanisch",
    ]
    said += [
        "10:00–10:30 Kaffee",
        "Lage Strom und Wärme A",
        "Wasser Englisch",
        "Schluss",
    ]
    assert [words for words in said if words not in text] == []
    assert text.count("Alle Zeiten sind die des Ortes: Europe/Berlin (UTC+2)") == 1
    assert text.count("10:30–12:00") == 1
    assert is_accessible(content, "de")
    assert tags_of(content).count("TH") == 8


def test_the_programme_names_both_clocks_where_they_change(db):
    workshop = make_workshop(starts_on=datetime.date(2027, 3, 27), title_de="Titel")
    make_session(workshop, "09:00", "10:00")
    make_session(workshop, "09:00", "10:00", day=2)

    text = text_of(programme_of(workshop))

    assert "27. März 2027: UTC+1, 28. März 2027: UTC+2" in text


def test_a_workshop_without_programme_says_so(workshop):
    assert "Das Programm steht noch nicht fest." in text_of(programme_of(workshop))


@pytest.mark.row("A37")
def test_the_programme_prints_markup(workshop):
    make_session(workshop, title_de=VECTOR, room=VECTOR)

    assert text_of(programme_of(workshop)).replace(" ", "").count(VECTOR.replace(" ", "")) == 2
