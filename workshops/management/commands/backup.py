import datetime
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tools.backups import archive, databases, erasures, files, keys
from tools.backups.archive import BackupError
from workshops.models import LastRun

IN_WORK = ".backup-"
DAY = 24 * 60 * 60


class Command(BaseCommand):
    help = (
        "Writes database, pictures and documents into one file, encrypted to BACKUP_RECIPIENT "
        "(age). The site may run meanwhile."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, metavar="DAYS", help="remove older backups there")

    def handle(self, *args, folder, keep, **options):
        try:
            path, manifest = back_up(folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        LastRun.objects.note(LastRun.Name.BACKUP)
        removed = remove_older(folder, keep) if keep else 0
        self.stdout.write(
            f"{path}: {sum(manifest['rows'].values())} rows, {len(manifest['files'])} files, "
            f"{path.stat().st_size} bytes; {removed} older removed"
        )


def back_up(folder):
    """Return the path of the backup and its manifest.

    The database goes first: a file that is added meanwhile is then one too many, not one missing.
    """
    recipients = keys.recipients(settings.BACKUP_RECIPIENTS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove_left_over()
    database = databases.copier()
    made_at = timezone.now().astimezone(datetime.UTC)
    path = folder / f"workshops-{made_at:%Y-%m-%dT%H%M%S}Z.tar.gz.age"
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=IN_WORK) as work:
        dump = Path(work) / database.file_name
        about = {
            "made_at": made_at.isoformat(),
            "database": database.vendor,
            "rows": database.dump(dump),
        }
        members = [(database.file_name, dump), *files.listed()]
        manifest = archive.write(path, members, about, recipients)
    erasures.add(settings.VAR_DIR / erasures.NAME, to=folder / erasures.NAME)
    return path, manifest


def remove_left_over():
    """Of a backup that was killed a day ago or longer: its copy of the database is not encrypted"""
    for path in settings.VAR_DIR.glob(f"{IN_WORK}*"):
        if path.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(path)


def remove_older(folder, days):
    """Return how many backups were older than so many days."""
    old = [
        path
        for path in folder.glob("workshops-*.tar.gz.age")
        if path.stat().st_mtime < time.time() - days * DAY
    ]
    for path in old:
        path.unlink()
    return len(old)
