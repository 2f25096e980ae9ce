from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from partnerships.contact_import.columns import known_heading
from partnerships.contact_import.plan import Refused, Verdict, carry_out, plan
from tools import languages
from tools.sheets.limits import BadTable
from tools.sheets.reading import How, read
from tools.sheets.text import ENCODINGS


class Command(BaseCommand):
    help = "Imports municipalities with their contacts from a CSV or a workbook (.xlsx, .ods)."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, change nothing"
        )
        parser.add_argument(
            "--only-good",
            action="store_true",
            help="import the rows without an error (default: all or nothing)",
        )
        parser.add_argument(
            "--add-municipalities",
            action="store_true",
            help="add municipalities that are unknown, where the row has a country",
        )
        parser.add_argument("--encoding", choices=ENCODINGS, default="", help="default: found out")
        parser.add_argument(
            "--language",
            choices=languages.LANGUAGES,
            default=settings.LANGUAGE_CODE,
            help="of messages, and of names of added municipalities (default: %(default)s)",
        )

    def handle(
        self, *, file, dry_run, only_good, add_municipalities, encoding, language, **options
    ):
        with translation.override(language):
            try:
                with Path(file).open("rb") as opened:
                    table = read(opened, How(encoding), known=known_heading)
                if dry_run:
                    self._report(plan(table, add_municipalities=add_municipalities))
                    return
                done = carry_out(table, add_municipalities=add_municipalities, only_good=only_good)
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror or error}") from error
            except BadTable as bad:
                raise CommandError(f"{file}: {bad}") from bad
            except Refused as refused:
                self._report(refused.plan)
                raise CommandError("Nothing was imported.") from refused
            self._report(done)

    def _report(self, made):
        """Rows with an error one by one, then a count of each kind."""
        for line in made.of(Verdict.ERROR):
            self.stderr.write(f"{line.row.number}: {line.error}")
        counts = made.counts()
        for verdict in Verdict:
            self.stdout.write(f"{verdict}: {counts[verdict]}")
        self.stdout.write(f"municipalities added: {len(made.added_municipalities)}")
