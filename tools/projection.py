"""The projection of our maps: conic conformal on the sphere (Lambert), in pixels of the base map.

Parallels 44 and 52 degrees north, centre 22 degrees east; x grows to the east, y to the south.
One pixel is 1.6 km on the parallels.
"""

from math import cos, log, pi, radians, sin, tan

WIDTH, HEIGHT = 2400, 1800
_LEFT, _TOP, _PIXELS = -0.3, 0.63, 4000  # earth radii; pixels in one of them
_SOUTHERN_LIMIT, _POLE = -60, 89.9

_NORTH, _SOUTH, _CENTRE = radians(52), radians(44), radians(22)
_CONE = log(cos(_SOUTH) / cos(_NORTH)) / log(tan(pi / 4 + _NORTH / 2) / tan(pi / 4 + _SOUTH / 2))
_SCALE = cos(_SOUTH) * tan(pi / 4 + _SOUTH / 2) ** _CONE / _CONE


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the pixel (x, y) of a place in degrees, also outside the frame of the base map."""
    north = radians(min(max(latitude, _SOUTHERN_LIMIT), _POLE))
    radius = _SCALE / tan(pi / 4 + north / 2) ** _CONE
    angle = _CONE * (radians(longitude) - _CENTRE)
    return (
        (radius * sin(angle) - _LEFT) * _PIXELS,
        (radius * cos(angle) - _TOP) * _PIXELS,
    )


def is_inside(x: float, y: float) -> bool:
    """Whether a pixel lies within the frame of the base map."""
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT
