from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models.country import validate_country
from partnerships.models.municipality import Municipality
from partnerships.models.picture import PictureField


class OrganisationQuerySet(models.QuerySet):
    def public(self):
        """Not those of a hidden municipality."""
        return self.exclude(municipality__publication_policy=Municipality.PublicationPolicy.HIDDEN)


class Organisation(models.Model):
    """A network, utility, agency …: organises, funds or sends people, but is no municipality."""

    class Kind(models.TextChoices):
        MUNICIPAL_UTILITY = "municipal_utility", _("municipal utility")
        COMPANY = "company", _("company")
        ASSOCIATION = "association", _("association")
        AGENCY = "agency", _("agency")
        MINISTRY = "ministry", _("ministry")
        NETWORK = "network", _("network")
        UNIVERSITY = "university", _("university")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        OTHER = "other", _("other")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("belongs to municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    website = models.URLField(_("website"), blank=True)
    logo = PictureField(_("logo"), is_emblem=True)
    logo_credit = models.CharField(_("credit of the logo"), max_length=200, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]

    def __str__(self):
        return self.name or self.slug

    @property
    def public_logo(self):
        """None unless its credit is noted."""
        may_be_shown = self.logo and self.logo_credit
        return self.logo if may_be_shown and self.logo.is_there else None
