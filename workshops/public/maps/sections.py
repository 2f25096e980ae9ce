"""Drawings over the base map: a section that shows given places, spots apart, curved lines."""

from dataclasses import dataclass
from itertools import product
from math import cos, pi, sin

from tools import projection

MARGIN = 1 / 12
CLOSEST = 0.9
SAG = 0.16
# in gaps, the nearest first: the spot itself, then rings of ever more places around it
_AROUND = [(0, 0)] + [
    (ring / 1.9 * cos(step * pi / (4 * ring)), ring / 1.9 * sin(step * pi / (4 * ring)))
    for ring in range(1, 6)
    for step in range(8 * ring)
]


@dataclass(frozen=True)
class Section:
    """A rectangle of the base map in the size of a picture; `countries` are tinted."""

    width: int
    height: int
    left: float
    top: float
    scale: float
    countries: list

    @property
    def transform(self):
        """From the pixels of the base map to those of the picture."""
        return f"scale({self.scale:.4f}) translate({-self.left:.1f} {-self.top:.1f})"

    def spot(self, pixel):
        x, y = pixel
        return round((x - self.left) * self.scale), round((y - self.top) * self.scale)


def pixel(municipality):
    """Where it lies on the base map; None if that is not known, or outside the frame."""
    if municipality is None or municipality.latitude is None:
        return None
    place = projection.project(float(municipality.latitude), float(municipality.longitude))
    return place if projection.is_inside(*place) else None


def section(pixels, countries, size):
    """As close as shows all pixels (at least one), within the frame of the base map."""
    width, height = size
    room = width * (1 - 2 * MARGIN), height - 2 * MARGIN * width
    xs, ys = zip(*pixels, strict=True)
    scale = min(
        room[0] / max(max(xs) - min(xs), 1),
        room[1] / max(max(ys) - min(ys), 1),
        CLOSEST,
    )
    scale = max(scale, width / projection.WIDTH, height / projection.HEIGHT)
    left = _start(min(xs) + max(xs), width / scale, projection.WIDTH)
    top = _start(min(ys) + max(ys), height / scale, projection.HEIGHT)
    return Section(width, height, left, top, scale, sorted(set(countries)))


def apart(spots, gap):
    """Spots at least a gap from each other: a later one moves to a free place around its own.

    Where there is none within a few gaps it stays, for farther off it would mislead.
    """
    taken = {}
    return [_settled(spot, gap, taken) for spot in spots]


def curve(start, end, turn=0):
    """A line bent to the north, as data of a path; the next between the same ends bends more."""
    (x, y), (end_x, end_y) = start, end
    across, down = end_x - x, end_y - y
    sag = SAG * (1 + 0.7 * turn) * (1 if across >= 0 else -1)
    bend_x, bend_y = round((x + end_x) / 2 + down * sag), round((y + end_y) / 2 - across * sag)
    return f"M{x} {y}Q{bend_x} {bend_y} {end_x} {end_y}"


def _start(twice_the_middle, length, limit):
    return min(max((twice_the_middle - length) / 2, 0), limit - length)


def _settled(spot, gap, taken):
    for across, down in _AROUND:
        x, y = round(spot[0] + across * gap), round(spot[1] + down * gap)
        if _is_free(x, y, gap, taken):
            taken.setdefault((x // gap, y // gap), []).append((x, y))
            return x, y
    return spot


def _is_free(x, y, gap, taken):
    column, row = x // gap, y // gap
    for cell in product((column - 1, column, column + 1), (row - 1, row, row + 1)):
        for a, b in taken.get(cell, ()):
            if (x - a) ** 2 + (y - b) ** 2 < gap * gap:
                return False
    return True
