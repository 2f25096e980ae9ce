"""Two people edit the same thing: what one has saved, the form of the other does not undo.

A form carries a fingerprint of each value as it was read. Where the stored value is another one
when the form comes back, whoever left the field alone keeps it as it is stored now; who typed
something else is told once, and by saving again puts theirs in its place.
"""

import datetime
import hashlib
import json
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import CharField, FileField, HiddenInput, ModelForm
from django.forms.models import BaseInlineFormSet
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

# the name of the hidden field
READ = "read"
NOTHING = "–"
GONE = gettext_lazy("A row was deleted or moved meanwhile. Load the page again.")
TOLD = gettext_lazy("Changed by someone else meanwhile, now: %(value)s. Save again to change it.")
LONGEST = 200


class HeedingForm(ModelForm):
    """Keeps what somebody else has saved since it was read, or says so at the field. Without
    fingerprints that can be read it is taken as it is."""

    # {field: fingerprint} of a row, from its formset
    read: dict[str, str] | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._told: set[str] = set()

    def fingerprints(self) -> dict[str, str]:
        """{field: that of the stored value which its reader knows}"""
        now = {name: self._fingerprint_of(name) for name in self.fields}
        return now | {
            name: read for name, read in self._overtaken.items() if name not in self._told
        }

    def fingerprints_as_text(self) -> str:
        return json.dumps(self.fingerprints())

    @property
    def told(self) -> list[str]:
        """The labels of the fields where both typed, of which this reader is told now."""
        return [str(self.fields[name].label) for name in self.fields if name in self._told]

    @cached_property
    def _overtaken(self):
        """{field: fingerprint as it was read} where another value is stored by now"""
        read = loaded(self.data.get(READ)) if self.read is None else self.read
        return {
            name: before
            for name, before in read.items()
            if name in self.fields
            and not self.fields[name].disabled
            and before != self._fingerprint_of(name)
        }

    def full_clean(self):
        kept = [self.fields[name] for name in self._kept]
        for field in kept:
            # its stored value counts, not the one that was sent
            field.disabled = not isinstance(field, FileField)
        super().full_clean()
        self.changed_data  # noqa: B018 - remembered while they count as unchanged
        for field in kept:
            field.disabled = False

    def clean(self):
        cleaned = super().clean()
        for name in self._overtaken.keys() - self._kept:
            now = self._stored(name)
            if name in self.cleaned_data and self._typed[name] != _fingerprint(now):
                self._told.add(name)
                self.add_error(name, TOLD % {"value": _in_words(self.fields[name], now)})
        return cleaned

    @cached_property
    def _kept(self):
        """Overtaken fields that the reader left as they were read."""
        return {name for name, read in self._overtaken.items() if self._typed.get(name) == read}

    @cached_property
    def _typed(self):
        """{field: fingerprint of what was sent} of those overtaken"""
        typed = {}
        for name, before in self._overtaken.items():
            field, sent = self.fields[name], self[name].data
            if isinstance(field, FileField):
                typed[name] = before if sent is None else str(sent)
                continue
            with suppress(ValidationError):
                typed[name] = _fingerprint(field.clean(sent))
        return typed

    def _fingerprint_of(self, name):
        return _fingerprint(self._stored(name))

    def _stored(self, name):
        return self.get_initial_for_field(self.fields[name], name)


class HeedingFormSet(BaseInlineFormSet):
    """The same for each of its rows; their fingerprints stand in the management form."""

    @cached_property
    def management_form(self):
        form = super().management_form
        form.fields[READ] = _Fingerprints(initial=self._fingerprints)
        return form

    def _fingerprints(self):
        return json.dumps({row.instance.pk: row.fingerprints() for row in self.initial_forms})

    def _construct_form(self, i, **kwargs):
        row = super()._construct_form(i, **kwargs)
        read = self._read.get(str(row.instance.pk))
        row.read = read if isinstance(read, dict) else {}
        return row

    def clean(self):
        """Rows that someone else took away meanwhile are refused: the field that tells of it is not
        shown."""
        super().clean()
        rows = [row for row in self.initial_forms if not self._should_delete_form(row)]
        if any(row.instance.pk is None for row in rows):
            raise ValidationError(GONE)

    @cached_property
    def _read(self):
        return loaded(self.data.get(f"{self.prefix}-{READ}"))


class _Fingerprints(CharField):
    """A page that comes back with errors carries new ones: its reader has been told."""

    widget = HiddenInput

    def bound_data(self, data, initial):
        return initial


def loaded(text: str | None) -> dict[str, Any]:
    """An object of JSON, empty for whatever else is sent."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _fingerprint(value):
    return hashlib.blake2s(_plain(value).encode(), digest_size=8).hexdigest()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="minutes")
    if isinstance(value, list | tuple | set | QuerySet):
        return ",".join(sorted(map(_plain, value)))
    return str(value)


def _in_words(field, value):
    shown = field.prepare_value(value)
    if hasattr(field, "queryset"):
        keys = shown if isinstance(shown, list) else [shown]
        return ", ".join(map(str, field.queryset.filter(pk__in=keys))) if shown else NOTHING
    if hasattr(field, "choices"):
        chosen = shown if isinstance(shown, list) else [shown]
        names = {str(code): str(name) for code, name in flatten_choices(field.choices)}
        return ", ".join(names.get(str(code), str(code)) for code in chosen) or NOTHING
    return Truncator(strip_tags(localize(shown))).chars(LONGEST) if shown or shown == 0 else NOTHING
