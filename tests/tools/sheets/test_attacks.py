"""Files made to do harm are refused before they are unpacked, in one clear message (A44)."""

import io
import socket
import struct
import tracemalloc
import zipfile

import pytest

from tests.tools.sheets.files import ods, ods_row, packed, parts_of, with_part, with_sheet, xlsx
from tests.tools.sheets.test_text import why
from tools.sheets import archive
from tools.sheets.limits import MEGABYTE, BadTable
from tools.sheets.reading import read

pytestmark = pytest.mark.row("A44")

PLAIN = xlsx([["a", "b"], ["c", "d"]])
TOO_LARGE, NO_WORKBOOK = "This file is too large", "This file cannot be read."
MACROS, PASSWORD = "This file has macros.", "This file has a password"


def bomb():
    """Some 40 kB that say they are 40 MB."""
    return with_part("xl/media/x.xml", b" " * 40 * MEGABYTE)


def entities(last):
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = "".join(
        f'<!ENTITY {one} "{f"&{before};" * 10}">'
        for before, one in zip(names, names[1:], strict=False)
    )
    return f'<!DOCTYPE x [<!ENTITY a "{"a" * 20}">{lines}{last}]>'


def cell(text):
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def encrypted():
    """As if a part needed a password: the flag stands in both lists of contents."""
    content = bytearray(PLAIN)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        content[at + place] |= 1
    return bytes(content)


SHEET = b"xl/worksheets/sheet1.xml"


def says_it_is_small():
    """A sheet of 40 MB whose entry says 100 bytes is unpacked no further than that."""
    content = bytearray(with_part(SHEET.decode(), b"<worksheet>" + b" " * 40 * MEGABYTE))
    at = content.find(SHEET, content.find(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


def broken_inside():
    at = PLAIN.find(SHEET) + len(SHEET)
    return PLAIN[:at] + b"x" * 30 + PLAIN[at + 30 :]


def with_method(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed_again:
        for name, content in parts_of(PLAIN).items():
            packed_again.writestr(name, content)
    return buffer.getvalue()


def named_twice():
    buffer = io.BytesIO(PLAIN)
    with zipfile.ZipFile(buffer, "a") as again, pytest.warns(UserWarning, match="Duplicate"):
        again.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
REPEATED = ods_row("a") + ods_row("x", times=1_000_000)
WIDE = ods_row(
    ("office:value-type='string' table:number-columns-repeated='16000'", "<text:p>x</text:p>")
)
LONG = "x" * 100_000
ATTACKS = {
    "bomb": (bomb, TOO_LARGE),
    "10,000 entries": (lambda: packed({f"x/{n}": b"" for n in range(10_000)}), NO_WORKBOOK),
    "300 entries": (
        lambda: packed(parts_of(PLAIN) | {f"x/{n}": b"" for n in range(300)}),
        TOO_LARGE,
    ),
    "billion laughs": (
        lambda: with_sheet(cell("&z;"), before=entities("")),
        NO_WORKBOOK,
    ),
    "billion laughs in the texts": (
        lambda: with_part("xl/sharedStrings.xml", f"{entities('')}<sst><si><t>&z;</t></si></sst>"),
        NO_WORKBOOK,
    ),
    "quadratic entity": (
        lambda: with_sheet(
            cell("&a;" * 1000), before=f'<!DOCTYPE x [<!ENTITY a "{"x" * 10**5}">]>'
        ),
        NO_WORKBOOK,
    ),
    "entities in ods": (
        lambda: ods(ods_row("&z;"), **{"content.xml": f"{entities('')}<a>&z;</a>"}),
        NO_WORKBOOK,
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), MACROS),
    "macros elsewhere": (lambda: with_part("x/VBAPROJECT.BIN", b"x"), MACROS),
    "macros in ods": (lambda: ods(ods_row("a"), **{"Basic/script-lc.xml": "<a/>"}), MACROS),
    "ole": (lambda: archive.OLE + b"x" * 600, PASSWORD),
    "password": (encrypted, PASSWORD),
    "password in ods": (
        lambda: ods(ods_row("a"), **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        PASSWORD,
    ),
    "leads away": (lambda: with_part("../../etc/passwd", b"x"), NO_WORKBOOK),
    "from the root": (lambda: with_part("/etc/passwd", b"x"), NO_WORKBOOK),
    "nested zip": (lambda: packed({"a.xlsx": PLAIN}), NO_WORKBOOK),
    "named twice": (named_twice, NO_WORKBOOK),
    "lzma": (lambda: with_method(zipfile.ZIP_LZMA), NO_WORKBOOK),
    "binary workbook": (lambda: packed({"xl/workbook.bin": b"x"}), NO_WORKBOOK),
    "truncated": (lambda: PLAIN[:-200], NO_WORKBOOK),
    "broken inside": (broken_inside, NO_WORKBOOK),
    "says it is small": (says_it_is_small, NO_WORKBOOK),
    "not closed": (lambda: with_part("xl/worksheets/sheet1.xml", b"<not closed"), NO_WORKBOOK),
    "far row": (lambda: with_sheet(FAR), "This file has too many rows"),
    "far column": (
        lambda: with_sheet(FAR.replace("A1048576", "XFD2").replace("1048576", "2")),
        "This file has too many columns",
    ),
    "odd reference": (lambda: with_sheet(cell("x").replace("A1", "ÄÄ1")), NO_WORKBOOK),
    "backwards": (lambda: with_sheet(cell("x") * 2), NO_WORKBOOK),
    "repeated rows": (lambda: ods(REPEATED), "This file has too many rows"),
    "repeated columns": (lambda: ods(WIDE), "This file has too many columns"),
    "blank repeated for ever": (
        lambda: ods(WIDE.replace("16000", "2000000000").replace(">x<", "><text:s/><")),
        "This file has no rows.",
    ),
    "many names": (
        lambda: with_sheet("".join(f"<x{number:06}/>" for number in range(200_000))),
        NO_WORKBOOK,
    ),
    "many tables": (lambda: ods(*[""] * 2000), NO_WORKBOOK),
    "long cell": (lambda: with_sheet(cell("x" * 32_768)), "A cell of this file is too long"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_in_one_clear_message(name):
    make, said = ATTACKS[name]

    assert said in why(make())


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_costs_little_memory(name):
    content = ATTACKS[name][0]()
    file = io.BytesIO(content)

    tracemalloc.start()
    try:
        with pytest.raises(BadTable):
            read(file)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 10 * MEGABYTE


LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="x/worksheet" Target="http://127.0.0.1:9/" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "content",
    [
        with_sheet(cell("&x;"), before='<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>'),
        with_sheet(cell("&x;"), before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        with_sheet(cell("&x;"), before='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        with_part("xl/_rels/workbook.xml.rels", LINK),
    ],
)
def test_nothing_is_fetched_from_elsewhere(content, monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert NO_WORKBOOK in why(content)
