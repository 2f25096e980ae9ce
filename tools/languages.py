"""The four languages: fallback, names and dates from CLDR (Babel), sorting by own alphabets."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_timezone_location, parse_pattern
from babel.languages import get_official_languages
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import get_language

LANGUAGES = ("de", "en", "uk", "sq")
DEFAULT_LANGUAGE = "de"

# CLDR territories which are no countries: exceptional reservations, unions, placeholders
_NO_COUNTRIES = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ"

# where a country has several zones, that of its capital; CLDR knows none for Kosovo
_ZONES = {"UA": "Europe/Kyiv", "XK": "Europe/Belgrade", "DE": "Europe/Berlin"}

_UKRAINIAN = tuple("абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя")
_LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
_ALBANIAN = "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh"
_ALPHABETS = {
    "de": _LATIN + _UKRAINIAN,
    "en": _LATIN + _UKRAINIAN,
    "uk": _UKRAINIAN + _LATIN,
    "sq": (*_ALBANIAN.split(), *_UKRAINIAN),
}
# letters whose stroke or ligature Unicode does not take apart
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´ʹ′"))


class Translated(NamedTuple):
    """A text and the language it is really written in ("" when there is no text)."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def current_language() -> str:
    """Return the active language if it is one of ours, else the default."""
    language = (get_language() or DEFAULT_LANGUAGE).partition("-")[0]
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


@cache
def fallback_chain(language: str) -> tuple[str, ...]:
    """Return all our languages in the order in which a text is looked for (domain.md 6)."""
    wanted = (language, "en", "de", *LANGUAGES)
    return tuple(code for code in dict.fromkeys(wanted) if code in LANGUAGES)


def translated(instance: Any, field: str, language: str | None = None) -> Translated:
    """Read `<field>_<language>` of an instance, falling back along the chain.

    Without a language the active one is meant. None and "" count as missing.
    """
    for code in fallback_chain(language or current_language()):
        text = getattr(instance, f"{field}_{code}")
        if text:
            return Translated(text, code)
    return Translated("", "")


def columns(*fields: str) -> tuple[str, ...]:
    """Return the columns that hold the texts of translated fields: "name" -> name_de, name_en …"""
    return tuple(f"{field}_{code}" for field in fields for code in LANGUAGES)


@cache
def country_codes() -> tuple[str, ...]:
    """Return the ISO 3166-1 alpha-2 codes plus XK (Kosovo), in the order of the alphabet."""
    territories = {str(code) for code in _locale("en").territories} - set(_NO_COUNTRIES.split())
    return tuple(sorted(code for code in territories if len(code) == 2 and code.isalpha()))


@cache
def country_zone(code: str) -> str:
    """Return the time zone of a country (IANA name), "" where it has several."""
    zones = [zone for zone, country in get_global("zone_territories").items() if country == code]
    return _ZONES.get(code) or (zones[0] if len(zones) == 1 else "")


@lru_cache(maxsize=2048)
def zone_name(zone: str, language: str) -> str:
    """Return how a time zone (IANA name) is called, summer or winter: "Central European Time".

    CLDR names the zones of one country after it, and those of none not at all: "UTC".
    """
    known, locale = _known_zone(zone), _locale(language)
    area = locale.meta_zones.get(get_global("meta_zones").get(known), {})
    if name := area.get("long", {}).get("generic"):
        return name
    is_placed = zone in zones()
    return get_timezone_location(zone, locale=locale) if is_placed else zone_city(zone, language)


@lru_cache(maxsize=2048)
def zone_city(zone: str, language: str) -> str:
    """Return the city that a time zone (IANA name) is named after: "Kyiv"."""
    known = _known_zone(zone)
    city = known.rpartition("/")[2].replace("_", " ")
    return _locale(language).time_zones.get(known, {}).get("city", city)


@cache
def zones() -> tuple[str, ...]:
    """Return the time zones of countries (IANA names).

    Not that of Simferopol, whose clocks an occupier has set.
    """
    placed, countries = get_global("zone_territories").items(), country_codes()
    return tuple(zone for zone, code in placed if code in countries and zone != "Europe/Simferopol")


@cache
def _known_zone(zone: str) -> str:
    """The name by which CLDR describes a zone: it keeps the first one, "Europe/Kiev"."""
    described = get_global("meta_zones")
    older = [old for old, new in get_global("zone_aliases").items() if new == zone]
    return next((name for name in (zone, *older) if name in described), zone)


@lru_cache(maxsize=2048)
def country_name(code: str, language: str) -> str:
    """Return CLDR's name of a country; an unknown code comes back as it is."""
    return _locale(language).territories.get(code, code)


@cache
def country_language(code: str) -> str:
    """Return the first official language of a country that is one of ours, English without one."""
    official = get_official_languages(code, de_facto=True)
    return next((language for language in official if language in LANGUAGES), "en")


@lru_cache(maxsize=2048)
def language_name(code: str, language: str) -> str:
    """Return CLDR's name of a language; an unknown code comes back as it is."""
    return _locale(language).languages.get(code, code)


@lru_cache(maxsize=2048)
def date_range(start: date, end: date, language: str) -> str:
    """Return two days as one phrase with full month names: "28.–29. November 2023".

    Babel's `format_interval("yMMMMd")` falls back silently to abbreviated months, therefore the
    pattern of yMMMd is taken and MMMM put in. Days of one month are joined without blanks.
    """
    if start == end:
        return format_day(start, language)
    locale = _locale(language)
    difference = _greatest_difference(start, end)
    phrase = "".join(
        parse_pattern(part.replace("MMM", "MMMM")).apply(day, locale)
        for part, day in zip(
            locale.interval_formats["yMMMd"][difference], (start, end), strict=True
        )
    )
    phrase = _plain_blanks(phrase)
    return phrase.replace(" – ", "–") if difference == "d" else phrase


@lru_cache(maxsize=2048)
def short_range(start: date, end: date, language: str) -> str:
    """Return two days of different months in numbers, without the year: "30.6.–2.7."."""
    days = (format_skeleton("Md", day, locale=_locale(language)) for day in (start, end))
    return "–".join(days)


@lru_cache(maxsize=2048)
def format_month(day: date, language: str) -> str:
    """Return a month with its year, as it stands alone: "листопад 2023 р."."""
    return _plain_blanks(format_skeleton("yMMMM", day, locale=_locale(language)))


@lru_cache(maxsize=2048)
def format_day(day: date, language: str) -> str:
    """Return a day with its full month name: "28. November 2023"."""
    return _plain_blanks(format_date(day, "long", locale=_locale(language)))


@lru_cache(maxsize=2048)
def format_weekday(day: date, language: str) -> str:
    """Return a day of the week and month, without the year: "Dienstag, 28. November"."""
    locale = _locale(language)
    short = str(locale.datetime_skeletons["MMMEd"].pattern)
    long = re.sub("M+", "MMMM", re.sub("E+", "EEEE", short))
    phrase = _plain_blanks(parse_pattern(long).apply(day, locale))
    return phrase[0].upper() + phrase[1:]


@lru_cache(maxsize=2048)
def format_short_day(day: date, language: str) -> str:
    """Return a day for the head of a column, without the year: "Di., 28. Nov."."""
    locale = _locale(language)
    return _plain_blanks(locale.datetime_skeletons["MMMEd"].apply(day, locale))


def format_moment(instant: datetime, timezone: str, language: str) -> str:
    """Return an aware instant in a zone (IANA name), 24 hours: "27. Oktober 2023, 18:00"."""
    if instant.tzinfo is None:
        raise ValueError("format_moment needs an aware instant")
    local = instant.astimezone(ZoneInfo(timezone))
    locale = _locale(language)
    pattern = str(locale.datetime_formats["long"])
    return pattern.format(f"{local:%H:%M}", format_day(local.date(), language))


def number(value: float, language: str) -> str:
    """Return a number with the separators of the language: 372.000 in German."""
    return format_decimal(value, locale=_locale(language))


def join(items: Iterable[str], language: str) -> str:
    """Return a list as the language says it: "A, B und C"."""
    return format_list([str(item) for item in items], "standard", locale=_locale(language))


@lru_cache(maxsize=8192)
def sort_key(text: str, language: str) -> tuple[tuple[int, ...], str]:
    """Return a key that orders texts as the dictionary of the language does (domain.md 6).

    Blanks and signs come first, then digits, the language's own letters, the other alphabet,
    everything else; apostrophes and foreign accents do not count.
    """
    alphabet = _places(language)
    letters = unicodedata.normalize("NFC", text.casefold().translate(_APOSTROPHES))
    weights: list[int] = []
    position = 0
    while position < len(letters):
        length = 2 if letters[position : position + 2] in alphabet else 1
        weights.extend(_weights(letters[position : position + length], alphabet))
        position += length
    return tuple(weights), text


def _weights(letter: str, alphabet: dict[str, int]) -> list[int]:
    if letter in alphabet:
        return [alphabet[letter]]
    if not letter.isalnum():
        return [] if unicodedata.combining(letter) else [0]
    base = unicodedata.normalize("NFD", letter.translate(_PLAIN))
    return [
        alphabet.get(sign, 1000 + ord(sign)) for sign in base if not unicodedata.combining(sign)
    ]


@cache
def _places(language: str) -> dict[str, int]:
    signs = (*"0123456789", *_ALPHABETS.get(language, _ALPHABETS["en"]))
    return {sign: place for place, sign in enumerate(signs, start=1)}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


def _greatest_difference(start: date, end: date) -> str:
    if start.year != end.year:
        return "y"
    return "M" if start.month != end.month else "d"


def _plain_blanks(text: str) -> str:
    # CLDR puts thin and unbreakable blanks in some languages only
    return "".join(" " if sign.isspace() else sign for sign in text)
