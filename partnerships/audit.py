"""The audit: add an entry, go through the chain, take old entries away."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from partnerships.models import AuditEntry, User
from tools import visitors

Action = AuditEntry.Action
# any number that nobody else locks
LOCK = 7_300_133
CODE = re.compile(r"[a-z0-9_.:-]{0,60}")
# clocks of several machines may differ so much
TOLERANCE = datetime.timedelta(minutes=1)
GENESIS = ""


def record(
    action: str,
    *,
    by: User | None = None,
    request: HttpRequest | None = None,
    about: models.Model | None = None,
    workshop: int | None = None,
    **details: Any,
) -> AuditEntry:
    """Add an entry, in the caller's transaction if there is one: with it the entry goes.

    `by` defaults to whoever is logged in at the request, which also tells the network. Details are
    numbers, yes or no, codes and lists of these; ValueError for anything that could be a name or an
    address. Call it last: who else records waits until the transaction ends.
    """
    _require_codes(details)
    account = getattr(request, "user", None) if by is None else by
    entry = AuditEntry(
        action=action,
        account_id=account.pk if account else None,
        about=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        workshop_number=workshop,
        details=details,
        network=visitors.network(request) if request else "",
    )
    with transaction.atomic():
        _wait_for_the_others()
        last = AuditEntry.objects.in_chain().values_list("number", "hash").last()
        number, entry.previous_hash = last or (0, GENESIS)
        entry.number = number + 1
        entry.happened_at = timezone.now()
        entry.hash = entry.digest()
        entry.save()
    return entry


class Fault(NamedTuple):
    number: int
    text: str


@dataclass
class Check:
    """Goes through the whole chain: `faults` is to be read to its end, then `first` and `last` are
    the entries at the ends."""

    first: AuditEntry | None = None
    last: AuditEntry | None = None
    count: int = 0

    def faults(self) -> Iterator[Fault]:
        shortened = set()
        for entry in AuditEntry.objects.in_chain().iterator():
            self.count += 1
            if entry.digest() != entry.hash:
                yield Fault(entry.number, "was changed")
            if self.last is None:
                self.first = entry
            else:
                yield from _at_the_joint(self.last, entry)
            if entry.action == Action.SHORTENED:
                shortened.add(entry.details.get("up_to"))
            self.last = entry
        if self.first and self.first.number > 1 and self.first.number - 1 not in shortened:
            yield Fault(self.first.number, "is the first, and no entry says where those before are")
        if self.first and self.first.number == 1 and self.first.previous_hash != GENESIS:
            yield Fault(1, "follows on another entry")


def _at_the_joint(before: AuditEntry, entry: AuditEntry) -> Iterator[Fault]:
    if entry.number != before.number + 1:
        yield Fault(entry.number, f"follows on {before.number}: entries between are missing")
    elif entry.previous_hash != before.hash:
        yield Fault(entry.number, f"was not written after the entry {before.number} that is there")
    if entry.happened_at < before.happened_at - TOLERANCE:
        yield Fault(entry.number, f"is dated before entry {before.number}")


@transaction.atomic
def shorten(before: datetime.datetime) -> int:
    """Take away the entries of before an instant, say so in a new one, and return how many.

    Only the owner of the table can: the application's own role is refused by PostgreSQL.
    """
    _wait_for_the_others()
    kept = AuditEntry.objects.in_chain().filter(happened_at__gte=before).first()
    leaving = AuditEntry.objects.all()
    leaving = leaving.filter(number__lt=kept.number) if kept else leaving
    count, up_to = leaving.count(), leaving.in_chain().last()
    if up_to is None:
        return 0
    # first: the chain goes on from its last entry
    record(Action.SHORTENED, up_to=up_to.number, count=count)
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    with connection.cursor() as cursor:
        again = _unguarded(cursor, table)
        cursor.execute(f"DELETE FROM {table} WHERE number <= %s", [up_to.number])
        for statement in again:
            cursor.execute(statement)
    return count


def _unguarded(cursor: Any, table: str) -> list[str]:
    """Let entries be deleted, until the returned statements are executed."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER"]
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        [AuditEntry._meta.db_table],
    )
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    return [sql for _name, sql in triggers]


def _wait_for_the_others() -> None:
    """Until the end of the transaction nobody else adds an entry. On SQLite a transaction that
    writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _require_codes(details: dict[str, Any]) -> None:
    for name, value in details.items():
        for part in value if isinstance(value, list) else [value]:
            is_code = isinstance(part, str) and CODE.fullmatch(part)
            if not (is_code or part is None or isinstance(part, int)):
                raise ValueError(f"The audit holds codes and numbers, not this: {name}")
