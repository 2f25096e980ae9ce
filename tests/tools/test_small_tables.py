import datetime

import pytest

from partnerships.models import CountryNote, Municipality, Organisation
from tests.factories import make_municipality, make_organisation, make_outcome, make_workshop
from tools.languages import columns
from tools.small_tables import read_together
from workshops.models import Outcome, WorkshopDay, WorkshopOrganiser

pytestmark = pytest.mark.django_db


def test_rows_of_several_tables_come_in_one_query(django_assert_num_queries):
    workshop = make_workshop(starts_on=datetime.date(2030, 5, 7), days=2)
    CountryNote.objects.create(code="XK", label_uk="Косово*")
    first, second = (make_organisation(slug, website=f"https://{slug}.example") for slug in "ab")
    for position, organisation in enumerate((second, first)):
        WorkshopOrganiser.objects.create(
            workshop=workshop, organisation=organisation, role="funder", position=position
        )

    with django_assert_num_queries(1):
        days, notes, organisers = read_together(
            (workshop.days.all(), ["date"]),
            (CountryNote.objects.all(), ["code", *columns("label")]),
            (
                workshop.organisers.all(),
                ["role", "position", "organisation__slug", "organisation__website"],
            ),
        )

        assert [day.date for day in days] == workshop.dates
        assert [(note.code, note.label_uk, note.label_de) for note in notes] == [
            ("XK", "Косово*", None)
        ]
        assert [
            (each.role, each.position, each.organisation.slug, each.organisation.website)
            for each in organisers
        ] == [
            ("funder", 0, "b", "https://b.example"),
            ("funder", 1, "a", "https://a.example"),
        ]

    assert {type(row) for row in (*days, *notes, *organisers)} == {
        WorkshopDay,
        CountryNote,
        WorkshopOrganiser,
    }


def test_what_a_row_is_not_related_to_is_none(django_assert_num_queries):
    make_organisation("alone")
    make_organisation("utility", municipality=make_municipality(name="Stadt"))

    with django_assert_num_queries(1):
        (found,) = read_together(
            (Organisation.objects.order_by("-pk"), ["slug", "municipality__name_de"])
        )
        places = [each.municipality and each.municipality.name_de for each in found]

    assert places == [None, "Stadt"]


def test_the_filters_of_each_part_hold():
    workshop = make_workshop()
    make_outcome(workshop, text_de="Kanarienvogel", visibility="participants")
    seen = make_outcome(workshop, text_de="„Ergebnis“\n\\ 1", municipality=make_municipality())

    outcomes, nothing, municipalities = read_together(
        (Outcome.objects.filter(visibility="public"), ["text_de", "position", "municipality_id"]),
        (Outcome.objects.none(), ["text_de", "position"]),
        (Municipality.objects.filter(pk__in=[]), ["slug"]),
    )

    assert [(each.pk, each.text_de, each.municipality_id) for each in outcomes] == [
        (seen.pk, seen.text_de, seen.municipality_id)
    ]
    assert nothing == municipalities == []


def test_a_column_that_was_not_read_is_loaded_when_it_is_asked_for(django_assert_num_queries):
    make_outcome(text_de="Ergebnis")

    ((outcome,),) = read_together((Outcome.objects.all(), ["position"]))

    with django_assert_num_queries(1):
        assert outcome.text_de == "Ergebnis"
