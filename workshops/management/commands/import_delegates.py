import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import translation

from tools import languages, locks
from tools.sheets.limits import BadTable, Limits
from tools.sheets.reading import How, read
from tools.sheets.text import DELIMITERS, ENCODINGS
from workshops.models import Workshop
from workshops.registration.sheet_import.carrying_out import Refused, carry_out
from workshops.registration.sheet_import.columns import known_heading
from workshops.registration.sheet_import.lines import Verdict
from workshops.registration.sheet_import.plan import plan
from workshops.registration.sheet_import.report import report, report_of_unread

LIMITS = Limits(megabytes=100, rows=200_000)


class Command(BaseCommand):
    help = (
        "Imports people of a workshop from a CSV or a workbook (.xlsx, .ods). Nobody is written "
        "to. Until the end nothing is changed: Ctrl-C leaves all as it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the workshop's address, e.g. resilience-munich-2023")
        parser.add_argument("file")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, change nothing"
        )
        parser.add_argument(
            "--only-good",
            action="store_true",
            help="import the rows without an error (default: all or nothing)",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--encoding", choices=ENCODINGS, default="", help="default: found out")
        parser.add_argument(
            "--delimiter", choices=DELIMITERS, default="", help="default: found out"
        )
        parser.add_argument("--sheet", default="", help="default: the one with the best headings")
        parser.add_argument("--header-row", type=int, default=0, help="default: found out")
        parser.add_argument(
            "--language",
            choices=languages.LANGUAGES,
            default=settings.LANGUAGE_CODE,
            help="of messages (default: %(default)s)",
        )

    def handle(self, *, slug, file, language, **options):
        workshop = Workshop.objects.filter(slug=slug).first()
        if workshop is None:
            raise CommandError(f"There is no workshop “{slug}”.")
        with translation.override(language):
            try:
                made = self._import(workshop, file, options)
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror or error}") from error
            except BadTable as bad:
                if options["json"]:
                    self._print(report_of_unread(bad))
                raise CommandError(f"{file}: {bad}") from bad
            except Refused as refused:
                self._report(refused.plan, options["json"])
                raise CommandError("Nothing was imported.") from refused
            except OperationalError as error:
                if not locks.is_held_too_long(error):
                    raise
                raise CommandError(
                    "Nothing was imported: somebody else is changing this workshop. Run it again."
                ) from error
            self._report(made, options["json"])

    def _import(self, workshop, file, options):
        names = ("encoding", "delimiter", "sheet", "header_row")
        how = How(**{name: options[name] for name in names})
        with Path(file).open("rb") as opened:
            table = read(opened, how, limits=LIMITS, known=known_heading)
        self.stderr.write(f"{len(table.rows)} rows read")
        if options["dry_run"]:
            return plan(workshop, table, progress=self._progress)
        return carry_out(
            workshop, table, by=None, only_good=options["only_good"], progress=self._progress
        )

    def _progress(self, done, total):
        """On standard error: the report is on standard output."""
        self.stderr.write(f"{done} of {total} rows looked at")

    def _report(self, made, as_json):
        if as_json:
            self._print(report(made))
            return
        for each in made.all_findings():
            field = f" {each.field}" if each.field else ""
            self.stderr.write(f"{each.row}:{field} {each.level}: {each.message}")
        counts = made.counts()
        for verdict in Verdict:
            self.stdout.write(f"{verdict}: {counts[verdict]}")

    def _print(self, said):
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
