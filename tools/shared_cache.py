"""Counts that all processes share, in a table of the database."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, ProgrammingError

from tools import locks

logger = logging.getLogger(__name__)


class SharedCache(DatabaseCache):
    """What cannot be read or written is not counted, and no page fails for it: the table is
    missing, held by others or full of nonsense. Where the database is away the page says so.
    """

    def get_many(self, keys: Any, version: Any = None) -> Any:
        read = super().get_many
        return self._tried(lambda: read(keys, version), {})

    def _base_set(self, *arguments: Any, **options: Any) -> Any:
        write = super()._base_set  # type: ignore[misc]
        return self._tried(lambda: write(*arguments, **options), False)

    @staticmethod
    def _tried(act: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return act()
        except Exception as error:
            if isinstance(error, DatabaseError) and not _is_of_the_table(error):
                raise
            logger.error("Not counted (%s)", type(error).__name__)
            return otherwise


def _is_of_the_table(error: DatabaseError) -> bool:
    is_missing = isinstance(error, ProgrammingError) or "no such table" in str(error)
    return is_missing or locks.is_held_too_long(error)
