"""Files of pictures for tests, good and bad, made of nothing but code."""

import io
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

GPS = 0x8825
AUTHOR = 0x013B
ORIENTATION = 0x0112
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">xmp-canary</x:xmpmeta>'


def drawn(size=(1200, 800), mode="RGB", colour=0):
    return Image.new(mode, size, colour)


def encoded(image, form="JPEG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def photo(size=(1200, 800), **options):
    return encoded(drawn(size, colour=(20, 90, 80)), **options)


def crest(size=(300, 400)):
    """See-through, higher than wide."""
    image = drawn(size, "RGBA", (0, 0, 0, 0))
    image.paste((160, 20, 30, 255), (size[0] // 4, 0, size[0] * 3 // 4, size[1]))
    return encoded(image, "PNG")


def told(form="JPEG", orientation=1, image=None):
    """A picture that says who made it, where and when, with a profile and a thumbnail."""
    exif = Image.Exif()
    exif[AUTHOR] = "author-canary"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 8.0, 14.5), 29: "gps-canary"})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif, "icc_profile": profile, "xmp": XMP}
    if form == "JPEG":
        options["comment"] = b"comment-canary"
    if form == "PNG":
        del options["xmp"]
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "author-canary", zip=True)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(image or drawn((1200, 800), colour=(20, 90, 80)), form, **options)


def png(width, height, rows=b"", *, depth=8, colour=2):
    """A PNG file of any claimed size; the rows may be less than it claims."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND")


def _chunk(kind, content=b""):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def black(width, height):
    """The compressed rows of a picture of one bit a pixel."""
    return zlib.compress(b"\0" * (height * (1 + (width + 7) // 8)), 9)


def moving(form, frames=20):
    images = [drawn((32, 32), colour=(number % 256, number // 256, 9)) for number in range(frames)]
    return encoded(images[0], form, save_all=True, append_images=images[1:], duration=10)


def many_scans(number):
    """A progressive JPEG in which the last scan is repeated, as no program writes it."""
    data = photo((64, 64), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * number + data[-2:]
