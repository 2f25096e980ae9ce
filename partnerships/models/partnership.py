from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models.municipality import Municipality
from partnerships.models.topic import Topic


class Precision(models.TextChoices):
    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


def _both_or_neither(first, second):
    return Q(**{f"{first}__isnull": True, second: ""}) | (
        Q(**{f"{first}__isnull": False}) & ~Q(**{second: ""})
    )


class PartnershipQuerySet(models.QuerySet):
    def public(self):
        """Announced if only planned, at least two members, and none of them hidden."""
        hidden = PartnershipMember.objects.filter(
            partnership=OuterRef("pk"),
            municipality__publication_policy=Municipality.PublicationPolicy.HIDDEN,
        )
        members = (
            PartnershipMember.objects.filter(partnership=OuterRef("pk"))
            .order_by()
            .values("partnership")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return (
            self.exclude(status=Partnership.Status.PLANNED, announced=False)
            .filter(~Exists(hidden))
            .alias(number_of_members=models.Subquery(members))
            .filter(number_of_members__gte=2)
        )

    def of(self, municipality):
        return self.filter(
            Exists(
                PartnershipMember.objects.filter(
                    partnership=OuterRef("pk"), municipality=municipality
                )
            )
        )

    def with_members(self):
        members = PartnershipMember.objects.with_municipalities()
        topics = Topic.objects.labels()
        return self.prefetch_related(Prefetch("members", members), Prefetch("topics", topics))


class Partnership(models.Model):
    """Two or more municipalities that work together, by an agreement or on the way to one."""

    class Kind(models.TextChoices):
        TWINNING = "twinning", _("town twinning")
        FRIENDSHIP = "friendship", _("friendship")
        SOLIDARITY = "solidarity", _("solidarity partnership")
        PROJECT = "project", _("project partnership")
        CLIMATE = "climate", _("climate partnership")
        SPONSORSHIP = "sponsorship", _("sponsorship")
        COOPERATION = "cooperation", _("cooperation agreement")
        CONTACT = "contact", _("contact")

    class Status(models.TextChoices):
        PLANNED = "planned", _("in preparation")
        AGREED = "agreed", _("agreed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    municipalities = models.ManyToManyField(
        Municipality, through="PartnershipMember", related_name="partnerships"
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("became"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text=_("The partnership that followed, for example a town twinning."),
    )
    started_on = models.DateField(_("since"), null=True, blank=True)
    started_precision = models.CharField(
        _("known to the"), max_length=5, choices=Precision, blank=True
    )
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_precision = models.CharField(
        _("end known to the"), max_length=5, choices=Precision, blank=True
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    announced = models.BooleanField(
        _("announced"),
        default=False,
        help_text=_("A partnership in preparation is public only once it was announced."),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="partnership_start_with_precision",
                condition=_both_or_neither("started_on", "started_precision"),
                violation_error_code="started_precision",
                violation_error_message=_(
                    "Say how exactly the start is known, or leave both empty."
                ),
            ),
            models.CheckConstraint(
                name="partnership_end_with_precision",
                condition=_both_or_neither("ended_on", "ended_precision"),
                violation_error_code="ended_precision",
                violation_error_message=_("Say how exactly the end is known, or leave both empty."),
            ),
            models.CheckConstraint(
                name="partnership_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                violation_error_code="ended_on",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                name="partnership_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                violation_error_code="successor",
                violation_error_message=_("A partnership cannot follow itself."),
            ),
        ]

    def __str__(self):
        return self.title or f"{self.get_kind_display()} {self.pk or ''}".strip()

    def require_members(self, municipalities):
        """Raise ValidationError unless the distinct municipalities are enough for the status.

        The database cannot count rows of another table, so every form that saves members asks here.
        """
        if self.status != self.Status.PLANNED and len(set(municipalities)) < 2:
            raise ValidationError(_("Name at least two different municipalities."))


class PartnershipMemberQuerySet(models.QuerySet):
    def with_municipalities(self):
        return self.select_related("municipality")

    def of_all(self, partnerships):
        """Of each partnership of a queryset, with the partnership itself: one query for both, as
        no public one is without members."""
        members = self.filter(partnership__in=partnerships).select_related("partnership")
        return members.with_municipalities().order_by("partnership_id", "position", "pk")


class PartnershipMember(models.Model):
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="members")
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PartnershipMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality in the partnership")
        verbose_name_plural = _("municipalities in the partnership")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "municipality"],
                name="partnership_member_once",
                violation_error_code="municipality",
                violation_error_message=_("This municipality is a member already."),
            )
        ]

    def __str__(self):
        return str(self.municipality)
