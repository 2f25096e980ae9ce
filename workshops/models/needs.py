from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import CodeListField
from workshops.models.delegate import Delegate


class Diet(models.TextChoices):
    """What kitchens are asked for most; the rest is said in words."""

    ANY = "any", _("no restriction")
    VEGETARIAN = "vegetarian", _("vegetarian")
    VEGAN = "vegan", _("vegan")
    NO_PORK = "no_pork", _("no pork")
    HALAL = "halal", _("halal")
    KOSHER = "kosher", _("kosher")
    GLUTEN_FREE = "gluten_free", _("gluten-free")
    LACTOSE_FREE = "lactose_free", _("lactose-free")
    NO_NUTS = "no_nuts", _("no nuts")


class DietListField(CodeListField):
    @staticmethod
    def known():
        return Diet.choices


class DelegateNeeds(models.Model):
    """What a person needs to eat, to take part and to sleep, and how they travel. All optional.

    Kept apart from the person: seen with a permission of its own, erased first. No passport
    number and no date of birth, ever.
    """

    class Means(models.TextChoices):
        TRAIN = "train", _("train")
        PLANE = "plane", _("plane")
        BUS = "bus", _("coach")
        CAR = "car", _("car")
        OTHER = "other", _("other means")

    class Room(models.TextChoices):
        NONE = "none", _("no room")
        SINGLE = "single", _("single room")
        SHARED = "shared", _("shared room")

    class Payer(models.TextChoices):
        ORGANISER = "organiser", _("the organisers")
        SENDER = "sender", _("the sending municipality")
        SELF = "self", _("the person")

    class GivenBy(models.TextChoices):
        PERSON = "person", _("the person")
        CONTACT = "contact", _("the contact of the municipality")
        ORGANISER = "organiser", _("an organiser")

    delegate = models.OneToOneField(
        Delegate, primary_key=True, on_delete=models.CASCADE, related_name="needs"
    )
    diets = DietListField(_("diet"), max_length=100)
    diet = models.CharField(_("food"), max_length=300, blank=True)
    accessibility = models.CharField(_("access"), max_length=1000, blank=True)
    arrival_on = models.DateField(_("arrives on"), null=True, blank=True)
    arrival_at = models.TimeField(_("arrives at"), null=True, blank=True)
    arrival_place = models.CharField(_("place of arrival"), max_length=150, blank=True)
    arrival_by = models.CharField(_("arrives by"), max_length=5, choices=Means, blank=True)
    departure_on = models.DateField(_("leaves on"), null=True, blank=True)
    departure_at = models.TimeField(_("leaves at"), null=True, blank=True)
    departure_place = models.CharField(_("place of departure"), max_length=150, blank=True)
    departure_by = models.CharField(_("leaves by"), max_length=5, choices=Means, blank=True)
    night_from = models.DateField(_("first night"), null=True, blank=True)
    night_to = models.DateField(_("leaves the room on"), null=True, blank=True)
    room = models.CharField(_("kind of room"), max_length=6, choices=Room, blank=True)
    payer = models.CharField(_("who pays the room"), max_length=9, choices=Payer, blank=True)
    given_by = models.CharField(
        _("given by"), max_length=9, choices=GivenBy, default=GivenBy.PERSON, editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("needs and travel")
        verbose_name_plural = _("needs and travel")
        constraints = [
            models.CheckConstraint(
                name="needs_leave_after_arrival",
                condition=Q(arrival_on=None)
                | Q(departure_on=None)
                | Q(departure_on__gte=F("arrival_on")),
                violation_error_code="departure_on",
                violation_error_message=_("The person leaves before they arrive."),
            ),
            models.CheckConstraint(
                name="needs_nights_have_both_ends",
                condition=Q(night_from=None, night_to=None)
                | Q(night_from__isnull=False, night_to__isnull=False, night_to__gt=F("night_from")),
                violation_error_code="night_to",
                violation_error_message=_("Give the first night, and a later day of leaving."),
            ),
        ]

    def __str__(self):
        return str(self.delegate)

    @property
    def food(self):
        """What the person eats, in the active language: the kinds, then what they wrote."""
        kinds = self._meta.get_field("diets").names(self.diets)
        return "; ".join(filter(None, [", ".join(kinds), " ".join(self.diet.split())]))

    @property
    def is_special(self):
        """Whether the kitchen has to know of it."""
        return bool(self.diet or set(self.diets) - {Diet.ANY})

    def clean(self):
        super().clean()
        if Diet.ANY in self.diets and len(self.diets) > 1:
            raise ValidationError({"diets": _("Choose “no restriction” or what is needed.")})
        for way in ("arrival", "departure"):
            has_more = any(getattr(self, f"{way}_{part}") for part in ("at", "place", "by"))
            if has_more and not getattr(self, f"{way}_on"):
                raise ValidationError({f"{way}_on": _("Give the day, too.")})
