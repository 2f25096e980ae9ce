import fcntl
from contextlib import contextmanager
from pathlib import Path

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

# any number that nobody else uses on this database
KEY = 7_208_115_511


class Command(DjangoCommand):
    """Django's own, one at a time: whoever comes second waits, and then finds nothing to do."""

    def handle(self, *args, **options):
        with alone(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def alone(connection):
    """Ends with the process at the latest, however that ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")  # another migration may take its time
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
            cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
        return
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:
        yield
        return
    lock = Path(f"{name}.migrating")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
