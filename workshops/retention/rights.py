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
    Interest,
    InvitationLetter,
    LegalHold,
    Message,
    NominationLetter,
    PendingRegistration,
    RetentionRun,
    SignedSheet,
    Workshop,
    for_user,
)
from workshops.models.delegate_queries import key_of_email
from workshops.registration import messages
from workshops.retention import erase, policy
from workshops.retention.policy import How, Rule

ERASED = gettext_lazy("This person is erased already.")
ON_HOLD = gettext_lazy("typed on public pages of workshops under a legal hold")


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
    changed, empty = messages.leave_out(person)
    _note(run, "messages", changed)
    _apply(run, "messages", Message.objects.filter(pk__in=empty), at)
    _erase_typed(run, person.email, by, at)
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
    _erase_typed(run, contact.email, by, at)
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


def _typed(email: str) -> dict[str, QuerySet[Any]]:
    """{rule: rows} of what somebody with this address typed on public pages."""
    if not email:
        return {}
    return {
        "pending": PendingRegistration.objects.filter(email_key=key_of_email(email)),
        "strangers_messages": Message.objects.to_strangers().filter(recipient__iexact=email),
        "interests": Interest.objects.filter(email__iexact=email),
    }


def _erasable(email: str, by: User | None, at: datetime.datetime) -> dict[str, QuerySet[Any]]:
    """Of that what stands in workshops that the account works on, but what a legal hold keeps."""
    on_hold = LegalHold.objects.standing(at).values("workshop")
    return {
        key: (for_user(rows, by) if by else rows).exclude(workshop__in=on_hold)
        for key, rows in _typed(email).items()
    }


def _erase_typed(run: RetentionRun, email: str, by: User | None, at: datetime.datetime) -> None:
    for key, rows in _erasable(email, by, at).items():
        _apply(run, key, rows, at)


def goes(email: str, by: User) -> int:
    """How much that was typed on public pages with this address is erased with its person."""
    return sum(rows.count() for rows in _erasable(email, by, timezone.now()).values())


def left(person: Delegate) -> list[tuple[str, int]]:
    """[(what stays, how many)], in the active language: papers that name others as well, and what
    a legal hold keeps."""
    letters = NominationLetter.objects.filter(delegation=person.delegation_id)
    sheets = SignedSheet.objects.filter(day__workshop=person.workshop)
    return _counted(
        (_("nomination letters that name several people"), letters.count()),
        (_("scans of signed lists that name several people"), sheets.count()),
        (ON_HOLD, _kept(person.email)),
    )


def left_of_contact(contact: Contact) -> list[tuple[str, int]]:
    """As left() of a person."""
    letters = InvitationLetter.objects.filter(delegation__contacts=contact).exclude(file="")
    return _counted(
        (_("invitation letters that may name the contact"), letters.count()),
        (ON_HOLD, _kept(contact.email)),
    )


def _kept(email: str) -> int:
    on_hold = LegalHold.objects.standing().values("workshop")
    return sum(rows.filter(workshop__in=on_hold).count() for rows in _typed(email).values())


def _counted(*lines: tuple[Any, int]) -> list[tuple[str, int]]:
    return [(str(what), number) for what, number in lines if number]


def elsewhere(email: str) -> QuerySet[Delegate]:
    """Who is on the list of a workshop with this address: each of them is erased there."""
    same = Delegate.objects.filter(email_key=key_of_email(email)).exclude(email_key="")
    return same.select_related("workshop")
