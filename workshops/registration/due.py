"""What becomes due by itself: seats that nobody answered for, messages whose time is past, contacts
to be asked."""

import datetime
import logging
from collections.abc import Callable

from django.db import OperationalError
from django.utils import timezone

from tools import locks
from workshops.models import Delegate, Workshop
from workshops.registration import contact_details, lifecycle, overtaken, registering

logger = logging.getLogger(__name__)


def run(at: datetime.datetime | None = None) -> None:
    """Do all that is due at an instant. What fails is logged and hinders nothing else."""
    at = at or timezone.now()
    for act in (_release_seats, _offer_seats, overtaken.by_time, contact_details.ask):
        try:
            act(at)
        except Exception:
            logger.exception("Due, but failed: %s", act.__name__)


def _release_seats(at: datetime.datetime) -> None:
    """Of people who registered themselves; an organiser decides on those whom a town hall sends."""
    people = Delegate.objects.self_registered()
    late = people.filter(pk__in=Delegate.objects.expired(at))
    for pk in late.order_by("workshop").values_list("workshop", flat=True).distinct():
        of_one = people.filter(workshop=pk)
        _now_or_later(pk, lambda of_one=of_one: lifecycle.release_expired(of_one, at=at))


def _offer_seats(at: datetime.datetime) -> None:
    for workshop in Workshop.objects.offering_seats(at):
        _now_or_later(workshop.pk, lambda it=workshop: registering.offer_seats(it, at=at))


def _now_or_later(workshop: int, act: Callable[[], object]) -> None:
    """The next round tries again where others hold the workshop; the rest does not wait for it."""
    try:
        act()
    except OperationalError as error:
        if not locks.is_held_too_long(error):
            raise
        logger.warning("Due, but workshop %s is held: later", workshop)
