from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workshops.models.workshop import Workshop


class WorkshopRelationQuerySet(models.QuerySet):
    def of(self, workshop):
        """Whichever side states them."""
        return self.filter(Q(from_workshop=workshop) | Q(to_workshop=workshop))


class WorkshopRelation(models.Model):
    class Kind(models.TextChoices):
        FOLLOWS = "follows", _("follows")
        PREPARES = "prepares", _("prepares")
        SAME_PROCESS = "same_process", _("belongs to the same process as")
        MENTIONED_WITH = "mentioned_with", _("is mentioned with")

    from_workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="relations_from"
    )
    to_workshop = models.ForeignKey(
        Workshop,
        verbose_name=_("related event"),
        on_delete=models.PROTECT,
        related_name="relations_to",
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    note = models.TextField(_("note"), blank=True)

    objects = WorkshopRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("related event")
        verbose_name_plural = _("related events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_workshop", "to_workshop", "kind"],
                name="workshop_relation_once",
                violation_error_code="to_workshop",
                violation_error_message=_("This relation is listed already."),
            ),
            models.CheckConstraint(
                name="workshop_relation_to_another",
                condition=~Q(from_workshop=F("to_workshop")),
                violation_error_code="to_workshop",
                violation_error_message=_("A workshop cannot be related to itself."),
            ),
        ]

    def __str__(self):
        return str(self.to_workshop)
