"""Threads: curved lines from one municipality to others, drawn from their real coordinates.

Conic conformal projection on the sphere (Lambert), parallels 44 and 52 degrees, centre 22 east.
"""

from dataclasses import dataclass
from math import cos, log, pi, radians, sin, tan

from tools.languages import Translated

WIDTH = 440
HEIGHTS = (150, 300)
MARGIN = 34
SAG = 0.16
MOST_LABELS = 6
LABEL_GAP = 18
LABEL_RISE = 13
LABEL_ROOM = 46
SOUTHERN_LIMIT = -60

NORTH, SOUTH, CENTRE = radians(52), radians(44), radians(22)
CONE = log(cos(SOUTH) / cos(NORTH)) / log(tan(pi / 4 + NORTH / 2) / tan(pi / 4 + SOUTH / 2))
SCALE = cos(SOUTH) * tan(pi / 4 + SOUTH / 2) ** CONE / CONE


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    label: Translated | None = None
    label_x: int = 0
    label_y: int = 0


@dataclass(frozen=True)
class Threads:
    width: int
    height: int
    host: Point
    guests: list
    lines: list


def project(latitude, longitude):
    """Degrees to the plane of the map, in earth radii; x grows to the east, y to the south."""
    north = radians(max(float(latitude), SOUTHERN_LIMIT))
    radius = SCALE / tan(pi / 4 + min(north, radians(89.9)) / 2) ** CONE
    angle = CONE * (radians(float(longitude)) - CENTRE)
    return radius * sin(angle), radius * cos(angle)


def threads(host, guests):
    """From a tile's place to others: [(name, municipality)]; None unless two places are known."""
    name, centre = host
    far = [(label, place) for label, place in guests if _is_placed(place) and place != centre]
    if not far or not _is_placed(centre):
        return None
    places = [centre, *(place for _label, place in far)]
    height, spots = _fit([project(place.latitude, place.longitude) for place in places])
    labels = [name, *(label if len(far) <= MOST_LABELS else None for label, _place in far)]
    start, *ends = _labelled(spots, labels)
    lines = [_line(start, end) for end in ends]
    return Threads(WIDTH, height, start, ends, lines)


def _is_placed(municipality):
    return municipality is not None and municipality.latitude is not None


def _fit(points):
    """Scale to the width; the height follows within its limits, whole pixels."""
    xs, ys = zip(*points, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((WIDTH - 2 * MARGIN) / max(wide, 1e-6), (HEIGHTS[1] - 2 * MARGIN) / max(high, 1e-6))
    height = max(HEIGHTS[0], round(high * scale) + 2 * MARGIN)
    left, top = (WIDTH - wide * scale) / 2, (height - high * scale) / 2
    return height, [
        (round(left + (x - min(xs)) * scale), round(top + (y - min(ys)) * scale)) for x, y in points
    ]


def _labelled(spots, labels):
    """A label that would lie on an earlier one is left out: the list beside has every name."""
    taken, points = [], []
    for (x, y), label in zip(spots, labels, strict=True):
        label_x = min(max(x, LABEL_ROOM), WIDTH - LABEL_ROOM)
        label_y = y - LABEL_RISE
        is_free = all(
            abs(label_x - a) > 2 * LABEL_ROOM or abs(label_y - b) > LABEL_GAP for a, b in taken
        )
        if label and is_free:
            taken.append((label_x, label_y))
            points.append(Point(x, y, label, label_x, label_y))
        else:
            points.append(Point(x, y))
    return points


def _line(start, end):
    across, down = end.x - start.x, end.y - start.y
    sag = SAG if across >= 0 else -SAG
    bend_x = round((start.x + end.x) / 2 - down * sag)
    bend_y = round((start.y + end.y) / 2 + across * sag)
    return f"M{start.x} {start.y}Q{bend_x} {bend_y} {end.x} {end.y}"
