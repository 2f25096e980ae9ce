import os
import sys
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tools import languages
from workshops.exports import downloads
from workshops.exports.purposes import FULL, PURPOSES, Protected, UnknownColumn
from workshops.models import Workshop


class Command(BaseCommand):
    help = (
        "Writes a list of the people of a workshop as CSV or XLSX, to standard output or a file. "
        "Each is logged, like those from the administration."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the workshop's address, e.g. resilience-munich-2023")
        parser.add_argument(
            "--purpose",
            choices=PURPOSES,
            default=FULL.key,
            help="what the list is for, it decides who and what is in it (default: %(default)s)",
        )
        parser.add_argument(
            "--columns", metavar="KEYS", help="keys in the order wanted, e.g. 'family_name email'"
        )
        parser.add_argument("--format", choices=downloads.CONTENT_TYPES, default="csv")
        parser.add_argument(
            "--dialect",
            choices=["excel", "rfc4180"],
            default="excel",
            help="excel: words of the language; rfc4180: machine keys and codes (default: excel)",
        )
        parser.add_argument(
            "--language",
            choices=languages.LANGUAGES,
            default=settings.LANGUAGE_CODE,
            help="of titles and words (default: %(default)s)",
        )
        parser.add_argument(
            "--include-protected",
            metavar="REASON",
            default=None,
            help="include protected people, for this reason, which is logged",
        )
        parser.add_argument(
            "--reason",
            default=None,
            help="why, which is logged: for what tells of food, access or rooms or leaves the team",
        )
        parser.add_argument("--recipient", default="", help="who outside the team gets it")
        parser.add_argument("--output", metavar="FILE", help="default: standard output")

    def handle(self, *, slug, output, **options):
        workshop = Workshop.objects.filter(slug=slug).first()
        if workshop is None:
            raise CommandError(f"There is no workshop “{slug}”.")
        order = self._order(workshop, **options)
        with _target(output) as file, closing(downloads.Export(order)) as export:
            file.writelines(export)
            file.flush()
        self._report(order, export)

    def _order(self, workshop, *, purpose, columns, include_protected, recipient, **options):
        purpose = PURPOSES[purpose]
        if include_protected is not None and purpose.protected is not Protected.ON_REQUEST:
            raise CommandError(f"Protected people in this list: {purpose.protected.value}.")
        name = "--reason" if include_protected is None else "--include-protected"
        given = options["reason"] if include_protected is None else include_protected
        reason = self._reason(name, given)
        try:
            chosen = purpose.choose(columns.split() if columns else purpose.usual.split())
        except UnknownColumn as unknown:
            raise CommandError(f"This list has no column “{unknown}”.") from unknown
        order = downloads.Order(
            workshop=workshop,
            purpose=purpose,
            people=workshop.delegates.all(),
            columns=chosen,
            format=options["format"],
            dialect=options["dialect"],
            language=options["language"],
            with_protected=include_protected is not None,
            reason=reason,
            recipient=recipient.strip()[:200],
        )
        if order.needs_reason and not reason:
            raise CommandError("This list needs a reason: --reason WHY.")
        return order

    def _reason(self, name, given):
        if given is None:
            return ""
        reason = downloads.stated(given)
        if not 0 < len(reason) <= 300:
            raise CommandError(f"{name} needs a reason of at most 300 characters.")
        return reason

    def _report(self, order, export):
        """On standard error: the list itself may be on standard output."""
        self.stderr.write(f"{export.row_count} rows")
        if order.purpose.protected is Protected.ON_REQUEST and not order.with_protected:
            everyone = order.purpose.people_of(order.people, with_protected=True)
            left_out = everyone.protected().count()
            if left_out:
                hint = "(--include-protected REASON)"
                self.stderr.write(f"{left_out} protected people left out {hint}")


@contextmanager
def _target(output):
    """Standard output, a device or a file; what cannot be written is told in one line."""
    try:
        if output is None:
            yield sys.stdout.buffer
        elif Path(output).exists() and not Path(output).is_file():
            with Path(output).open("wb") as file:
                yield file
        else:
            with _draft_of(Path(output).resolve()) as file:
                yield file
    except BrokenPipeError:  # whoever reads standard output, for example head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise CommandError(f"{output or 'standard output'}: {error.strerror or error}") from error


@contextmanager
def _draft_of(path):
    """A file that takes its name when it is whole; only its owner can read it."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(draft, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)
