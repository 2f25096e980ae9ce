"""How a paper of ours is set: the template beside this module, our typefaces, its moment."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tools import papers

HERE = Path(__file__).resolve().parent
TYPEFACES = HERE / "typefaces"
GERMAN = "de"


def paper(
    name: str,
    data: Mapping[str, Any],
    *,
    at: datetime.datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF that the template of this name makes; raises papers.NotSet."""
    files = {"parts.typ": (HERE / "parts.typ").read_bytes()} | dict(pictures or {})
    return papers.pdf(HERE / f"{name}.typ", data, typefaces=TYPEFACES, made_at=at, files=files)


def columns(language: str) -> list[str]:
    """Return the languages that stand side by side: this one and German, once."""
    return list(dict.fromkeys((language, GERMAN)))


def in_columns(words: Callable[[], Any], language: str) -> list[Any]:
    """Return what is said in each of columns()."""
    said = []
    for code in columns(language):
        with override(code):
            said.append(words())
    return said
