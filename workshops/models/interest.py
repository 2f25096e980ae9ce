from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import validate_country
from workshops.models.delegation import Delegation
from workshops.models.workshop import Workshop


class InterestQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has dealt with yet."""
        return self.filter(state=Interest.State.OPEN)

    def set_aside(self):
        return self.filter(state=Interest.State.SET_ASIDE)

    def open_by_workshop(self):
        """{pk of the workshop: how many are open}"""
        numbers = self.open().order_by().values_list("workshop")
        return dict(numbers.annotate(Count("pk")))


class Interest(models.Model):
    """Someone unknown has said on a public page that a municipality wants to take part.

    All of it is what a stranger typed. Nothing leads from it to a municipality, a contact or a
    link, unless an organiser takes it up.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN_UP = "taken_up", _("Taken up")
        SET_ASIDE = "set_aside", _("Set aside")

    # erased when it is set aside: the row stays as a count
    TYPED = ("municipality_name", "name", "position", "email", "phone", "text")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="interests")
    municipality_name = models.CharField(_("municipality"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("delegation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interests",
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("when"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="interest_open_or_dealt_with",
                condition=Q(
                    state="open",
                    handled_by__isnull=True,
                    handled_at__isnull=True,
                    delegation__isnull=True,
                )
                | Q(
                    state="taken_up",
                    handled_by__isnull=False,
                    handled_at__isnull=False,
                    delegation__isnull=False,
                )
                | Q(
                    state="set_aside",
                    handled_by__isnull=False,
                    handled_at__isnull=False,
                    delegation__isnull=True,
                ),
                violation_error_code="state",
                violation_error_message=_("Say who has dealt with it, when, and how."),
            ),
            models.CheckConstraint(
                name="interest_set_aside_is_erased",
                condition=~Q(state="set_aside")
                | Q(municipality_name="", name="", position="", email="", phone="", text=""),
                violation_error_code="state",
                violation_error_message=_("What is set aside keeps nothing that was typed."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "email"],
                condition=Q(state="open"),
                name="interest_open_once_per_address",
                violation_error_code="email",
                violation_error_message=_("This address has expressed interest already."),
            ),
        ]

    def __str__(self):
        return self.municipality_name or self.get_state_display()
