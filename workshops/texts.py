"""The translatable texts of a workshop and its parts, and how they stand in each language.

Which texts these are is read from the registry of translations: a new translated field, or a new
part of a workshop, is among them without being listed here.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.translator import translator

from partnerships.models import RichTextField
from tools import languages
from workshops.models import TranslationReview, Workshop


class State(models.TextChoices):
    COMPLETE = "complete", gettext_lazy("complete")
    MISSING = "missing", gettext_lazy("missing")
    # the source was changed after this language
    STALE = "stale", gettext_lazy("out of date")


@dataclass
class Text:
    """One text of one row in all languages."""

    row: models.Model
    name: str
    # of the row among its kind in this workshop, from 1
    number: int
    # by language
    versions: dict[str, str]
    changed_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def key(self):
        return f"{self.row._meta.model_name}:{self.row.pk}:{self.name}"

    @property
    def part(self):
        """What it belongs to: "Thematic track 2". Never a name: it may be that of a person."""
        kind = capfirst(self.row._meta.verbose_name)
        return kind if isinstance(self.row, Workshop) else f"{kind} {self.number}"

    @property
    def title(self):
        return capfirst(self.row._meta.get_field(self.name).verbose_name)

    @property
    def label(self):
        return f"{self.part} · {self.title}"

    @property
    def source(self):
        """German if it is written, else the next language in which it is."""
        return languages.translated(self.row, self.name, languages.DEFAULT_LANGUAGE)

    def mark(self, language):
        """What its source and its version in a language are, short enough to be sent along."""
        return f"{fingerprint(self.source.text)}-{fingerprint(self.versions[language])}"

    def column(self, language):
        return self.row._meta.get_field(f"{self.name}_{language}")

    @property
    def is_rich(self):
        return isinstance(self.row._meta.get_field(self.name), RichTextField)

    def state(self, language, confirmed_at=None):
        source, version = self.source, self.versions[language]
        if not version:
            return State.MISSING
        if plain(version) == plain(source.text):
            return State.COMPLETE
        source_at = self.changed_at.get(source.language)
        since = [at for at in (self.changed_at.get(language), confirmed_at) if at]
        is_stale = source_at and since and source_at > max(since)
        return State.STALE if is_stale else State.COMPLETE


class Texts:
    """All texts of one workshop that are written in at least one language."""

    def __init__(self, texts, confirmed_at):
        self.by_key = {text.key: text for text in texts}
        self.confirmed_at = confirmed_at

    def __iter__(self):
        return iter(self.by_key.values())

    def state(self, text, language):
        return text.state(language, self.confirmed_at.get(language))

    def count(self, language):
        """How many texts are in each state."""
        return Counter(self.state(text, language) for text in self)


def plain(text):
    """A text as it is compared: a browser sends other line ends than it was given."""
    return (text or "").replace("\r\n", "\n").strip()


def fingerprint(text):
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


@cache
def parts():
    """[(model, path to the workshop)]: the workshop and all translated models that belong to it."""
    found = [(model, _path(model)) for model in translator.get_registered_models()]
    return [(model, path) for model, path in found if path]


def _path(model):
    """How a model leads to its workshop, by itself or over what it belongs to, or ""."""
    if model is Workshop:
        return "pk"
    for relation in _relations(model):
        if relation.related_model is Workshop:
            return relation.name
    for relation in _relations(model):
        for above in _relations(relation.related_model):
            if above.related_model is Workshop:
                return f"{relation.name}__{above.name}"
    return ""


def _relations(model):
    return [field for field in model._meta.concrete_fields if field.is_relation]


def names(model):
    """The translated fields of a model, in its order; an address is no text."""
    translated = translator.get_options_for_model(model).all_fields
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name in translated and not isinstance(field, models.URLField)
    ]


def of(workshop):
    return of_all([workshop])[workshop.pk]


def of_all(workshops):
    """{pk of the workshop: Texts} with states, in as many queries as there are kinds of parts."""
    confirmed = {}
    for review in TranslationReview.objects.filter(workshop__in=workshops):
        confirmed.setdefault(review.workshop_id, {})[review.language] = review.confirmed_at
    found = {workshop.pk: [] for workshop in workshops}
    for model, path in parts():
        rows = model.objects.filter(**{f"{path}__in": found})
        changed_at = _changed_at(model, rows)
        for pk, text in _written(model, rows, path):
            for code in languages.LANGUAGES:
                at = changed_at.get((text.row.pk, f"{text.name}_{code}"))
                if at:
                    text.changed_at[code] = at
            found[pk].append(text)
    return {pk: Texts(texts, confirmed.get(pk, {})) for pk, texts in found.items()}


def missing(workshops):
    """{pk of the workshop: {language: number of texts that lack it}}, without reading history."""
    found = {workshop.pk: Counter() for workshop in workshops}
    for model, path in parts():
        for pk, text in _written(model, model.objects.filter(**{f"{path}__in": found}), path):
            found[pk].update(code for code, version in text.versions.items() if not version)
    return found


def _written(model, rows, path):
    """(pk of the workshop, Text) for each text that is written in some language."""
    numbers = Counter()
    for row in rows.annotate(text_of=F(path)):
        numbers[row.text_of] += 1
        for name in names(model):
            versions = {code: getattr(row, f"{name}_{code}") or "" for code in languages.LANGUAGES}
            if any(versions.values()):
                yield row.text_of, Text(row, name, numbers[row.text_of], versions)


def _changed_at(model, rows):
    """{(pk, column): when the history of the row saw the column change for the last time}"""
    columns = [f"{name}_{code}" for name in names(model) for code in languages.LANGUAGES]
    records = model.history.filter(id__in=rows.order_by().values("pk"))
    records = records.order_by("id", "history_date", "history_id")
    before, changed_at = {}, {}
    for pk, at, *found in records.values_list("id", "history_date", *columns).iterator():
        for column, text in zip(columns, map(plain, found), strict=True):
            if before.get((pk, column), "") != text:
                before[pk, column] = text
                changed_at[pk, column] = at
    return changed_at


class Change(NamedTuple):
    """A new version of a text, and the mark of what its writer saw (Text.mark)."""

    version: str
    mark: str


class Outdated(ValidationError):
    """What the writer saw is no longer what stands there: nothing is overwritten unseen."""


class Refused(Exception):
    """Nothing was written; errors is {key: ValidationError}."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


@transaction.atomic
def write(workshop, language, changes):
    """Write {key: Change} in one language, all of them or, with Refused, none; return how many."""
    Workshop.objects.locked(workshop.pk)
    texts = of(workshop)
    changes = {key: each for key, each in changes.items() if is_new(texts, language, key, each)}
    rows, errors = put(texts, language, changes)
    if errors:
        raise Refused(errors)
    for row in rows:
        row.save()
    return len(changes)


def is_new(texts, language, key, change):
    """Whether the writer has changed what was shown, to something that does not stand there."""
    text = texts.by_key.get(key)
    if text is None:
        return True
    shown = change.mark.rpartition("-")[2]
    return fingerprint(change.version) not in {shown, fingerprint(text.versions[language])}


def put(texts, language, changes):
    """Put the changes into the rows in memory: these rows, {key: ValidationError} for the rest."""
    rows, errors = {}, {}
    for key, change in changes.items():
        try:
            version = cleaned(texts, language, key, change)
        except ValidationError as refused:
            errors[key] = refused
            continue
        text = texts.by_key[key]
        setattr(text.row, text.column(language).attname, version)
        rows.setdefault(text.row, key)
    for row, key in rows.items():
        try:
            row.validate_constraints()
        except ValidationError as refused:
            errors.setdefault(key, refused)
    return list(rows), errors


def cleaned(texts, language, key, change):
    """The new version as its field takes it; Outdated if that is all that speaks against it."""
    text = texts.by_key.get(key)
    if text is None:
        raise ValidationError(_("This workshop has no such text."))
    version = text.column(language).clean(plain(change.version), text.row)
    others = [text.versions[code] for code in languages.LANGUAGES if code != language]
    is_needed = not text.row._meta.get_field(text.name).blank
    if is_needed and not version and not any(others):
        raise ValidationError(_("Write this in at least one language."))
    seen, now = change.mark.partition("-"), text.mark(language).partition("-")
    if seen[2] != now[2]:
        raise Outdated(_("Someone has changed this text in the meantime."))
    if seen[0] != now[0]:
        raise Outdated(_("The source has been changed in the meantime."))
    return version
