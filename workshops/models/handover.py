from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.workshop import Workshop


class Handover(models.Model):
    """An evidence pack that went into somebody's records: when, which file, under which number."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="handovers")
    handed_over_on = models.DateField(_("handed over on"))
    # of the ZIP file, 64 hexadecimal digits
    sha256 = models.CharField(_("check sum (SHA-256)"), max_length=64)
    reference = models.CharField(_("file reference"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("handover of the evidence")
        verbose_name_plural = _("handovers of the evidence")
        ordering = ["-handed_over_on", "-pk"]

    def __str__(self):
        return self.reference
