"""The focus ring has two colours, one around the other (W3C technique C40).

They are told apart themselves, and on every ground at least one of them has 3:1.
"""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w+);", part))
    for part in TOKENS.split("@media screen and (prefers-color-scheme: dark)")
)
THEMES = {"light": LIGHT, "dark": LIGHT | DARK}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000", "#fff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", THEMES)
def test_the_two_colours_of_the_ring_are_told_apart(theme):
    tokens = THEMES[theme]

    assert contrast(tokens["focus"], tokens["focus-in"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_on_every_colour_one_of_the_two_stands_out(theme):
    tokens = THEMES[theme]
    ring = tokens["focus"], tokens["focus-in"]

    weak = [
        name for name, colour in tokens.items() if max(contrast(part, colour) for part in ring) < 3
    ]
    assert weak == []
