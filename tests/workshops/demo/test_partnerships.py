import datetime

import pytest

from partnerships.models import Municipality, Partnership
from workshops.demo.partnerships import partial_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def members(partnership):
    return [member.municipality.slug for member in partnership.members.all()]


def test_fifty_six_reported_pairs_are_fifty_two_partnerships():
    assert Partnership.objects.count() == 52
    assert Partnership.objects.public().count() == 52


def test_pairs_that_name_each_other_are_one_partnership_of_three():
    larger = [
        members(partnership)
        for partnership in Partnership.objects.with_members()
        if len(partnership.members.all()) != 2
    ]

    assert larger == [
        ["erlangen", "jena", "brovary"],
        ["muenster", "lublin", "vinnytsia"],
        ["stuttgart", "dresden", "chmelnyzkyj"],
        ["ulm", "neu-ulm", "bilhorod-dnistrowskyj"],
    ]


def test_a_partner_named_by_one_side_only_stays_a_pair():
    sumy = Municipality.objects.get(slug="sumy")

    assert [members(partnership) for partnership in Partnership.objects.of(sumy)] == [
        ["celle", "sumy"],
        ["haemeenlinna", "sumy"],
    ]


def test_project_partnerships_became_twinnings():
    ended = Partnership.objects.filter(status=Partnership.Status.ENDED)

    assert [
        (members(one), one.kind, one.successor.kind, one.ended_on, one.ended_precision)
        for one in ended
    ] == [
        (["koeln", "dnipro"], "project", "twinning", datetime.date(2024, 8, 28), "day"),
        (["kirchhain", "viti"], "project", "twinning", datetime.date(2023, 4, 1), "month"),
    ]
    assert [members(one.successor) for one in ended] == [members(one) for one in ended]


def test_planned_partnership_is_public_because_it_was_announced():
    planned = Partnership.objects.public().get(status=Partnership.Status.PLANNED)

    assert members(planned) == ["koblenz", "iwano-frankiwsk"]
    assert planned.started_on is None


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("1961", datetime.date(1961, 1, 1), "year"),
        ("2018-08", datetime.date(2018, 8, 1), "month"),
        ("1989-10-06", datetime.date(1989, 10, 6), "day"),
        (None, None, ""),
    ],
)
def test_partial_date(text, date, precision):
    assert partial_date(text) == (date, precision)


def test_every_partnership_names_its_source():
    assert not Partnership.objects.filter(source_url="").exists()
