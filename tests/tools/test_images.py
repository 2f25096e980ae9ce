"""Uploads of every kind: what is taken comes out as pixels alone, the rest is refused in words."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tests import pictures
from tools import images

SIDES = (480, 960, 1600)
UNREADABLE = "This is no readable picture. Choose a JPEG, PNG or WebP file."
MOVING = "Moving pictures are not possible. Choose a still picture."


def derive(data, sides=SIDES, *, transparent=False):
    return images.derive(io.BytesIO(data), sides, transparent=transparent)


def opened(data):
    return Image.open(io.BytesIO(data))


def files_of(derived):
    yield derived.original
    for copy in derived.copies:
        yield from (copy.webp, copy.plain)


def refusal(data):
    with pytest.raises(images.Refused) as refused:
        derive(data)
    return str(refused.value)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_picture_comes_in_three_sizes_and_two_formats(form):
    derived = derive(pictures.photo((4000, 3000), form=form) if form != "WEBP" else webp())

    sizes = [(copy.width, copy.height) for copy in derived.copies]
    assert sizes == [(480, 360), (960, 720), (1600, 1200)]
    for copy in derived.copies:
        webp_file, plain = opened(copy.webp), opened(copy.plain)
        assert (webp_file.format, plain.format) == ("WEBP", "JPEG")
        assert webp_file.size == plain.size == (copy.width, copy.height)
    assert opened(derived.original).size == (2000, 1500)


def webp():
    return pictures.photo((2000, 1500), form="WEBP")


def test_small_picture_is_never_enlarged():
    derived = derive(pictures.photo((700, 300)))

    assert [(copy.width, copy.height) for copy in derived.copies] == [(480, 206), (700, 300)]
    assert opened(derived.original).size == (700, 300)


def test_crest_keeps_its_shape_and_what_is_see_through():
    derived = derive(pictures.crest((300, 400)), (96, 192, 384), transparent=True)

    assert [(c.width, c.height) for c in derived.copies] == [(72, 96), (144, 192), (288, 384)]
    assert derived.suffix == "png"
    for data in files_of(derived):
        assert opened(data).convert("RGBA").getpixel((0, 0))[3] == 0


def test_see_through_photo_gets_white_paper():
    derived = derive(pictures.crest((300, 400)))

    assert derived.suffix == "jpg"
    assert opened(derived.original).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("1", {}),
        ("L", {}),
        ("L", {"transparency": 0}),
        ("LA", {}),
        ("P", {}),
        ("P", {"transparency": b"\0\x80"}),
        ("RGB", {"transparency": (0, 0, 0)}),
        ("I;16", {"transparency": 0}),
    ],
)
@pytest.mark.parametrize("transparent", [True, False])
def test_every_kind_of_png_is_read(mode, options, transparent):
    data = pictures.encoded(pictures.drawn((40, 30), mode), "PNG", **options)

    derived = derive(data, transparent=transparent)

    is_see_through = transparent and (mode == "LA" or bool(options))
    assert derived.suffix == ("png" if is_see_through else "jpg")


@pytest.mark.row("A49")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_comes_out(form):
    data = pictures.told(form)
    assert opened(data).getexif().get_ifd(pictures.GPS)

    for file in files_of(derive(data)):
        image = opened(file)
        image.load()
        assert not {"exif", "icc_profile", "xmp", "comment", "Author"} & set(image.info)
        assert not image.getexif()
        assert b"canary" not in file


@pytest.mark.row("A49")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_comes_out_upright(orientation):
    upright = pictures.drawn((60, 40), colour="white")
    upright.paste("red", (0, 0, 30, 20))
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turned = upright.transpose(images.TURNS[undo]) if undo > 1 else upright

    data = pictures.told("PNG", orientation, turned)
    result = opened(derive(data).original)

    assert result.size == (60, 40)
    corners = [result.getpixel(at) for at in ((5, 5), (55, 5), (5, 35), (55, 35))]
    assert [green < 100 for _red, green, _blue in corners] == [True, False, False, False]


def test_printers_colours_become_those_of_a_screen():
    derived = derive(pictures.encoded(pictures.drawn((600, 400), "CMYK", (0, 255, 255, 0))))

    red, green, blue = opened(derived.copies[0].plain).getpixel((10, 10))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def test_grey_of_sixteen_bits_stays_grey():
    image = Image.new("I;16", (100, 100), 32768)

    pixel = opened(derive(pictures.encoded(image, "PNG")).original).getpixel((5, 5))

    assert all(abs(value - 128) <= 2 for value in pixel)


def test_profile_that_nobody_can_read_is_dropped():
    derived = derive(pictures.photo(icc_profile=b"no profile"))

    assert "icc_profile" not in opened(derived.original).info


@pytest.mark.row("A46")
def test_what_hangs_on_a_picture_is_cut_off():
    html = b"<html><script>alert('canary')</script>"
    data = pictures.photo(comment=html) + html

    for file in files_of(derive(data)):
        assert b"script" not in file


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
WRONG = {
    "svg": SVG,
    "svg after a declaration": b'<?xml version="1.0"?><!DOCTYPE svg>' + SVG,
    "html called png": b"<!DOCTYPE html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "flash": b"CWS\x0a" + b"\0" * 64,
    "script that begins like a gif": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)",
    "gif": pictures.encoded(pictures.drawn((50, 50), "P"), "GIF"),
    "bmp": pictures.encoded(pictures.drawn((50, 50)), "BMP"),
    "tiff of 16 bits": pictures.encoded(Image.new("I;16", (50, 50)), "TIFF"),
    "empty": b"",
    "cut off": pictures.photo()[:3000],
    "cut off png": pictures.photo(form="PNG")[:200],
    "jpeg with nothing": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 50,
    "no rows": pictures.png(100, 100),
    "0 x 0": pictures.png(0, 0),
}


@pytest.mark.row("A46")
@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_no_picture_is_refused(data):
    assert refusal(data) == UNREADABLE


@pytest.mark.row("A46")
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_moving_picture_is_refused(form):
    assert refusal(pictures.moving(form)) == MOVING


@pytest.mark.row("A47")
def test_ten_thousand_frames_are_refused_quickly():
    data = pictures.moving("PNG", 10_000)
    started = time.monotonic()

    assert refusal(data) == MOVING
    assert time.monotonic() - started < 1


@pytest.mark.row("A47")
@pytest.mark.parametrize(
    ("width", "height", "side"), [(1, 65_000, "8000"), (12_000, 100, "8000"), (8_001, 16, "8000")]
)
def test_long_side_is_refused(width, height, side):
    assert refusal(pictures.png(width, height)) == (
        f"The picture is too large: at most {side} pixels on each side."
    )


@pytest.mark.row("A47")
@pytest.mark.parametrize(("width", "height"), [(5_001, 5_000), (7_900, 7_900), (7_000, 4_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(width, height):
    assert refusal(pictures.png(width, height)) == (
        "The picture is too large: at most 25 million pixels in this format."
    )


@pytest.mark.row("A47")
def test_header_of_179_megapixels_is_refused():
    assert "too large" in refusal(pictures.png(17_900, 10_000))


def test_formats_that_need_more_memory_have_their_own_limit():
    assert "at most 6 million" in refusal(pictures.photo((2_500, 2_500), form="WEBP"))
    assert "at most 8 million" in refusal(pictures.photo((2_900, 2_900), progressive=True))


def test_picture_too_small_to_see_is_refused():
    assert refusal(pictures.photo((15, 400))) == (
        "The picture is too small: at least 16 pixels on each side."
    )


def test_large_file_is_refused_unread():
    assert refusal(b"\0" * (images.MAX_BYTES + 1)) == "The file is too large: at most 15 MB."


def test_jpeg_of_countless_scans_is_refused():
    assert "built unusually" in refusal(pictures.many_scans(200))


def worst_pictures():
    noise = Image.effect_noise((1_000, 1_000), 50)
    yield "png", pictures.png(5_000, 5_000, pictures.black(5_000, 5_000), depth=1, colour=0)
    see_through = pictures.drawn((5_000, 5_000), "RGBA", (9, 9, 9, 100))
    yield "rgba", pictures.encoded(see_through, "PNG", compress_level=1)
    yield "jpeg", pictures.encoded(noise.resize((5_000, 5_000)).convert("RGB"), quality=60)
    yield "cmyk", pictures.encoded(Image.merge("CMYK", [noise.resize((2_800, 2_800))] * 4))
    yield "webp", pictures.encoded(noise.resize((2_449, 2_449)).convert("RGB"), "WEBP", method=0)


MEASURE = """
import io, sys, time
from tools import images
peak = lambda: int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
data = sys.stdin.buffer.read()
before, started = peak(), time.process_time()
images.derive(io.BytesIO(data), (480, 960, 1600), transparent=False)
print(time.process_time() - started, (peak() - before) // 1024)
"""


@pytest.mark.row("A47")
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
def test_worst_pictures_take_little_time_and_memory():
    root = Path(__file__).resolve().parents[2]
    for name, data in worst_pictures():
        measured = subprocess.run(
            [sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, cwd=root
        )
        seconds, megabytes = map(float, measured.stdout.split())
        assert (seconds < 2, megabytes <= 150) == (True, True), (name, seconds, megabytes)
