from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import (
    Contact,
    InReadersLanguage,
    Municipality,
    Organisation,
    Partnership,
    PlacedMention,
)
from tools import languages
from workshops.models.reference import new_reference
from workshops.models.status import LIVING, OCCUPYING, Status
from workshops.models.workshop import Workshop

HIDDEN = Municipality.PublicationPolicy.HIDDEN


def prefixed(relation, columns):
    return (f"{relation}__{column}" for column in columns)


class DelegationQuerySet(models.QuerySet):
    def public(self, at=None):
        """Those whose sending body may be named as taking part: the strictest rule wins.

        Published workshop, no hidden municipality, accepted or named in the report, listed, and
        the moment from which the workshop names its municipalities is reached.
        """
        at = at or timezone.now()
        public_from = Workshop.CitiesPublicFrom
        reached = (
            Q(workshop__cities_public_from=public_from.ACCEPTANCE)
            | Q(workshop__cities_public_from=public_from.FIRST_DAY, workshop__starts_at__lte=at)
            | Q(workshop__cities_public_from=public_from.AFTER_EVENT, workshop__ends_at__lte=at)
        )
        return (
            self.filter(reached, workshop__publication=Workshop.Publication.PUBLISHED)
            .filter(Q(status=Delegation.Status.ACCEPTED) | Q(named_in_source=True))
            .filter(listed_publicly=True)
            .exclude(municipality__publication_policy=HIDDEN)
            .exclude(organisation__municipality__publication_policy=HIDDEN)
        )

    def took_part(self):
        return self.filter(Q(status=Delegation.Status.ACCEPTED) | Q(named_in_source=True))

    def on(self, topic):
        """Those of workshops with a track on a topic."""
        return self.filter(workshop__in=Workshop.objects.on(topic))

    def of_municipalities(self):
        return self.filter(municipality__isnull=False)

    def of_organisations(self):
        return self.filter(organisation__isnull=False)

    def in_touch(self):
        return self.filter(status__in=Delegation.IN_TOUCH)

    def not_declined(self):
        return self.exclude(status=Delegation.Status.DECLINED)

    def with_senders(self):
        return self.select_related("municipality", "organisation", "organisation__municipality")

    def with_nomination(self):
        """With what the page of one delegation names beside its sender."""
        return self.select_related("workshop", "nomination_letter").prefetch_related("contacts")

    def to_write_to(self):
        """With all that a message says of a delegation, and whom it goes to."""
        with_place = self.with_senders().select_related("workshop__host_municipality")
        return with_place.prefetch_related("contacts")

    def with_names(self):
        """With what a public page says of the sending bodies, and no other column."""
        names = languages.columns("name")
        return self.with_senders().only(
            "workshop_id",
            "named_in_source",
            *prefixed("municipality", PlacedMention.columns()[1:]),  # its key comes by itself
            *prefixed("organisation", ("slug", "kind", "country", "municipality", *names)),
            *prefixed("organisation__municipality", ("country", *names)),
        )

    def by_sender(self):
        """By name in the reader's language."""
        names = (InReadersLanguage(f"{body}__name") for body in ("municipality", "organisation"))
        return self.order_by(Coalesce(*names), "pk")

    def with_counts(self):
        """Annotates how many delegates are named, accepted and coming."""
        seat = Q(delegates__role="delegate")
        return self.annotate(
            named=Count("delegates", filter=seat & Q(delegates__status__in=LIVING)),
            undecided=Count(
                "delegates",
                filter=seat
                & Q(delegates__status=Status.NOMINATED)
                & ~Q(status__in=Delegation.WRITING),
            ),
            accepted=Count("delegates", filter=seat & Q(delegates__status__in=OCCUPYING)),
            coming=Count("delegates", filter=seat & Q(delegates__status=Status.CONFIRMED)),
        )


class Delegation(models.Model):
    """What one municipality or organisation sends to one workshop."""

    class Status(models.TextChoices):
        INTERESTED = "interested", _("Not invited yet")
        INVITED = "invited", _("Invited")
        DRAFTING = "drafting", _("Filling in")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    TRANSITIONS = {
        Status.INTERESTED: {Status.INVITED, Status.WITHDRAWN},
        Status.INVITED: {Status.DRAFTING, Status.WITHDRAWN},
        Status.DRAFTING: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.ACCEPTED, Status.RETURNED, Status.DECLINED, Status.WITHDRAWN},
        Status.RETURNED: {Status.DRAFTING, Status.WITHDRAWN},
        Status.ACCEPTED: {Status.WITHDRAWN},
        Status.DECLINED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.INVITED},
    }
    # the next step is the sending body's
    AWAITED = {Status.INVITED, Status.DRAFTING, Status.RETURNED}
    # its link opens the list, until it is decided on
    MAY_NOMINATE = AWAITED | {Status.SUBMITTED}
    # it hears of what happens to the workshop
    IN_TOUCH = MAY_NOMINATE | {Status.ACCEPTED}
    # it has not said yet that its list is the last word: nothing to decide on
    WRITING = {Status.DRAFTING, Status.RETURNED}

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="delegations")
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegations",
    )
    quota = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    substitutes = models.PositiveSmallIntegerField(_("substitutes"), default=0)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.INTERESTED, editable=False
    )
    listed_publicly = models.BooleanField(
        _("named publicly"),
        default=True,
        help_text=_("Switch off if it does not want to be named."),
    )
    contacts = models.ManyToManyField(
        Contact, verbose_name=_("contacts"), blank=True, related_name="delegations"
    )
    reference = models.CharField(
        _("reference"), max_length=8, unique=True, editable=False, default=new_reference
    )
    extended_until = models.DateTimeField(
        _("may nominate until"),
        null=True,
        blank=True,
        help_text=_("Empty: until the nomination closes for all."),
    )
    informed_people_at = models.DateTimeField(
        _("said that its people know"), null=True, blank=True, editable=False
    )
    named_in_source = models.BooleanField(
        _("named in the report"), default=False, help_text=_("A published report names it.")
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["pk"]
        indexes = [models.Index(fields=["workshop", "status"], name="delegation_by_status")]
        constraints = [
            models.CheckConstraint(
                name="delegation_of_one_sending_body",
                condition=Q(municipality__isnull=False, organisation__isnull=True)
                | Q(municipality__isnull=True, organisation__isnull=False),
                violation_error_code="municipality",
                violation_error_message=_("Choose a municipality or an organisation, not both."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "municipality"],
                condition=Q(municipality__isnull=False),
                name="delegation_once_per_municipality",
                violation_error_code="municipality",
                violation_error_message=_("This municipality has a delegation already."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "organisation"],
                condition=Q(organisation__isnull=False),
                name="delegation_once_per_organisation",
                violation_error_code="organisation",
                violation_error_message=_("This organisation has a delegation already."),
            ),
        ]

    def __str__(self):
        return str(self.sender)

    @property
    def sender(self):
        """The municipality or organisation; load it with with_senders()."""
        return self.municipality or self.organisation

    @property
    def nominates_until(self):
        """The instant from which its links no longer change anything."""
        workshop = self.workshop
        return self.extended_until or workshop.nomination_closes_at or workshop.starts_at

    @property
    def protects_people(self):
        municipality = self.municipality or self.organisation.municipality
        return bool(municipality and municipality.protects_people)


def public_municipalities(at=None):
    """Those with a page of their own: a public delegation, partnership or hosted workshop.

    A municipality that is merely invited, or has declined, is nowhere public.
    """
    taking_part = Delegation.objects.public(at).filter(municipality=OuterRef("pk"))
    hosting = Workshop.objects.public().filter(host_municipality=OuterRef("pk"))
    allied = Partnership.objects.public().filter(members__municipality=OuterRef("pk"))
    return Municipality.objects.public().filter(
        Exists(taking_part) | Exists(hosting) | Exists(allied)
    )
