"""Of each field it is said how long it is kept, and the papers on privacy say the same."""

import pytest
from django.core.management import call_command
from django.db import models

from workshops.retention import checks, policy, privacy_docs
from workshops.retention.not_personal import NOT_PERSONAL
from workshops.retention.policy import How, Rule


def test_every_field_has_a_rule_or_names_nobody():
    assert checks.every_field_is_decided(None) == []


def test_a_new_field_is_noticed(monkeypatch):
    from workshops.models import Delegate

    field = models.CharField(max_length=9)
    field.set_attributes_from_name("shoe_size")
    monkeypatch.setattr(
        Delegate._meta, "concrete_fields", (*Delegate._meta.concrete_fields, field), raising=False
    )

    assert [error.msg for error in checks.every_field_is_decided(None)] == [
        "Nobody has said how long workshops.Delegate.shoe_size is kept."
    ]


def test_a_field_in_the_history_that_is_emptied_needs_a_rule_there_too(monkeypatch):
    kept = tuple(rule for rule in policy.RULES if rule.key != "on_duty_history")
    monkeypatch.setattr(checks, "RULES", kept)

    assert checks.undecided(_all_models()) == ["workshops.HistoricalWorkshop.on_duty_contact"]


def _all_models():
    from django.apps import apps

    return [m for label in checks.APPS for m in apps.get_app_config(label).get_models()]


def test_neither_list_names_a_field_that_is_not_there_and_no_field_is_on_both():
    fields = {model._meta.label: set(checks.fields_of(model)) for model in _all_models()}
    stale = {
        f"{label}.{name}"
        for label, names in NOT_PERSONAL.items()
        for name in set(names) - fields.get(label, set())
    }
    unknown = {
        f"{rule.model}.{name}"
        for rule in policy.RULES
        if rule.model in fields
        for name in set(rule.fields) - fields[rule.model]
    }
    twice = {
        f"{rule.model}.{name}"
        for rule in policy.RULES
        for name in set(rule.fields) & set(NOT_PERSONAL.get(rule.model, ()))
    }
    assert (stale, unknown, twice) == (set(), set(), set())


@pytest.mark.parametrize("rule", policy.RULES, ids=lambda rule: rule.key)
def test_each_rule_can_be_applied(rule: Rule):
    """It says when, and the ways to workshop, person and event exist."""
    assert (
        rule.how is How.FOLLOWS
        or rule.key in {"contacts", "accounts"}
        or (bool(rule.term.until and rule.workshop) or bool(rule.since))
    )
    for path in filter(None, (rule.workshop, rule.person, rule.contact, rule.since)):
        assert rule.table._base_manager.filter(**{f"{path}__isnull": True}).query


def test_the_papers_on_privacy_are_fresh():
    call_command("write_privacy_docs", check=True)


def test_the_papers_name_every_rule():
    text = privacy_docs.pages()["retention.md"]
    for rule in policy.RULES:
        assert all(f"`{name}`" in text for name in rule.fields)
