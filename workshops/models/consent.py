from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.delegate import Delegate


class ConsentQuerySet(models.QuerySet):
    def standing(self):
        """The last word on each purpose of each person."""
        same = Consent.objects.filter(delegate=OuterRef("delegate"), purpose=OuterRef("purpose"))
        return self.filter(pk=Subquery(same.order_by("-at", "-pk").values("pk")[:1]))

    def given(self, purpose):
        """Consents to a purpose that stand."""
        return self.standing().filter(purpose=purpose, act=Consent.Act.GIVEN)


class Consent(models.Model):
    """What a person agreed to or took back, with the text they saw. Rows are only ever added.

    Whether something may be shown is derived from the last row, and stored nowhere else.
    """

    class Purpose(models.TextChoices):
        PARTICIPANT_LIST = "participant_list", _("list of participants")
        PUBLIC_NAME = "public_name", _("name on the public page")
        PHOTO = "photo", _("photos")
        FOLLOW_UP = "follow_up", _("news after the workshop")

    class Act(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Via(models.TextChoices):
        LINK = "link", _("personal link")
        PAPER = "paper", _("on paper")

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose)
    act = models.CharField(_("act"), max_length=9, choices=Act)
    # which wording, in which language: registration/consents.py keeps them all
    text_version = models.CharField(_("version of the text"), max_length=20)
    language = models.CharField(_("language"), max_length=2)
    at = models.DateTimeField(_("when"), default=timezone.now)
    via = models.CharField(_("via"), max_length=5, choices=Via, default=Via.LINK)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["delegate", "purpose", "at"], name="consent_by_purpose")]
        constraints = [
            models.CheckConstraint(
                name="consent_says_which_text",
                condition=~Q(text_version=""),
                violation_error_code="text_version",
                violation_error_message=_("Say which text was seen."),
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.get_act_display()}"
