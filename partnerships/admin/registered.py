"""What the admin site knows; importing this registers it (see partnerships/apps.py)."""

from partnerships.admin import (
    audit,
    contact,
    country,
    group,
    municipality,
    organisation,
    partnership,
    topic,
    user,
)

__all__ = [
    "audit",
    "contact",
    "country",
    "group",
    "municipality",
    "organisation",
    "partnership",
    "topic",
    "user",
]
