"""What was erased, when, under which rule; and what has to wait. Numbers and codes, never names."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.reference import new_reference
from workshops.models.workshop import Workshop


class LegalHoldQuerySet(models.QuerySet):
    def standing(self, at=None):
        """Neither lifted nor over; the last day counts, in the site's time zone."""
        return self.filter(lifted_at=None, until__gte=timezone.localdate(at))


class LegalHold(models.Model):
    """Nothing of a workshop is erased while it stands: a dispute, an audit, a request."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("last day of the hold"))
    set_at = models.DateTimeField(_("set"), default=timezone.now)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: from the command line."),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lifted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_hold_lifted_by_someone",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_code="lifted_by",
                violation_error_message=_("Say who has lifted it, and when."),
            )
        ]

    def __str__(self):
        return self.reason


class RetentionRunQuerySet(models.QuerySet):
    def complete(self):
        """The scheduled ones that erased what they could, to the end."""
        return self.filter(
            cause=RetentionRun.Cause.SCHEDULE, is_dry_run=False, finished_at__isnull=False
        )


class RetentionRun(models.Model):
    """The report of one erasure: what was due on a day, or all of one person. It proves what was
    done, and names nobody."""

    class Cause(models.TextChoices):
        SCHEDULE = "schedule", _("its time was over")
        PERSON = "person", _("erasure of one person")
        CONTACT = "contact", _("erasure of one contact")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, editable=False, default=new_reference
    )
    cause = models.CharField(_("why"), max_length=8, choices=Cause, default=Cause.SCHEDULE)
    # of the person; many, and therefore none, of a scheduled one
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.PROTECT, related_name="retention_runs"
    )
    is_dry_run = models.BooleanField(_("only counted"), default=False)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    # empty: broken off, the next one goes on
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: by itself."),
    )
    # keys of rules, blanks between them
    failed = models.CharField(_("failed"), max_length=500, blank=True)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an erasure")
        verbose_name_plural = _("reports of erasures")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["cause", "started_at"], name="retention_run_by_cause")]

    def __str__(self):
        return self.reference


class Erasure(models.Model):
    """How many records one rule has erased in a run, of one workshop or of none."""

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="erasures")
    rule = models.CharField(_("rule"), max_length=40)
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.PROTECT, related_name="erasures"
    )
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["pk"]
        indexes = [models.Index(fields=["workshop", "rule"], name="erasure_by_workshop")]

    def __str__(self):
        return f"{self.rule}: {self.number}"
