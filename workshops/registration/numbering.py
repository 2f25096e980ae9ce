"""Numbers of papers: counted within a year, without gaps."""

from collections.abc import Callable
from typing import Protocol

from django.contrib.contenttypes.models import ContentType


class Numbered(Protocol):
    number: str


def next_number(model: str, year: int, last_of: Callable[[int], Numbered | None]) -> str:
    """Return 2027-0012 after 2027-0011: whoever asks at the same time waits until we are done.

    A row that is always there is locked, that of the model (its name in lower case), since the
    first paper of a year finds none of its own. Only within a transaction.
    """
    ContentType.objects.select_for_update().get(app_label="workshops", model=model)
    last = last_of(year)
    position = int(last.number.partition("-")[2]) if last else 0
    return f"{year}-{position + 1:04}"
