from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Municipality, written
from workshops.models.delegation import Delegation
from workshops.models.track import ThematicTrack
from workshops.models.visibility import Visibility
from workshops.models.workshop import Workshop


class OutcomeQuerySet(models.QuerySet):
    def public(self, at=None, delegations=None):
        """For everyone, of published workshops. Where a municipality is named, only if it publicly
        takes part: its text may tell who it is, so leaving the name out would not be enough.

        `delegations`: the public ones, where the page has asked for them already.
        """
        if delegations is None:
            delegations = Delegation.objects.public(at)
        taking_part = delegations.filter(
            workshop=OuterRef("workshop"), municipality=OuterRef("municipality")
        )
        return self.filter(
            Q(municipality=None) | Exists(taking_part),
            visibility=Visibility.PUBLIC,
            workshop__publication=Workshop.Publication.PUBLISHED,
        )

    def with_sources(self):
        return self.select_related("workshop", "municipality", "track")


class Outcome(models.Model):
    """What a workshop leaves behind: something that works, is missing, was learned or was seen."""

    class Kind(models.TextChoices):
        SUCCESS = "success", _("What works well")
        CHALLENGE = "challenge", _("What is difficult")
        LESSON = "lesson", _("What was learned")
        INSIGHT = "insight", _("Insights")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.SUCCESS)
    text = models.TextField(_("text"), help_text=_("One or two sentences."))
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcomes",
        help_text=_("Public only while the municipality publicly takes part."),
    )
    track = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("thematic track"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="outcomes",
    )
    visibility = models.CharField(
        _("is shown to"), max_length=12, choices=Visibility, default=Visibility.PARTICIPANTS
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_is_written",
                condition=written("text"),
                violation_error_code="text",
                violation_error_message=_("Write this in at least one language."),
            )
        ]

    def __str__(self):
        return self.text[:80] if self.text else self.get_kind_display()

    def clean(self):
        super().clean()
        if self.track_id and self.track.workshop_id != self.workshop_id:
            raise ValidationError({"track": _("This track belongs to another workshop.")})
