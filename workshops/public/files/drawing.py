"""Draws the picture that stands beside a link to this site: 1200 by 630, on the dark band."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TYPEFACES = Path(__file__).parent / "typefaces"
SIZE = (1200, 630)
MARGIN = 72
# the tokens --band, --band-ink, --band-muted and --band-acc of the style sheet, and the mark
BAND, INK, MUTED, ACCENT, PETROL, DARK = (
    "#0D2F2B",
    "#F1F6F4",
    "#B4CBC5",
    "#F2C14E",
    "#3FA297",
    "#11231F",
)
TITLE_SIZES = range(72, 35, -4)
TITLE_TOP, TITLE_HEIGHT = 204, 276
LEADING = 1.14
THREADS_LEFT, THREADS_TOP, THREADS_WIDTH = 700, 120, 470
# drawn larger and scaled down, so that curves are smooth
FINE = 3
STEPS = 24


def picture(site, title, lines, *, note="", threads=None):
    """PNG of a title, the lines below it and a note above; threads lie to the right of them."""
    image = Image.new("RGB", SIZE, BAND)
    if threads:
        _draw_threads(image, threads)
    draw = ImageDraw.Draw(image)
    _draw_mark(image)
    draw.text((MARGIN + 66, 88), site, INK, _font("piazzolla", 32), anchor="lm")
    if note:
        draw.text((MARGIN, 172), note, ACCENT, _font("source-sans-3", 30), anchor="lm")
    width = (THREADS_LEFT if threads else SIZE[0] - MARGIN) - MARGIN
    font, rows = fitted(title, width)
    for number, row in enumerate(rows):
        draw.text((MARGIN, TITLE_TOP + number * font.size * LEADING), row, INK, font)
    for number, line in enumerate(lines):
        font = _font("source-sans-3", 32)
        (row, *_rest) = wrapped(line, font, SIZE[0] - 2 * MARGIN, 1)
        draw.text((MARGIN, 532 + number * 44), row, MUTED, font, anchor="lm")
    return _png(image)


def fitted(title, width):
    """The largest font in which the title has room, and its rows; at last it ends in dots."""
    for size in TITLE_SIZES:
        font = _font("piazzolla", size)
        most = int(TITLE_HEIGHT // (size * LEADING))
        rows = wrapped(title, font, width, most)
        if " ".join(rows) == " ".join(words(title)):
            break
    return font, rows


def words(text):
    """No row begins with a dash: it stays with the word before."""
    return " ".join(text.split()).replace(" –", "\u00a0–").split(" ")


def wrapped(text, font, width, most):
    """At most so many rows; a word longer than a row is cut, and what is left out is dots."""
    rows = [""]
    for word in words(text):
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            rows[-1] = longer
        elif rows[-1]:
            rows.append(word)
        else:
            rows[-1] = word
    kept = rows[:most]
    if len(rows) > most:
        kept[-1] += " …"
    return [_cut(row, font, width) for row in kept]


def _cut(row, font, width):
    if font.getlength(row) <= width:
        return row
    row = row.removesuffix("…").rstrip()
    while row and font.getlength(f"{row}…") > width:
        row = row[:-1].rstrip()
    return f"{row}…"


def _draw_threads(image, threads):
    scale = THREADS_WIDTH / threads.section.width * FINE
    size = (THREADS_WIDTH * FINE, round(threads.section.height * scale))
    layer = Image.new("RGBA", size, (*Image.new("RGB", (1, 1), BAND).getpixel((0, 0)), 0))
    draw = ImageDraw.Draw(layer)
    for line in threads.lines:
        points = [(x * scale, y * scale) for x, y in _points_of(line)]
        draw.line(points, ACCENT, width=2 * FINE, joint="curve")
    for spot, radius, colour in [
        *((guest, 5, INK) for guest in threads.guests),
        (threads.host, 8, ACCENT),
    ]:
        draw.circle((spot.x * scale, spot.y * scale), radius * FINE, colour)
    layer = layer.reduce(FINE)
    image.paste(layer, (THREADS_LEFT, THREADS_TOP), layer)


def _points_of(path):
    """A quadratic curve, "M0 0Q5 9 10 0", as points."""
    x, y, bend_x, bend_y, end_x, end_y = map(float, re.findall(r"-?[0-9.]+", path))
    for step in range(STEPS + 1):
        t = step / STEPS
        near, middle, far = (1 - t) ** 2, 2 * t * (1 - t), t**2
        yield near * x + middle * bend_x + far * end_x, near * y + middle * bend_y + far * end_y


def _draw_mark(image):
    """static/icons/mark-dark.svg"""
    scale = FINE * 1.2
    layer = Image.new("RGBA", (round(44 * scale), round(40 * scale)))
    draw = ImageDraw.Draw(layer)
    left = [(3, 3), (21.2, 3), (21.2, 36.6), (13, 32), (7, 26), (3.9, 20), (3, 14)]
    for points, colour in ((left, PETROL), ([(44 - x, y) for x, y in left], ACCENT)):
        draw.polygon([(x * scale, y * scale) for x, y in points], colour)
    for path, x, colour in (
        ("M10 21Q14 10.5 22 10.5", 10, INK),
        ("M22 10.5Q30 10.5 34 21", 34, DARK),
    ):
        points = [(x * scale, y * scale) for x, y in _points_of(path)]
        draw.line(points, colour, width=round(2.6 * scale), joint="curve")
        draw.circle((x * scale, 21 * scale), 3.8 * scale, colour)
    layer = layer.reduce(FINE)
    image.paste(layer, (MARGIN, 64), layer)


def _png(image):
    data = BytesIO()
    # few colours: a third of the size
    image.quantize(128, dither=Image.Dither.NONE).save(data, "PNG")
    return data.getvalue()


@cache
def _font(name, size):
    # without the library for complex scripts, which not every machine has: our alphabets need none
    return ImageFont.truetype(TYPEFACES / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
