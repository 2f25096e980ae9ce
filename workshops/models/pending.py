import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import LanguageListField
from tools import tokens
from workshops.models.delegate_queries import key_of_email
from workshops.models.workshop import Workshop

# so long a registration waits for the press on the link in the mail
KEPT = datetime.timedelta(hours=48)


class PendingRegistrationQuerySet(models.QuerySet):
    def open(self):
        """Those whose words are not erased."""
        return self.exclude(email_key="")

    def of(self, email):
        return self.open().filter(email_key=key_of_email(email))

    def with_token(self, token):
        """The one whose mail carried the token, erased ones included, or None."""
        return self.filter(token_hash=tokens.hashed(token)).select_related("workshop").first()

    def erase(self):
        """Drop all that was typed; the row says that its link is too old. Returns how many."""
        nothing = dict.fromkeys((*PendingRegistration.TYPED, "email_key"), "")
        return self.update(**nothing, languages_spoken=(), needs_interpretation=False)


class PendingRegistration(models.Model):
    """What a stranger typed to register, until the link in the mail to their address is pressed.

    It takes no seat. Pressed, it becomes a person of the workshop and the row goes. Replaced by a
    newer one or too old, all that was typed is erased; the row goes when the workshop is over.
    """

    TYPED = ("given_name", "family_name", "affiliation", "position", "email")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="pending_registrations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=254, editable=False, default="", blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    languages_spoken = LanguageListField(_("languages spoken"))
    needs_interpretation = models.BooleanField(_("needs interpretation"), default=False)
    protected = models.BooleanField(_("protected"), default=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now)

    objects = PendingRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration to confirm")
        verbose_name_plural = _("registrations to confirm")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "email_key"],
                condition=~Q(email_key=""),
                name="pending_registration_once_per_address",
                violation_error_code="email",
                violation_error_message=_("This address is about to register already."),
            ),
            models.CheckConstraint(
                name="pending_registration_erased_as_a_whole",
                condition=~Q(email_key="")
                | Q(given_name="", family_name="", affiliation="", position="", email=""),
                violation_error_code="email",
                violation_error_message=_("What is erased keeps nothing that was typed."),
            ),
        ]

    def __str__(self):
        return str(self.workshop)

    def save(self, *args, **kwargs):
        self.email_key = key_of_email(self.email)
        super().save(*args, **kwargs)

    def is_too_old(self, at=None):
        """Or replaced by a newer one."""
        return not self.email_key or self.created_at + KEPT <= (at or timezone.now())

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_protected(self):
        return self.protected
