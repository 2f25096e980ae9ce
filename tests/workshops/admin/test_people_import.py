import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import attacks
from tests.factories import make_delegate, make_delegation, make_municipality, make_workshop
from tests.tools.sheets.files import xlsx
from workshops.models import Delegate, Message

pytestmark = pytest.mark.django_db
HEAD = "Vorname;Nachname;Kommune;E-Mail\r\n"
IMPORT = ("add_delegate", "change_delegate", "view_delegate")


@pytest.fixture
def workshop():
    workshop = make_workshop()
    winnyzja = make_municipality("winnyzja", name="Winnyzja", name_uk="Вінниця")
    make_delegation(workshop, winnyzja)
    return workshop


def url(workshop, tab="people_import"):
    return reverse(f"admin:workshops_workshop_{tab}", args=[workshop.pk])


@pytest.fixture
def upload(client, workshop):
    def send(content, name="list.csv", **changes):
        content = content if isinstance(content, bytes) else (HEAD + content).encode()
        file = SimpleUploadedFile(name, content)
        return client.post(url(workshop), {"act": "check", "file": file} | changes)

    return send


@pytest.fixture
def press(client, workshop):
    """press(page, button, …changed fields): what the page sends, as it is shown."""

    def send(page, act="all", **changes):
        return client.post(url(workshop), sent(page.text) | {"act": act} | changes)

    return send


class Fields(HTMLParser):
    """The fields of the form on a page as a browser sends them, several of one name as a list."""

    def __init__(self, page):
        super().__init__()
        self.sent, self._options, self._select = {}, [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        if tag == "input" and own.get("type") != "file" and own.get("name"):
            self.sent.setdefault(own["name"], []).append(own.get("value") or "")
        elif tag == "select":
            self._select, self._options = own["name"], []
        elif tag == "option":
            self._options.append((own.get("value"), "selected" in own))

    def handle_data(self, data):
        if self._options and self._options[-1][0] is None:
            self._options[-1] = (data, self._options[-1][1])

    def handle_endtag(self, tag):
        if tag == "select":
            chosen = [value for value, is_chosen in self._options if is_chosen]
            chosen = chosen or [value for value, _is_chosen in self._options]
            self.sent.setdefault(self._select, []).append(chosen[0])


def sent(page):
    return Fields(page).sent


def counts(page):
    return {verdict.value: number for verdict, _label, number in page.context["preview"].counts}


def errors_of(page):
    return [error for errors in page.context["form"].errors.values() for error in errors]


@pytest.mark.parametrize("codenames", [[], IMPORT[:1], IMPORT[1:], ["view_delegate"]])
def test_the_import_is_for_who_may_add_and_change_people(
    client, staff, workshop, upload, codenames
):
    assert client.get(url(workshop)).url.startswith("/admin/login/")

    staff(*codenames)

    assert client.get(url(workshop)).status_code == 403
    assert upload("A;B;Winnyzja;\r\n").status_code == 403


def test_the_people_lead_to_the_import_if_one_may(client, staff, workshop):
    staff("view_delegate")
    assert url(workshop) not in client.get(url(workshop, "people")).text

    staff(*IMPORT)
    assert url(workshop) in client.get(url(workshop, "people")).text
    page = client.get(url(workshop)).text
    assert "Given name · Family name" in page
    assert "This page takes up to 5,000 rows." in page


def test_nothing_is_changed_before_it_was_shown(client, organiser, upload, press, workshop):
    shown = upload("Олена;Ґудзь;Вінниця;olena@example.org\r\nA;B;Nowhere;\r\n")

    assert counts(shown) == {"new": 1, "changed": 0, "same": 0, "error": 1}
    assert "Олена" in shown.text
    assert "There is no municipality or organisation “Nowhere”." in shown.text
    assert not Delegate.objects.exists()
    assert "no-store" in shown["Cache-Control"]

    done = press(shown, "good")
    assert done.url == url(workshop, "people")
    people = client.get(done.url)
    assert "Imported: 1 new, 0 changed, 0 the same, 1 left out" in people.text
    assert Delegate.objects.get().status_changes.get().changed_by == organiser
    assert not Message.objects.exists()


@pytest.mark.row("A42")
def test_all_is_refused_while_a_row_has_an_error(organiser, upload, press):
    press(upload("A;B;Winnyzja;\r\nA;B;Nowhere;\r\n"), "all")

    assert not Delegate.objects.exists()


@pytest.mark.row("A42")
def test_importing_the_same_again_offers_nothing_to_import(organiser, upload, press):
    content = "A;B;Winnyzja;a@example.org\r\n"
    press(upload(content))

    again = upload(content)

    assert counts(again)["same"] == 1
    assert "All of it is on the list already." in again.text
    assert 'value="all"' not in again.text


def test_what_has_changed_in_the_meantime_is_shown_again(organiser, upload, press, workshop):
    shown = upload("A;B;Winnyzja;a@example.org\r\n")
    make_delegate(workshop.delegations.get(), email="a@example.org")

    again = press(shown)

    assert "the list has changed in the meantime" in again.text
    assert counts(again)["changed"] == 1
    assert Delegate.objects.get().given_name == "Given"


@pytest.mark.parametrize("mark", ["", "x"])
def test_nothing_is_imported_unseen(organiser, upload, press, mark):
    press(upload("A;B;Winnyzja;\r\n"), mark=mark)

    assert not Delegate.objects.exists()


@pytest.mark.row("A40")
def test_encoding_delimiter_and_row_are_shown_and_can_be_changed(organiser, upload, press):
    content = f"Liste\r\n{HEAD}Ștefan;Țiriac;Winnyzja;s@example.org\r\n".encode("iso8859-16")
    shown = upload(content)
    form = shown.context["form"]
    assert [form[name].value() for name in ("encoding", "delimiter", "header_row")] == [
        "cp1252",
        ";",
        2,
    ]
    assert "Țiriac" not in shown.text

    again = press(shown, "check", encoding="iso8859-16")
    assert "Țiriac" in again.text
    assert press(again, "check", header_row="1").context["preview"].table.head == ["Liste"]
    press(again)
    assert Delegate.objects.get().full_name == "Ștefan Țiriac"


def test_another_sheet_can_be_chosen(organiser, upload, press):
    rows = [["Vorname", "Name", "Kommune"], ["A", "B", "Winnyzja"]]
    shown = upload(xlsx(("One", [[], *rows]), ("Two", [*rows, ["C", "D", "Winnyzja"]])), "l.xlsx")
    assert 'name="encoding"' not in shown.text
    assert counts(shown)["new"] == 1

    again = press(shown, "check", sheet="Two")

    assert (counts(again)["new"], again.context["preview"].table.header_row) == (2, 1)


def test_a_column_can_be_read_as_something_else(organiser, upload, press):
    shown = upload(b"Wer;Woher;Mail\r\nAnna;Winnyzja;a@example.org\r\n")
    assert counts(shown)["error"] == 1

    chosen = ["given_name", "sending_body", "email"]
    again = press(shown, "check", column=chosen)
    assert [column.key for column in again.context["preview"].columns] == chosen
    press(again)
    assert Delegate.objects.get().given_name == "Anna"

    twice = press(shown, "check", column=["email", "sending_body", "email"])
    assert errors_of(twice) == ["Two columns are read as “E-mail”. Choose one."]
    assert twice.context["kept"]


def test_who_is_meant_is_asked_and_remembered(organiser, upload, press):
    make_municipality("south", name="Mykolajiw")
    west = make_municipality("west", name="Mykolajiw")
    shown = upload("A;B;Mykolajiw;\r\nC;D;Winytza;\r\n")
    assert [question.text for question in shown.context["preview"].questions] == [
        "Mykolajiw",
        "Winytza",
    ]

    again = press(shown, "check", body=[f"m{west.pk}", ""])
    assert counts(again) == {"new": 1, "changed": 0, "same": 0, "error": 1}
    assert f'value="m{west.pk}" selected' in again.text

    press(again, "good")
    assert Delegate.objects.get().delegation.municipality == west


def test_who_may_not_add_delegations_cannot_add_them_here(client, staff, upload):
    make_municipality("bottrop", name="Bottrop")
    staff(*IMPORT)

    assert counts(upload("A;B;Bottrop;\r\n"))["error"] == 1


def test_another_file_is_read_anew(organiser, upload, press):
    shown = upload(f"Liste\r\n{HEAD}A;B;Winnyzja;\r\n".encode("utf-16"))
    file = SimpleUploadedFile("b.csv", f"{HEAD}Єва;B;Winnyzja;\r\n".encode("cp1251"))

    again = press(shown, "check", file=file)

    table = again.context["preview"].table
    assert (table.encoding, table.header_row) == ("cp1251", 1)


@pytest.mark.parametrize("kept", ["x", "eJw=:1:2"])
def test_a_forged_file_is_refused(client, organiser, workshop, kept):
    response = client.post(url(workshop), {"act": "check", "kept": kept})

    assert errors_of(response) == ["Send the file again."]


def test_a_file_kept_for_another_workshop_or_account_is_refused(client, staff, upload):
    staff(*IMPORT)
    carried = sent(upload("A;B;Winnyzja;\r\n").text)

    other = client.post(url(make_workshop()), carried | {"act": "all"})
    assert errors_of(other) == ["Send the file again."]


@pytest.mark.row("A41")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is no table"),
        (b"%PDF-1.7\n", "This file is no table"),
        (b"PK\x03\x04", "This file cannot be read"),
        (b"x" * (5 * 1024 * 1024 + 1), "This file is too large"),
        (b"", "empty"),
        (b"Name\r\n" + b"a\r\n" * 5001, "too many rows: at most 5,000"),
        (b'Name;Kommune\r\n"a;b\r\n', "Row 2 cannot be read"),
    ],
)
def test_wrong_content_gives_one_clear_message(organiser, upload, content, said):
    page = upload(content)

    (error,) = errors_of(page)
    assert said in error
    assert page.status_code == 200


def test_without_a_file_one_is_asked_for(client, organiser, workshop):
    assert errors_of(client.post(url(workshop), {"act": "check"})) == ["Choose a file."]


@pytest.mark.row("A43", "A51")
def test_markup_in_cells_headings_names_of_files_and_sheets_is_text(organiser, upload):
    bad = attacks.VECTORS
    rows = [["Vorname", "Kommune", *bad[:60]], *([vector, vector] for vector in bad)]

    plain = upload("A;B;Winnyzja;\r\nC;D;Nowhere;\r\n").text
    harmless = {tag for tag, _own in attacks.Elements(plain).frame}
    formula = ["%s{{7*7}}", "=1+1", "Winnyzja"]

    for page in (
        upload(xlsx(("<script>", rows)), '"><script>alert(1)</script>.xlsx'),
        upload(xlsx([["Vorname", "Nachname", "Kommune"], formula])),
    ):
        elements = attacks.Elements(page.text).frame
        scripts = [attributes for tag, attributes in elements if tag == "script"]
        assert all(attributes.get("src", "").startswith("/static/") for attributes in scripts)
        assert [name for _tag, own in elements for name in own if name.startswith("on")] == []
        assert {tag for tag, _own in elements} <= harmless
    assert "%s{{7*7}}" in page.text


@pytest.mark.parametrize("act", ["check", "all"])
def test_the_page_needs_the_same_queries_for_any_number_of_rows(organiser, upload, press, act):
    numbers = []
    for rows in (1, 3, 25):
        content = "".join(f"N{rows}.{n};B;Winnyzja;{rows}.{n}@example.org\r\n" for n in range(rows))
        with CaptureQueriesContext(connection) as queries:
            shown = upload(content)
            if act == "all":
                press(shown)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_of_many_rows_the_first_are_shown(organiser, upload):
    shown = upload("".join(f"N{number};B;Winnyzja;{number}@x.org\r\n" for number in range(300)))

    assert "Will be added: 300" in re.sub(r"\s+", " ", shown.text)
    assert "99@x.org" in shown.text
    assert "100@x.org" not in shown.text


def test_five_thousand_rows_are_looked_at_and_imported(organiser, upload, press):
    rows = "".join(
        f"Олена {n};Коваленко;Winnyzja;olena.{n}@winnyzja.example.org\r\n" for n in range(5_000)
    )

    press(upload(rows))

    assert Delegate.objects.count() == 5_000
