"""How countries are written on a page: the organisers' wording, else the usual name."""

from dataclasses import dataclass
from functools import cached_property

from partnerships.models import CountryNote
from tools import languages
from tools.languages import Translated


@dataclass(frozen=True)
class Country:
    code: str
    name: Translated
    footnote: Translated

    @property
    def sort_key(self):
        return languages.sort_key(self.name.text, languages.current_language())


class CountryNames:
    """Reads the notes once, then answers by code in the language it was made in."""

    def __init__(self):
        self._language = languages.current_language()

    def country(self, code):
        language = self._language
        usual = Translated(languages.country_name(code, language), language)
        note = self._notes.get(code)
        if note is None:
            return Country(code, usual, Translated("", ""))
        label = languages.translated(note, "label")
        footnote = languages.translated(note, "footnote")
        return Country(code, label if label.text else usual, footnote)

    def name(self, code):
        return self.country(code).name

    def footnotes(self, codes):
        """The countries among the codes that have a footnote."""
        countries = sorted(map(self.country, set(codes)), key=lambda country: country.sort_key)
        return [country for country in countries if country.footnote.text]

    @cached_property
    def _notes(self):
        return {note.code: note for note in CountryNote.objects.all()}
