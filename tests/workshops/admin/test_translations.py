import datetime
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_past_workshop, make_track, make_workshop
from tools import workbooks
from workshops import texts
from workshops.models import TranslationReview, Workshop

pytestmark = pytest.mark.django_db

LIST = "/admin/translations/"
GETS = ["translations", "translations_workbook"]
POSTS = ["translations_confirm", "translations_upload", "translations_take_over"]


def url(workshop, name="translations", query=""):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk]) + query


def key(workshop, name="title"):
    return f"workshop:{workshop.pk}:{name}"


def page_of(response):
    return response.content.decode()


def sent(workshop, language, **versions):
    """What a browser sends of the page as it is now, some texts changed."""
    data = {}
    for text in texts.of(workshop):
        data[text.key] = versions.get(text.name, text.versions[language])
        data[f"mark:{text.key}"] = text.mark(language)
    return data


@pytest.mark.parametrize("name", GETS)
def test_pages_ask_for_login_and_for_the_right_to_change(client, staff, name):
    workshop = make_workshop()

    assert client.get(url(workshop, name)).url.startswith("/admin/login/")
    staff("view_workshop", "change_delegate")
    assert client.get(url(workshop, name)).status_code == 403
    staff("translate_workshop")
    assert client.get(url(workshop, name)).status_code == 200


@pytest.mark.parametrize("name", POSTS)
def test_acts_ask_for_the_right_to_change(client, staff, name):
    workshop = make_workshop()
    staff("view_workshop")

    assert client.post(url(workshop, name)).status_code == 403
    staff("translate_workshop")
    assert client.get(url(workshop, name)).status_code == 405
    assert client.post(url(workshop, name)).status_code == 302


def test_the_list_and_its_entry_are_for_who_may_change(client, staff):
    staff("view_workshop")
    assert client.get(LIST).status_code == 403
    assert LIST not in page_of(client.get("/admin/"))

    staff("translate_workshop")
    assert client.get(LIST).status_code == 200
    assert LIST in page_of(client.get("/admin/"))


def test_the_list_says_how_far_each_language_is(client, organiser):
    ahead = make_workshop(title_uk="Назва", summary_de="Kurz")
    past = make_past_workshop()

    rows = client.get(LIST).context["rows"]
    past_rows = client.get(f"{LIST}?when=past").context["rows"]

    assert [workshop for workshop, _standings in rows] == [ahead]
    assert {each.language: each.missing for each in rows[0][1]} == {
        "de": 0,
        "en": 1,
        "uk": 1,
        "sq": 2,
    }
    assert [workshop for workshop, _standings in past_rows] == [past]
    assert "2 missing" in page_of(client.get(LIST))


@pytest.mark.parametrize("address", [LIST, "page"])
def test_the_same_queries_for_1_3_and_300_rows(client, organiser, address):
    workshop, numbers = make_workshop(), []
    for rows in (1, 3, 300):
        for _number in range(rows):
            make_track(workshop) if address == "page" else make_workshop()
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST if address == LIST else url(workshop))
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_the_tasks_name_missing_texts_of_all_parts_and_lead_here(client, organiser):
    workshop = make_workshop(title_uk="Назва", title_sq="Titulli")
    workshop.days.update(place_de="Rathaus")

    tasks = client.get(url(workshop, "overview")).context["tasks"]

    assert [(task.text, task.url) for task in tasks] == [
        ("Texts are missing: English 2, Ukrainian 2, Albanian 2", url(workshop))
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_tasks_need_the_same_queries(client, organiser, number):
    for _number in range(number):
        make_track(make_workshop())

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:index"))

    assert len(queries) == 9 + len(texts.parts())


def test_source_and_target_stand_side_by_side(client, organiser):
    workshop = make_workshop(title_de="Titel", title_en="Title")
    make_track(workshop, title_de="Energie")

    page = page_of(client.get(url(workshop, query="?language=uk")))
    from_english = page_of(client.get(url(workshop, query="?language=uk&source=en")))

    assert '<div lang="de"><p>Titel</p></div>' in page
    assert '<div lang="en"><p>Title</p></div>' in from_english
    assert '<div lang="de"><p>Energie</p></div>' in from_english
    assert 'aria-label="Thematic track 1 · Title"' in page


def test_rich_text_stands_beside_its_translation_as_readers_see_it(client, organiser):
    workshop = make_workshop(description_de="<p><em>Ziele</em></p>")

    page = page_of(client.get(url(workshop, query="?language=uk")))

    assert '<div lang="de"><p><em>Ziele</em></p></div>' in page


@pytest.mark.parametrize("query", ["?language=xx", "?language=", "?source=%00", "?language=de&x=1"])
def test_a_wrong_language_is_not_asked_for(client, organiser, query):
    assert client.get(url(make_workshop(), query=query)).status_code in {200, 400}


def test_names_of_people_are_not_on_the_page(client, organiser):
    workshop = make_workshop()
    workshop.contributions.create(person_name="Canary", topic_title_de="Thema")

    pages = page_of(client.get(url(workshop, query="?language=uk")))
    file = client.get(url(workshop, "translations_workbook", "?language=uk")).content

    assert "Thema" in pages
    assert "Canary" not in pages
    assert "Canary" not in str(cells(file))


def test_only_changed_texts_are_saved(client, organiser):
    workshop = make_workshop(title_de="Titel", summary_de="Kurz")
    track = make_track(workshop)

    response = client.post(
        url(workshop, query="?language=uk"), sent(workshop, "uk", summary="Коротко")
    )

    workshop.refresh_from_db()
    assert response.url == url(workshop, query="?language=uk")
    assert (workshop.summary_uk, workshop.title_uk or "") == ("Коротко", "")
    assert workshop.history.first().history_user == organiser
    assert track.history.count() == 1


@pytest.mark.row("L38")
def test_two_people_do_not_overwrite_each_other(client, organiser):
    workshop = make_workshop(title_de="Titel", title_uk="Стара", summary_de="Kurz")
    mine = sent(workshop, "uk", title="Моя", summary="Коротко")
    client.post(url(workshop, query="?language=uk"), sent(workshop, "uk", title="Чужа"))

    response = client.post(url(workshop, query="?language=uk"), mine)

    page = page_of(response)
    workshop.refresh_from_db()
    assert (workshop.title_uk, workshop.summary_uk or "") == ("Чужа", "")
    assert "Someone has changed this text in the meantime." in page
    for version in ("Чужа", "Моя", "Коротко"):
        assert version in page

    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields}
    client.post(url(workshop, query="?language=uk"), again)

    workshop.refresh_from_db()
    assert (workshop.title_uk, workshop.summary_uk) == ("Моя", "Коротко")


@pytest.mark.row("L38")
def test_a_source_changed_meanwhile_is_shown_before_anything_is_saved(client, organiser):
    workshop = make_workshop(title_de="Titel")
    mine = sent(workshop, "uk", title="Моя")
    Workshop.objects.filter(pk=workshop.pk).update(title_de="Anderer Titel")

    response = client.post(url(workshop, query="?language=uk"), mine)

    assert "The source has been changed in the meantime." in page_of(response)
    assert "Anderer Titel" in page_of(response)
    assert "Моя" in page_of(response)


@pytest.mark.parametrize("version", ["я" * 251, "x" * 100_000])
def test_a_text_too_long_is_refused_and_stays_on_the_page(client, organiser, version):
    workshop = make_workshop()

    response = client.post(url(workshop, query="?language=uk"), sent(workshop, "uk", title=version))

    assert response.context["form"].errors
    assert version in page_of(response)
    workshop.refresh_from_db()
    assert not workshop.title_uk


def test_the_title_of_what_is_published_stays(client, organiser):
    workshop = make_workshop(title_de="", title_en="Title")

    response = client.post(url(workshop, query="?language=en"), sent(workshop, "en", title=""))

    assert "Write this in at least one language." in page_of(response)


def test_a_text_that_came_later_is_not_emptied(client, organiser):
    workshop = make_workshop()
    mine = sent(workshop, "en")
    track = make_track(workshop, title_en="New")

    client.post(url(workshop, query="?language=en"), mine)

    track.refresh_from_db()
    assert track.title_en == "New"


@pytest.mark.row("A51")
def test_texts_are_escaped(client, organiser):
    workshop = make_workshop(title_de="<script>alert(1)</script>", title_uk='"><img src=x>')

    page = page_of(client.get(url(workshop, query="?language=uk")))

    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_what_is_still_right_can_be_said(client, organiser):
    workshop = make_workshop(title_de="Alt", title_uk="Старе")
    workshop.title_de = "Neu"
    workshop.save()
    page = client.get(url(workshop, query="?language=uk"))
    assert "The translation is still right" in page_of(page)

    client.post(
        url(workshop, "translations_confirm"),
        {"language": "uk", "seen_at": page.context["seen_at"]},
    )

    assert texts.of(workshop).count("uk") == {"complete": 1}
    assert TranslationReview.objects.get().confirmed_by == organiser
    after = page_of(client.get(url(workshop, query="?language=uk")))
    assert "The translation is still right" not in after.replace("Noted: the translation", "")


def test_what_changed_after_the_page_was_made_is_not_confirmed(client, organiser):
    workshop = make_workshop(title_de="Alt", title_uk="Старе")
    seen_at = client.get(url(workshop, query="?language=uk")).context["seen_at"]
    workshop.title_de = "Neu"
    workshop.save()

    client.post(url(workshop, "translations_confirm"), {"language": "uk", "seen_at": seen_at})

    assert texts.of(workshop).count("uk") == {"stale": 1}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"language": "xx", "seen_at": "2030-01-01T00:00"},
        {"language": "uk", "seen_at": "soon"},
    ],
)
def test_a_wrong_confirmation_confirms_nothing(client, organiser, data):
    assert client.post(url(make_workshop(), "translations_confirm"), data).status_code == 302
    assert not TranslationReview.objects.exists()


def test_nobody_confirms_the_future(client, organiser):
    data = {"language": "uk", "seen_at": "2999-01-01T00:00:00+00:00"}

    client.post(url(make_workshop(), "translations_confirm"), data)

    confirmed_at = TranslationReview.objects.get().confirmed_at
    assert confirmed_at <= datetime.datetime.now(datetime.UTC)


# workbooks


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [[cell.value for cell in row] for row in page] for page in book}


def exported(client, workshop, language="uk"):
    return client.get(url(workshop, "translations_workbook", f"?language={language}")).content


def filled(content, changes):
    """The workbook with other texts in the rows of some keys, as a spreadsheet would save it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["Texts"].iter_rows(min_row=2):
        if row[0].value in changes:
            row[4].value = changes[row[0].value]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(client, workshop, content, language="uk"):
    file = SimpleUploadedFile("texts.xlsx", content)
    return client.post(
        url(workshop, "translations_upload"), {"language": language, "file": file}, follow=True
    )


def take_over(client, workshop, response, *keys, language="uk"):
    data = {"language": language, "shown": response.context["shown"], "taken": keys}
    return client.post(url(workshop, "translations_take_over"), data, follow=True)


def verdicts(response):
    return {
        line.row.key: (verdict.value, line.row.number)
        for verdict, lines in response.context["groups"]
        for line, _here, _there in lines
    }


def test_the_workbook_names_workshop_language_and_number(client, organiser):
    workshop = make_workshop("munich", title_de="Titel", title_en="", title_uk="=1+1")

    response = client.get(url(workshop, "translations_workbook", "?language=uk"))

    sheets = cells(response.content)
    assert 'filename="munich-uk.xlsx"' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert sheets["About"][0] == ["Workshop", "Titel"]
    assert sheets["About"][1] == ["Language", "Ukrainian"]
    assert sheets["About"][3] == ["Texts", "1"]
    assert sheets["Texts"][0][:5] == [
        "key",
        "What it is",
        "Language",
        "Source text",
        "Ukrainian (uk)",
    ]
    assert sheets["Texts"][1][:5] == [
        key(workshop),
        "Workshop · Title",
        "German",
        "Titel",
        "=1+1",
    ]


def test_the_page_itself_may_send_a_workbook(organiser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    workshop = make_workshop()
    content = exported(client, workshop)
    page = page_of(client.get(url(workshop, query="?language=uk")))
    form = page[page.index(url(workshop, "translations_upload")) :]
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', form).group(1)

    file = SimpleUploadedFile("texts.xlsx", content)
    data = {"language": "uk", "file": file, "csrfmiddlewaretoken": token}

    assert client.post(url(workshop, "translations_upload"), data).status_code != 403


def test_an_unchanged_workbook_changes_nothing(client, organiser):
    workshop = make_workshop(
        title_uk="Назва", summary_de="Eins\r\n\r\n  Zwei", summary_uk=" _x0041_ \t\nДва"
    )
    make_track(workshop, description_de="=SUM(1)", description_uk="+49 89")

    response = upload(client, workshop, exported(client, workshop))

    assert response.context["groups"] == []
    assert response.context["number_same"] == 3
    assert "The workbook changes nothing." in page_of(response)


def test_rich_text_is_read_and_written_in_signs(client, organiser):
    html = "<h3>Ziele</h3><ul><li><p><strong>Wasser</strong> sparen</p></li></ul>"
    workshop = make_workshop(description_de=html, description_uk="<p>Вода</p>")
    content = exported(client, workshop)
    row = next(row for row in cells(content)["Texts"] if row[0] == key(workshop, "description"))
    assert row[3:5] == ["# Ziele\n\n- **Wasser** sparen", "Вода"]
    assert upload(client, workshop, content).context["groups"] == []

    written = {key(workshop, "description"): "# Цілі\n\n- **Вода**<script>alert(1)</script>"}
    tags = upload(client, workshop, filled(content, written))
    written = {key(workshop, "description"): "# Цілі\n\n- *Вода*\n- [x](javascript:alert)"}
    response = upload(client, workshop, filled(content, written))
    take_over(client, workshop, response, key(workshop, "description"))

    workshop.refresh_from_db()
    assert "<script>" not in page_of(tags).partition("<main")[2]
    assert workshop.description_uk == (
        "<h3>Цілі</h3><ul><li><p><em>Вода</em></p></li><li><p>x</p></li></ul>"
    )


def test_what_was_shown_is_taken_over(client, organiser):
    workshop = make_workshop(summary_de="Kurz")
    content = filled(
        exported(client, workshop), {key(workshop): "Назва", key(workshop, "summary"): "Коротко"}
    )

    response = upload(client, workshop, content)
    workshop.refresh_from_db()
    assert not workshop.title_uk
    assert verdicts(response) == {
        key(workshop): ("changed", 2),
        key(workshop, "summary"): ("changed", 3),
    }

    response = take_over(client, workshop, response, key(workshop))

    workshop.refresh_from_db()
    assert (workshop.title_uk, workshop.summary_uk or "") == ("Назва", "")
    assert "1 text has been saved." in page_of(response)


def test_an_empty_cell_changes_nothing(client, organiser):
    workshop = make_workshop(title_uk="Назва")

    response = upload(client, workshop, filled(exported(client, workshop), {key(workshop): None}))

    assert response.context["groups"] == []


def test_what_cannot_be_taken_over_is_named_with_its_row(client, organiser):
    workshop, other = make_workshop(summary_de="Kurz"), make_workshop()
    content = filled(exported(client, workshop), {key(workshop): "я" * 251})
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Texts"].append([key(other), "", "", "", "Foreign", "x-x"])
    book["Texts"].append([key(workshop), "", "", "", "Again", "x-x"])
    book["Texts"].append(["<b>:-1:x", "", "", "", "Nonsense", "x-x"])
    buffer = io.BytesIO()
    book.save(buffer)

    response = upload(client, workshop, buffer.getvalue())

    refused = [
        (line.row.number, line.remark)
        for _verdict, lines in response.context["groups"]
        for line, _here, _there in lines
    ]
    assert refused == [
        (2, "Ensure this value has at most 250 characters (it has 251)."),
        (4, "This workshop has no such text."),
        (5, "Row 2 has the same text."),
        (6, "This workshop has no such text."),
    ]
    assert "Take over what is ticked" not in page_of(response)


@pytest.mark.parametrize("column", ["title_de", "title_uk"])
def test_what_changed_here_since_the_export_is_shown_and_not_ticked(client, organiser, column):
    workshop = make_workshop(title_uk="Стара")
    content = filled(exported(client, workshop), {key(workshop): "Нова"})
    Workshop.objects.filter(pk=workshop.pk).update(**{column: "Someone else"})

    response = upload(client, workshop, content)

    assert verdicts(response) == {key(workshop): ("outdated", 2)}
    assert "checked" not in page_of(response)

    take_over(client, workshop, response, key(workshop))

    workshop.refresh_from_db()
    assert workshop.title_uk == "Нова"


def test_a_change_between_the_report_and_taking_over_loses_nothing(client, organiser):
    workshop = make_workshop(summary_de="Kurz")
    content = filled(
        exported(client, workshop), {key(workshop): "Назва", key(workshop, "summary"): "Коротко"}
    )
    response = upload(client, workshop, content)
    Workshop.objects.filter(pk=workshop.pk).update(title_uk="Someone else")

    response = take_over(client, workshop, response, key(workshop), key(workshop, "summary"))

    workshop.refresh_from_db()
    assert (workshop.title_uk, workshop.summary_uk or "") == ("Someone else", "")
    assert "Nothing was taken over" in page_of(response)


def test_only_what_was_shown_for_this_workshop_and_language_is_taken(client, organiser):
    workshop, other = make_workshop(), make_workshop()
    content = filled(exported(client, workshop), {key(workshop): "Назва"})
    response = upload(client, workshop, content)

    take_over(client, other, response, key(workshop))
    take_over(client, workshop, response, key(workshop), language="sq")
    take_over(client, workshop, response, key(other))

    assert not Workshop.objects.filter(title_uk="Назва").exists()
    assert not Workshop.objects.filter(title_sq="Назва").exists()


@pytest.mark.parametrize("shown", ["", "x", "a:b:c", "x" * 10_000])
def test_a_forged_report_is_refused(client, organiser, shown):
    workshop = make_workshop()
    data = {"language": "uk", "shown": shown, "taken": [key(workshop)]}

    response = client.post(url(workshop, "translations_take_over"), data, follow=True)

    assert "Send the file again." in page_of(response)


def test_a_workbook_of_another_language_is_refused(client, organiser):
    workshop = make_workshop()

    response = upload(client, workshop, exported(client, workshop, "sq"))

    assert "This workbook is for another language." in page_of(response)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
        b"PK\x03\x04" + b"x" * 100,
        workbooks.write([workbooks.Sheet("x", [["other"]], [1])]),
        workbooks.write([workbooks.Sheet("x", [["key"]], [1])]),
        workbooks.write([workbooks.Sheet("x", [["key", "", "", "", "(uk)"], ["a"]], [1])]),
    ],
)
def test_a_bad_file_gives_one_message(client, organiser, content):
    response = upload(client, make_workshop(), content)

    assert response.status_code == 200
    assert len(response.context.get("messages", [])) == 1 or response.context["groups"] == []


def test_no_file_gives_a_message(client, organiser):
    data = {"language": "uk"}
    response = client.post(url(make_workshop(), "translations_upload"), data, follow=True)

    assert "Choose a file." in page_of(response)


@pytest.mark.row("A51")
def test_the_report_escapes_what_stands_in_the_file(client, organiser):
    workshop = make_workshop()
    content = filled(exported(client, workshop), {key(workshop): "<script>alert(1)</script>"})

    page = page_of(upload(client, workshop, content))

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("seen_at", ["0001-01-01T00:00", "9999-12-31T23:59", "x", ""])
def test_a_time_out_of_range_confirms_nothing(client, organiser, seen_at):
    workshop = make_workshop()

    response = client.post(
        url(workshop, "translations_confirm"), {"language": "uk", "seen_at": seen_at}
    )

    assert response.status_code == 302
    assert not TranslationReview.objects.exists()
