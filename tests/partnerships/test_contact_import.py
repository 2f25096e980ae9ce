import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from partnerships.contact_import.columns import unknown_headings
from partnerships.contact_import.plan import Refused, carry_out, plan
from partnerships.models import Contact, Municipality
from tests.factories import make_contact, make_municipality
from tools.sheets.limits import BadTable
from tools.sheets.reading import Table, read

pytestmark = pytest.mark.django_db
HEAD = ["municipality", "country", "name", "office", "email", "phone", "language"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def city():
    found = make_municipality("winnyzja", name="Winnyzja", name_uk="Вінниця", native_language="uk")
    found.spellings.create(text="Vinnitsa")
    return found


def table(*rows, head=HEAD):
    padded = [list(row) + [""] * (len(head) - len(row)) for row in rows]
    return Table(head, list(enumerate(padded, 2)))


def verdicts(made):
    return [line.verdict.value for line in made.lines]


def errors(made):
    return [line.error for line in made.lines]


@pytest.mark.parametrize(
    "head",
    [
        ["municipality", "country", "name", "email"],
        ["Kommune", "Land", "Name", "E-Mail-Adresse"],
        ["Громада", "Країна", "Ім’я", "Електронна адреса"],
        ["Komuna", "Shteti", "Emri", "E-mail"],
        ["MUNICIPALITY ", "Country", "Name", "E mail"],
    ],
)
def test_headings_in_our_languages_or_machine_keys(city, head):
    made = plan(table(["Winnyzja", "UA", "Olena", "o@example.org"], head=head))

    assert made.lines[0].values == {"name": "Olena", "email": "o@example.org"}


def test_other_columns_are_named_and_left_out(city):
    given = table(["Winnyzja", "Olena", "x"], head=["municipality", "name", "Budget"])

    assert unknown_headings(given) == ["Budget"]
    assert verdicts(plan(given)) == ["new"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (["name"], "The first row has no heading “Municipality”."),
        (["municipality", "Kommune"], "Two columns are called “Kommune”."),
    ],
)
def test_a_head_that_cannot_be_read_is_refused(head, said):
    with pytest.raises(BadTable, match=said):
        plan(table(["x"], head=head))


@pytest.mark.parametrize("text", ["Вінниця", "VINNITSA", "winnyzja", "Winnyzja (winnyzja)"])
@pytest.mark.parametrize("country", ["", "UA", "Україна", "Ukrainë", "ukraine"])
def test_a_municipality_is_found_by_any_spelling(city, text, country):
    made = carry_out(table([text, country, "Olena", "", "Olena@Example.org", "+380", "Українська"]))

    contact = Contact.objects.get()
    assert verdicts(made) == ["new"]
    assert (contact.municipality, contact.email) == (city, "olena@example.org")
    assert (contact.phone, contact.language) == ("+380", "uk")


def test_a_name_of_several_municipalities_is_asked_about_never_guessed():
    for slug in ("mykolaiv", "mykolaiv-lviv"):
        make_municipality(slug, name="Mykolaiv")
    rows = [["Mykolaiv", "", "A"], ["mykolaiv", "UA", "B"], ["Mykolaiv (mykolaiv-lviv)", "", "C"]]

    made = plan(table(*rows))

    said = (
        "Several municipalities are called this. "
        "Write one of: Mykolaiv (mykolaiv), Mykolaiv (mykolaiv-lviv)"
    )
    assert errors(made) == [said, said, ""]
    assert made.lines[2].municipality.slug == "mykolaiv-lviv"


def test_the_country_tells_namesakes_apart():
    make_municipality("halle", name="Halle", country="DE")
    make_municipality("halle-be", name="Halle", country="BE")

    assert plan(table(["Halle", "Belgien", "A"])).lines[0].municipality.slug == "halle-be"


def test_an_unknown_municipality_says_what_to_do():
    made = plan(table(["Nowhere", "", "A"], ["Nowhere", "UA", "A"]))

    assert errors(made) == [
        "There is no municipality “Nowhere”. To add it, give its country as well.",
        "There is no municipality “Nowhere”. Allow this import to add municipalities.",
    ]


def test_an_unknown_municipality_is_added_once_if_allowed():
    make_municipality("halle", name="Halle", country="DE")
    rows = [["Halle", "BE", "A"], ["HALLE", "BE", "B"], ["Галле", "Україна", "C"], ["X", "UA"]]

    made = carry_out(table(*rows), add_municipalities=True, only_good=True)

    added = Municipality.objects.exclude(slug="halle").order_by("slug")
    assert verdicts(made) == ["new", "new", "new", "error"]
    assert [(each.slug, each.name_en, each.name_uk, each.country) for each in added] == [
        ("halle-2", "Halle", None, "BE"),
        ("halle-3", None, "Галле", "UA"),
    ]
    assert made.added_municipalities == list(added)


def test_what_a_row_lacks_or_has_wrong_is_said_in_the_language_of_the_reader(city):
    rows = [
        ["", "UA", "A"],
        ["Winnyzja", "Utopia", "A"],
        ["Winnyzja", "", "", "", "a@example.org"],
        ["Winnyzja", "", "A", "", "no address"],
        ["Winnyzja", "", "D", "", "", "", "Klingon"],
        ["Winnyzja", "", "C", "", "", "1" * 41],
        ["Winnyzja", "", "B", "", "", "", "", "surplus"],
    ]

    assert errors(plan(table(*rows))) == [
        "Name the municipality.",
        "“Utopia” is no country.",
        "Give a name or an office.",
        "E-mail: Enter a valid email address.",
        "“Klingon” is none of our languages.",
        "Phone: Ensure this value has at most 40 characters (it has 41).",
        "This row has more cells than there are headings.",
    ]
    with translation.override("de"):
        assert errors(plan(table(rows[3]))) == [
            "E-Mail-Adresse: Bitte gültige E-Mail-Adresse eingeben."
        ]


def test_a_known_contact_is_changed_where_the_row_says_something(city):
    contact = make_contact(city, name="Olena", email="o@example.org", phone="1", language="en")

    made = carry_out(table(["Winnyzja", "", "Olena K.", "", "O@example.org", "", "uk"]))

    contact.refresh_from_db()
    assert verdicts(made) == ["changed"]
    assert made.lines[0].changes == [
        ("Name", "Olena", "Olena K."),
        ("Language", "English", "Ukrainian"),
    ]
    assert (contact.name, contact.language, contact.phone) == ("Olena K.", "uk", "1")


@pytest.mark.parametrize(
    ("row", "email", "is_refused"),
    [
        (["Winnyzja", "", "OLENA", "", "new@example.org"], "new@example.org", False),
        (["Winnyzja", "", "Olena", "", "", "2"], "old@example.org", True),
    ],
)
def test_a_contact_is_known_by_name_where_no_address_fits(city, row, email, is_refused):
    contact = make_contact(
        city, name="Olena", email="old@example.org", undeliverable_since=timezone.now()
    )

    carry_out(table(row))

    contact.refresh_from_db()
    assert Contact.objects.count() == 1
    assert (contact.email, contact.undeliverable_since is not None) == (email, is_refused)


def test_two_people_of_one_name_do_not_take_each_others_row(city):
    rows = table(["Winnyzja", "", "A", "", "a1@x.org"], ["Winnyzja", "", "A", "", "a2@x.org"])
    make_contact(city, name="A", email="a2@x.org")

    assert verdicts(carry_out(rows)) == ["new", "same"]
    assert verdicts(carry_out(rows)) == ["same", "same"]


def test_a_name_of_several_contacts_is_not_guessed(city):
    make_contact(city, name="A", email="a1@x.org")
    make_contact(city, name="A", email="a2@x.org")

    made = plan(table(["Winnyzja", "", "A", "", "", "5"]))

    assert errors(made) == ["Several contacts of this municipality have this name."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["A", "", "a@x.org"], ["B", "", " A@X.org"]),
        (["A", "", "a@x.org"], ["a", "", ""]),
        (["A", "", ""], ["Á", "", "a@x.org"]),
        (["", "Office", ""], ["", "office", ""]),
    ],
)
def test_the_same_contact_twice_in_a_file_is_said(city, first, second):
    content = "\n".join(
        ";".join(row) for row in (HEAD, ["Winnyzja", "", *first], ["Вінниця", "UA", *second])
    )

    made = plan(read(io.BytesIO(content.encode())))

    assert errors(made) == ["", "Row 2 has the same contact."]


def test_a_person_in_two_municipalities_is_two_contacts(city):
    make_municipality("sumy", name="Sumy")
    rows = table(["Winnyzja", "", "A", "", "a@x.org"], ["Sumy", "", "A", "", "a@x.org"])

    assert verdicts(carry_out(rows)) == ["new", "new"]


def test_all_or_nothing_unless_only_the_good_rows_are_wanted(city):
    rows = table(["Winnyzja", "", "A"], ["Nowhere", "", "B"])

    with pytest.raises(Refused) as refused:
        carry_out(rows)
    assert verdicts(refused.value.plan) == ["new", "error"]
    assert not Contact.objects.exists()

    carry_out(rows, only_good=True)
    assert [contact.name for contact in Contact.objects.all()] == ["A"]


def test_the_same_file_again_changes_nothing():
    rows = table(
        ["Lwiw", "UA", "A", "Office", "a@x.org", "=1+1", "uk"],
        ["Львів", "UA", "Б", "", "", "", ""],
        ["Lwiw", "UA", "", "Office"],
    )
    carry_out(rows, add_municipalities=True)
    before = list(Contact.objects.values()), list(Municipality.objects.values())

    again = carry_out(rows, add_municipalities=True)

    assert verdicts(again) == ["same"] * 3
    assert (list(Contact.objects.values()), list(Municipality.objects.values())) == before
    assert Contact.objects.get(name="A").phone == "=1+1"


def test_what_is_no_longer_as_it_was_shown_is_refused(city):
    rows = table(["Winnyzja", "", "A", "", "a@x.org"])
    mark = plan(rows).mark
    make_contact(city, name="B", email="a@x.org")

    with pytest.raises(Refused):
        carry_out(rows, mark=mark)
    carry_out(rows, mark=plan(rows).mark)

    assert [contact.name for contact in Contact.objects.all()] == ["A"]


def test_the_import_asks_a_constant_number_of_questions(city):
    numbers = []
    for number in (1, 3, 300):
        rows = [[("Winnyzja", "Nowhere")[each % 2], "UA", f"N{each}"] for each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            plan(table(*rows), add_municipalities=True)
        numbers.append(len(queries))

    assert numbers == [3, 3, 3]


@pytest.fixture
def file(tmp_path, city):
    path = tmp_path / "contacts.csv"
    path.write_text("Громада;Ім'я\nВінниця;Олена\nНіде;Іван\n", "cp1251")
    return path


def test_the_command_says_what_it_would_do_and_does_nothing(file, capsys):
    call_command("import_contacts", str(file), "--dry-run", language="en")

    said = capsys.readouterr()
    assert said.err.startswith("3: There is no municipality “Ніде”.")
    assert said.out.split("\n")[:4] == ["error: 1", "changed: 0", "new: 1", "same: 0"]
    assert not Contact.objects.exists()


def test_the_command_imports_all_or_what_is_good(file):
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_contacts", str(file))
    assert not Contact.objects.exists()

    call_command("import_contacts", str(file), "--only-good")
    assert str(Contact.objects.get()) == "Олена"


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"\x00\x01\x00\x00", "This file is no table")]
)
def test_the_command_tells_in_one_line_what_cannot_be_read(tmp_path, content, said):
    path = tmp_path / "x.csv"
    if content:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        call_command("import_contacts", str(path), language="en")


def test_verified_on_is_not_claimed_by_an_import(city):
    carry_out(table(["Winnyzja", "", "A"]))

    assert Contact.objects.get().verified_on is None
