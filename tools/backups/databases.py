"""The database as one file, from one snapshot while others write, and back into an empty one.

SQLite copies itself (VACUUM INTO). PostgreSQL is asked through its own pg_dump and pg_restore:
they know every kind of object and column that we might come to use.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from tools.backups.archive import BackupError

# what pg_dump and pg_restore read instead of arguments: a password there could be seen by everyone
VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
Rows = dict[str, int]


class Copier(Protocol):
    """How a kind of database is copied."""

    vendor: str
    file_name: str

    def dump(self, path: Path) -> Rows: ...
    def inspect(self, path: Path) -> Rows | None: ...
    def refuse_unless_empty(self) -> None: ...
    def load(self, path: Path) -> Rows: ...


def copier() -> Copier:
    """Of the database in the settings."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


class SQLite:
    vendor = "sqlite"
    file_name = "database.sqlite3"

    @property
    def _path(self) -> Path:
        return Path(connection.settings_dict["NAME"])

    def dump(self, path: Path) -> Rows:
        with closing(self._opened(self._path)) as running:
            running.execute("VACUUM INTO ?", [str(path)])
        return self.inspect(path)

    def inspect(self, path: Path) -> Rows:
        """The rows of a copy that is whole."""
        with closing(self._opened(path)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
            if said != "ok":
                raise BackupError(f"The copy of the database is damaged: {said}")
            names = copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return _counted(copy, sorted(name for (name,) in names))

    def refuse_unless_empty(self) -> None:
        for path in (self._path, *(Path(f"{self._path}-{end}") for end in ("wal", "shm"))):
            if path.exists():
                raise BackupError(f"{path} exists: restore into an empty place.")

    def load(self, path: Path) -> Rows:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        shutil.copyfile(path, self._path)
        return self.inspect(self._path)

    @staticmethod
    def _opened(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=60)


class PostgreSQL:
    vendor = "postgresql"
    file_name = "database.pgdump"

    def dump(self, path: Path) -> Rows:
        """The rows are counted in the very snapshot that is written."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            options = ("--format=custom", "--no-owner", "--no-privileges")
            _run("pg_dump", *options, f"--snapshot={snapshot}", f"--file={path}")
            return _counted(cursor, _tables(cursor))

    def inspect(self, path: Path) -> None:
        """Whether pg_restore can read it; rows are counted once they are in a database."""
        _run("pg_restore", "--list", str(path))

    def refuse_unless_empty(self) -> None:
        with connection.cursor() as cursor:
            if _tables(cursor):
                name = connection.settings_dict["NAME"]
                raise BackupError(f"The database {name} has tables: restore into an empty one.")

    def load(self, path: Path) -> Rows:
        name = connection.get_connection_params()["dbname"]
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run("pg_restore", *options, f"--dbname={name}", str(path))
        with connection.cursor() as cursor:
            return _counted(cursor, _tables(cursor))


def _tables(cursor: Any) -> list[str]:
    return sorted(connection.introspection.table_names(cursor))


def _counted(cursor: Any, tables: Iterable[str]) -> Rows:
    rows = {}
    for table in tables:
        quoted = '"{}"'.format(table.replace('"', '""'))
        rows[table] = cursor.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]
    return rows


def _run(program: str, *arguments: str) -> None:
    params = connection.get_connection_params()
    variables = {name: str(params[key]) for key, name in VARIABLES.items() if params.get(key)}
    try:
        result = subprocess.run(
            [program, *arguments], env=os.environ | variables, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"{program} is missing: install the client programs of PostgreSQL, at least as new "
            "as the server (Debian: apt install postgresql-client)."
        ) from error
    if result.returncode:
        raise BackupError(f"{program}: {result.stderr.strip()}")
