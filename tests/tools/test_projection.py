"""The projection, and what lies where on the committed base map."""

import gzip
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools.projection import HEIGHT, WIDTH, is_inside, project

BASE = Path(__file__).resolve().parents[2] / "static/map/base.svg"
PLACES = {
    "Simferopol": (44.9521, 34.1024, "UA"),
    "Sevastopol": (44.6054, 33.5221, "UA"),
    "Kerch": (45.3573, 36.4683, "UA"),
    "Donetsk": (48.023, 37.8022, "UA"),
    "Kyiv": (50.4547, 30.5238, "UA"),
    "Pristina": (42.6727, 21.1669, "XK"),
    "Belgrade": (44.8176, 20.4633, "RS"),
    "München": (48.1374, 11.5755, "DE"),
    "Rostov-on-Don": (47.2313, 39.7233, "RU"),
    "in the Black Sea": (43.5, 33.0, None),
}


def rings(path):
    """The rings of `M x y l dx dy ... z`, in pixels."""
    for ring in re.findall(r"M([^z]+)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        points = []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((x, y))
        yield [*points, points[0]]


def is_within(place, path):
    x, y = place
    crossings = sum(
        (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
        for ring in rings(path)
        for (ax, ay), (bx, by) in pairwise(ring)
    )
    return crossings % 2 == 1


@pytest.fixture(scope="module")
def countries():
    svg = ElementTree.parse(BASE).getroot()
    return {path.get("id"): path.get("d") for path in svg.iter("{http://www.w3.org/2000/svg}path")}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_lies_in_its_country_and_in_no_other(countries, name):
    latitude, longitude, country = PLACES[name]

    place = project(latitude, longitude)

    found = [code for code, path in countries.items() if is_within(place, path)]
    assert found == ([country] if country else [])


def test_no_border_runs_between_crimea_and_the_mainland(countries):
    """Along the isthmus of Perekop and the bridge of Chonhar: not a second piece of the country."""
    largest = max(rings(countries["UA"]), key=len)
    path = (
        "M" + " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise([(0, 0), *largest])) + "z"
    )

    assert is_within(project(44.9521, 34.1024), path)
    assert is_within(project(50.4547, 30.5238), path)


def test_the_base_map_is_small():
    assert len(gzip.compress(BASE.read_bytes())) <= 17_000


def test_the_map_looks_north_and_east():
    munich, kyiv, pristina = project(48.1, 11.6), project(50.4, 30.5), project(42.7, 21.2)

    assert munich[0] < pristina[0] < kyiv[0]
    assert kyiv[1] < munich[1] < pristina[1]


def test_the_scale_is_true_on_both_parallels():
    for latitude, cosine in ((44, 0.7193398), (52, 0.6156615)):
        west, east = project(latitude, 21.99), project(latitude, 22.01)

        expected = 0.02 * 3.141592653589793 / 180 * cosine * 4000
        assert east[0] - west[0] == pytest.approx(expected, rel=1e-5)


def test_the_centre_runs_straight_to_the_north():
    assert project(40, 22)[0] == project(60, 22)[0] == WIDTH / 2


@pytest.mark.parametrize("place", [(90, 0), (-90, 180), (0, -180), (90, 180), (-1, 36)])
def test_the_ends_of_the_world_lie_outside_the_frame(place):
    x, y = project(*place)

    assert not is_inside(x, y)


def test_the_frame_includes_its_edge():
    assert is_inside(0, 0)
    assert is_inside(WIDTH, HEIGHT)
    assert not is_inside(-0.1, 5)
    assert not is_inside(5, HEIGHT + 0.1)
