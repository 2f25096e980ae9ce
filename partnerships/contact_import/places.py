"""Municipalities, countries and languages as people write them."""

import re
import unicodedata
from collections import defaultdict
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.models import Municipality, Spelling
from tools import folding, languages

_ADDRESSED = re.compile(r"(?P<name>.+) \((?P<slug>[a-z0-9-]+)\)")


class Places:
    """The municipalities there are, by any of their names, and those that an import adds."""

    def __init__(self, municipalities: QuerySet[Municipality]):
        self.added: list[Municipality] = []
        self._slugs: set[str] = set()
        self._by_key: dict[str, dict[str, Municipality]] = defaultdict(dict)
        by_pk = {each.pk: each for each in municipalities}
        for each in by_pk.values():
            self._know(each, each.search_key.split(" | "))
        for pk, key in Spelling.objects.values_list("municipality", "key"):
            if pk in by_pk:
                self._know(by_pk[pk], [key])

    def find(self, text: str, country: str, *, may_add: bool) -> Municipality:
        """Return the municipality that a text means, in a country unless that is "".

        Raises ValidationError where several are called so, or none is and none may be added.
        """
        found = self._called(text, country)
        if not found and (addressed := _ADDRESSED.fullmatch(text)):
            called = self._called(addressed["name"], country)
            found = [each for each in called if each.slug == addressed["slug"]]
        if len(found) > 1:
            raise ValidationError(
                _("Several municipalities are called this. Write one of: %(names)s"),
                params={"names": ", ".join(sorted(f"{each} ({each.slug})" for each in found))},
            )
        return found[0] if found else self._added(text, country, may_add)

    def _called(self, text: str, country: str) -> list[Municipality]:
        called = self._by_key.get(folding.fold(text), {}).values()
        return [each for each in called if not country or each.country == country]

    def _added(self, text: str, country: str, may_add: bool) -> Municipality:
        if not country:
            raise ValidationError(
                _("There is no municipality “%(name)s”. To add it, give its country as well."),
                params={"name": text},
            )
        if not may_add:
            raise ValidationError(
                _("There is no municipality “%(name)s”. Allow this import to add municipalities."),
                params={"name": text},
            )
        municipality = Municipality(
            slug=self._free_slug(text), country=country, **{f"name_{_language(text)}": text}
        )
        municipality.clean_fields(exclude=["name"])
        self.added.append(municipality)
        self._know(municipality, [folding.fold(text)])
        return municipality

    def _free_slug(self, text: str) -> str:
        base = folding.address(text, 50)
        slug, number = base, 2
        while slug in self._slugs:
            slug, number = f"{base}-{number}", number + 1
        return slug

    def _know(self, municipality: Municipality, keys: list[str]) -> None:
        self._slugs.add(municipality.slug)
        for key in filter(None, (*keys, folding.fold(municipality.slug))):
            self._by_key[key][municipality.slug] = municipality


def _language(text: str) -> str:
    """Ukrainian for Cyrillic letters, else the reader's own."""
    is_cyrillic = any(unicodedata.name(sign, "").startswith("CYRILLIC") for sign in text)
    return "uk" if is_cyrillic else languages.current_language()


def country_code(text: str) -> str:
    """Return the code of a country by its code or its name in any of our languages, "" for "".
    Raises ValidationError."""
    code = _countries().get(folding.fold(text))
    if code is None:
        raise ValidationError(_("“%(text)s” is no country."), params={"text": text})
    return code


def language_code(text: str) -> str:
    """Return the code of one of our languages by its code or its name in any of them, "" for "".
    Raises ValidationError."""
    code = _languages().get(folding.fold(text))
    if code is None:
        raise ValidationError(_("“%(text)s” is none of our languages."), params={"text": text})
    return code


@cache
def _countries() -> dict[str, str]:
    named = {
        folding.fold(languages.country_name(code, language)): code
        for code in languages.country_codes()
        for language in languages.LANGUAGES
    }
    return {"": ""} | named | {folding.fold(code): code for code in languages.country_codes()}


@cache
def _languages() -> dict[str, str]:
    named = {
        folding.fold(languages.language_name(code, language)): code
        for code in languages.LANGUAGES
        for language in languages.LANGUAGES
    }
    return {"": ""} | named | {code: code for code in languages.LANGUAGES}
