"""A packed workbook: its list of contents is looked at before anything is unpacked.

Its parts are parsed as a stream. A document type, with which XML names entities and other files, is
refused, so nothing blows up and nothing is fetched.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from tools import filetypes
from tools.sheets.limits import MEGABYTE, BadTable, Limits, unreadable

OLE = b"\xd0\xcf\x11\xe0"  # how a password-protected workbook and one of before 2007 begin
MOST_ENTRIES = 200
# unpacked size against packed size; small files are harmless at any ratio
HIGHEST_RATIO = 100
_PIECE = 64 * 1024
# no workbook has so many kinds of elements
_MOST_NAMES = 1000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_MACROS = ("vbaproject.bin", "basic/", "scripts/")
# what a broken file leads to while it is unpacked and parsed
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)

Start = Callable[[str, dict[str, str]], None]


class Archive:
    """The parts of a packed file by their names. Raises BadTable for what is no plain workbook or
    exceeds the limits."""

    def __init__(self, file: BinaryIO, limits: Limits):
        size = file.seek(0, io.SEEK_END)
        limits.require_size(size)
        file.seek(0)
        if file.read(len(OLE)) == OLE:
            raise BadTable(
                _("This file has a password or an old format. Save it as a plain workbook (.xlsx).")
            )
        if not filetypes.has_small_directory(file):
            raise unreadable()
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN as broken:
            raise unreadable() from broken
        self._check(self._zip.infolist(), size, limits)
        self._names = {name.lower(): name for name in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def parse(
        self,
        name: str,
        start: Start,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Call back for the elements of a part, by their names without namespace; yields after
        every piece. Raises one of BROKEN, or BadTable."""
        names = _LocalNames()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = lambda tag, attributes: start(names[tag], attributes)
        if end:
            parser.EndElementHandler = lambda tag: end(names[tag])
        if text:
            parser.buffer_text = True
            parser.CharacterDataHandler = text
        with self._zip.open(self._names[name.lower()]) as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece)
                yield
            parser.Parse(b"", True)
        yield

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return the elements of a small part: their names and attributes, without namespaces."""
        found: list[tuple[str, dict[str, str]]] = []

        def note(tag: str, attributes: dict[str, str]) -> None:
            found.append((tag, local(attributes)))

        for _piece in self.parse(name, note):
            pass
        return found

    def _check(self, entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
        unpacked = sum(entry.file_size for entry in entries)
        is_bomb = unpacked > MEGABYTE and unpacked > HIGHEST_RATIO * size
        too_much = unpacked > limits.unpacked_megabytes * MEGABYTE
        if len(entries) > MOST_ENTRIES or too_much or is_bomb:
            raise BadTable(_("This file is too large when it is unpacked."), code="too_large")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise BadTable(_("This file has a password. Save it without one."))
        names = [entry.filename.lower() for entry in entries]
        if any(name.startswith(_MACROS) or name.endswith(_MACROS[0]) for name in names):
            raise BadTable(_("This file has macros. Save it as a plain workbook (.xlsx)."))
        is_odd = any(entry.compress_type not in _METHODS for entry in entries)
        if is_odd or len(set(names)) < len(names) or any(map(_leads_away, names)):
            raise unreadable()


class _LocalNames(dict[str, str]):
    """Names of elements without their namespaces, each cut off once."""

    def __missing__(self, tag: str) -> str:
        if len(self) == _MOST_NAMES:
            raise unreadable()
        self[tag] = tag.rpartition(" ")[2]
        return self[tag]


def local(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their names without namespace."""
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def _leads_away(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts


def _refuse_document_type(*_declaration: Any) -> None:
    raise unreadable()
