"""Reads the environment; whatever is missing or wrong is named, all of it at once."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # erased means overwritten: some builds of SQLite leave deleted rows in free pages
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
    ),
}


def require(env: environ.Env, names: list[str]) -> None:
    """Refuse to start unless every variable is set; the error names all that are missing."""
    missing = [name for name in names if not env.str(name, default="").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)} in the environment, or DEBUG=1 on a developer's machine. "
            "The README explains each setting."
        )


def site_url(text: str) -> str:
    """The public address without a trailing slash; scheme and host are required, a path is not."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"SITE_URL must look like https://workshops.example.org, not {text!r}."
        )
    return f"{parts.scheme}://{parts.netloc}"


def database(env: environ.Env, default: str) -> dict:
    """DATABASE_URL as Django's settings: SQLite with WAL, or PostgreSQL with a pool."""
    config = env.db_url("DATABASE_URL", default=default)
    if config["ENGINE"].endswith("sqlite3"):
        return config | {"OPTIONS": SQLITE_OPTIONS}
    if config["ENGINE"].endswith("postgresql"):
        pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)}
        pool["timeout"] = 5  # seconds until a page says 503, where none can be had
        options = config.get("OPTIONS", {}) | {"pool": pool}
        # tried before it is used: after a restart of PostgreSQL the old connections are dead
        return config | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://.")
