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
# Letters with a signature, kept as they are: on paper and scanned, or signed electronically
LETTERS = ("pdf", "jpg", "jpeg", "png", "p7s", "asice")
# paper that was signed by hand and scanned
SCANS = ("pdf", "jpg", "jpeg", "png")
_ASIC = b"application/vnd.etsi.asic-e+zip"
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# the object identifier of signed data (RFC 5652), as DER and BER write it
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
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


def is_letter(file: IO[bytes], name: str) -> bool:
    """Say whether the ending of the name is one of LETTERS and the content fits it."""
    wanted = ending(name)
    file.seek(0)
    try:
        start = file.read(64)
        if wanted == "asice":
            return start.startswith(b"PK\x03\x04") and _is_signed_container(file)
        return {
            "pdf": start.startswith(b"%PDF-"),
            "jpg": start.startswith(_JPEG),
            "jpeg": start.startswith(_JPEG),
            "png": start.startswith(_PNG),
            "p7s": start.startswith((b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----"))
            or (start.startswith(b"\x30") and _SIGNED_DATA in start[:20]),
        }.get(wanted, False)
    except _BROKEN:
        return False
    finally:
        file.seek(0)


def is_scan(file: IO[bytes], name: str) -> bool:
    """Say whether the ending of the name is one of SCANS and the content fits it."""
    return ending(name) in SCANS and is_letter(file, name)


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


def has_small_directory(file: IO[bytes], remark: bytes = b"") -> bool:
    """Say whether the list of parts at the end of a packed file is one that may be read.

    It is read as a whole: a forged one could fill the memory. After it nothing may stand but a
    remark of this very text.
    """
    length = file.seek(0, 2) - len(remark)
    if length < _END.size + 20:
        return False
    file.seek(length - _END.size - 20)
    tail = file.read(_END.size + 20)
    signature, *_places, parts, size, _start, comment = _END.unpack(tail[20:])
    is_plain = (
        signature == b"PK\x05\x06" and comment == len(remark) and not tail.startswith(b"PK\x06\x07")
    )
    return is_plain and parts <= _MOST_PARTS and size <= _LARGEST_DIRECTORY


def _is_office_document(file: IO[bytes], wanted: str) -> bool:
    if file.read(4) != b"PK\x03\x04" or not has_small_directory(file):
        return False
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
            return False
        if wanted in _PARTS:
            return {"[Content_Types].xml", _PARTS[wanted]} <= names
        with archive.open("mimetype") as declared:
            return declared.read(100) == CONTENT_TYPES[wanted].encode()


def _is_signed_container(file: IO[bytes]) -> bool:
    """ETSI EN 319 162: says what it is, and holds a signature."""
    if not any(has_small_directory(file, remark) for remark in (b"", b"mimetype=" + _ASIC)):
        return False
    with zipfile.ZipFile(file) as archive:
        is_signed = any(
            name.startswith("META-INF/") and "signature" in name for name in archive.namelist()
        )
        with archive.open("mimetype") as declared:
            return is_signed and declared.read(100).strip() == _ASIC
