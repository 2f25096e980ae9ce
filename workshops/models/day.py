from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tools import languages
from workshops.models.workshop import Workshop


class WorkshopDay(models.Model):
    """A day on which the workshop takes place: a range may have gaps."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("day"))
    place = models.CharField(_("place if it differs"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "date"],
                name="workshop_day_once",
                violation_error_code="date",
                violation_error_message=_("This day is listed already."),
            )
        ]

    def __str__(self):
        return languages.format_day(self.date, languages.current_language())

    def has_begun(self, at=None):
        """Whether it is that day by now, or later, where the workshop takes place."""
        return self.date <= self.workshop.local_date(at)

    def clean(self):
        super().clean()
        workshop = self.workshop
        if not (self.date and workshop.starts_on and workshop.ends_on):
            return
        if not workshop.starts_on <= self.date <= workshop.ends_on:
            raise ValidationError({"date": _("This day lies outside the workshop.")})
