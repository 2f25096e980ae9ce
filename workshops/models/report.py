from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from partnerships.models import (
    PictureField,
    RichTextField,
    SearchableQuerySet,
    described,
    key_of,
)
from tools import languages
from workshops.models.workshop import Workshop


class ReportQuerySet(SearchableQuerySet):
    def public(self, at=None):
        """Of published workshops, from the day of publication on (in the site's time zone)."""
        today = timezone.localdate(at)
        return self.filter(
            published_on__lte=today, workshop__publication=Workshop.Publication.PUBLISHED
        )

    def latest_first(self):
        return self.order_by("-published_on", "-pk")


class Report(models.Model):
    """What was written about a workshop afterwards, in our own words, with its source."""

    workshop = models.ForeignKey(
        Workshop, verbose_name=_("workshop"), on_delete=models.PROTECT, related_name="reports"
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    headline = models.CharField(_("headline"), max_length=250)
    kicker = models.CharField(_("kicker"), max_length=250, blank=True)
    published_on = models.DateField(_("published on"))
    body = RichTextField(_("text"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    photo = PictureField(_("photo"))
    photo_alt = models.CharField(_("alternative text of the photo"), max_length=250, blank=True)
    photo_credit = models.CharField(_("credit of the photo"), max_length=200, blank=True)
    photo_licence = models.CharField(_("licence of the photo"), max_length=100, blank=True)
    search_key = models.TextField(editable=False, default="")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["published_on"], name="report_by_date")]
        constraints = [
            models.CheckConstraint(
                name="report_photo_described",
                condition=described("photo"),
                violation_error_code="photo",
                violation_error_message=_(
                    "The photo needs its credit and an alternative text in every language."
                ),
            )
        ]

    def __str__(self):
        return self.headline or self.slug

    def save(self, *args, **kwargs):
        self.search_key = key_of(self, "headline", "kicker", "body")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("public:report_detail", args=[self.slug])

    @property
    def public_photo(self):
        return self.photo if self.photo and self.photo.is_there else None


class ReportedFigure(models.Model):
    """A number that a report states: kept apart from what we counted, with what it was said of."""

    class Metric(models.TextChoices):
        DELEGATES = "delegates", _("delegates")
        PARTICIPANTS = "participants", _("participants")
        MUNICIPALITIES = "municipalities", _("municipalities")
        COUNTRIES = "countries", _("countries")

    class Qualifier(models.TextChoices):
        EXACT = "exact", _("exactly")
        MORE_THAN = "more_than", _("more than")
        ABOUT = "about", _("about")
        AT_LEAST = "at_least", _("at least")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    metric = models.CharField(
        pgettext_lazy("of a reported figure", "what"), max_length=14, choices=Metric
    )
    value = models.PositiveIntegerField(_("number"))
    qualifier = models.CharField(
        _("how exactly"), max_length=9, choices=Qualifier, default=Qualifier.EXACT
    )
    scope = models.CharField(
        _("said of"), max_length=200, blank=True, help_text=_("Of whom the report says this.")
    )

    class Meta:
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        ordering = ["pk"]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """Qualifier, number and what was counted as one phrase: more than 35 delegates."""
        counted = {
            self.Metric.DELEGATES: ngettext(
                "%(number)s delegate", "%(number)s delegates", self.value
            ),
            self.Metric.PARTICIPANTS: ngettext(
                "%(number)s participant", "%(number)s participants", self.value
            ),
            self.Metric.MUNICIPALITIES: ngettext(
                "%(number)s municipality", "%(number)s municipalities", self.value
            ),
            self.Metric.COUNTRIES: ngettext(
                "%(number)s country", "%(number)s countries", self.value
            ),
        }[self.metric]
        number = languages.number(self.value, languages.current_language())
        phrase = counted % {"number": number}
        is_exact = self.qualifier == self.Qualifier.EXACT
        return phrase if is_exact else f"{self.get_qualifier_display()} {phrase}"
