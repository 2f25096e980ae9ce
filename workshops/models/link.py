import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tools import tokens
from workshops.models.delegate import Delegate
from workshops.models.delegation import Delegation
from workshops.models.workshop import Workshop

WITH_WHAT_IT_OPENS = (
    "workshop",
    "delegation__workshop",
    "delegation__municipality",
    "delegation__organisation__municipality",
    "delegate__workshop",
    "delegate__delegation__municipality",
    "delegate__delegation__organisation__municipality",
)
# After the workshop a person still finds documents there, and what is held of them
REPLY_OPEN_AFTER = datetime.timedelta(days=90)


class LinkQuerySet(models.QuerySet):
    def previews(self):
        return self.filter(purpose=Link.Purpose.PREVIEW)

    def nominations(self):
        return self.filter(purpose=Link.Purpose.NOMINATION)

    def replies(self):
        return self.filter(purpose=Link.Purpose.REPLY)

    def live(self, at=None):
        """Neither revoked nor expired; whether a nomination is still open is asked elsewhere."""
        in_time = Q(expires_at=None) | Q(expires_at__gt=at or timezone.now())
        return self.filter(in_time, revoked_at=None)

    def with_token(self, token):
        """The link that a token opens, dead ones included, or None."""
        found = self.filter(token_hash=tokens.hashed(token))
        link = found.select_related(*WITH_WHAT_IT_OPENS).first()
        return link if link and tokens.fits(token, link.token_hash) else None

    def revoke(self):
        """Close those that are open; return how many."""
        return self.live().update(revoked_at=timezone.now())


class Link(models.Model):
    """An address that opens one thing to whoever holds it, until it expires or is revoked.

    One thing may have several: a reminder adds one, since the first is known only as a hash.
    """

    class Purpose(models.TextChoices):
        PREVIEW = "preview", _("preview of a draft")
        NOMINATION = "nomination", _("nomination")
        REPLY = "reply", _("reply of a person")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="links")
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    delegate = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as the delegation may nominate, the person may reply."),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="link_expires_after_creation",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                violation_error_code="expires_at",
                violation_error_message=_("The link expires before it begins."),
            ),
            models.CheckConstraint(
                name="link_opens_what_its_purpose_says",
                condition=Q(
                    purpose="preview",
                    delegation__isnull=True,
                    delegate__isnull=True,
                    expires_at__isnull=False,
                )
                | Q(purpose="nomination", delegation__isnull=False, delegate__isnull=True)
                | Q(purpose="reply", delegation__isnull=True, delegate__isnull=False),
                violation_error_code="delegation",
                violation_error_message=_(
                    "A nomination belongs to a delegation, a reply to a person."
                ),
            ),
        ]

    def __str__(self):
        return self.get_purpose_display()

    @property
    def ends_at(self):
        """A nomination ends with the time of its delegation, which may be extended."""
        if self.delegate:
            return self.expires_at or self.workshop.ends_at + REPLY_OPEN_AFTER
        return self.expires_at or self.delegation.nominates_until

    def is_live(self, at=None):
        return self.revoked_at is None and self.ends_at > (at or timezone.now())
