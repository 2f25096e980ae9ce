"""Papers: a template of ours and data -> PDF (typst), tagged for screen readers (PDF/UA-1).

Data reaches the template as JSON and is text there, never markup. A paper is set in a folder of its
own, beyond which the template can read nothing, with the typefaces given and no others.
"""

import datetime
import json
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from anyascii import anyascii


def pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    typefaces: Path,
    made_at: datetime.datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the paper that a template (.typ) makes of data and of pictures, by their names.

    The template reads `data.json` and the pictures beside itself. A letter that a typeface lacks is
    transliterated, since PDF/UA allows no empty box; what nobody sees is left out. The same input
    gives the same bytes. Raises typst.TypstError for a fault in the template.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        paper = root / "paper.typ"
        paper.write_bytes(template.read_bytes())
        (root / "data.json").write_text(
            json.dumps(_printable(data, _letters(typefaces))), encoding="utf-8"
        )
        for name, picture in (pictures or {}).items():
            (root / name).write_bytes(picture)
        return typst.compile(
            paper,
            root=root,
            font_paths=_fonts(typefaces),
            format="pdf",
            pdf_standards="ua-1",
            timestamp=made_at,
            # no package is ever found, so that none is fetched
            package_path=root,
            package_cache_path=root,
        )


@cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


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
