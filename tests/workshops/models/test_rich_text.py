"""Every way into the column of a rich text sanitises it, in each language."""

import pytest
from django.db import connection
from django.utils import translation

from tests.factories import make_report, make_topic, make_workshop
from workshops.models import Report, TextPage, Workshop

pytestmark = pytest.mark.django_db

EVIL = '<p onclick="x()">Gut<script>alert(1)</script></p>'
GOOD = "<p>Gut</p>"


def stored(workshop):
    table, pk = Workshop._meta.db_table, workshop.pk
    columns = [f"description{suffix}" for suffix in ("", "_de", "_en", "_uk", "_sq")]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = %s", [pk])
        return set(cursor.fetchone()) - {None, ""}


@pytest.mark.row("A50")
@pytest.mark.parametrize("code", ["de", "en", "uk", "sq"])
def test_save_update_and_bulk_acts_sanitise(code):
    column = f"description_{code}"
    workshop = make_workshop(**{column: EVIL})
    assert stored(workshop) == {GOOD}

    setattr(workshop, column, EVIL)
    workshop.save(update_fields=[column])
    assert stored(workshop) == {GOOD}

    Workshop.objects.filter(pk=workshop.pk).update(**{column: EVIL})
    assert stored(workshop) == {GOOD}

    setattr(workshop, column, EVIL)
    Workshop.objects.bulk_update([workshop], [column])
    assert stored(workshop) == {GOOD}


def test_the_bare_name_sanitises():
    with translation.override("uk"):
        workshop = make_workshop(description=EVIL)
        Workshop.objects.filter(pk=workshop.pk).update(description=EVIL)

    assert stored(workshop) == {GOOD}


@pytest.mark.row("A50")
def test_bulk_create_and_history_sanitise():
    workshop = make_workshop(description_de=EVIL)
    TextPage.objects.bulk_create([TextPage(key="about", body_sq=EVIL)])

    assert TextPage.objects.get().body_sq == GOOD
    assert workshop.history.get().description_de == GOOD


def test_plain_text_becomes_paragraphs():
    report = make_report(body_de="Eins & zwei\n\nDrei <4", body_en=None)

    report = Report.objects.get(pk=report.pk)
    assert (report.body_de, report.body_en) == ("<p>Eins &amp; zwei</p><p>Drei &lt;4</p>", None)


def test_search_knows_the_words_and_not_the_markup():
    topic = make_topic(description_de='<p>Wörter <a href="https://example.org">hier</a></p>')
    workshop = make_workshop(description_de="<p>Abwasser</p><p>Strom</p>")

    assert "noopener" not in topic.search_key
    assert "example" not in topic.search_key
    assert "abwasser strom" in workshop.search_key


@pytest.mark.row("A50")
def test_what_came_past_the_field_is_harmless_on_the_page(client):
    workshop = make_workshop(description_de="x")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Workshop._meta.db_table} SET description_de = %s WHERE id = %s",
            [EVIL, workshop.pk],
        )

    text = client.get(f"/de/workshops/{workshop.slug}/").content.decode()

    assert GOOD in text
    assert "alert(1)" not in text
