from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.models.language_list import spoken_languages
from tools import folding, languages
from workshops.models.private_files import private_files, secret_name
from workshops.models.session import Session
from workshops.models.visibility import Visibility
from workshops.models.workshop import Workshop


def random_name(_material, name):
    return secret_name("materials", name)


class MaterialQuerySet(models.QuerySet):
    def public(self):
        """For everyone, of published workshops."""
        return self.filter(
            visibility=Visibility.PUBLIC, workshop__publication=Workshop.Publication.PUBLISHED
        )


class Material(models.Model):
    """A file of a workshop. It lies outside the web root; only its view hands it out."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="materials",
    )
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=private_files, upload_to=random_name, max_length=60)
    size = models.PositiveIntegerField(_("size"), editable=False)
    language = models.CharField(_("language of the file"), max_length=3, choices=spoken_languages)
    visibility = models.CharField(
        _("is shown to"), max_length=12, choices=Visibility, default=Visibility.PARTICIPANTS
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="material_is_not_empty",
                condition=Q(size__gt=0) & ~Q(file=""),
                violation_error_code="file",
                violation_error_message=_("The file is empty."),
            )
        ]

    def __str__(self):
        return self.title or self.kind

    def get_absolute_url(self):
        return reverse("public:material", args=[self.workshop.slug, self.pk])

    @property
    def kind(self):
        """As readers know it: PDF, DOCX …"""
        return PurePath(self.file.name).suffix[1:].upper()

    @property
    def download_name(self):
        """The title in plain letters, which every system can store."""
        title = languages.translated(self, "title", self.language).text
        name = folding.address(title, 80) or f"material-{self.pk}"
        return f"{name}.{self.kind.lower()}"

    def clean(self):
        super().clean()
        if self.session_id and self.session.workshop_id != self.workshop_id:
            raise ValidationError({"session": _("This session belongs to another workshop.")})
