import os
import sys
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tools import languages
from workshops.exports import participants
from workshops.models import Workshop


class Command(BaseCommand):
    help = "Writes the list of participants of a workshop as CSV, to standard output or a file."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the workshop's address, e.g. resilience-munich-2023")
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
        parser.add_argument("--output", metavar="FILE", help="default: standard output")

    def handle(self, *, slug, dialect, language, include_protected, output, **options):
        reason = self._reason(include_protected)
        workshop = Workshop.objects.filter(slug=slug).first()
        if workshop is None:
            raise CommandError(f"There is no workshop “{slug}”.")
        people = participants.participants(workshop, reason=reason)
        with _target(output) as file:
            pieces = participants.export_csv(
                workshop, people, dialect=dialect, language=language, reason=reason
            )
            with closing(pieces):
                file.writelines(pieces)
            file.flush()
        self._report(workshop, people, reason)

    def _reason(self, given):
        if given is None:
            return ""
        reason = participants.stated(given)
        if not 0 < len(reason) <= 300:
            raise CommandError("--include-protected needs a reason of at most 300 characters.")
        return reason

    def _report(self, workshop, people, reason):
        """On standard error: the list itself may be on standard output."""
        self.stderr.write(f"{people.count()} people")
        left_out = workshop.delegates.protected().count()
        if left_out and not reason:
            self.stderr.write(f"{left_out} protected people left out (--include-protected REASON)")


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
