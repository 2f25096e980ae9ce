"""The list that people sign: who stands on it, in which order, and how it is built."""

import datetime

import pytest

from partnerships.models import Municipality
from tests.factories import make_delegate, make_delegation, make_municipality, make_workshop
from tests.workshops.documents.conftest import AT
from tests.workshops.documents.reading import (
    is_accessible,
    pages_of,
    pieces_of,
    tags_of,
    text_of,
)
from workshops import attendance
from workshops.documents import attendance_sheet, people
from workshops.models import Delegate, Status


@pytest.fixture
def delegation(workshop):
    city = make_municipality("v", name="Winnyzja", name_uk="Вінниця", name_sq="Vinica")
    return make_delegation(workshop, city)


@pytest.fixture
def hidden(workshop):
    """A delegation whose people are protected."""
    policy = Municipality.PublicationPolicy.NO_PEOPLE
    city = make_municipality("m", name="Melitopol", publication_policy=policy)
    return make_delegation(workshop, city)


def made(workshop, language="de", day=0):
    day = list(workshop.days.all())[day]
    chosen = attendance_sheet.coming_on(people.expected(workshop), day)
    return attendance_sheet.pdf(day, chosen, language, at=AT)


def test_a_row_says_number_name_sender_and_position(workshop, delegation):
    make_delegate(
        delegation,
        given_name="Ґалина",
        family_name="Їжакевич",
        name_latin="Halyna Yizhakevych",
        position="Radniß ë",
    )

    text = text_of(made(workshop, "uk"))

    assert "1 Ґалина Їжакевич Halyna Yizhakevych Вінниця Radniß ë" in text
    heads = ["Список присутніх / Anwesenheitsliste", "№", "Підпис", "Unterschrift", "F-77"]
    heads += ["7 травня", "Freitag, 7. Mai 2027", "Ґанок Європи: Їжак, Ірпінь", "Сторінка 1 / 1"]
    heads += ["Відповідальна особа", "Verantwortlich"]
    assert [words for words in heads if words not in text] == []


@pytest.mark.parametrize("language", ["de", "en", "uk", "sq"])
def test_the_heads_are_heads_for_readers_of_the_screen(workshop, delegation, language):
    make_delegate(delegation)

    content = made(workshop, language)

    assert is_accessible(content, language)
    tags = tags_of(content)
    assert (tags.count("TH"), tags.count("TR"), tags.count("TD")) == (5, 2, 5)


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("uk", ["Галаш", "Ґалаґан", "Дуб", "Єва", "Çela", "Zeqiri"]),
        ("de", ["Çela", "Zeqiri", "Галаш", "Ґалаґан", "Дуб", "Єва"]),
        ("sq", ["Çela", "Zeqiri", "Галаш", "Ґалаґан", "Дуб", "Єва"]),
    ],
)
def test_the_order_is_that_of_the_language(workshop, delegation, language, order):
    for name in ("Дуб", "Çela", "Ґалаґан", "Zeqiri", "Єва", "Галаш"):
        make_delegate(delegation, family_name=name)

    found = attendance.in_order(people.expected(workshop), language)

    assert [person.family_name for person in found] == order


def test_who_has_one_name_is_found_under_it(workshop, delegation):
    for given, family in (("B", "C"), ("Bo", ""), ("A", "C"), ("", "Ba")):
        make_delegate(delegation, given_name=given, family_name=family)

    found = attendance.in_order(people.expected(workshop), "de")

    assert [person.full_name for person in found] == ["Ba", "Bo", "A C", "B C"]


def test_protected_people_sign_on_a_sheet_of_their_own(workshop, delegation, hidden):
    make_delegate(delegation, family_name="Berg")
    make_delegate(hidden, family_name="Acker")
    make_delegate(delegation, family_name="Abend", protected=True)

    first, second = pages_of(made(workshop))

    assert "1 Given Berg" in first
    assert "Seite 1 / 1" in first
    assert "2 Given Abend" in second
    assert "3 Given Acker" in second
    assert "Seite 1 / 1" in second
    assert [word for word in ("Melitopol", "Winnyzja", "geschützt") if word in second] == []
    assert [word for word in ("Acker", "Abend") if word in first] == []


def test_without_others_protected_people_have_the_only_sheet(workshop, hidden):
    make_delegate(hidden, family_name="Acker")

    assert len(pages_of(made(workshop))) == 1


def test_who_comes_on_a_day(workshop, delegation):
    first, second = workshop.days.all()
    both = make_delegate(delegation)
    on_first, on_second = make_delegate(delegation), make_delegate(delegation)
    on_first.days.add(first)
    on_second.days.add(second)
    accepted = make_delegate(delegation, status=Status.ACCEPTED)
    guest = make_delegate(delegation, role=Delegate.Role.GUEST)
    make_delegate(delegation, attendance_mode="online")
    make_delegate(delegation, status=Status.NOMINATED)

    expected = people.expected(workshop).order_by("pk")

    assert attendance_sheet.coming_on(expected, first) == [both, on_first, accepted, guest]
    assert attendance_sheet.coming_on(expected, second) == [both, on_second, accepted, guest]


def test_long_lists_repeat_the_head_and_count_their_pages(workshop, delegation):
    for _number in range(40):
        make_delegate(delegation)

    pages = pages_of(made(workshop))

    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert "Unterschrift" in page
        assert f"Seite {number} / {len(pages)}" in page
        assert "Verantwortlich: Name und Unterschrift" in page


def test_there_is_room_to_sign(workshop, delegation):
    """Rows are at least 9 mm apart, however little they say."""
    for _number in range(5):
        make_delegate(delegation, given_name="X", family_name="", position="")
    Delegate.objects.update(name_latin="")

    heights = [y for _page, text, _x, y in pieces_of(made(workshop)) if text == "X"]

    assert len(heights) == 5
    assert all(upper - lower >= 9 for upper, lower in zip(heights, heights[1:], strict=False))


def test_no_row_is_torn_apart(workshop, delegation):
    for number in range(30):
        make_delegate(delegation, family_name=f"N{number:02}", position="Amt " * 70)

    pages = pages_of(made(workshop))

    for number in range(30):
        page = next(page for page in pages if f"N{number:02}" in page)
        row = page.partition(f"N{number:02}")[2].partition("Given")[0]
        assert row.count("Amt") >= 45


@pytest.mark.row("A37", "A64")
def test_markup_in_any_field_is_printed(workshop):
    vector = '#read("/etc/passwd") <img src=file:///etc/passwd> \\input{x} ../../x'
    person = make_delegate(
        workshop=workshop, family_name=vector, position=vector, affiliation=vector
    )
    workshop.title_de = workshop.funder_reference = vector
    workshop.save()

    text = text_of(made(workshop)).replace(" ", "")

    assert person.full_name.replace(" ", "") in text
    assert text.count(vector.replace(" ", "")) >= 5
    assert "root:" not in text


def test_a_day_without_anybody_has_an_empty_list(workshop):
    assert tags_of(made(workshop)).count("TD") == 0


def test_a_place_of_the_day_comes_first(workshop, delegation):
    make_delegate(delegation)
    workshop.days.update(place_de="Dachau")

    assert "Dachau" in text_of(made(workshop))


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow(delegation, number, django_assert_num_queries):
    day = delegation.workshop.days.select_related("workshop").first()
    for _number in range(number):
        make_delegate(delegation).days.add(day)

    with django_assert_num_queries(3):
        chosen = attendance_sheet.coming_on(people.expected(day.workshop), day)
        attendance_sheet.pdf(day, chosen, "de", at=AT)


def test_days_of_another_workshop_change_nothing(workshop, delegation):
    other = make_workshop(starts_on=datetime.date(2027, 5, 7))
    make_delegate(delegation)

    assert attendance_sheet.coming_on(people.expected(other), other.days.first()) == []
