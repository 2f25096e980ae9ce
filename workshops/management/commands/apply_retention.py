import json

from django.core.management.base import BaseCommand, CommandError

from workshops.retention import erase


class Command(BaseCommand):
    help = (
        "Erases all data whose time is over, rule by rule (docs/retention.md), and prints how many "
        "records. Killed half-way, it is simply run again. The worker of the mails does the same "
        "once a day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")
        parser.add_argument("--json", action="store_true", help="print the report for programs")

    def handle(self, *args, dry_run, **options):
        run = erase.apply(is_dry_run=dry_run)
        numbers = erase.total(run.erasures.all())
        if options["json"]:
            report = {
                "reference": run.reference,
                "started_at": run.started_at.isoformat(),
                "finished_at": run.finished_at.isoformat(),
                "dry_run": run.is_dry_run,
                "erased": numbers,
                "failed": run.failed.split(),
            }
            self.stdout.write(json.dumps(report, indent=2))
        else:
            verb = "due" if dry_run else "erased"
            for rule, number in numbers.items():
                self.stdout.write(f"{rule}: {number} {verb}")
            self.stdout.write(f"report {run.reference}: {sum(numbers.values())} {verb}")
        if run.failed:
            raise CommandError(f"Failed, tried again with the next run: {run.failed}")
