from django.core.management.base import BaseCommand, CommandError

from partnerships.audit import Check, Fault
from partnerships.models import AuditEntry


class Command(BaseCommand):
    help = (
        "Goes through the audit and reports every entry that was changed, taken out or put in. "
        "Prints the last entry with its hash: keep that line elsewhere."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--known",
            metavar="NUMBER:HASH",
            help="an entry as an earlier run printed it: it has to be there still",
        )

    def handle(self, *, known, **options):
        check = Check()
        count = 0
        for fault in [*check.faults(), *self._missing(known)]:
            count += 1
            self.stderr.write(f"Entry {fault.number} {fault.text}.")
        self.stdout.write(f"{check.count} entries")
        if check.last:
            self.stdout.write(f"last: {check.last.number}:{check.last.hash}")
        if count:
            raise CommandError(f"The audit is not as it was written: {count} fault(s).")

    def _missing(self, known):
        if not known:
            return
        number, _colon, digest = known.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise CommandError("--known takes NUMBER:HASH as this command prints it.")
        if not AuditEntry.objects.filter(number=number, hash=digest).exists():
            yield Fault(int(number), "is not there as it was known")
