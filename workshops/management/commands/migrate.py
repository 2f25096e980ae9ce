import fcntl
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import OperationalError, connections

from tools import locks

# any number that nobody else uses on this database
KEY = 7_208_115_511
# whoever comes after a migration that waits for a table waits as well, readers too
PATIENCE = "500ms"


class Command(DjangoCommand):
    """Django's own, one at a time: whoever comes second waits, and then finds nothing to do."""

    def handle(self, *args, **options):
        try:
            with alone(connections[options["database"]]):
                super().handle(*args, **options)
        except OperationalError as error:
            if not locks.is_held_too_long(error):
                raise
            raise CommandError(
                f"Others used a table for longer than {PATIENCE}, and nobody was to wait behind "
                "this migration. It has changed nothing; those before it stay. Run migrate again."
            ) from error


@contextmanager
def alone(connection):
    """Ends with the process at the latest, however that ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")  # another migration may take its time
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
        return
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:
        yield
        return
    lock = Path(f"{name}.migrating")
    lock.parent.mkdir(parents=True, exist_ok=True)
    for path in (lock, Path(name)):  # new ones are for nobody else on the machine
        path.touch(mode=0o600)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
