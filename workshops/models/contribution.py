from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Municipality, Organisation, written
from workshops.models.delegation import Delegation
from workshops.models.session import Session
from workshops.models.track import ThematicTrack
from workshops.models.workshop import Workshop


class ContributionQuerySet(models.QuerySet):
    def public(self, at=None, delegations=None):
        """Without those of senders that may not be named.

        Such a sender is hidden or protects its people, or takes part in the workshop and that is
        not public (yet). `delegations`: the public ones, where the page has asked for them already.
        """
        if delegations is None:
            delegations = Delegation.objects.public(at)
        normal = Municipality.PublicationPolicy.NORMAL
        unnamed = Delegation.objects.exclude(pk__in=delegations.values("pk"))
        of_sender = Q(municipality=OuterRef("municipality"))
        of_sender |= Q(organisation=OuterRef("organisation"))
        unnamed = unnamed.filter(of_sender, workshop=OuterRef("workshop"))
        return self.filter(
            Q(municipality=None) | Q(municipality__publication_policy=normal),
            Q(organisation__municipality=None)
            | Q(organisation__municipality__publication_policy=normal),
            ~Exists(unnamed),
        )

    def with_senders(self):
        return self.select_related("municipality", "organisation")


class Contribution(models.Model):
    """Someone leads a discussion, speaks or interprets; often only the topic is known.

    The person's name is for papers; no public page shows it without consent.
    """

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        EXPERT = "expert", _("expert")
        KEYNOTE = "keynote", _("keynote")
        PANELIST = "panelist", _("panelist")
        RAPPORTEUR = "rapporteur", _("rapporteur")
        INTERPRETER = "interpreter", _("interpreter")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="contributions")
    track = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("thematic track"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contributions",
    )
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.EXPERT)
    person_name = models.CharField(_("name of the person"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    topic_title = models.CharField(_("topic"), max_length=200, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="contribution_has_name_or_topic",
                condition=Q(person_name__gt="") | written("topic_title"),
                violation_error_code="person_name",
                violation_error_message=_("Give the name of a person or a topic."),
            )
        ]

    def __str__(self):
        return self.topic_title or self.person_name

    def clean(self):
        super().clean()
        if self.track_id and self.track.workshop_id != self.workshop_id:
            raise ValidationError({"track": _("This track belongs to another workshop.")})
        if self.session_id and self.session.workshop_id != self.workshop_id:
            raise ValidationError({"session": _("This session belongs to another workshop.")})
