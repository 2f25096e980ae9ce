"""One view of the database for as long as a list is read, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# a reader who takes nothing for so long is gone: the connection is wanted by others
LONGEST_PAUSE = "10min"


@contextmanager
def snapshot() -> Iterator[None]:
    """Every query within sees the same data, and only reads.

    PostgreSQL: a transaction REPEATABLE READ READ ONLY, in which iterator() is a cursor of the
    server. SQLite: a deferred transaction, which never asks for the lock of writers. Inside a
    transaction of the caller it is the caller's view.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, true)",
                [LONGEST_PAUSE],
            )
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
