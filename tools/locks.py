"""A lock that others hold for longer than anybody should wait."""

# config/env.py lets PostgreSQL wait so long; SQLite has a time of its own
SECONDS = 3
# lock_not_available
HELD = "55P03"


def is_held_too_long(error: Exception) -> bool:
    """Whether this is what PostgreSQL or SQLite says then: nothing was written, try again."""
    return getattr(error.__cause__, "sqlstate", "") == HELD or "database is locked" in str(error)
