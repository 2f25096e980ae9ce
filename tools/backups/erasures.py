"""Who was erased, by reference alone: a restored backup must not bring anybody back.

`VAR_DIR/erasures.log` is only ever added to, a line for each erasure: an instant (ISO 8601) and the
reference of the person, or the number of a contact. Backups keep a copy of it beside them.
"""

import datetime
import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from tools.backups.archive import BackupError

NAME = "erasures.log"
_CONTACT = "contact-"
_REFERENCE = re.compile(r"[A-Za-z0-9-]{4,20}")


def of_contact(number: int) -> str:
    return f"{_CONTACT}{number}"


def contacts(references: Iterable[str]) -> list[int]:
    """The numbers of the contacts among what the log names."""
    numbers = (each.removeprefix(_CONTACT) for each in references if each.startswith(_CONTACT))
    return [int(number) for number in numbers if number.isdecimal()]


def note(path: Path, references: Iterable[str], at: datetime.datetime | None = None) -> None:
    """Add lines, for good before it returns."""
    instant = (at or timezone.now()).isoformat(timespec="seconds")
    lines = "".join(f"{instant} {reference}\n" for reference in references)
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def add(source: Path, *, to: Path) -> None:
    """Add what one file has and another has not, oldest first; nothing is ever taken away."""
    both = [path.read_text("utf-8").splitlines() for path in (to, source) if path.exists()]
    lines = sorted({line for lines in both for line in lines if line.strip()})
    if lines:
        partial = to.with_name(f"{to.name}.partial")
        partial.touch(mode=0o600)
        partial.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        partial.replace(to)


def references(paths: Iterable[Path]) -> list[str]:
    """All that the files name, each once; a missing file names none, an odd line is refused."""
    found: dict[str, None] = {}
    for path in paths:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            if line.strip():
                found[_reference(line, f"{path}, line {number}")] = None
    return list(found)


def _reference(line: str, place: str) -> str:
    instant, _space, reference = line.strip().partition(" ")
    try:
        datetime.datetime.fromisoformat(instant)
    except ValueError as error:
        raise BackupError(f"{place}: {instant!r} is no instant.") from error
    if not _REFERENCE.fullmatch(reference):
        raise BackupError(f"{place}: {reference!r} is no reference.")
    return reference
