"""What the admin site knows; importing this registers it (see partnerships/apps.py)."""

from partnerships.admin import country, municipality, organisation, partnership, topic, user

__all__ = ["country", "municipality", "organisation", "partnership", "topic", "user"]
