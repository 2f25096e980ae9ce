"""What becomes due by itself: seats that nobody answered for, and data whose time is over."""

import datetime
import logging

from django.utils import timezone

from workshops.models import Delegate, DelegateNeeds, Message, PendingRegistration, Workshop
from workshops.models.keeping import needs_kept_until
from workshops.models.pending import KEPT
from workshops.registration import lifecycle, overtaken, registering

logger = logging.getLogger(__name__)


def run(at: datetime.datetime | None = None) -> None:
    """Do all that is due at an instant. What fails is logged and hinders nothing else."""
    at = at or timezone.now()
    acts = (_release_seats, _offer_seats, overtaken.by_time, _erase_registrations, _erase_needs)
    for act in acts:
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


def _erase_registrations(at: datetime.datetime) -> None:
    """Also the mails to addresses that nobody has confirmed, and what is left after a workshop."""
    PendingRegistration.objects.too_old(at).erase()
    PendingRegistration.objects.of_past_workshops(at).delete()
    Message.objects.to_strangers().filter(created_at__lte=at - KEPT).delete()


def _erase_needs(at: datetime.datetime) -> None:
    """Food, access and travel, after the last day on which they are kept."""
    for workshop in Workshop.objects.with_needs_held(at):
        if timezone.localdate(at, workshop.zone) > needs_kept_until(workshop):
            DelegateNeeds.objects.filter(delegate__workshop=workshop).delete()
