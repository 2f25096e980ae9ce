import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from partnerships.audit import shorten


class Command(BaseCommand):
    help = "Takes away the oldest entries of the audit. Run by the owner of the table."

    def add_arguments(self, parser):
        parser.add_argument(
            "--years",
            type=int,
            required=True,
            help="entries older than this leave; at least 1",
        )

    def handle(self, *, years, **options):
        if years < 1:
            raise CommandError("Entries are kept for at least a year.")
        before = timezone.now() - datetime.timedelta(days=366 * years)
        try:
            count = shorten(before)
        except ProgrammingError as refused:
            raise CommandError(f"The database refused it: {refused}".strip()) from refused
        self.stdout.write(f"{count} entries removed")
