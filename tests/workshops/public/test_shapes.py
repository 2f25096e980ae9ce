"""What pages draw from: shields, threads, date blocks, the page of a workshop in each phase."""

import datetime
from math import hypot

import pytest
from django.utils import timezone, translation

from partnerships.models import Municipality
from partnerships.shields import shield
from tests.factories import make_delegate, make_delegation, make_past_workshop, make_workshop
from tools.languages import Translated
from workshops.models import Phase
from workshops.public.maps.threads import GAP, SIZE, threads
from workshops.public.parts.cards import DateBlock
from workshops.public.parts.phases import phase_badge

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


def test_a_shield_never_changes():
    drawn = shield("vinnytsia", "Winnyzja")

    assert (drawn.pattern, drawn.dark, drawn.light) == ("wave", "#8F3A1E", "#F7E1D8")
    assert drawn == shield("vinnytsia", "Winnyzja")


def test_a_shield_has_the_first_two_letters_in_the_script_of_the_page():
    assert shield("x", "Вінниця").initials == "Ві"
    assert shield("x", "(St.) Gallen").initials == "St"
    assert shield("x", "Ö").initials == "Ö"
    assert shield("x", "").initials == ""


def place(latitude, longitude):
    return Municipality(slug=f"{latitude}", country="DE", latitude=latitude, longitude=longitude)


def test_threads_lead_from_the_host_to_each_place():
    host, near, far = (Translated(name, "de") for name in ("Host", "Near", "Far"))

    drawn = threads((host, place(48, 11)), [(near, place(50, 20)), (far, place(47, 36))])

    assert len(drawn.lines) == len(drawn.guests) == 2
    points = [drawn.host, *drawn.guests]
    assert all(0 <= point.x <= SIZE[0] and 0 <= point.y <= SIZE[1] for point in points)
    assert all(line.startswith(f"M{drawn.host.x} {drawn.host.y}Q") for line in drawn.lines)
    assert [point.name for point in points] == [host, near, far]
    assert all(point.label.y > point.y for point in points)
    assert drawn.section.countries == ["DE"]


def test_nothing_is_drawn_without_two_known_places():
    name = Translated("x", "de")
    nowhere = Municipality(slug="nowhere")

    assert threads((name, place(48, 11)), []) is None
    assert threads((name, place(48, 11)), [(name, nowhere)]) is None
    assert threads((name, nowhere), [(name, place(48, 11))]) is None


def test_places_at_one_spot_are_drawn_side_by_side():
    name = Translated("x", "de")

    drawn = threads((name, place(48.0001, 11)), [(name, place(48, 11))])

    (guest,) = drawn.guests
    assert hypot(guest.x - drawn.host.x, guest.y - drawn.host.y) >= GAP


@pytest.mark.parametrize("spot", [(90, 0), (-90, 180), (0, -180), (-1, 36)])
def test_places_outside_the_base_map_have_no_thread(spot):
    name = Translated("x", "de")

    drawn = threads((name, place(48, 11)), [(name, place(*spot)), (name, place(50, 20))])

    assert len(drawn.lines) == len(drawn.guests) == 1
    assert threads((name, place(48, 11)), [(name, place(*spot))]) is None
    assert threads((name, place(*spot)), [(name, place(48, 11))]) is None


@pytest.mark.parametrize(
    ("first", "last", "day", "year"),
    [
        ((2023, 11, 28), (2023, 11, 29), "28–29", "2023"),
        ((2023, 11, 28), (2023, 11, 28), "28", "2023"),
        ((2023, 6, 30), (2023, 7, 2), "30.6.–2.7.", "2023"),
        ((2023, 12, 31), (2024, 1, 1), "31.12.–1.1.", "2023–2024"),
    ],
)
def test_the_date_block(first, last, day, year):
    block = DateBlock(datetime.date(*first), datetime.date(*last))

    with translation.override("de"):
        assert (block.day, block.year) == (day, year)


PHASES = {
    Phase.ANNOUNCED: {},
    Phase.NOMINATION_OPEN: {"nomination_closes_at": NOW + DAY, "mailbox": "ask@example.org"},
    Phase.NOMINATION_CLOSED: {"nomination_closes_at": NOW - DAY},
    Phase.CANCELLED: {"cancelled_at": NOW, "cancellation_reason_de": "Ein Grund."},
    Phase.RUNNING: {"starts_on": timezone.localdate(), "days": 3},
}
SAID = {
    Phase.NOMINATION_OPEN: "mailto:ask@example.org",
    Phase.CANCELLED: "Ein Grund.",
    Phase.NOMINATION_CLOSED: "#lock",
    Phase.ANNOUNCED: "#calendar-days",
    Phase.RUNNING: "#radio",
}


@pytest.mark.django_db
@pytest.mark.parametrize("phase", PHASES)
def test_a_workshop_page_says_where_it_stands(client, phase):
    workshop = make_workshop("one", **PHASES[phase])

    text = client.get("/de/workshops/one/").content.decode()

    assert phase_badge(workshop, timezone.now()).phase == phase
    assert SAID[phase] in text
    assert (' class="cancelled"' in text) is (phase == Phase.CANCELLED)


@pytest.mark.django_db
def test_a_full_workshop_explains_the_waiting_list(client):
    workshop = make_workshop("one", capacity=1, nomination_closes_at=NOW + DAY)
    make_delegate(make_delegation(workshop))

    assert "#hourglass" in client.get("/de/workshops/one/").content.decode()


@pytest.mark.django_db
def test_days_with_a_gap_are_listed(client):
    workshop = make_past_workshop("one", days=3)
    workshop.days.filter(date=datetime.date(2023, 11, 29)).delete()

    text = client.get("/de/workshops/one/").content.decode()

    assert "28. November 2023, 30. November 2023" in text
