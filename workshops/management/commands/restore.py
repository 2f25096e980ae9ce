import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from partnerships.models import Contact
from tools.backups import archive, databases, erasures, files, keys
from tools.backups.archive import BackupError
from workshops.models import Delegate
from workshops.retention import rights


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty place: the database of DATABASE_URL and the folders of "
        "VAR_DIR. Whoever was erased since is erased again. --check only looks at the backup."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path)
        parser.add_argument(
            "--key", type=Path, required=True, help="file with the secret key (AGE-SECRET-KEY-1…)"
        )
        parser.add_argument(
            "--check", action="store_true", help="decrypt, compare and count; change nothing"
        )
        parser.add_argument(
            "--erasures",
            type=Path,
            action="append",
            default=[],
            dest="later",
            metavar="FILE",
            help="a later copy of erasures.log; the one beside the backup is read anyway",
        )

    def handle(self, *args, backup, key, check, later, **options):
        try:
            identities = keys.identities(key)
            logs = [settings.VAR_DIR / erasures.NAME, backup.parent / erasures.NAME, *later]
            # an odd line is said before anything is put in place
            erased = erasures.references(logs)
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o755)
            with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as work:
                self.say(self.checked if check else self.restored, backup, identities, Path(work))
            if not check:
                self.finish(logs, erased)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def say(self, act, backup, identities, work):
        manifest = act(backup, identities, work)
        rows, number = sum(manifest["rows"].values()), len(manifest["files"])
        self.stdout.write(f"Backup of {manifest['made_at']}: {rows} rows, {number} files, all well")

    def checked(self, backup, identities, work):
        manifest = archive.read(backup, work, identities)
        database = _copier(manifest)
        rows = database.inspect(work / database.file_name)
        if rows is not None:
            _compare(rows, manifest)
        return manifest

    def restored(self, backup, identities, work):
        files.refuse_unless_empty()
        databases.copier().refuse_unless_empty()
        files.make_folders()
        manifest = archive.read(backup, work, identities)
        database = _copier(manifest)
        _compare(database.load(work / database.file_name), manifest)
        files.put_back(work)
        return manifest

    def finish(self, logs, erased):
        """What the backup cannot know: newer tables, and what was erased since."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        log, *others = logs
        for path in others:
            erasures.add(path, to=log)
        self.stdout.write(f"Erased again: {erase(erased)}")
        call_command("apply_retention", stdout=self.stdout)


def erase(references):
    """Of people and contacts by what the log calls them; return how many were back."""
    people = list(Delegate.objects.filter(reference__in=references))
    contacts = list(Contact.objects.filter(pk__in=erasures.contacts(references)))
    for person in people:
        rights.erase_person(person, by=None, again=True)
    for contact in contacts:
        rights.erase_contact(contact, by=None, again=True)
    return len(people) + len(contacts)


def _copier(manifest):
    database = databases.copier()
    if manifest["database"] != database.vendor:
        raise BackupError(
            f"This is a backup of {manifest['database']}; DATABASE_URL names {database.vendor}."
        )
    return database


def _compare(rows, manifest):
    stated = manifest["rows"]
    wrong = sorted(name for name in {*rows, *stated} if rows.get(name) != stated.get(name))
    if wrong:
        raise BackupError(f"Not as many rows as the manifest states: {', '.join(wrong)}.")
