"""Files on a disk that may be full."""

import os
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's own, but what could not be written to its end is not there at all."""

    def _save(self, name: str, content: Any) -> str:
        is_new = not self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if is_new:
                with suppress(OSError):
                    os.remove(self.path(name))
            raise
