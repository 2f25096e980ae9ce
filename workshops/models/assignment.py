"""Who works on which workshop, and the one condition that keeps everybody else out of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.workshop import Workshop

ALL_WORKSHOPS = "workshops.work_on_all_workshops"
# how the things of a workshop are tied to it, where it is not by a field of that name
TIES = {
    "attendance": "day__workshop",
    "consent": "delegate__workshop",
    "delegateneeds": "delegate__workshop",
    "delegationchange": "delegation__workshop",
    "invitationletter": "delegation__workshop",
    "issuedpaper": "delegate__workshop",
    "nominationletter": "delegation__workshop",
    "reportedfigure": "report__workshop",
    "signedsheet": "day__workshop",
    "statuschange": "delegate__workshop",
    "workshop": "pk",
    "workshoprelation": "from_workshop",
}


class AssignmentQuerySet(models.QuerySet):
    def keep(self, workshop, *, by):
        """Whoever makes a workshop works on it, too."""
        if not works_on_all(by):
            self.get_or_create(workshop=workshop, user=by, defaults={"assigned_by": by})


class Assignment(models.Model):
    """An account that is not for all workshops works on this one; what it may do there is said by
    its role."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="assignments",
    )
    workshop = models.ForeignKey(
        Workshop,
        verbose_name=_("workshop"),
        on_delete=models.CASCADE,
        related_name="assignments",
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="assignment_once",
                fields=["user", "workshop"],
                violation_error_code="user",
                violation_error_message=_("This account works on the workshop already."),
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.workshop}"


def works_on_all(user):
    return user.has_perm(ALL_WORKSHOPS)


def tie_of(model):
    """The path from a thing to its workshop; "" for what belongs to none, as texts of messages."""
    name = model._meta.model_name
    if model._meta.app_label != "workshops":
        return ""
    has_workshop = any(field.name == "workshop" for field in model._meta.fields)
    return TIES.get(name, "workshop" if has_workshop else "")


def for_user(things, user):
    """Of these, what belongs to workshops that the account works on. No query of its own.

    Whatever a page shows, offers or changes for an account goes through here. What is tied to no
    workshop, as mails about accounts, is left to those who work on all.
    """
    if works_on_all(user):
        return things
    assigned = Assignment.objects.filter(user_id=user.pk).values("workshop")
    return things.filter(**{f"{tie_of(things.model)}__in": assigned})
