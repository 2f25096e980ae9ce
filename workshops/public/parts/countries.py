"""How countries are written on a page: the organisers' wording, else the usual name."""

from dataclasses import dataclass
from functools import cache, cached_property

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
    """Answers by code in the language it was made in. Reads the notes once, unless they are known;
    `notes` may be a function, which is called when the first country is asked for."""

    def __init__(self, notes=CountryNote.objects.all):
        self._language = languages.current_language()
        self._read = notes

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

    def every(self):
        """{code: name} of all countries, in the alphabet of the page."""
        usual = _usual_names(self._language)
        if not self._notes:
            return usual
        names = {code: self.name(code) for code in usual}
        return _in_the_alphabet(names, self._language)

    def footnotes(self, codes):
        """The countries among the codes that have a footnote."""
        countries = sorted(map(self.country, set(codes)), key=lambda country: country.sort_key)
        return [country for country in countries if country.footnote.text]

    @cached_property
    def _notes(self):
        return {note.code: note for note in self._read()}


@cache
def _usual_names(language):
    names = {
        code: Translated(languages.country_name(code, language), language)
        for code in languages.country_codes()
    }
    return _in_the_alphabet(names, language)


def _in_the_alphabet(names, language):
    return dict(sorted(names.items(), key=lambda item: languages.sort_key(item[1].text, language)))
