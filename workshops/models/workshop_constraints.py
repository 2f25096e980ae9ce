"""What is always true of a workshop, and how it is said where it is not."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import described, written
from workshops.models.workshop_queries import has_place

CONSTRAINTS = [
    models.CheckConstraint(
        name="workshop_ends_after_start",
        condition=Q(ends_on__gte=F("starts_on")),
        violation_error_code="ends_on",
        violation_error_message=_("The last day lies before the first."),
    ),
    models.CheckConstraint(
        name="workshop_nomination_in_order",
        condition=Q(nomination_opens_at__isnull=True)
        | Q(nomination_closes_at__isnull=True)
        | Q(nomination_closes_at__gt=F("nomination_opens_at")),
        violation_error_code="nomination_closes_at",
        violation_error_message=_("The nomination closes before it opens."),
    ),
    models.CheckConstraint(
        name="workshop_nomination_before_end",
        condition=(Q(nomination_opens_at__isnull=True) | Q(nomination_opens_at__lte=F("ends_at")))
        & (Q(nomination_closes_at__isnull=True) | Q(nomination_closes_at__lte=F("ends_at"))),
        violation_error_code="nomination_closes_at",
        violation_error_message=_("The nomination reaches beyond the last day."),
    ),
    models.CheckConstraint(
        name="workshop_published_has_title",
        condition=~Q(publication="published") | written("title"),
        violation_error_code="title",
        violation_error_message=_("Give it a title before you publish it."),
    ),
    models.CheckConstraint(
        name="workshop_published_has_place",
        condition=~Q(publication="published") | has_place(),
        violation_error_code="host_municipality",
        violation_error_message=_(
            "Choose a host municipality or write a place before you publish it."
        ),
    ),
    models.CheckConstraint(
        name="workshop_published_cover_described",
        condition=~Q(publication="published") | described("cover"),
        violation_error_code="cover",
        violation_error_message=_(
            "The cover needs its credit and an alternative text in every language before "
            "you publish the workshop."
        ),
    ),
    models.CheckConstraint(
        name="workshop_travel_around_it",
        condition=(Q(arrives_on__isnull=True) | Q(arrives_on__lte=F("starts_on")))
        & (Q(departs_on__isnull=True) | Q(departs_on__gte=F("ends_on"))),
        violation_error_code="arrives_on",
        violation_error_message=_("Arrival and departure lie around the workshop."),
    ),
    models.CheckConstraint(
        name="workshop_not_its_own_replacement",
        condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("pk")),
        violation_error_code="replaced_by",
        violation_error_message=_("A workshop cannot replace itself."),
    ),
]
