from django.conf import settings
from django.db import models
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tools import tokens
from workshops.models.workshop import Workshop


class DoorPassQuerySet(models.QuerySet):
    def with_token(self, token):
        """The pass that a token names, revoked ones included, or None."""
        found = self.filter(token_hash=tokens.hashed(token)).select_related("workshop").first()
        return found if found and tokens.fits(token, found.token_hash) else None

    def standing(self):
        return self.filter(revoked_at=None)

    def revoke(self):
        """Close those that are open; return how many."""
        return self.standing().update(revoked_at=timezone.now())

    def with_use(self):
        """Annotates how many people each has checked in, and when the last one."""
        return self.annotate(
            number=Count("attendances"), last_used_at=Max("attendances__recorded_at")
        )


class DoorPass(models.Model):
    """With its link and its code a helper without an account checks people in, on event days.

    It shows names and counts of one workshop, nothing else. Both halves are stored as hashes.
    """

    MOST_WRONG_CODES = 5

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="door_passes")
    # whose it is, as organisers know it: "main entrance"
    label = models.CharField(_("for whom"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # six digits: hashed like a password, since they could be guessed from a fast hash
    code_hash = models.CharField(max_length=128, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = DoorPassQuerySet.as_manager()

    class Meta:
        verbose_name = _("door pass")
        verbose_name_plural = _("door passes")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.label

    @property
    def is_locked(self):
        return self.wrong_codes >= self.MOST_WRONG_CODES
