"""All evidence of a workshop in one ZIP, the same bytes for the same data.

Nothing in it depends on when it is made: files carry one fixed date, are stored uncompressed (a
compressor may change), and SHA256SUMS holds the check sum of each.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from partnerships.models import User
from tools import languages
from workshops.models import ExportLog, Workshop
from workshops.registration.evidence.parts import PARTS, File, Wanted, missing

PURPOSE = "evidence"
# the earliest that a ZIP can say
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
SUM = "sha256="


@dataclass(frozen=True)
class Pack:
    """An open temporary file, at its beginning, and its check sum."""

    file: IO[bytes]
    sha256: str


def make(workshop: Workshop, *, language: str, by: User | None, reason: str = "") -> Pack:
    """Write the pack in a language and log it before anything leaves.

    With a reason protected people stand in the lists, without their sending body.
    """
    with override(language):
        wanted = Wanted(workshop, language, with_protected=bool(reason))
        file = tempfile.TemporaryFile()  # noqa: SIM115
        names = _write(file, wanted)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    ExportLog.objects.note(
        workshop=workshop,
        exported_by=by,
        purpose=PURPOSE,
        format=f"zip {language}",
        filter=SUM + sha256,
        columns=" ".join(names),
        row_count=len(wanted.lines),
        protected_count=len(wanted.sheet.protected) if reason else 0,
        reason=reason,
        finished_at=timezone.now(),
    )
    return Pack(file, sha256)


def made(workshop: Workshop) -> list[ExportLog]:
    """Return the packs that were made, the latest first, with `sha256` of each."""
    packs = list(workshop.exports.filter(purpose=PURPOSE).select_related("exported_by"))
    for pack in packs:
        pack.sha256 = pack.filter.removeprefix(SUM)
    return packs


def _write(file: IO[bytes], wanted: Wanted) -> list[str]:
    sums = {}
    with zipfile.ZipFile(file, "w") as archive:
        for part in PARTS:
            for one in part(wanted):
                sums[one.name] = _add(archive, one)
        readme = File("README.txt", _readme(wanted, list(sums)))
        sums[readme.name] = _add(archive, readme)
        lines = (f"{digest}  {name}\n".encode() for name, digest in sums.items())
        _add(archive, File("SHA256SUMS", lines))
    return list(sums)


def _add(archive: zipfile.ZipFile, file: File) -> str:
    info = zipfile.ZipInfo(file.name, FIXED_DATE)
    info.create_system = 3  # Unix, wherever it is made
    info.external_attr = 0o644 << 16
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as target:
        for piece in file.pieces:
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def _readme(wanted: Wanted, names: Iterable[str]) -> Iterator[bytes]:
    workshop, language = wanted.workshop, wanted.language
    lines = [
        languages.translated(workshop, "title").text or workshop.slug,
        languages.date_range(workshop.starts_on, workshop.ends_on, language),
    ]
    if place := workshop.meeting_place().text:
        lines.append(place)
    if workshop.funder_reference:
        lines.append(_("Reference of the funder: %(text)s") % {"text": workshop.funder_reference})
    lines += ["", _("In this file:"), *(f"- {name}" for name in names)]
    lines += ["", _("What is missing:")]
    lines += [f"- {text}" for text in missing(wanted)] or [_("Nothing.")]
    lines += ["", _("SHA256SUMS holds the check sum of each file (sha256sum -c SHA256SUMS).")]
    yield ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
