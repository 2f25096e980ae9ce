"""The head of a sheet -> which column says what."""

from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tools import folding, languages
from tools.sheets.limits import BadTable
from workshops.models import Delegate
from workshops.registration.sheet_import.synonyms import SYNONYMS

_OF_PERSON = (
    "reference",
    "status",
    "role",
    "rank",
    "is_head",
    "is_substitute",
    "given_name",
    "family_name",
    "name_latin",
    "badge_name",
    "academic_title",
    "salutation",
    "employer",
    "position",
    "email",
    "phone",
    "language",
    "languages_spoken",
    "needs_interpretation",
    "assigned_track",
    "track_wish_1",
    "track_wish_2",
    "attendance_mode",
    "days",
    "confirm_by",
    "protected",
)


def _title(name: str) -> str | Promise:
    field = Delegate._meta.get_field(name)
    return capfirst(field.verbose_name)  # type: ignore[union-attr]


# machine key -> heading, as the list of participants has them
TITLES: dict[str, str | Promise] = {
    "sending_body": gettext_lazy("Sending body"),
    "country": gettext_lazy("Country"),
} | {name: _title(name) for name in _OF_PERSON}
NAMES = ("given_name", "family_name")
_FIRST = (*NAMES, "sending_body", "email", "phone", "position")
# known, but no import changes them
_NOT_STORED = {"status", "confirm_by"}


def headings() -> list[str | Promise]:
    """Return the headings of what an import stores, the most usual first."""
    others = [key for key in TITLES if key not in _NOT_STORED and key not in _FIRST]
    return [TITLES[key] for key in (*_FIRST, *others)]


def known_heading(text: str) -> str | None:
    """Return the key that a heading means: by a key, our words in any language, or common ones."""
    key = _folded(text)
    return _ours().get(key) or _common().get(key)


def mapped(head: Sequence[str], chosen: Sequence[str] | None = None) -> list[str]:
    """Return the key of each column, "" for what is not read.

    A column of ours goes before one that others call so. Raises BadTable where two columns are
    chosen for the same.
    """
    if chosen is not None and len(chosen) == len(head):
        return _checked(chosen)
    keys = [""] * len(head)
    for words in (_ours(), _common()):
        for place, heading in enumerate(head):
            key = words.get(_folded(heading), "")
            if not keys[place] and key not in keys:
                keys[place] = key
    return keys


def _checked(chosen: Sequence[str]) -> list[str]:
    keys = [key if key in TITLES else "" for key in chosen]
    for place, key in enumerate(keys):
        if key and key in keys[:place]:
            said = _("Two columns are read as “%(title)s”. Choose one.")
            raise BadTable(said % {"title": TITLES[key]}, code="duplicate_column")
    return keys


@cache
def _ours() -> dict[str, str]:
    known = {_folded(key): key for key in TITLES}
    for code in languages.LANGUAGES:
        with override(code):
            for key, title in TITLES.items():
                known.setdefault(_folded(str(title)), key)
    return known


@cache
def _common() -> dict[str, str]:
    return {_folded(word): key for key, words in SYNONYMS.items() for word in _each(words)}


def _each(words: str) -> Iterable[str]:
    return (word.strip() for word in words.split("|"))


def _folded(heading: str) -> str:
    return folding.fold(heading).replace(" ", "")
