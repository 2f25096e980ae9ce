"""A person's right to be forgotten: all that is held of one person, and of nobody else, at once."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Contact, User
from tools.backups import erasures
from workshops.models import (
    Delegate,
    DelegateNeeds,
    Erasure,
    LegalHold,
    Message,
    NominationLetter,
    PendingRegistration,
    RetentionRun,
    SignedSheet,
    Workshop,
)
from workshops.models.delegate_queries import key_of_email
from workshops.registration import messages
from workshops.retention import erase, policy
from workshops.retention.policy import How, Rule

ERASED = gettext_lazy("This person is erased already.")


class NotErasable(Exception):
    """The text says why, in the active language."""


def require_erasable(person: Delegate, at: datetime.datetime | None = None) -> None:
    """Raises NotErasable for who is erased already, and under a legal hold."""
    if person.erased_at:
        raise NotErasable(ERASED)
    if person.workshop.legal_holds.standing(at).exists():
        raise NotErasable(_("A legal hold stands on this workshop."))


@transaction.atomic
def erase_person(
    person: Delegate,
    *,
    by: User | None,
    at: datetime.datetime | None = None,
    again: bool = False,
) -> RetentionRun:
    """Erase all of one person and return the proof. Whoever holds a seat is withdrawn before, by
    the caller. The reference goes into the log of erasures, which a restored backup is held
    against: `again` repeats it there, whatever hold stands by now. Raises NotErasable."""
    at = at or timezone.now()
    Workshop.objects.locked(person.workshop_id)
    person = Delegate.objects.with_senders().get(pk=person.pk)
    if not again:
        require_erasable(person, at)
        log, reference = settings.VAR_DIR / erasures.NAME, person.reference
        transaction.on_commit(lambda: erasures.note(log, [reference], at))
    run = RetentionRun.objects.create(
        cause=RetentionRun.Cause.PERSON, workshop=person.workshop, started_at=at, run_by=by
    )
    _apply(run, "admin_log", _entries((Delegate, person.pk), (DelegateNeeds, person.pk)), at)
    _note(run, "messages", messages.leave_out(person))
    naming = [message.pk for message in messages.naming(person)]
    _apply(run, "messages", Message.objects.filter(pk__in=naming), at)
    if person.email_key:
        on_hold = LegalHold.objects.standing(at).values("workshop")
        typed = PendingRegistration.objects.filter(email_key=person.email_key)
        own = Message.objects.to_strangers().filter(recipient__iexact=person.email)
        for key, rows in (("pending", typed), ("strangers_messages", own)):
            _apply(run, key, rows.exclude(workshop__in=on_hold), at)
    _note(run, "mail_folder", _delete_mails(person.email))
    for rule in policy.RULES:
        if rule.person and rule.how is not How.FOLLOWS:
            _apply(run, rule.key, erase.held(rule).filter(**{rule.person: person.pk}), at)
    return _finish(run)


@transaction.atomic
def erase_contact(
    contact: Contact,
    *,
    by: User | None,
    at: datetime.datetime | None = None,
    again: bool = False,
) -> RetentionRun:
    """Erase a contact with all that was written to them, and return the proof. Raises NotErasable
    while a workshop they wrote for is under a legal hold. It is noted, and repeated with `again`,
    as that of a person is."""
    at = at or timezone.now()
    if not again:
        if LegalHold.objects.standing(at).filter(workshop__delegations__contacts=contact).exists():
            raise NotErasable(_("A legal hold stands on a workshop of this contact."))
        log, reference = settings.VAR_DIR / erasures.NAME, erasures.of_contact(contact.pk)
        transaction.on_commit(lambda: erasures.note(log, [reference], at))
    run = RetentionRun.objects.create(cause=RetentionRun.Cause.CONTACT, started_at=at, run_by=by)
    _apply(run, "admin_log", _entries((Contact, contact.pk)), at)
    _note(run, "mail_folder", _delete_mails(contact.email))
    for rule in policy.RULES:
        if rule.contact:
            _apply(run, rule.key, erase.held(rule).filter(**{rule.contact: contact.pk}), at)
    return _finish(run)


def _apply(run: RetentionRun, key: str, rows: QuerySet[Any], at: datetime.datetime) -> None:
    rule = _rule(key)
    number = rows.count()
    if number:
        # a record that one person has is deleted whole, whatever a term would leave of it
        erase.erase_rows(rule, rows, at)
    _note(run, key, number)


def _rule(key: str) -> Rule:
    return next(rule for rule in policy.RULES if rule.key == key)


def _note(run: RetentionRun, key: str, number: int) -> None:
    if number:
        Erasure.objects.create(run=run, rule=key, workshop=run.workshop, number=number)


def _finish(run: RetentionRun) -> RetentionRun:
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return run


def _entries(*things: tuple[type, int]) -> QuerySet[LogEntry]:
    """What the administration noted with the name of a thing."""
    mine = Q(pk=None)
    for model, pk in things:
        kind = ContentType.objects.get_for_model(model)
        mine |= Q(content_type=kind, object_id=str(pk))
    return LogEntry.objects.filter(mine)


def _delete_mails(email: str) -> int:
    """Those that a demo keeps as files: the address ends their names."""
    if not settings.MAIL_FOLDER or not email:
        return 0
    mine = f"-{email.replace('/', '_')}.eml"
    files = [each for each in Path(settings.MAIL_FOLDER).glob("*.eml") if each.name.endswith(mine)]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def left(person: Delegate) -> tuple[int, int]:
    """How many papers with several people on them stay: nomination letters, signed lists."""
    letters = NominationLetter.objects.filter(delegation=person.delegation_id)
    return letters.count(), SignedSheet.objects.filter(day__workshop=person.workshop).count()


def elsewhere(person: Delegate) -> QuerySet[Delegate]:
    """The same address on the lists of other workshops: each of them is erased there."""
    key = key_of_email(person.email)
    same = Delegate.objects.filter(email_key=key).exclude(pk=person.pk).exclude(email_key="")
    return same.select_related("workshop")
