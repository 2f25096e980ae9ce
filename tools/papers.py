"""Papers: a template of ours and data -> PDF (typst), tagged for screen readers (PDF/UA-1).

Data reaches the template as JSON and is text there, never markup. A paper is set in a folder of its
own, beyond which the template can read nothing, with the typefaces given and no others, by a
process of its own with limits of time and memory.
"""

import datetime
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from anyascii import anyascii

TYPESETTING = Path(__file__).resolve().parent / "typesetting.py"
SECONDS = 30
MEGABYTES = 1000


class NotSet(Exception):
    """The paper was not made: a fault in the template, or more time or memory than allowed."""


def pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    typefaces: Path,
    made_at: datetime.datetime,
    files: Mapping[str, bytes] | None = None,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """Return the paper that a template (.typ) makes of data and of files, by their names.

    The template reads `data.json` and the files beside itself, pictures for example. A letter that
    a typeface lacks is transliterated, since PDF/UA allows no empty box; what nobody sees is left
    out. The same input gives the same bytes. Raises NotSet.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "paper.typ").write_bytes(template.read_bytes())
        (root / "data.json").write_text(
            json.dumps(_printable(data, _letters(typefaces))), encoding="utf-8"
        )
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        _set(root, typefaces, seconds, megabytes, made_at)
        return (root / "paper.pdf").read_bytes()


def _set(
    root: Path, typefaces: Path, seconds: int, megabytes: int, made_at: datetime.datetime
) -> None:
    # isolated: nothing of the site's folder or environment is seen
    command = [sys.executable, "-I", str(TYPESETTING), str(root), str(typefaces)]
    command += [str(seconds), str(megabytes), made_at.isoformat(timespec="seconds")]
    try:
        done = subprocess.run(
            command, env={}, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise NotSet(f"not done after {seconds} seconds") from late
    if done.returncode:
        raise NotSet(done.stderr.decode(errors="replace")[-2000:] or f"ended: {done.returncode}")


def lacking(text: str, typefaces: Path) -> str:
    """Return the letters of a text, each once, that these typefaces cannot print as they are."""
    letters = _letters(typefaces)
    signs = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(
        sign
        for sign in signs
        if sign not in letters and not sign.isspace() and unicodedata.category(sign)[0] != "C"
    )


def printed(text: str, typefaces: Path) -> str:
    """Return what stands on a paper in place of a text."""
    return str(_printable(text, _letters(typefaces)))


@cache
def _letters(folder: Path) -> frozenset[str]:
    """Those that every typeface of the folder has; script/typefaces writes them down."""
    return frozenset((folder / "letters.txt").read_text(encoding="utf-8")) | {"\n"}


def _printable(value: Any, letters: frozenset[str]) -> Any:
    """The data in letters that the typefaces have, without signs that turn or hide the others."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        return "".join(sign if sign in letters else _instead(sign) for sign in composed)
    if isinstance(value, Mapping):
        return {key: _printable(each, letters) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(each, letters) for each in value]
    return value


def _instead(sign: str) -> str:
    if sign.isspace():
        return " "
    is_seen = unicodedata.category(sign)[0] not in "CM"
    return (anyascii(sign) or "?") if is_seen else ""
