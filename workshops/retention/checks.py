"""A field of ours is decided on before it is there: it has a rule, or names nobody."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db.models import Model
from modeltranslation.fields import TranslationField
from simple_history.models import HistoricalChanges  # type: ignore[import-untyped]

from workshops.retention.not_personal import NOT_PERSONAL
from workshops.retention.policy import RULES

APPS = ("partnerships", "workshops")
# what simple_history adds; who changed it is an account
OF_HISTORY = {"id", "history_id", "history_date", "history_change_reason", "history_type"}


@register()
def every_field_is_decided(app_configs: Any, **_options: Any) -> list[Error]:
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    hint = "Give it a rule in retention/policy.py, or name it in retention/not_personal.py."
    return [
        Error(f"Nobody has said how long {name} is kept.", hint=hint, id="workshops.E001")
        for name in undecided(models)
    ]


def undecided(models: Iterable[type[Model]]) -> list[str]:
    """Return app.Model.field of each field that has no rule and stands on no list."""
    return [
        f"{model._meta.label}.{field}"
        for model in models
        for field in fields_of(model)
        if not is_decided(model, field)
    ]


def fields_of(model: type[Model]) -> list[str]:
    """The columns and lists of a model: a translated text once, without its number and without
    accounts, whose rule is their own."""
    found = []
    for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
        name = field.translated_field.name if isinstance(field, TranslationField) else field.name
        is_account = field.is_relation and _label(field.related_model) == settings.AUTH_USER_MODEL
        is_number = getattr(field, "primary_key", False) and not field.is_relation
        if not (is_account or is_number or name in found):
            found.append(name)
    return found


def is_decided(model: type[Model], field: str) -> bool:
    if field in _ruled(model._meta.label) or field in NOT_PERSONAL.get(model._meta.label, ()):
        return True
    if not issubclass(model, HistoricalChanges):
        return False
    # as the model whose history it is, unless a rule empties that: then it needs its own
    original = model.instance_type  # type: ignore[attr-defined]
    return field in {*OF_HISTORY, *NOT_PERSONAL.get(original._meta.label, ())}


def _ruled(label: str) -> set[str]:
    found: set[str] = set()
    for rule in RULES:
        if rule.model == label:
            found.update(rule.fields or fields_of(rule.table))
    return found


def _label(model: Any) -> str:
    return model if isinstance(model, str) else model._meta.label
