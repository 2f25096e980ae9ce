"""What becomes due by itself: seats that nobody answered for, messages whose time is past."""

import datetime
import logging

from django.utils import timezone

from workshops.models import Delegate, Workshop
from workshops.registration import lifecycle, overtaken, registering

logger = logging.getLogger(__name__)


def run(at: datetime.datetime | None = None) -> None:
    """Do all that is due at an instant. What fails is logged and hinders nothing else."""
    at = at or timezone.now()
    for act in (_release_seats, _offer_seats, overtaken.by_time):
        try:
            act(at)
        except Exception:
            logger.exception("Due, but failed: %s", act.__name__)


def _release_seats(at: datetime.datetime) -> None:
    """Of people who registered themselves; an organiser decides on those whom a town hall sends."""
    lifecycle.release_expired(Delegate.objects.self_registered(), at=at)


def _offer_seats(at: datetime.datetime) -> None:
    for workshop in Workshop.objects.offering_seats(at):
        registering.offer_seats(workshop, at=at)
