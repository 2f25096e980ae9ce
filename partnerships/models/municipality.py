from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.models.country import validate_country
from partnerships.models.picture import Picture, PictureField
from partnerships.models.searching import SearchableQuerySet, key_of
from partnerships.models.written import InReadersLanguage
from tools import folding


class MunicipalityQuerySet(SearchableQuerySet):
    def public(self):
        """Those that a public page may name; whether they take part is asked elsewhere."""
        return self.exclude(publication_policy=Municipality.PublicationPolicy.HIDDEN)

    def has_word(self, word):
        """By any name or other spelling."""
        spellings = Spelling.objects.filter(municipality=OuterRef("pk"), key__contains=word)
        return super().has_word(word) | Exists(spellings)

    def called(self, text):
        """Those of which a name or another spelling is the text, however it is typed."""
        key = folding.fold(text[:200])
        if not key:
            return self.none()
        own = Q(search_key=key) | Q(search_key__startswith=f"{key} |")
        own |= Q(search_key__endswith=f"| {key}") | Q(search_key__contains=f"| {key} |")
        spellings = Spelling.objects.filter(municipality=OuterRef("pk"), key=key)
        return self.filter(own | Exists(spellings)).by_name()

    def best_first(self, text):
        """Those of which a name begins with the text before those that contain it elsewhere."""
        key = folding.fold(text[:200])
        begins = Q(search_key__startswith=key) | Q(search_key__contains=f"| {key}")
        name = InReadersLanguage("name")
        return self.order_by(Case(When(begins, then=0), default=1), name, "slug")


class Crested:
    """What has a crest, its credit and the permission to show it."""

    @property
    def public_crest(self):
        """None unless permission and credit are noted."""
        may_be_shown = self.crest and self.crest_credit and self.crest_permission
        return self.crest if may_be_shown and self.crest.is_there else None


@dataclass(frozen=True, slots=True)
class Mention(Crested):
    """What a list shows of a municipality: read for hundreds of them, without the model's cost."""

    pk: int
    slug: str
    country: str
    name_de: str | None
    name_en: str | None
    name_uk: str | None
    name_sq: str | None
    native_name: str
    native_language: str
    crest: Picture | None
    crest_credit: str
    crest_permission: str

    @classmethod
    def columns(cls):
        return tuple(field.name for field in fields(cls))


@dataclass(frozen=True, slots=True)
class PlacedMention(Mention):
    """The same for a map. Apart, because decimals cost more to read than all the rest."""

    latitude: Decimal | None
    longitude: Decimal | None


class Municipality(Crested, models.Model):
    """A city, town or hromada: the partner in partnerships, and the sender of delegations."""

    class PublicationPolicy(models.TextChoices):
        NORMAL = "normal", _("Public")
        NO_PEOPLE = "no_people", _("Public, its people protected")
        HIDDEN = "hidden", _("Hidden everywhere")

    class Situation(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        OCCUPIED = "occupied", _("Occupied")
        RELOCATED = "relocated", _("Administration relocated")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    name = models.CharField(_("name"), max_length=120)
    native_name = models.CharField(_("local name"), max_length=120, blank=True)
    native_language = models.CharField(
        _("language of the local name"), max_length=3, blank=True, help_text=_("For example: uk")
    )
    region = models.CharField(_("region"), max_length=120, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        _("year of the count"), null=True, blank=True
    )
    population_source = models.CharField(_("source of the count"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    website = models.URLField(_("website"), blank=True)
    is_website_confirmed = models.BooleanField(
        _("website checked by us"),
        default=False,
        help_text=_("In an occupied place others may have taken the website over."),
    )
    summary = models.TextField(_("about the municipality"), blank=True)
    crest = PictureField(_("crest"), is_emblem=True)
    crest_credit = models.CharField(_("credit of the crest"), max_length=200, blank=True)
    crest_permission = models.CharField(
        _("permission to show the crest"),
        max_length=250,
        blank=True,
        help_text=_("Who gave it, and when. Not public."),
    )
    publication_policy = models.CharField(
        _("publication"),
        max_length=10,
        choices=PublicationPolicy,
        default=PublicationPolicy.NORMAL,
        help_text=_("Protected people appear on no page and in no ordinary list."),
    )
    situation = models.CharField(
        _("situation"), max_length=10, choices=Situation, default=Situation.ORDINARY
    )
    situation_note = models.TextField(_("public note on the situation"), blank=True)
    search_key = models.CharField(max_length=700, editable=False, default="")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["slug"]
        indexes = [models.Index(fields=["country", "slug"], name="municipality_by_country")]
        constraints = [
            models.CheckConstraint(
                name="municipality_coordinates_both_or_neither",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_code="latitude",
                violation_error_message=_("Give latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                name="municipality_coordinates_in_range",
                condition=Q(latitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_code="latitude",
                violation_error_message=_("These coordinates lie outside the world."),
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def save(self, *args, **kwargs):
        self.search_key = key_of(self, "name", also=[self.native_name])[:700]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("public:city_detail", args=[self.slug])

    @property
    def public_website(self):
        """Empty unless safe to link: in an occupied place an organiser must have looked."""
        is_safe = self.situation == self.Situation.ORDINARY or self.is_website_confirmed
        return self.website if is_safe else ""

    @property
    def is_public(self):
        return self.publication_policy != self.PublicationPolicy.HIDDEN

    @property
    def protects_people(self):
        return self.publication_policy != self.PublicationPolicy.NORMAL


class Spelling(models.Model):
    """Another way to write a municipality's name, so that search finds it."""

    class Kind(models.TextChoices):
        EXONYM = "exonym", _("name in another language")
        FORMER = "former", _("former name")
        TRANSLITERATION = "transliteration", _("transliteration")
        MISSPELLING = "misspelling", _("common misspelling")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="spellings"
    )
    text = models.CharField(_("spelling"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.TRANSLITERATION)
    key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("other spellings")
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "key"],
                name="spelling_once_per_municipality",
                violation_error_code="text",
                violation_error_message=_("This spelling is listed already."),
            )
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.key = folding.fold(self.text)
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.key = folding.fold(self.text)
