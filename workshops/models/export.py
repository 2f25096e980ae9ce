from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships import audit
from workshops.models.workshop import Workshop


class ExportLogQuerySet(models.QuerySet):
    def note(self, **fields):
        """Add one, and say so in the audit, which nobody can change."""
        export = self.create(**fields)
        audit.record(
            audit.Action.EXPORT,
            by=export.exported_by,
            about=export,
            workshop=export.workshop_id,
            purpose=export.purpose,
            columns=len(export.columns.split()),
            rows=export.row_count,
            protected=export.protected_count,
        )
        return export


class ExportLog(models.Model):
    """Which list left the system, when, to whom. Ids and codes, never names.

    Rows are only ever added; the end of the download is noted when it comes.
    """

    workshop = models.ForeignKey(
        Workshop, verbose_name=_("workshop"), on_delete=models.PROTECT, related_name="exports"
    )
    exported_at = models.DateTimeField(_("when"), default=timezone.now)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: from the command line."),
    )
    purpose = models.CharField(_("purpose"), max_length=30)
    format = models.CharField(_("format"), max_length=20)
    filter = models.CharField(_("filter"), max_length=500, blank=True)
    columns = models.TextField(_("columns"))
    row_count = models.PositiveIntegerField(_("rows"))
    protected_count = models.PositiveIntegerField(_("protected people included"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recipient = models.CharField(_("recipient"), max_length=200, blank=True)
    # empty: the download was broken off, or is still running
    finished_at = models.DateTimeField(_("complete"), null=True, blank=True)

    objects = ExportLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-exported_at", "-pk"]

    def __str__(self):
        return f"{self.purpose} {self.exported_at:%Y-%m-%d %H:%M}"


class ColumnChoice(models.Model):
    """Which columns an organiser wants in the lists of one purpose, in their order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=30)
    # keys of columns, blanks between them
    columns = models.TextField(_("columns"))

    class Meta:
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                name="column_choice_once",
                violation_error_code="purpose",
                violation_error_message=_("There is a choice for this purpose already."),
            )
        ]

    def __str__(self):
        return self.purpose
