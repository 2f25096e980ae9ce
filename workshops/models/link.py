from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tools import tokens
from workshops.models.workshop import Workshop


class LinkQuerySet(models.QuerySet):
    def previews(self):
        return self.filter(purpose=Link.Purpose.PREVIEW)

    def live(self, at=None):
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())

    def with_token(self, token):
        """The link that a token opens, dead ones included, or None."""
        link = self.filter(token_hash=tokens.hashed(token)).select_related("workshop").first()
        return link if link and tokens.fits(token, link.token_hash) else None

    def revoke(self):
        """Close those that are open; return how many."""
        return self.live().update(revoked_at=timezone.now())


class Link(models.Model):
    """An address that opens one thing to whoever holds it, until it expires or is revoked."""

    class Purpose(models.TextChoices):
        PREVIEW = "preview", _("preview of a draft")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="link_expires_after_creation",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_code="expires_at",
                violation_error_message=_("The link expires before it begins."),
            )
        ]

    def __str__(self):
        return self.get_purpose_display()

    def is_live(self, at=None):
        return self.revoked_at is None and self.expires_at > (at or timezone.now())
