"""What the admin site knows; importing this registers it (see partnerships/apps.py)."""

from partnerships.admin import (
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
    "contact",
    "country",
    "group",
    "municipality",
    "organisation",
    "partnership",
    "topic",
    "user",
]
