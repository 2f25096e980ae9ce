from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workshops.models.workshop import Workshop


class TranslationReview(models.Model):
    """Someone has read all texts of a workshop in one language: what stood there is still right."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="translation_reviews"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("review of a translation")
        verbose_name_plural = _("reviews of translations")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "language"],
                name="translation_review_once_per_language",
                violation_error_code="language",
                violation_error_message=_("This language has been confirmed already."),
            )
        ]

    def __str__(self):
        return self.get_language_display()
