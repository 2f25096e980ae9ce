"""The list and the form of legal texts and pages, and the field of a rich text."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import make_workshop
from tests.workshops.admin.test_forms import fields_of, saved
from workshops.models import TextPage
from workshops.models.text_page import BUILT_IN_REVIEWED_ON

pytestmark = pytest.mark.django_db

LIST = "/admin/workshops/textpage/"


def form_of(key):
    TextPage.objects.complete()
    page = TextPage.objects.get(key=key)
    return reverse("admin:workshops_textpage_change", args=[page.pk])


def test_list_holds_each_page_once(client, organiser):
    for _time in range(2):
        rows = client.get(LIST).context["cl"].result_list

        assert [page.key for page in rows] == TextPage.Key.values


def test_list_tells_languages_and_review(client, organiser):
    TextPage.objects.create(
        key="imprint", body_de="Hier", body_uk="Тут", reviewed_on=datetime.date(2020, 5, 1)
    )

    text = client.get(LIST).content.decode()

    assert "German, Ukrainian" in text
    assert "1 May 2020" in text
    assert "Review it again" in text


@pytest.mark.parametrize(("days", "due"), [(0, False), (335, False), (336, True)])
def test_review_is_due_before_the_year_is_over(days, due):
    page = TextPage(key="accessibility", reviewed_on=datetime.date(2027, 1, 1))

    assert page.is_review_due(datetime.date(2027, 1, 1) + datetime.timedelta(days)) is due


REVIEWED = datetime.date(2027, 1, 1)
SOON, LATE = REVIEWED + datetime.timedelta(335), REVIEWED + datetime.timedelta(336)


@pytest.mark.parametrize(
    ("fields", "today", "due"),
    [
        ({"key": "accessibility", "body_de": "Unsere", "reviewed_on": REVIEWED}, SOON, False),
        ({"key": "accessibility", "body_de": "Unsere", "reviewed_on": REVIEWED}, LATE, True),
        ({"key": "accessibility", "body_de": "Unsere"}, SOON, True),
        ({"key": "accessibility"}, BUILT_IN_REVIEWED_ON, False),
        ({"key": "accessibility"}, BUILT_IN_REVIEWED_ON + datetime.timedelta(336), True),
        ({"key": "privacy", "body_de": "Unsere"}, LATE, False),
    ],
)
def test_the_statement_of_accessibility_has_to_be_reviewed(fields, today, due):
    """The built-in one as well; who writes their own says when it was looked through."""
    assert TextPage(**fields).is_review_due(today) is due


COMPLETE = (
    "Stadt Beispiel, vertreten durch die Bürgermeisterin, Hauptstraße 1, 01067 Beispiel, "
    "Telefon +49 351 123-0, office@example.org"
)


def lacking(client):
    return [lack.text for lack in client.get("/admin/").context["lacks"]]


def test_today_warns_of_a_missing_imprint_and_privacy(client, organiser, settings):
    settings.SITE_OPERATOR = ""
    unwritten = lacking(client)
    page = TextPage.objects.create(key="imprint")
    opened = client.get("/admin/")
    page.body_uk = COMPLETE
    page.save()

    assert unwritten == [
        "The imprint is missing: nobody has entered who runs this site.",
        "The page on privacy does not say who is responsible.",
    ]
    assert f'href="/admin/workshops/textpage/{page.pk}/change/"' in opened.text
    assert lacking(client) == []


def test_today_does_not_warn_where_the_settings_name_the_operator(client, organiser, settings):
    settings.SITE_OPERATOR = COMPLETE

    assert lacking(client) == []


def test_today_warns_of_a_statement_that_is_out_of_date(client, organiser, settings):
    settings.SITE_OPERATOR = COMPLETE
    page = TextPage.objects.create(
        key="accessibility", body_de="Unsere: a@example.org", reviewed_on=datetime.date(2020, 1, 1)
    )
    old = lacking(client)
    page.reviewed_on = None
    page.save()

    assert old == ["The accessibility statement was last reviewed more than eleven months ago."]
    assert lacking(client) == ["The accessibility statement does not say when it was reviewed."]


def test_today_warns_only_who_may_write_the_pages(client, staff, settings):
    settings.SITE_OPERATOR = ""
    staff("view_workshop", "view_textpage")
    reader = lacking(client)
    staff("change_textpage")

    assert reader == []
    assert len(lacking(client)) == 2


def test_text_is_saved_sanitised_and_shown(client, organiser):
    url = form_of("about")
    data = fields_of(client, url)

    written = {
        "body_de": "<p>Wir <b onclick=x()>sind</b> <em>hier</em></p>",
        "body_en": "We\n\nare",
    }
    saved(client.post(url, data | written))

    page = TextPage.objects.get(key="about")
    assert page.body_de == "<p>Wir sind <em>hier</em></p>"
    assert page.body_en == "<p>We</p><p>are</p>"
    assert page.history.count() == 1
    assert "<p>Wir sind <em>hier</em></p>" in client.get("/de/about/").content.decode()


def test_pages_are_neither_added_nor_deleted(client, organiser):
    url = form_of("about")

    assert client.get("/admin/workshops/textpage/add/").status_code == 403
    assert client.get(url.replace("change", "delete")).status_code == 403


@pytest.mark.parametrize(
    ("permission", "status"), [("change_textpage", 200), ("change_report", 403)]
)
def test_permission_of_its_own(client, staff, permission, status):
    url = form_of("imprint")
    staff(permission)

    assert client.get(LIST).status_code == status
    assert client.get(url).status_code == status


def test_side_bar_leads_there(client, organiser):
    links = [link for _head, links in client.get(LIST).context["side_bar"] for link in links]

    assert [link.url for link in links if link.is_current] == [LIST]


def test_list_queries(client, organiser, django_assert_max_num_queries):
    TextPage.objects.complete()

    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_rich_text_asks_for_the_editor_and_stays_a_textarea(client, organiser):
    workshop = make_workshop(description_de="<p>Eins</p>")

    page = client.get(reverse("admin:workshops_workshop_change", args=[workshop.pk]))

    text = page.content.decode()
    field = page.context["adminform"].form["description_de"].as_widget()
    assert "data-rich-text" in field
    assert "&lt;p&gt;Eins&lt;/p&gt;" in field
    assert text.count('src="/static/js/admin-rich-text.js" type="module"') == 1
    assert 'data-editor="/static/django_prose_editor/editor.js"' in text
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Stadt Beispiel", "postal address, e-mail address and who represents the operator"),
        (COMPLETE.replace("vertreten durch die", ""), "recognised: who represents the operator."),
        (COMPLETE.replace("01067", ""), "recognised: postal address."),
    ],
)
@pytest.mark.parametrize("is_setting", [True, False])
def test_a_line_of_text_is_no_imprint(client, organiser, settings, text, missing, is_setting):
    settings.SITE_OPERATOR, settings.SITE_CONTACT = (text if is_setting else ""), ""
    if not is_setting:
        TextPage.objects.create(key="imprint", body_de=text)

    (said,) = lacking(client)

    assert missing in said


def test_own_text_of_another_language_wants_its_parts_too(client, organiser, settings):
    settings.SITE_OPERATOR = COMPLETE
    TextPage.objects.create(key="privacy", body_de=COMPLETE, body_sq="Këtu")

    assert lacking(client) == [
        "Privacy: this part is missing or not recognised: postal address and e-mail address."
    ]


def test_the_form_shows_the_built_in_text_until_something_is_written(client, organiser, settings):
    settings.SITE_OPERATOR = ""
    url = form_of("imprint")

    page = client.get(url).content.decode()
    TextPage.objects.filter(key="imprint").update(body_de=COMPLETE)
    written = client.get(url).content.decode()

    assert "<h2>Wer diese Website betreibt</h2>" in page
    assert "The imprint is missing" in page
    assert "The built-in text" not in written
