import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.models import Contact, Municipality
from tests.factories import make_contact, make_municipality, make_user
from tests.partnerships.test_contacts import LIST
from tools import workbooks
from tools.sheets import archive

pytestmark = pytest.mark.django_db
PAGE = f"{LIST}import/"
HEAD = "municipality;country;name;email\n"


@pytest.fixture(autouse=True)
def city():
    return make_municipality("winnyzja", name="Winnyzja", name_uk="Вінниця")


def upload(client, content, **changes):
    content = content if isinstance(content, bytes) else (HEAD + content).encode()
    file = SimpleUploadedFile("contacts.csv", content)
    return client.post(PAGE, {"act": "check", "file": file} | changes)


def go_on(client, shown, act="all", **changes):
    """What the page sends when one of its buttons is pressed."""
    data = {"kept": shown.context["kept"], "mark": shown.context["plan"].mark, "act": act}
    return client.post(PAGE, data | {"encoding": "", "delimiter": ""} | changes)


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def names():
    return sorted(str(contact) for contact in Contact.objects.all())


@pytest.mark.parametrize("codenames", [[], ["add_contact", "view_contact"], ["change_contact"]])
def test_the_import_is_for_who_may_add_and_change_contacts(client, codenames):
    assert client.get(PAGE).url.startswith("/admin/login/")

    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert upload(client, "Winnyzja;;A;").status_code == 403


def test_the_list_leads_to_the_import_and_the_import_names_the_headings(client, organiser):
    assert PAGE in client.get(LIST).text
    assert "Municipality · Country · Name · Office" in client.get(PAGE).text


def test_nothing_is_changed_before_it_was_shown(client, organiser):
    shown = upload(client, "Вінниця;;Olena;o@x.org\nNowhere;;B;\n")

    assert [(verdict.value, number) for verdict, _lines, number in shown.context["groups"]] == [
        ("error", 1),
        ("new", 1),
    ]
    assert "There is no municipality “Nowhere”." in shown.text
    assert "Import only the rows without an error (1)" in re.sub(r"\s+", " ", shown.text)
    assert names() == []


def test_the_good_rows_are_imported_and_the_rest_is_counted(client, organiser):
    shown = upload(client, "Winnyzja;;A;\nNowhere;;B;\n")

    response = go_on(client, shown, "good")

    assert response.url == LIST
    said = [str(message) for message in client.get(LIST).context["messages"]]
    assert said == ["Imported: 1 new, 0 changed, 0 the same, 1 left out"]
    assert names() == ["A"]


def test_all_is_refused_while_a_row_has_an_error(client, organiser):
    go_on(client, upload(client, "Winnyzja;;A;\nNowhere;;B;\n"), "all")

    assert names() == []


def test_importing_the_same_again_offers_nothing_to_import(client, organiser):
    content = "Winnyzja;;A;a@x.org\n"
    go_on(client, upload(client, content))

    again = upload(client, content)

    assert (again.context["good"], again.context["same"]) == (0, 1)
    assert 'value="all"' not in again.text


def test_what_has_changed_in_the_meantime_is_shown_again(client, organiser, city):
    shown = upload(client, "Winnyzja;;A;a@x.org\n")
    make_contact(city, name="B", email="a@x.org")

    response = go_on(client, shown)

    assert "contacts have changed in the meantime" in response.text
    assert [verdict.value for verdict, _lines, _number in response.context["groups"]] == ["changed"]
    assert names() == ["B"]


@pytest.mark.parametrize("mark", ["", "x"])
def test_nothing_is_imported_unseen(client, organiser, mark):
    go_on(client, upload(client, "Winnyzja;;A;\n"), mark=mark)

    assert names() == []


def test_the_encoding_is_shown_and_another_can_be_chosen(client, organiser):
    content = (HEAD + "Winnyzja;;Ștefan Țiriac;\n").encode("iso8859-16")
    shown = upload(client, content)
    assert shown.context["form"]["encoding"].value() == "cp1252"
    assert "Țiriac" not in shown.text

    again = go_on(client, shown, "check", encoding="iso8859-16")
    assert "Țiriac" in again.text

    go_on(client, again, encoding="iso8859-16")
    assert names() == ["Ștefan Țiriac"]


def test_an_encoding_that_does_not_fit_keeps_the_file(client, organiser):
    shown = upload(client, (HEAD + "Вінниця;;Олена;\n").encode("cp1251"))

    refused = go_on(client, shown, "check", encoding="utf-8")

    assert errors_of(refused) == ["Line 2 is not written in UTF-8. Choose another encoding."]
    assert refused.context["kept"] == shown.context["kept"]


@pytest.mark.parametrize("kept", ["x", "eJw=:1:2"])
def test_a_forged_file_is_refused(client, organiser, kept):
    response = client.post(PAGE, {"act": "check", "kept": kept})

    assert errors_of(response) == ["Send the file again."]


@pytest.mark.row("A41")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is no table"),
        (b"a,b\nc,d", "The first row has no heading “Municipality”."),
        (archive.OLE + b"x" * 600, "This file has a password or an old format"),
        (b"x" * (5 * 1024 * 1024 + 1), "This file is too large"),
        (b"", "empty"),
    ],
)
def test_wrong_content_gives_one_clear_message(client, organiser, content, said):
    errors = errors_of(upload(client, content))

    assert len(errors) == 1
    assert said in errors[0]


def test_without_a_file_one_is_asked_for(client, organiser):
    assert errors_of(client.post(PAGE, {"act": "check"})) == ["Choose a file."]


def test_a_workbook_is_imported_too(client, organiser):
    rows = [["Kommune", "Name"], ["Вінниця", "=1+1"]]
    shown = upload(client, workbooks.write([workbooks.Sheet("A", rows, [10, 10])]))
    assert 'name="encoding"' not in shown.text

    go_on(client, shown)
    assert names() == ["=1+1"]


@pytest.mark.row("A43", "A51")
def test_cells_and_headings_are_shown_as_text(client, organiser):
    bad = "<script>alert(1)</script>"
    content = f"municipality;name;{bad}\nWinnyzja;{bad}{{{{7*7}}}}%s;x\n{bad};B;x\n"

    page = upload(client, content.encode()).text

    assert bad not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{7*7}}%s" in page


def test_municipalities_are_added_by_who_may_add_them(client, organiser):
    content = "Lwiw;UA;A;\n"
    refused = upload(client, content)
    assert refused.context["good"] == 0

    shown = go_on(client, refused, "check", add_municipalities="on")
    assert "is added" in shown.text
    go_on(client, shown, add_municipalities="on")

    assert Contact.objects.get().municipality == Municipality.objects.get(slug="lwiw")


def test_who_may_not_add_municipalities_cannot_add_them_here(client):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_contact"))
    client.force_login(user)

    shown = upload(client, "Lwiw;UA;A;\n", add_municipalities="on")

    assert 'name="add_municipalities"' not in shown.text
    assert shown.context["good"] == 0


def test_the_page_needs_the_same_queries_and_shows_a_part_of_many_rows(client, organiser):
    numbers = []
    for rows in (1, 3, 300):
        content = "".join(f"Winnyzja;;N{number};\n" for number in range(rows))
        with CaptureQueriesContext(connection) as queries:
            shown = upload(client, content)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
    assert "Will be added: 300" in shown.text
    assert "N99" in shown.text
    assert "N100" not in shown.text


def test_ten_thousand_rows_fit_into_the_page_that_shows_them(client, organiser):
    rows = "".join(
        f"Winnyzja;UA;Олена Коваленко {number};olena.{number}@winnyzja.example.org\n"
        for number in range(10_000)
    )

    shown = upload(client, rows)

    assert (shown.context["good"], errors_of(shown)) == (10_000, [])
