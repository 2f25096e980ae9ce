from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.delegation import Delegation
from workshops.models.private_files import private_files, secret_name


def letter_name(_letter, name):
    return secret_name("letters", name)


def upload_name(_upload, name):
    return secret_name("nominations", name)


class InvitationLetterQuerySet(models.QuerySet):
    def last_of(self, year):
        """The one with the highest number of a year, or None."""
        numbered = self.filter(number__startswith=f"{year}-")
        return numbered.order_by(Length("number").desc(), "-number").first()


class InvitationLetter(models.Model):
    """The numbered letter with which a town hall registers the invitation; kept as it was sent."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="letters")
    # counted within a year: 2027-0012
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    dated_on = models.DateField(_("dated"))
    file = models.FileField(_("file"), storage=private_files, upload_to=letter_name, max_length=60)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation letter")
        verbose_name_plural = _("invitation letters")
        ordering = ["-number"]

    def __str__(self):
        return self.number


class NominationLetter(models.Model):
    """What a municipality adds to its nomination: a signed letter, kept as the file it is.

    It lies outside the web root; only organisers and the municipality's own link reach it.
    """

    delegation = models.OneToOneField(
        Delegation, on_delete=models.CASCADE, related_name="nomination_letter"
    )
    file = models.FileField(_("file"), storage=private_files, upload_to=upload_name, max_length=60)
    size = models.PositiveIntegerField(_("size"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("nomination letter")
        verbose_name_plural = _("nomination letters")
        ordering = ["pk"]

    def __str__(self):
        return self.kind

    @property
    def download_name(self):
        """By reference, not by municipality: the name of a file is seen in many places."""
        return f"nomination-{self.delegation.reference}{PurePath(self.file.name).suffix}"

    @property
    def kind(self):
        """As readers know it: PDF, ASICE …"""
        return PurePath(self.file.name).suffix[1:].upper()
