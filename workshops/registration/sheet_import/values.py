"""What a cell says: texts without signs nobody sees, and words of four languages -> codes."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from partnerships.contact_import.places import country_code
from partnerships.models.language_list import SPOKEN
from tools import folding, languages, signs
from workshops.models import Delegate, Workshop
from workshops.registration.sheet_import.bodies import fold
from workshops.registration.sheet_import.findings import Note

TEXTS = (
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
)
TRACKS = ("assigned_track", "track_wish_1", "track_wish_2")
FLAGS = ("is_head", "is_substitute", "needs_interpretation", "protected")
LONGEST: dict[str, int] = {
    field.name: field.max_length
    for field in Delegate._meta.concrete_fields
    if field.name in (*TEXTS, "affiliation") and field.max_length
}

_YES = ["yes", "y", "ja", "j", "true", "wahr", "1", "x", "так", "т", "да", "po", "+", "✓", "✔"]
_NO = ["no", "n", "nein", "false", "falsch", "0", "-", "ні", "jo"]
_PARTED = re.compile(r"[,;/\n]|\s(?:und|and|та|і|й|dhe|&)\s")
_LARGEST_RANK = 32_767


class Unread(Exception):
    """A cell says nothing that can be taken: the finding's name and its words."""

    def __init__(self, name: str, **words: Any):
        super().__init__(name)
        self.name, self.words = name, words


class Reader:
    """Reads the cells of rows for one workshop."""

    def __init__(self, workshop: Workshop):
        self._tracks: dict[str, Any] = {}
        for track in workshop.tracks.all():
            titles = (getattr(track, f"title_{code}") or "" for code in languages.LANGUAGES)
            for word in (track.slug, *titles):
                self._tracks.setdefault(folding.fold(word), track)
        self.days = {day.date: day for day in workshop.days.order_by("date")}
        self._readers: dict[str, Callable[[str], Any]] = {
            "role": lambda text: _choice(text, Delegate.Role),
            "attendance_mode": lambda text: _choice(text, Delegate.AttendanceMode),
            "language": _language,
            "rank": _rank,
            "email": _email,
        }
        self._readers |= dict.fromkeys(FLAGS, _flag) | dict.fromkeys(TRACKS, self._track)

    def read(self, key: str, text: str) -> Any:
        """Return the value of a filled cell; raises Unread."""
        value = self._readers[key](text) if key in self._readers else line(text)
        longest = LONGEST.get(key)
        if longest and len(value) > longest:
            raise Unread("too_long", length=len(value), number=longest)
        return value

    def languages_spoken(self, text: str, note: Note) -> tuple[str, ...]:
        """Return the codes of languages in a list; of unknown ones it is noted."""
        found: dict[str, None] = {}
        for word in _words(text):
            code = _spoken().get(fold(word))
            if code:
                found[code] = None
            else:
                note("unknown_language", "languages_spoken", text=word)
        return tuple(found)

    def dates(self, text: str, note: Note) -> list[datetime.date]:
        """Return the days of the workshop in a list; of others it is noted."""
        found = set()
        for word in re.split(r"[,;\s]+", text):
            date = _date(word)
            if date in self.days:
                found.add(date)
            else:
                note("unknown_day", "days", text=word)
        return sorted(date for date in found if date)

    def _track(self, text: str) -> Any:
        track = self._tracks.get(fold(text))
        if track is None:
            raise Unread("unknown_track", text=text)
        return track


def line(text: str) -> str:
    """Return a text as one line in composed letters, without signs nobody sees."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    if signs.hidden_sign(composed):
        composed = "".join(sign for sign in composed if not signs.hidden_sign(sign))
    return " ".join(composed.split())


def mixes_letters(text: str) -> str:
    """Return the first word in which Latin and Cyrillic letters stand side by side, or ""."""
    if text.isascii():
        return ""
    for word in re.findall(r"\w+", text):
        names = {unicodedata.name(sign, "").partition(" ")[0] for sign in word}
        if {"LATIN", "CYRILLIC"} <= names:
            return word
    return ""


def country_of(text: str) -> str:
    """Return the code of a country by its code or its name in any language; raises Unread."""
    try:
        return country_code(text)
    except ValidationError as unknown:
        raise Unread("unknown_country", text=text) from unknown


def _email(text: str) -> str:
    address = line(text).removeprefix("mailto:").strip(" <>")
    try:
        validate_email(address)
    except ValidationError as invalid:
        raise Unread("invalid_email", text=address) from invalid
    return address


def _rank(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_RANK:
        raise Unread("invalid_number", text=text)
    return int(text)


def _language(text: str) -> str:
    code = _spoken().get(fold(text), "")
    if code not in languages.LANGUAGES:
        raise Unread("unknown_language", text=text)
    return code


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in _YES and word not in _NO:
        possible = languages.join([_("yes"), _("no")], languages.current_language())
        raise Unread("unknown_value", text=text, possible=possible)
    return word in _YES


def _choice(text: str, choices: Any) -> str:
    value = _labels(choices).get(fold(text))
    if value is None:
        labels = languages.join(choices.labels, languages.current_language())
        raise Unread("unknown_value", text=text, possible=labels)
    return value


def status_of(text: str, statuses: Any) -> str:
    """Return the code of a status by its code or its name in any language, "" for others."""
    return _labels(statuses).get(fold(text), "")


@cache
def _labels(choices: Any) -> dict[str, str]:
    return {folding.fold(value): value for value in choices} | _in_all_languages(
        (choice.label, choice.value) for choice in choices
    )


def _in_all_languages(labels: Iterable[tuple[str | Promise, str]]) -> dict[str, str]:
    pairs = list(labels)
    found: dict[str, str] = {}
    for code in languages.LANGUAGES:
        with override(code):
            found |= {folding.fold(str(label)): value for label, value in pairs}
    return found


@cache
def _spoken() -> dict[str, str]:
    return {
        folding.fold(languages.language_name(code, language)): code
        for code in SPOKEN
        for language in languages.LANGUAGES
    } | {code: code for code in SPOKEN}


def _words(text: str) -> list[str]:
    """The items of a list, whose codes may be parted by blanks alone."""
    words = [word.strip() for word in _PARTED.split(text)]
    if len(words) == 1 and fold(text) not in _spoken():
        words = text.split()
    return [word for word in words if word]


def _date(text: str) -> datetime.date | None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
