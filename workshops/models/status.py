from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Of a delegate. Attended and absent are derived from attendance, never stored here."""

    NOMINATED = "nominated", _("Nominated")
    WAITLISTED = "waitlisted", _("Waiting list")
    ACCEPTED = "accepted", _("Seat promised, answer missing")
    CONFIRMED = "confirmed", _("Coming")
    REJECTED = "rejected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Signed off")


TRANSITIONS = {
    Status.NOMINATED: {Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED, Status.WITHDRAWN},
    Status.WAITLISTED: {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN},
    Status.ACCEPTED: {Status.CONFIRMED, Status.WAITLISTED, Status.REJECTED, Status.WITHDRAWN},
    Status.CONFIRMED: {Status.REJECTED, Status.WITHDRAWN},
    Status.REJECTED: {Status.NOMINATED},
    Status.WITHDRAWN: {Status.NOMINATED},
}
OCCUPYING = {Status.ACCEPTED, Status.CONFIRMED}
LIVING = set(Status) - {Status.REJECTED, Status.WITHDRAWN}
