"""Who works on which workshop, and the one condition that keeps everybody else out of it."""

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
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

    def with_accounts(self):
        """With who it is, in which groups, and who has said so."""
        found = self.select_related("user", "assigned_by").prefetch_related("user__groups")
        return found.order_by("user__name", "user__email")

    def accounts_for_all(self):
        """The accounts in use that work on all workshops, with their groups."""
        app, _dot, codename = ALL_WORKSHOPS.partition(".")
        right = Permission.objects.filter(content_type__app_label=app, codename=codename)
        groups = Group.objects.filter(permissions__in=right)
        holds_it = Q(is_superuser=True) | Q(
            pk__in=User.objects.filter(Q(user_permissions__in=right) | Q(groups__in=groups))
        )
        accounts = User.objects.filter(holds_it, is_staff=True, is_active=True)
        return accounts.order_by("name", "email").prefetch_related("groups")

    def accounts_to_add(self, workshop):
        """The accounts in use that do not work on a workshop yet."""
        accounts = User.objects.filter(is_staff=True, is_active=True)
        for_all = self.accounts_for_all().order_by().values("pk")
        assigned = workshop.assignments.values("user")
        others = accounts.exclude(pk__in=for_all).exclude(pk__in=assigned)
        return others.order_by("name", "email")

    def workshops_to_add(self, account):
        """The workshops on which an account does not work yet, none if it is out of use."""
        if not (account.is_staff and account.is_active):
            return Workshop.objects.none()
        assigned = self.filter(user=account).values("workshop")
        return Workshop.objects.exclude(pk__in=assigned).order_by("-starts_at", "pk")

    def with_workshops(self):
        """The latest workshop first, with who has said so."""
        return self.select_related("workshop", "assigned_by").order_by("-workshop__starts_at", "pk")


class Assignment(models.Model):
    """An account that is not for all workshops works on this one; what it may do there is said by
    its role."""

    user = models.ForeignKey(
        User,
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
        User,
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
