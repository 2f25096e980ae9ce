"""Reads the environment; whatever is missing or wrong is named, all of it at once."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from tools import locks

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


def secret_key(text: str) -> str:
    """The key, or "" for none; one that could be guessed is refused."""
    if text and (len(text) < 50 or len(set(text)) < 5 or text.startswith("django-insecure-")):
        raise ImproperlyConfigured(
            "SECRET_KEY must be random and have at least 50 characters: whoever guesses it can "
            "log in as anybody. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return text


def hosts(names: list[str], site: str) -> list[str]:
    """The hosts that the site answers to: not all, and the one of its address among them."""
    names = [name.strip() for name in names if name.strip()]
    host = urlsplit(site).hostname or ""
    if "*" in names or not validate_host(host, names):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS must name the hosts of the site, {host} among them, and not “*”: an "
            "answer to any host could be made to speak for another."
        )
    return names


def number_of_proxies(env: environ.Env) -> int:
    """How many proxies stand in front, 0 without; words for yes and no count as 1 and 0."""
    text = env.str("BEHIND_PROXY", default="0").strip().lower()
    if text in {"", "off", "no", "false"} | {"on", "yes", "true"}:
        return int(text in {"on", "yes", "true"})
    if not text.isdecimal() or int(text) > 9:
        raise ImproperlyConfigured(
            f"BEHIND_PROXY is the number of proxies in front of the site, not {text!r}."
        )
    return int(text)


def choice(env: environ.Env, name: str, choices: list[str]) -> str:
    """One of several words, the first unless another is set."""
    word = env.str(name, default="") or choices[0]
    if word not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(sorted(choices))}, not {word!r}.")
    return word


def site_url(text: str, *, is_debugged: bool = False) -> str:
    """The public address without a trailing slash; scheme and host are required, a path is not."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"SITE_URL must look like https://workshops.example.org, not {text!r}."
        )
    if is_debugged and parts.scheme == "https":
        raise ImproperlyConfigured(
            f"DEBUG=1 with {text}: a public site must not show its settings on pages of errors. "
            "Leave DEBUG out, or use an http address on a developer's machine."
        )
    return f"{parts.scheme}://{parts.netloc}"


def database(env: environ.Env, default: str) -> dict:
    """DATABASE_URL as Django's settings: SQLite with WAL, or PostgreSQL with a pool."""
    config = env.db_url("DATABASE_URL", default=default)
    if config["ENGINE"].endswith("sqlite3"):
        return config | {"OPTIONS": SQLITE_OPTIONS}
    if config["ENGINE"].endswith("postgresql"):
        pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)}
        pool["timeout"] = 2  # seconds until a page says 503, where none can be had
        pool["reconnect_timeout"] = 2  # the next page tries anew, however long PostgreSQL was away
        pool["max_idle"] = 2  # what one process does not use, another one may lack
        given = config.get("OPTIONS", {})
        # who waits longer for a lock is asked to try again; DATABASE_URL may say otherwise
        said = f"-c lock_timeout={locks.SECONDS}s {given.get('options', '')}".strip()
        options = given | {"pool": pool, "options": said}
        # tried before it is used: after a restart of PostgreSQL the old connections are dead
        return config | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://.")
