from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a workshop stands today: derived, never stored."""

    CANCELLED = "cancelled", _("Cancelled")
    PAST = "past", _("Completed")
    RUNNING = "running", _("Under way")
    FULL = "full", _("Full, waiting list")
    NOMINATION_OPEN = "nomination_open", _("Nomination open")
    NOMINATION_CLOSED = "nomination_closed", _("Nomination closed")
    ANNOUNCED = "announced", _("Announced")
