"""What a row does to who is on the list, and what it never does."""

import pytest

from tests.factories import (
    make_delegate,
    make_delegation,
    make_municipality,
    make_organisation,
    make_track,
    make_user,
    make_workshop,
)
from workshops.models import Delegate, Delegation, Message, Status, StatusChange
from workshops.registration.sheet_import.carrying_out import Refused
from workshops.registration.sheet_import.columns import known_heading, mapped
from workshops.registration.sheet_import.lines import Verdict

pytestmark = pytest.mark.django_db
HEAD = "given_name;family_name;sending_body;email\r\n"


def codes(made):
    return [(each.row, each.code) for each in made.all_findings()]


def verdicts(made):
    return [line.verdict.value for line in made.lines]


@pytest.fixture
def koeln(workshop):
    return workshop.delegations.get(municipality__slug="koeln")


@pytest.fixture
def anna(koeln):
    return make_delegate(
        koeln, given_name="Anna", family_name="Ärmel", email="Anna@example.org", phone="1"
    )


def test_new_people_are_nominated_with_their_history_and_without_mail(bring_in, workshop, koeln):
    user = make_user()

    bring_in(f"{HEAD}Олена;Ґудзь;Köln;olena@example.org\r\n", by=user)

    person = Delegate.objects.get()
    assert (person.workshop, person.delegation, person.status) == (workshop, koeln, "nominated")
    assert (person.email_key, person.language) == ("olena@example.org", koeln.language)
    assert list(Delegate.objects.matching("gudz")) == [person]
    change = StatusChange.objects.get()
    assert (change.delegate, change.from_status, change.to_status) == (person, "", "nominated")
    assert change.changed_by == user
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("reference;given_name", "{0.reference};Änne"),
        ("reference;given_name", " {1} ;Änne"),
        ("email;given_name", "ANNA@EXAMPLE.ORG;Änne"),
        ("Nachname;Vorname;Kommune;Telefon", "ärmel;ANNA;Stadt KÖLN;+49 1"),
    ],
    ids=["reference", "typed reference", "e-mail", "name and sending body"],
)
def test_a_person_is_found_again(look, anna, head, row):
    made = look(f"{head}\r\n{row.format(anna, anna.reference.lower())}\r\n")

    assert [line.person for line in made.lines] == [anna]
    assert verdicts(made) == ["changed"]


def test_what_a_cell_says_is_changed_and_an_empty_one_changes_nothing(bring_in, anna):
    bring_in("email;phone;position;language\r\nanna@example.org;;Leitung;Ukrainisch\r\n")

    anna.refresh_from_db()
    assert (anna.phone, anna.position, anna.language) == ("1", "Leitung", "uk")
    assert (anna.email, anna.status) == ("Anna@example.org", "confirmed")
    assert "leitung" in anna.search_key


def test_a_status_is_never_moved(bring_in, anna, koeln):
    text = "email;status\r\nanna@example.org;withdrawn\r\n"
    made = bring_in(text)
    new = bring_in(HEAD.replace("email", "email;status") + "B;C;Köln;b@example.org;Kommt\r\n")

    assert (codes(made), verdicts(made)) == ([(2, "status_stays")], ["same"])
    assert codes(new) == [(2, "status_stays")]
    assert sorted(Delegate.objects.values_list("status", flat=True)) == ["confirmed", "nominated"]


def test_who_left_stays_off_the_list(bring_in, koeln):
    make_delegate(koeln, status=Status.WITHDRAWN, email="a@example.org")

    made = bring_in("email;phone\r\na@example.org;2\r\n")

    assert codes(made) == [(2, "left_the_list")]
    assert Delegate.objects.get().status == Status.WITHDRAWN


def test_nobody_moves_to_another_sending_body(look, anna):
    made = look(f"{HEAD}Anna;Ärmel;Winnyzja;anna@example.org\r\n")

    assert codes(made) == [(2, "other_sending_body")]


@pytest.mark.parametrize("word", ["Вінниця", "VINNITSA", "Winnyzja (winnyzja)", "м. Вінниця"])
def test_a_municipality_is_found_by_any_spelling(look, word):
    assert verdicts(look(f"{HEAD}A;B;{word};a@example.org\r\n")) == ["new"]


def test_where_several_are_called_so_the_choice_decides(look, bring_in, workshop):
    text = f"{HEAD}A;B;Mykolajiw;a@example.org\r\n"
    made = look(text)
    (meant,) = made.questions.values()
    assert sorted(body.sender.slug for body in meant) == ["mykolajiw-south", "mykolajiw-west"]

    chosen = next(body for body in meant if body.sender.slug == "mykolajiw-west")
    bring_in(text, bodies={"Mykolajiw": chosen.key})

    assert Delegate.objects.get().delegation.municipality == chosen.sender


def test_the_country_tells_two_apart(look):
    make_municipality("neustadt-de", country="DE", name="Neustadt")
    make_municipality("neustadt-ua", country="UA", name="Neustadt")
    head = HEAD.replace("email", "Land")

    assert codes(look(f"{head}A;B;Neustadt;Deutschland\r\n")) == [(2, "missing_email")]
    assert codes(look(f"{head}A;B;Neustadt;Utopia\r\n"))[0] == (2, "unknown_country")


def test_rows_without_a_sending_body_get_the_one_that_is_chosen(bring_in, koeln):
    text = "Vorname;Name\r\nA;B\r\nC;D\r\n"

    bring_in(text, bodies={"": f"m{koeln.municipality_id}"})

    assert {person.delegation for person in Delegate.objects.all()} == {koeln}


def test_a_body_that_sends_nobody_yet_gets_a_delegation(bring_in, look, workshop):
    text = f"{HEAD}A;B;Bottrop;a@example.org\r\nC;D;Bottrop;c@example.org\r\n"
    assert codes(look(text, may_add_delegations=False)) == [
        (2, "no_delegation"),
        (3, "no_delegation"),
    ]

    bring_in(text)

    delegation = Delegation.objects.get(municipality__slug="bottrop")
    assert (delegation.status, delegation.language) == ("interested", "de")
    assert delegation.delegates.count() == 2


def test_an_organisation_sends_people_too(bring_in, workshop):
    make_organisation("works", name_en="City Works")

    bring_in(f"{HEAD}A;B;city works;a@example.org\r\n")

    assert Delegate.objects.get().delegation.organisation.slug == "works"


def test_who_takes_no_seat_may_come_from_elsewhere(bring_in):
    bring_in(HEAD.replace("email", "Rolle") + "A;B;Büro für Sprachen;Dolmetschen\r\n")

    person = Delegate.objects.get()
    assert (person.delegation, person.affiliation, person.role) == (
        None,
        "Büro für Sprachen",
        "interpreter",
    )


def test_people_of_a_protected_municipality_are_protected(bring_in, workshop):
    make_municipality("melitopol", name="Melitopol", publication_policy="no_people")

    bring_in(f"{HEAD}A;B;Melitopol;a@example.org\r\n")

    assert Delegate.objects.get().protected


def test_protection_is_given_and_never_taken(bring_in, anna):
    bring_in("email;protected\r\nanna@example.org;ja\r\n")
    anna.refresh_from_db()
    assert anna.protected

    made = bring_in("email;protected\r\nanna@example.org;nein\r\n")
    anna.refresh_from_db()
    assert (codes(made), anna.protected) == ([(2, "stays_protected")], True)


def test_a_seat_is_not_moved_by_an_import(look, anna):
    made = look("email;role;is_substitute\r\nanna@example.org;guest;yes\r\n")

    assert codes(made) == [(2, "holds_a_seat")] * 2
    assert verdicts(made) == ["same"]


def test_groups_are_filled_up_to_their_seats(bring_in, workshop, koeln):
    full = make_track(workshop, "full", capacity=1)
    people = [make_delegate(koeln, email=f"{number}@example.org") for number in range(2)]

    made = bring_in(
        "email;assigned_track\r\n0@example.org;full\r\n1@example.org;full\r\n", only_good=True
    )

    assert codes(made) == [(3, "no_seat")]
    assert list(full.delegates.all()) == people[:1]


def test_a_delegation_has_one_head_also_when_the_list_names_another(bring_in, koeln):
    make_delegate(koeln, email="old@example.org", is_head=True)
    head = HEAD.replace("email", "email;is_head")

    made = bring_in(
        f"{head}A;B;Köln;a@example.org;yes\r\n;;Köln;old@example.org;no\r\n"
        "C;D;Köln;c@example.org;yes\r\n",
        only_good=True,
    )

    assert codes(made) == [(4, "second_head")]
    assert list(koeln.delegates.filter(is_head=True).values_list("email", flat=True)) == [
        "a@example.org"
    ]


def test_an_address_is_not_given_to_two(look, anna, koeln):
    other = make_delegate(koeln, email="b@example.org")

    made = look(f"reference;email\r\n{other.reference};anna@example.org\r\n")

    assert codes(made) == [(2, "duplicate_email")]
    assert "Anna Ärmel" in made.all_findings()[0].message


def test_namesakes_without_an_address_are_not_guessed(look, koeln):
    for _number in range(2):
        make_delegate(koeln, given_name="Anna", family_name="Meier", email="")

    assert codes(look(f"{HEAD}Anna;Meier;Köln;\r\n"))[0] == (2, "ambiguous_person")


def test_a_reference_of_another_workshop_finds_nobody(look, bring_in):
    other = make_delegate(make_delegation(make_workshop()))
    text = f"reference;{HEAD}{other.reference};A;B;Köln;a@example.org\r\nXX;C;D;Köln;c@example.org"

    assert codes(look(text)) == [(2, "unknown_reference"), (3, "unknown_reference")]
    bring_in(text)
    assert Delegate.objects.filter(reference=other.reference).get() == other


def test_days_and_languages_are_read_in_the_words_of_a_list(bring_in, workshop, anna):
    text = (
        "email;Tage;Sprachen;Dolmetschen\r\nanna@example.org;07.05.2030, 2030-05-09;"
        "німецька, українська;так\r\n"
    )

    made = bring_in(text)

    anna.refresh_from_db()
    assert codes(made) == [(2, "unknown_day")]
    assert [str(day.date) for day in anna.days.all()] == ["2030-05-07"]
    assert (anna.languages_spoken, anna.needs_interpretation) == (("de", "uk"), True)
    assert verdicts(bring_in(text)) == ["same"]


def test_signs_nobody_sees_are_dropped(bring_in):
    bring_in(f"{HEAD} O\u0308ne\u200b ;\u202eB\u00a0 C;Köln;<a@example.org>\r\n")

    person = Delegate.objects.get()
    assert (person.full_name, person.email) == ("Öne B C", "a@example.org")


def test_the_words_of_the_preview_hold_or_nothing_is_done(look, bring_in, koeln):
    text = f"{HEAD}A;B;Köln;a@example.org\r\n"
    shown = look(text)
    make_delegate(koeln, given_name="X", family_name="Y", email="a@example.org")

    with pytest.raises(Refused) as refused:
        bring_in(text, mark=shown.mark)
    assert verdicts(refused.value.plan) == ["changed"]
    assert Delegate.objects.get().given_name == "X"


@pytest.mark.parametrize("count", [1, 3, 300])
def test_no_row_asks_the_database(look, anna, django_assert_num_queries, count):
    rows = "".join(f"A{n};B;Köln;a{n}@example.org\r\n" for n in range(count))

    with django_assert_num_queries(10):
        look(f"{HEAD}Anna;Ärmel;Köln;anna@example.org\r\n{rows}")


def test_rows_are_saved_in_batches(bring_in, django_assert_max_num_queries):
    rows = "".join(f"A{n};B;Köln;a{n}@example.org\r\n" for n in range(300))

    with django_assert_max_num_queries(40):
        bring_in(f"{HEAD}{rows}")


# columns


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Vorname(n)", "given_name"),
        ("NAME:", "family_name"),
        ("Ім’я", "given_name"),
        ("Mbiemri", "family_name"),
        ("e-mail address", "email"),
        ("Назва громади", "sending_body"),
        ("family_name", "family_name"),
        ("Bemerkung", None),
        ("", None),
    ],
)
def test_headings_are_known_as_people_write_them(heading, key):
    assert known_heading(heading) == key


def test_a_column_of_ours_goes_before_one_that_others_call_so():
    assert mapped(["Name", "Familienname", "Ort", "Gemeinde"]) == [
        "",
        "family_name",
        "sending_body",
        "",
    ]


def test_columns_can_be_chosen(look):
    made = look("x;y;z\r\nA;B;Köln\r\n", columns=("given_name", "", "sending_body"))

    assert [(line.name, line.verdict) for line in made.lines] == [("A", Verdict.NEW)]
