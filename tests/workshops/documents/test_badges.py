"""Badges as they are printed: read by another program, and measured."""

import re
import time

import pytest
import segno

from partnerships.models import Municipality
from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_topic,
    make_track,
)
from tests.workshops.documents.conftest import AT
from tests.workshops.documents.reading import (
    is_accessible,
    pages_of,
    pieces_of,
    read,
    tags_of,
    text_of,
)
from workshops.documents import badges, people
from workshops.models import Consent, Delegate

HOSTILE = [
    '#read("/etc/passwd")',
    "\\input{/etc/passwd}",
    "<img src=file:///etc/passwd>",
    "../../../../etc/passwd",
    "#{panic()} $x$ *b* _i_ `r` @l <l>",
]


@pytest.fixture
def delegation(workshop):
    city = make_municipality("v", name="Winnyzja", name_uk="Вінниця", name_sq="Vinica")
    return make_delegation(workshop, city)


def made(workshop, language="de", **how):
    chosen = list(people.expected(workshop))
    return badges.pdf(workshop, chosen, language, at=AT, **how)


def test_a_badge_says_the_name_in_two_scripts_role_sender_and_track(workshop, delegation):
    topic = make_topic(short_name_uk="Енергія", colour="t3")
    make_delegate(
        delegation,
        given_name="Ґалина",
        family_name="Їжакевич",
        name_latin="Halyna Yizhakevych",
        assigned_track=make_track(workshop, topic=topic),
    )

    text = text_of(made(workshop, "uk"))

    said = ["Ґанок Європи: Їжак, Ірпінь", "Ґалина Їжакевич", "Halyna Yizhakevych", "Вінниця"]
    said += ["Делегат", "Енергія"]
    assert [words for words in said if words not in text] == []


def test_the_name_on_the_badge_wins(workshop, delegation):
    make_delegate(delegation, given_name="Олександра", family_name="Коваль", badge_name="Саша")

    text = text_of(made(workshop))

    assert text.index("Саша") < text.index("Олександра Коваль")


def test_a_latin_name_that_is_the_same_stands_once(workshop, delegation):
    make_delegate(delegation, given_name="Zoë", family_name="Weiß", name_latin="Zoë Weiß")

    assert text_of(made(workshop)).count("Zoë Weiß") == 1


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_it_is_tagged_and_in_the_language(workshop, delegation, language):
    make_delegate(delegation)

    content = made(workshop, language)

    assert is_accessible(content, language)
    assert tags_of(content).count("H1") == 1
    assert tags_of(content).count("Figure") == 1


def test_protected_people_have_no_sender_on_any_badge(workshop):
    hidden = make_municipality(
        "m", name="Melitopol", publication_policy=Municipality.PublicationPolicy.NO_PEOPLE
    )
    make_delegate(make_delegation(workshop, hidden), family_name="Eins")
    shown = make_delegation(workshop, make_municipality("b", name="Browary"))
    make_delegate(shown, family_name="Zwei", protected=True)
    make_delegate(workshop=workshop, family_name="Drei", protected=True, affiliation="Verein Vier")

    text = text_of(made(workshop))

    assert [name for name in ("Eins", "Zwei", "Drei") if name not in text] == []
    assert [name for name in ("Melitopol", "Browary", "Vier") if name in text] == []


def test_the_code_holds_the_reference_alone(workshop, delegation, monkeypatch):
    person = make_delegate(delegation)
    coded, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: coded.append(text) or make(text, **how))

    made(workshop)

    assert coded == [person.reference]


def test_who_has_not_agreed_to_photos_is_marked_where_it_is_asked_for(workshop, delegation):
    agreed, _other = make_delegate(delegation), make_delegate(delegation)
    Consent.objects.create(
        delegate=agreed, purpose="photo", act="given", text_version="1", language="de"
    )
    without = {person.pk for person in people.expected(workshop)} - people.consenting(
        workshop, "photo"
    )

    assert text_of(made(workshop)).count("Keine Fotos") == 0
    assert text_of(made(workshop, without_photos=without)).count("Keine Fotos") == 1


@pytest.mark.parametrize(("size", "on_a_sheet"), [("90x55", 10), ("a6", 4)])
def test_sheets_hold_as_many_as_fit(workshop, delegation, size, on_a_sheet):
    for _number in range(on_a_sheet + 1):
        make_delegate(delegation)

    assert len(pages_of(made(workshop, size=size))) == 2


@pytest.mark.row("A37", "A64")
@pytest.mark.parametrize("vector", HOSTILE)
def test_markup_in_names_is_printed(workshop, delegation, vector):
    make_delegate(delegation, given_name=vector, family_name="", badge_name="")
    workshop.title_de = vector
    workshop.save()

    text = text_of(made(workshop)).replace(" ", "")

    assert text.count(vector.replace(" ", "")) == 2
    assert "root:" not in text


@pytest.mark.row("A65")
@pytest.mark.parametrize(
    ("size", "width", "height", "top"), [("90x55", 90, 55, 11), ("a6", 105, 148.5, 0)]
)
@pytest.mark.parametrize("name", ["Щ" * 150, "Олександра " * 13, "Wi-" * 50, "x"])
def test_no_name_leaves_its_badge(workshop, delegation, name, size, width, height, top):
    left = (210 - 2 * width) / 2
    for _number in range(4):
        make_delegate(delegation, given_name=name, family_name="", name_latin="W" * 300)
    Delegate.objects.update(badge_name="")

    pieces = pieces_of(made(workshop, size=size))

    for number, (_page, text, x, y) in enumerate(pieces):
        column, row = (x - left) // width, (297 - top - y) // height
        assert 0 <= column <= 1, (number, text, x)
        assert left + column * width + 4 < x < left + (column + 1) * width - 4, (text, x)
        assert 297 - top - y - row * height > 3, (text, y)


@pytest.mark.parametrize(("size", "top", "lower"), [("90x55", 11, 29.5), ("a6", 0, 77)])
def test_the_code_is_not_covered(workshop, delegation, size, top, lower):
    """It begins where the second name does, so that it ends above the coloured band."""
    make_delegate(delegation, family_name="", given_name="Їжак", name_latin="Latin")

    pieces = pieces_of(made(workshop, size=size))

    below = [297 - top - y for _page, text, _x, y in pieces if text == "Latin"]
    assert lower < below[0] < lower + 9


@pytest.mark.row("A65")
def test_names_of_any_script_and_length_are_printed_in_time(workshop, delegation):
    """500 of them; what our typefaces lack is printed by the Latin name."""
    names = ["Ґалина Їжакевич", "Çlirim Përçuku", "👩‍🔧 Ольга 🎉", "שלום עליכם", "Ж" * 10_000]
    sample = make_delegate(delegation)
    rows = [
        Delegate(
            workshop=workshop,
            delegation=delegation,
            given_name=names[number % len(names)],
            name_latin=f"Latin {number}",
            status=sample.status,
            reference=f"R{number:07}",
        )
        for number in range(499)
    ]
    for row in rows:
        row.given_name = row.given_name[:150]
    Delegate.objects.bulk_create(rows)
    chosen = list(people.expected(workshop))
    for person in chosen[::5]:
        person.given_name = "Ж" * 10_000

    start = time.monotonic()
    content = badges.pdf(workshop, chosen, "de", at=AT)

    assert time.monotonic() - start < 30
    assert len(read(content).pages) == 50
    text = text_of(content)
    assert "Çlirim Përçuku" in text
    assert "Latin 2" in text
    assert not re.search("[\u0590-\u05ff🎉]", text)


def test_whose_name_cannot_be_printed_is_said_beforehand(workshop, delegation):
    make_delegate(delegation, given_name="Ґ", family_name="Ї")
    with_latin = make_delegate(
        delegation, given_name="ნინო", family_name="ბერიძე", name_latin="Nino Beridze"
    )
    without = make_delegate(delegation, given_name="李", family_name="小龍")

    found = people.unprintable(people.expected(workshop).order_by("pk"))

    assert [(each.person, each.letters, each.printed) for each in found] == [
        (with_latin, "ნიობერძ", "Nino Beridze"),
        (without, "李小龍", "Li XiaoLong"),
    ]
    assert "Nino Beridze" in text_of(made(workshop))


def test_the_same_badges_are_made_twice(workshop, delegation):
    make_delegate(delegation)

    assert made(workshop) == made(workshop)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow(workshop, delegation, number, django_assert_num_queries):
    for _number in range(number):
        make_delegate(delegation)

    with django_assert_num_queries(2):
        made(workshop)
