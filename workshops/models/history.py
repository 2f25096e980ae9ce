from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.delegate import Delegate
from workshops.models.delegation import Delegation
from workshops.models.status import Status


class StatusChange(models.Model):
    """Who moved which delegate from what to what. Rows are only ever added."""

    class Reason(models.TextChoices):
        OWN_WISH = "own_wish", _("cannot come")
        NO_ANSWER = "no_answer", _("no answer")
        REPLACED = "replaced", _("replaced by someone else")
        NO_SEAT = "no_seat", _("no seat left")
        TAKEN_BACK = "taken_back", _("seat taken back")
        OTHER = "other", _("other reason")

    class Via(models.TextChoices):
        """Whose link it was, where nobody was logged in."""

        PERSON = "person", _("through the person's link")
        CONTACT = "contact", _("through the municipality's link")

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="status_changes")
    from_status = models.CharField(_("from"), max_length=10, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Status)
    changed_at = models.DateTimeField(_("when"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    via = models.CharField(_("through"), max_length=7, choices=Via, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["changed_at", "pk"]

    def __str__(self):
        return f"{self.from_status} → {self.to_status}"

    @property
    def own_words(self):
        """What was said through a link; remarks of organisers are their own."""
        return self.remark if self.via else ""


class DelegationChange(models.Model):
    """Who moved which delegation from what to what. Rows are only ever added.

    A row whose status stays tells of its seats: the remark says from how many to how many.
    """

    delegation = models.ForeignKey(
        Delegation, on_delete=models.CASCADE, related_name="status_changes"
    )
    from_status = models.CharField(_("from"), max_length=10, choices=Delegation.Status)
    to_status = models.CharField(_("to"), max_length=10, choices=Delegation.Status)
    changed_at = models.DateTimeField(_("when"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the sending body, through its link."),
    )
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("change of a delegation")
        verbose_name_plural = _("changes of delegations")
        ordering = ["changed_at", "pk"]

    def __str__(self):
        return f"{self.from_status} → {self.to_status}"

    @staticmethod
    def seats_remark(before, after):
        """Numbers alone: who reads them has the words of their own language around them."""
        return " → ".join("∞" if number is None else str(number) for number in (before, after))

    @property
    def is_about_seats(self):
        return self.from_status == self.to_status
