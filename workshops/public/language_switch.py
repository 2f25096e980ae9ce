"""The address of a page in each language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.encoding import iri_to_uri

from tools import languages

# as Open Graph writes a language
LOCALES = {"de": "de_DE", "en": "en_GB", "uk": "uk_UA", "sq": "sq_AL"}
OWN_NAMES = {"de": "Deutsch", "en": "English", "uk": "Українська", "sq": "Shqip"}


@dataclass(frozen=True)
class LanguageLink:
    """The same page in a language with the same query; `address` is absolute and without it."""

    code: str
    own_name: str
    locale: str
    url: str
    address: str
    is_current: bool


def language_links(path, query=""):
    """One link per language; a path without a language prefix leads to the start page."""
    current, _slash, rest = path.lstrip("/").partition("/")
    if current not in languages.LANGUAGES:
        current, rest, query = languages.current_language(), "", ""
    return [
        _link(code, f"/{code}/{rest}", query, is_current=code == current)
        for code in languages.LANGUAGES
    ]


def _link(code, path, query, *, is_current):
    path = iri_to_uri(path)
    url = iri_to_uri(f"{path}?{query}" if query else path)
    return LanguageLink(
        code, OWN_NAMES[code], LOCALES[code], url, settings.SITE_URL + path, is_current
    )
