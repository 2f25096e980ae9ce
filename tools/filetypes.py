"""Documents that people upload: is a file what its ending says, and how it is handed out.

Nothing that a browser would run, and no archive whose contents nobody sees: a PDF, the documents of
the usual offices without macros, plain tables and texts.
"""

import re
import struct
import zipfile
import zlib
from pathlib import PurePath
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": f"{_OPEN}text",
    "odp": f"{_OPEN}presentation",
    "ods": f"{_OPEN}spreadsheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}

_MOST_PARTS = 5_000
_LARGEST_DIRECTORY = 1_000_000
_END = struct.Struct("<4s4H2LH")
# no text holds these
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError)


def ending(name: str) -> str:
    """Return the ending of a file's name in small letters without the dot, "" without one."""
    return PurePath(name).suffix[1:].lower()


def is_what_it_says(file: IO[bytes], name: str) -> bool:
    """Say whether the ending of the name is one of ours and the content fits it."""
    wanted = ending(name)
    file.seek(0)
    try:
        if wanted == "pdf":
            return file.read(5) == b"%PDF-"
        if wanted in {"csv", "txt"}:
            return not CONTROL.search(file.read().decode("utf-8-sig"))
        return wanted in CONTENT_TYPES and _is_office_document(file, wanted)
    except _BROKEN:
        return False
    finally:
        file.seek(0)


def download(stored: FieldFile, name: str, language: str) -> FileResponse:
    """Return a stored file to be saved under a name: no browser runs it, no cache keeps it.

    404 if the file is gone.
    """
    try:
        file = stored.open()
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES.get(ending(name), "application/octet-stream"),
        headers={
            "Cache-Control": "private, no-store",
            "Content-Language": language,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _is_office_document(file: IO[bytes], wanted: str) -> bool:
    if file.read(4) != b"PK\x03\x04" or not _has_small_directory(file):
        return False
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
            return False
        if wanted in _PARTS:
            return {"[Content_Types].xml", _PARTS[wanted]} <= names
        with archive.open("mimetype") as declared:
            return declared.read(100) == CONTENT_TYPES[wanted].encode()


def _has_small_directory(file: IO[bytes]) -> bool:
    """The list of parts at the end is read as a whole: a forged one could fill the memory."""
    length = file.seek(0, 2)
    if length < _END.size + 20:
        return False
    file.seek(-_END.size - 20, 2)
    tail = file.read()
    signature, *_places, parts, size, _start, comment = _END.unpack(tail[20:])
    is_plain = signature == b"PK\x05\x06" and not comment and not tail.startswith(b"PK\x06\x07")
    return is_plain and parts <= _MOST_PARTS and size <= _LARGEST_DIRECTORY
