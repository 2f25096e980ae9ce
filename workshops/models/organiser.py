from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation
from workshops.models.workshop import Workshop


class WorkshopOrganiser(models.Model):
    class Role(models.TextChoices):
        LEAD = "lead", _("organised by")
        PARTNER = "partner", _("in partnership with")
        HOST = "host", _("hosted by")
        FUNDER = "funder", _("funded by")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="organisers")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT
    )
    role = models.CharField(_("role"), max_length=7, choices=Role, default=Role.LEAD)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "organisation", "role"],
                name="workshop_organiser_once_per_role",
                violation_error_code="organisation",
                violation_error_message=_("This organisation is listed in this role already."),
            )
        ]

    def __str__(self):
        return str(self.organisation)
