"""Pictures from outside: checked by their bytes, drawn anew without anything but pixels, and
derived in several sizes (Pillow)."""

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, WebPImagePlugin

FORMATS = (WebPImagePlugin.WebPImageFile.format, "JPEG", "PNG")
MAX_BYTES = 15_000_000
MAX_SIDE = 8_000
MAX_PIXELS = 25_000_000
# Decoders of these keep the whole picture several times over
MAX_PIXELS_WEBP = 6_000_000
MAX_PIXELS_PROGRESSIVE = 8_000_000
MIN_SIDE = 16
# Each scan of a progressive JPEG passes over the whole picture; programs write about ten
MAX_SCANS = 100
ROWS_AT_ONCE = 256

# Pillow's own check comes before ours
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

EXIF_ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(ValueError):
    """Says in the reader's words what is wrong with a file."""


@dataclass(frozen=True)
class Copy:
    width: int
    height: int
    webp: bytes
    plain: bytes


@dataclass(frozen=True)
class Derived:
    """The picture itself and its copies, the smallest first; `suffix` is what is not WebP."""

    suffix: str
    original: bytes
    copies: list[Copy]


def derive(file: BinaryIO, sides: Sequence[int], *, transparent: bool) -> Derived:
    """Return a picture fitted into squares of these sides, never enlarged, each size once.

    What is returned was encoded by us from pixels alone, upright and in sRGB: no metadata, nothing
    behind the picture. The original is kept at up to twice the largest copy. What is see-through
    stays so where `transparent`, else it becomes white. Raises Refused for everything but a JPEG,
    PNG or WebP picture within the limits. Takes up to 2 seconds and 150 MB of memory.
    """
    image = _plain(*_read(file, 2 * sides[-1]), transparent=transparent)
    suffix = "png" if image.mode == "RGBA" else "jpg"
    largest = _fitted(image.size, sides[-1])
    sizes = dict.fromkeys(_fitted(largest, side) for side in sides)
    return Derived(suffix, _encoded(image, suffix), [_copy(image, *size, suffix) for size in sizes])


def _copy(image: Image.Image, width: int, height: int, suffix: str) -> Copy:
    resized = image.resize((width, height), Image.Resampling.LANCZOS)
    return Copy(width, height, _encoded(resized, "webp"), _encoded(resized, suffix))


def _read(file: BinaryIO, longest: int) -> tuple[Image.Image, int, bytes]:
    """Return the pixels, roughly shrunk to this length, how they are turned, and their profile."""
    data = _bytes(file)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check(image, data)
            orientation = image.getexif().get(EXIF_ORIENTATION, 1)
            shrunk = _shrunk(image, ceil(max(image.size) / longest))
            return shrunk, orientation, image.info.get("icc_profile", b"")
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_too_large(MAX_PIXELS)) from None
    except Exception:  # damaged files raise whatever the reader of their format stumbles over
        text = _("This is no readable picture. Choose a JPEG, PNG or WebP file.")
        raise Refused(text) from None


def _bytes(file: BinaryIO) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        text = _("The file is too large: at most %(number)d MB.")
        raise Refused(text % {"number": MAX_BYTES // 1_000_000})
    return data


def _check(image: Image.Image, data: bytes) -> None:
    """Refuse by the header, before a pixel is decoded."""
    width, height = image.size
    if max(width, height) > MAX_SIDE:
        text = _("The picture is too large: at most %(number)d pixels on each side.")
        raise Refused(text % {"number": MAX_SIDE})
    if min(width, height) < MIN_SIDE:
        text = _("The picture is too small: at least %(number)d pixels on each side.")
        raise Refused(text % {"number": MIN_SIDE})
    if width * height > _most_pixels(image):
        raise Refused(_too_large(_most_pixels(image)))
    # several pictures in one JPEG are views of the same one, the first is the photo
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise Refused(_("Moving pictures are not possible. Choose a still picture."))
    if image.info.get("progressive") and data.count(b"\xff\xda") > MAX_SCANS:
        raise Refused(_("This JPEG file is built unusually. Save it anew as an ordinary JPEG."))


def _most_pixels(image: Image.Image) -> int:
    if image.format == "WEBP":
        return MAX_PIXELS_WEBP
    return MAX_PIXELS_PROGRESSIVE if image.info.get("progressive") else MAX_PIXELS


def _too_large(most: int) -> str:
    text = _("The picture is too large: at most %(number)d million pixels in this format.")
    return text % {"number": most // 1_000_000}


def _shrunk(image: Image.Image, factor: int) -> Image.Image:
    """Every side divided by a whole number, in bands: a second whole picture would not fit."""
    mode = _mode(image)
    shrunk = Image.new(mode, (ceil(image.width / factor), ceil(image.height / factor)))
    rows = factor * ceil(ROWS_AT_ONCE / factor)
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        if image.mode == "I;16":  # 16 bits of grey, which convert() would cut off, not scale
            band = band.point(lambda grey: grey * (1 / 257)).convert("L")
        shrunk.paste(band.convert(mode).reduce(factor), (0, top // factor))
    return shrunk


def _mode(image: Image.Image) -> str:
    if image.mode == "CMYK":
        return "CMYK"
    return "RGBA" if image.has_transparency_data else "RGB"


def _plain(
    image: Image.Image, orientation: int, profile: bytes, *, transparent: bool
) -> Image.Image:
    """Upright, in sRGB, and without see-through parts where they are not wanted."""
    if orientation in TURNS:
        image = image.transpose(TURNS[orientation])
    image = _in_srgb(image, profile)
    if image.mode == "RGBA" and not transparent:
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        return paper
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours as their profile means them; without a usable one as they are."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        own = io.BytesIO(profile)
        with suppress(ImageCms.PyCMSError, OSError):
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, srgb, outputMode=mode) or image
    return image.convert(mode)


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _encoded(image: Image.Image, suffix: str) -> bytes:
    image.info.clear()  # what it holds would be written along
    file = io.BytesIO()
    match suffix:
        case "webp":
            image.save(file, "WEBP", quality=80, method=2)
        case "png":
            image.save(file, "PNG", compress_level=4)
        case _:
            image.save(file, "JPEG", quality=84, progressive=True)
    return file.getvalue()
