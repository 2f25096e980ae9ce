"""Filters of a list, entirely in the query string: options with counts, pills, ways out.

A list is read once; what matches is decided here, so that each count beside an option is right for
the other filters without a query of its own.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tools import languages
from tools.languages import Translated

LONGEST_QUERY = 200


@dataclass(frozen=True)
class Facet:
    """One group of choices: its words, the values of a row, the choices with their names.

    A name is a text of the page's language, or a translated one that knows its own.
    """

    key: str
    label: str
    values: Callable
    choices: dict

    def name(self, value):
        name = self.choices[value]
        return name if isinstance(name, Translated) else Translated(capfirst(str(name)), "")


@dataclass(frozen=True)
class Option:
    value: str
    name: Translated
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Pill:
    """One active filter: the link drops exactly this one; `hits`: what the list has without it."""

    name: Translated
    url: str
    hits: int


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Search word"), max_length=LONGEST_QUERY, required=False)

    def __init__(self, data, facets):
        super().__init__(data)
        for facet in facets:
            values = partial(zip, facet.choices, facet.choices)  # listed only where one is chosen
            self.fields[facet.key] = forms.MultipleChoiceField(choices=values, required=False)


class Selection:
    """The rows of a list that fit the query string.

    `found(q)` returns the keys of the rows that match a search word; `key` gives a row's key;
    `size` says what a list of rows counts as, where that is not their number.
    """

    def __init__(self, request, rows, facets, *, found, key, size=len):
        self.request = request
        self.rows = rows
        self.facets = facets
        self.size = size
        self.form = FilterForm(request.GET, facets)
        self.has_unknown = not self.form.is_valid()
        self.chosen = {facet.key: self._values(facet.key) for facet in facets}
        self.q = self.form.cleaned_data.get("q", "")
        matching = found(self.q) if self.q else None
        self._matches = [matching is None or key(row) in matching for row in rows]
        self._fits = {facet.key: self._fitting(facet) for facet in facets}

    @property
    def is_active(self):
        return bool(self.q or any(self.chosen.values()))

    @property
    def hits(self):
        return self._rows()

    def groups(self):
        """[(facet, options)] for the form; an option without hits stays if it is chosen."""
        return [(facet, options) for facet in self.facets if (options := self._options(facet))]

    def pills(self):
        pills = [
            self._pill(facet, value) for facet in self.facets for value in self.chosen[facet.key]
        ]
        if not self.q:
            return pills
        word = Translated(self.q, "")
        return [Pill(word, self._url("q", self.q), self._count(but="q")), *pills]

    def ways_out(self):
        """For an empty list: the filters without which there would be something, the most first."""
        useful = [pill for pill in self.pills() if pill.hits]
        return sorted(useful, key=lambda pill: -pill.hits)

    def _pill(self, facet, value):
        others = [other for other in self.chosen[facet.key] if other != value]
        hits = self.size(
            [
                row
                for row in self._rows(but=facet.key)
                if not others or facet.values(row).intersection(others)
            ]
        )
        return Pill(facet.name(value), self._url(facet.key, value), hits)

    def _options(self, facet):
        rows = defaultdict(list)
        for row in self._rows(but=facet.key):
            for value in facet.values(row):
                rows[value].append(row)
        chosen = self.chosen[facet.key]
        return [
            Option(value, facet.name(value), self.size(rows.get(value, ())), value in chosen)
            for value in facet.choices
            if value in rows or value in chosen
        ]

    def _values(self, key):
        return list(dict.fromkeys(self.form.cleaned_data.get(key, ())))

    def _fitting(self, facet):
        chosen = set(self.chosen[facet.key])
        return [not chosen or bool(facet.values(row) & chosen) for row in self.rows]

    def _rows(self, but=""):
        """The rows that fit every filter, leaving one aside."""
        tests = [fits for key, fits in self._fits.items() if key != but]
        tests += [] if but == "q" else [self._matches]
        return [row for row, *fits in zip(self.rows, *tests, strict=True) if all(fits)]

    def _count(self, but):
        return self.size(self._rows(but))

    def _url(self, key, value):
        query = self.request.GET.copy()
        query.setlist(key, [other for other in query.getlist(key) if key != "q" and other != value])
        query.pop("page", None)
        rest = query.urlencode()
        return f"{self.request.path}?{rest}" if rest else self.request.path


def named(values, name):
    """{value: name}, in the alphabet of the page."""
    language = languages.current_language()
    names = {value: name(value) for value in values}
    return dict(sorted(names.items(), key=lambda item: languages.sort_key(str(item[1]), language)))
