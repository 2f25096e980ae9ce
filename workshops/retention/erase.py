"""Erase what is due, rule by rule: each in a transaction of its own, so that a run that was killed
is simply run again. Files go before the rows that name them: what is left can be found again.
"""

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from modeltranslation.fields import TranslationField

from partnerships.login import factors
from partnerships.models import Contact, User
from tools import folding
from workshops.models import (
    Delegate,
    Delegation,
    Erasure,
    LastRun,
    LegalHold,
    RetentionRun,
    Workshop,
)
from workshops.models.reference import new_reference
from workshops.retention import policy, stores
from workshops.retention.policy import How, Rule

logger = logging.getLogger(__name__)
Cause = RetentionRun.Cause
# {workshop, or None for what belongs to none: how many}
Numbers = dict[int | None, int]
_BATCH = 500


def each_round(at: datetime.datetime | None = None) -> None:
    """What the worker of the mails calls: short terms at once, all of them once a day."""
    at = at or timezone.now()
    done = RetentionRun.objects.complete().filter(started_at__lte=at).order_by("started_at").last()
    if done is None or timezone.localdate(done.started_at) < timezone.localdate(at):
        apply(at)
        return
    for rule in policy.RULES:
        if rule.key in policy.EACH_ROUND:
            _tried(rule, at, is_dry_run=False)


def apply(
    at: datetime.datetime | None = None, *, is_dry_run: bool = False, by: User | None = None
) -> RetentionRun:
    """Erase all that is due at an instant, or only count it, and return the report."""
    at = at or timezone.now()
    run = RetentionRun.objects.create(started_at=at, is_dry_run=is_dry_run, run_by=by)
    failed = []
    for rule in (*policy.RULES, *policy.STORES):
        numbers = _tried(rule, at, is_dry_run=is_dry_run)
        if numbers is None:
            failed.append(rule.key)
        else:
            _note(run, rule.key, numbers)
    run.failed = " ".join(failed)
    run.finished_at = timezone.now()
    run.save(update_fields=["failed", "finished_at"])
    if not (is_dry_run or failed):
        LastRun.objects.note(LastRun.Name.RETENTION)
    return run


def _tried(rule: Any, at: datetime.datetime, *, is_dry_run: bool) -> Numbers | None:
    """None where it failed: one rule stops no other. The log says which, and no data."""
    try:
        if not isinstance(rule, Rule):
            return {None: stores.ERASE[rule.key](at - rule.term.age, is_dry_run=is_dry_run)}
        if rule.how is How.FOLLOWS:
            return {}
        with transaction.atomic():
            rows = due(rule, at)
            numbers = _counted(rule, rows)
            if numbers and not is_dry_run:
                erase_rows(rule, rows, at)
            return numbers
    except Exception as error:
        logger.error("Not erased: %s (%s)", rule.key, type(error).__name__)
        return None


def _note(run: RetentionRun, rule: str, numbers: Numbers) -> None:
    Erasure.objects.bulk_create(
        Erasure(run=run, rule=rule, workshop_id=workshop, number=number)
        for workshop, number in numbers.items()
        if number
    )


def due(rule: Rule, at: datetime.datetime) -> QuerySet[Any]:
    """The rows of a rule whose time is over, without those of a workshop under a legal hold."""
    if rule.key == "contacts":
        return _due_contacts(at)
    if rule.key == "accounts":
        return _due_accounts(at)
    rows = held(rule)
    on_hold = LegalHold.objects.standing(at).values("workshop")
    if rule.term.until:
        return rows.filter(**{f"{rule.workshop}__in": due_workshops(rule, at)})
    if rule.workshop:
        rows = rows.exclude(**{f"{rule.workshop}__in": on_hold})
    return rows.filter(**{f"{rule.since}__lte": at - rule.term.age})


def due_workshops(rule: Rule, at: datetime.datetime) -> list[int]:
    """The keys of those whose last day of keeping is over, where they take place."""
    on_hold = LegalHold.objects.standing(at).values("workshop")
    over = Workshop.objects.past(at).exclude(pk__in=on_hold).only("ends_on", "timezone")
    until = rule.term.until
    return [one.pk for one in over if until and one.local_date(at) > until(one)]


def held(rule: Rule) -> QuerySet[Any]:
    """The rows of a rule that still hold something."""
    rows = rule.table._base_manager.filter(rule.only)
    if rule.how is not How.EMPTIED:
        return rows
    nothing = Q()
    for field, value in empties(rule).items():
        is_null = Q(**{f"{field}__isnull": True})
        nothing &= is_null if value is None else is_null | Q(**{field: value})
    return rows.exclude(nothing)


def empties(rule: Rule) -> dict[str, Any]:
    """{column: what an empty one holds}, each language of a translated text by itself."""
    found: dict[str, Any] = {}
    for field in rule.table._meta.concrete_fields:
        name = field.translated_field.name if isinstance(field, TranslationField) else field.name
        if name in rule.fields:
            found[field.name] = _nothing(field)
    return found


def _nothing(field: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return False
    if field.null and not isinstance(field, models.CharField | models.TextField):
        return None
    return field.get_default() if field.has_default() else ""


def _counted(rule: Rule, rows: QuerySet[Any]) -> Numbers:
    if not rule.workshop:
        number = rows.count()
        return {None: number} if number else {}
    grouped = rows.order_by().values_list(rule.workshop)
    return dict(grouped.annotate(number=Count("pk")))


def erase_rows(rule: Rule, rows: QuerySet[Any], at: datetime.datetime) -> None:
    """As the rule says. In a transaction."""
    _delete_files(rule, rows)
    if rule.how is How.DELETED:
        # by key: rows may be narrowed along other tables
        rule.table._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    elif rule.how is How.EMPTIED:
        rule.table._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
            **empties(rule)
        )
    elif rule.table is User:
        _erase_accounts(rows)
    else:
        _erase_people(rule, rows, at)


def _delete_files(rule: Rule, rows: QuerySet[Any]) -> None:
    for field in rule.table._meta.concrete_fields:
        is_named = not rule.fields or field.name in rule.fields
        if isinstance(field, models.FileField) and is_named:
            for name in rows.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                field.storage.delete(name)


def _erase_people(rule: Rule, rows: QuerySet[Delegate], at: datetime.datetime) -> None:
    """With a new reference: the old one stands on badges and letters."""
    nothing = empties(rule) | {"erased_at": at}
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        people = list(Delegate.objects.filter(pk__in=keys[start : start + _BATCH]))
        Delegate.joins.through.objects.filter(delegate__in=people).delete()
        for person in people:
            affiliation = "" if _is_named_in(person, person.affiliation) else person.affiliation
            for name, value in nothing.items():
                setattr(person, name, value)
            person.reference, person.affiliation = new_reference(), affiliation
        Delegate.objects.bulk_update(people, [*nothing, "affiliation"])


def _is_named_in(person: Delegate, text: str) -> bool:
    """Where somebody works is counted, unless it is called after them: Anna Muster Consulting."""
    said = set(folding.words(text))
    full_names = (person.full_name, person.name_latin)
    own = [set(folding.words(name)) for name in full_names if name]
    return "@" in text or any(words and words <= said for words in own)


def _erase_accounts(rows: QuerySet[User]) -> None:
    """Who did something stays a number; the account opens nothing."""
    for account in list(rows):
        account.email = f"account-{account.pk}@{ERASED_DOMAIN}"
        account.name, account.last_login, account.language = "", None, "de"
        account.is_staff = account.is_superuser = False
        account.set_unusable_password()
        account.groups.clear()
        account.user_permissions.clear()
        factors.forget(account)
        account.save()


# reserved: no mail ever goes there (RFC 2606)
ERASED_DOMAIN = "erased.invalid"


def _due_accounts(at: datetime.datetime) -> QuerySet[User]:
    limit = at - policy.ACCOUNTS.age
    unused = Q(last_login__lte=limit) | Q(last_login=None, joined_at__lte=limit)
    off = User.objects.filter(unused, is_active=False)
    return off.exclude(email__endswith=f"@{ERASED_DOMAIN}")


def _due_contacts(at: datetime.datetime) -> QuerySet[Contact]:
    """Nobody has confirmed them, and no workshop in hand, nor one under a hold, writes to them."""
    limit = timezone.localdate(at) - policy.CONTACTS.age
    on_hold = LegalHold.objects.standing(at).values("workshop")
    needed = Delegation.objects.filter(
        Q(workshop__in=Workshop.objects.in_hand(at).order_by().values("pk"))
        | Q(workshop__in=on_hold)
    )
    used = Delegation.contacts.through.objects.filter(delegation__in=needed).values("contact")
    return Contact.objects.unconfirmed_since(limit).exclude(pk__in=used)


def total(numbers: Iterable[Erasure]) -> dict[str, int]:
    """{rule: how many}, of all workshops together."""
    found: dict[str, int] = {}
    for each in numbers:
        found[each.rule] = found.get(each.rule, 0) + each.number
    return found
