"""Who changed which text when, from the history that is kept of content."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst

from partnerships.admin import switch
from partnerships.admin.meanwhile import HeedingForm

LATEST = 50


@dataclass(frozen=True)
class Change:
    changed_at: datetime
    changed_by: object
    kind: str
    fields: list


@dataclass(frozen=True)
class Conflict:
    """What somebody else has saved while a form was open."""

    thing: object
    # labels
    fields: list
    # None where no history is kept
    last: object


def conflicts(forms):
    """Those of a page's forms: of the thing and of its rows."""
    return [
        Conflict(form.instance, form.told, _last_change(form.instance))
        for form in forms
        if isinstance(form, HeedingForm) and form.told
    ]


def _last_change(thing):
    if not hasattr(thing, "history"):
        return None
    return thing.history.select_related("history_user").first()


def history_context(model, pk):
    """The latest changes, newest first; empty for things of which no history is kept."""
    if not hasattr(model, "history"):
        return {"has_history": False}
    try:
        records = model.history.filter(**{model._meta.pk.attname: pk})
        records = list(records.select_related("history_user")[: LATEST + 1])
    except ValueError:
        records = []
    return {"has_history": True, "changes": _changes(model, records)[:LATEST]}


def _changes(model, records):
    befores = [*records, None][1:]
    return [
        Change(
            record.history_date,
            record.history_user,
            record.history_type,
            _changed_fields(model, before, record) if before else [],
        )
        for record, before in zip(records, befores, strict=True)
    ]


def _changed_fields(model, before, after):
    names = []
    # the bare column of a translated text repeats one of its languages
    bare = switch.translated_fields(model)
    for field in model._meta.concrete_fields:
        is_shown = field.editable and not field.primary_key and field.name not in bare
        if is_shown and getattr(before, field.attname) != getattr(after, field.attname):
            names.append(capfirst(field.verbose_name))
    return names
