"""What a card of the list says of a workshop: cancelled until its planned end, with a report."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from tests.factories import make_municipality, make_partnership, make_past_workshop, make_report
from tests.factories import make_workshop as make
from tests.workshops.public.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

CANCELLED = {"de": "Abgesagt", "en": "Cancelled", "uk": "Скасовано", "sq": "E anuluar"}


def cards(client, path):
    """{slug: text of its card}"""
    parts = client.get(path).content.decode().split('<article class="card workshop-card">')[1:]
    return {
        part.split("/workshops/")[1].split("/")[0]: part.split("</article>")[0] for part in parts
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancelled_workshop_stays_until_its_planned_end(client, language):
    workshop = make("off", starts_on=datetime.date(2030, 5, 7), cancelled_at=timezone.now())
    upcoming, past = f"/{language}/workshops/", f"/{language}/workshops/?when=past"

    with time_machine.travel(workshop.ends_at - datetime.timedelta(seconds=1), tick=False):
        assert CANCELLED[language] in cards(client, upcoming)["off"]
        assert cards(client, past) == {}
    with time_machine.travel(workshop.ends_at, tick=False):
        assert cards(client, upcoming) == {}
        assert CANCELLED[language] in cards(client, past)["off"]


def test_the_start_page_calls_a_workshop_next_until_it_runs(client):
    workshop = make("one", starts_on=datetime.date(2030, 5, 7), days=3)

    with time_machine.travel(workshop.starts_at - datetime.timedelta(seconds=1), tick=False):
        assert "Nächster Workshop" in client.get("/de/").content.decode()
    with time_machine.travel(workshop.starts_at, tick=False):
        page = client.get("/de/").content.decode()
    assert "Nächster Workshop" not in page
    assert '<p class="kicker">Läuft bis 9. Mai 2030</p>' in page


def test_a_past_workshop_says_whether_there_is_a_report(client):
    make_report(make_past_workshop("told"))
    make_report(make_past_workshop("later"), published_on=datetime.date(2999, 1, 1))
    make_past_workshop("untold")

    shown = cards(client, "/de/workshops/?when=past")

    assert {slug for slug, text in shown.items() if "Mit Bericht" in text} == {"told"}
    assert shown.keys() == {"told", "later", "untold"}


def test_a_municipality_without_crest_has_the_same_shield_everywhere(client, world):
    """On card, workshop, list, map, page and partnership; sizes differ, the drawing does not."""
    host = world["host"]
    make_partnership(host, make_municipality("third", name="Xylo"))

    drawn = set()
    for path in ("workshops/", "workshops/past-one/", "cities/", "cities/hosthausen/", "map/"):
        for part in client.get(f"/de/{path}").content.decode().split('<svg class="shield')[1:]:
            drawing = part.split("</svg>")[0].partition(">")[2]
            if ">Ho</text>" in drawing:
                drawn.add(" ".join(drawing.split()))
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("zone", "end_of_the_last_day"),
    [
        ("Europe/Kyiv", datetime.datetime(2030, 5, 8, 21, tzinfo=datetime.UTC)),
        ("Europe/Berlin", datetime.datetime(2030, 5, 8, 22, tzinfo=datetime.UTC)),
        ("America/New_York", datetime.datetime(2030, 5, 9, 4, tzinfo=datetime.UTC)),
    ],
)
def test_a_workshop_is_upcoming_until_its_last_day_ends_on_its_own_clocks(
    client, zone, end_of_the_last_day
):
    make("one", starts_on=datetime.date(2030, 5, 7), days=2, timezone=zone)
    upcoming, past = "/de/workshops/", "/de/workshops/?when=past"
    shown = []

    for second in (-1, 0):
        at = end_of_the_last_day + datetime.timedelta(seconds=second)
        with time_machine.travel(at, tick=False):
            shown.append([[*cards(client, path)] for path in (upcoming, past)])

    assert shown == [[["one"], []], [[], ["one"]]]
