from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.delegate import Delegate
from workshops.models.private_files import private_files, secret_name


def paper_name(paper, name):
    return secret_name(f"{paper.kind}s", name)


class IssuedPaperQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(revoked_at=None)

    def last_of(self, kind, year):
        """The one of a kind with the highest number of a year, or None."""
        numbered = self.filter(kind=kind, number__startswith=f"{year}-")
        return numbered.order_by(Length("number").desc(), "-number").first()


class IssuedPaper(models.Model):
    """A numbered paper that one person got: kept as it was handed out, revocable.

    Numbers are counted within a kind and a year, without gaps; that of a revoked one stays taken.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("confirmation of participation")
        CERTIFICATE = "certificate", _("certificate of attendance")

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="issued_papers")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    # 2027-0012
    number = models.CharField(_("number"), max_length=12, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    dated_on = models.DateField(_("dated"))
    file = models.FileField(_("file"), storage=private_files, upload_to=paper_name, max_length=60)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a person")
        verbose_name_plural = _("papers of people")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="issued_paper_number_once",
                violation_error_code="number",
                violation_error_message=_("This number is taken."),
            )
        ]

    def __str__(self):
        return self.number
