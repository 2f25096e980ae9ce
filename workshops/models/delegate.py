from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import LanguageListField
from tools import folding
from workshops.models.day import WorkshopDay
from workshops.models.delegate_queries import DelegateQuerySet, key_of_email
from workshops.models.delegation import Delegation
from workshops.models.reference import new_reference
from workshops.models.status import LIVING, OCCUPYING, TRANSITIONS, Status
from workshops.models.track import ThematicTrack
from workshops.models.workshop import Workshop


class Delegate(models.Model):
    """A person on the list of a workshop. Only lifecycle assigns the status."""

    class Role(models.TextChoices):
        DELEGATE = "delegate", _("delegate")
        EXPERT = "expert", _("expert")
        FACILITATOR = "facilitator", _("facilitator")
        INTERPRETER = "interpreter", _("interpreter")
        TEAM = "team", _("organising team")
        GUEST = "guest", _("guest")
        PRESS = "press", _("press")

    class AttendanceMode(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="delegates")
    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("delegation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegates",
    )
    affiliation = models.CharField(
        _("affiliation"), max_length=200, blank=True, help_text=_("Of people without a delegation.")
    )
    reference = models.CharField(
        _("reference"), max_length=8, unique=True, editable=False, default=new_reference
    )
    role = models.CharField(
        _("role"),
        max_length=11,
        choices=Role,
        default=Role.DELEGATE,
        help_text=_("Only delegates take a seat."),
    )
    given_name = models.CharField(
        _("given name"), max_length=150, blank=True, help_text=_("As the person writes it.")
    )
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    name_latin = models.CharField(
        _("name in Latin letters"), max_length=300, blank=True, help_text=_("As in the passport.")
    )
    badge_name = models.CharField(_("name on the badge"), max_length=150, blank=True)
    academic_title = models.CharField(_("academic title"), max_length=50, blank=True)
    salutation = models.CharField(_("salutation"), max_length=100, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=254, editable=False, default="", blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language for mails"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    languages_spoken = LanguageListField(_("languages spoken"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    is_head = models.BooleanField(_("head of the delegation"), default=False)
    is_substitute = models.BooleanField(_("substitute"), default=False)
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        editable=False,
    )
    track_wish_1 = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("first wish"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="first_wishes",
    )
    track_wish_2 = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("second wish"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="second_wishes",
    )
    assigned_track = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("assigned track"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="delegates",
    )
    needs_interpretation = models.BooleanField(_("needs interpretation"), default=False)
    attendance_mode = models.CharField(
        _("takes part"), max_length=6, choices=AttendanceMode, default=AttendanceMode.ONSITE
    )
    days = models.ManyToManyField(
        WorkshopDay, verbose_name=_("days"), blank=True, related_name="delegates"
    )
    # dinner, site visit: what is held apart from the tracks and has to be counted
    joins = models.ManyToManyField(
        "workshops.Session", verbose_name=_("joins"), blank=True, related_name="guests"
    )
    protected = models.BooleanField(
        _("protected"),
        default=False,
        help_text=_("Appears on no page, in no ordinary list and without municipality on papers."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.NOMINATED, editable=False
    )
    confirm_by = models.DateTimeField(_("answer by"), null=True, blank=True, editable=False)
    search_key = models.CharField(max_length=1500, editable=False, default="")
    # what named the person is gone; the row still counts
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        permissions = [("export_delegate", _("May export lists of people"))]
        indexes = [
            models.Index(fields=["workshop", "role", "status"], name="delegate_by_status"),
            models.Index(fields=["status", "confirm_by"], name="delegate_by_deadline"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delegate_has_a_name",
                condition=~Q(given_name="", family_name="") | Q(erased_at__isnull=False),
                violation_error_code="family_name",
                violation_error_message=_("Give a given name or a family name."),
            ),
            models.CheckConstraint(
                name="delegate_erased_as_a_whole",
                condition=Q(erased_at__isnull=True)
                | Q(
                    **dict.fromkeys(
                        ["given_name", "family_name", "name_latin", "badge_name", "position"], ""
                    ),
                    **dict.fromkeys(["email", "email_key", "phone", "employer"], ""),
                ),
                violation_error_code="family_name",
                violation_error_message=_("Who is erased keeps no name and no address."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "email_key"],
                condition=~Q(email_key="") & Q(status__in=sorted(LIVING)),
                name="delegate_email_once_per_workshop",
                violation_error_code="email",
                violation_error_message=_(
                    "Someone with this e-mail address is on the list of this workshop already."
                ),
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(is_head=True) & Q(status__in=sorted(LIVING)),
                name="delegation_has_one_head",
                violation_error_code="is_head",
                violation_error_message=_("This delegation has a head already."),
            ),
            models.CheckConstraint(
                name="delegate_head_has_delegation",
                condition=Q(is_head=False) | Q(delegation__isnull=False),
                violation_error_code="is_head",
                violation_error_message=_("Only a delegation has a head."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        self.email_key = key_of_email(self.email)

    def clean(self):
        super().clean()
        errors = {}
        if self.delegation_id and self.delegation.workshop_id != self.workshop_id:
            errors["delegation"] = _("This delegation belongs to another workshop.")
        for field in ("track_wish_1", "track_wish_2", "assigned_track"):
            track = getattr(self, field)
            if track and track.workshop_id != self.workshop_id:
                errors[field] = _("This track belongs to another workshop.")
        if errors:
            raise ValidationError(errors)

    def derive_keys(self):
        """For whoever writes many rows at once, past save()."""
        self.email_key = key_of_email(self.email)
        self.search_key = self._search_key()

    @property
    def full_name(self):
        if self.erased_at:
            return str(_("erased person"))
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def other_name(self):
        """The name in Latin letters where it says something else: for who reads no other."""
        return self.name_latin if self.name_latin != self.full_name else ""

    @property
    def is_occupying(self):
        return self.role == self.Role.DELEGATE and self.status in OCCUPYING

    @property
    def is_expected(self):
        """The door awaits the person, in whatever role; as expected() says it of rows."""
        return self.status in OCCUPYING

    def comes_on(self, day):
        """Who has chosen no day comes on all. Expects the days to be prefetched."""
        chosen = [each.pk for each in self.days.all()]
        return not chosen or day.pk in chosen

    @property
    def is_protected(self):
        """As unprotected() says it of rows. Expects the delegation with its sender."""
        return self.protected or bool(self.delegation and self.delegation.protects_people)

    @property
    def can_leave(self):
        return Status.WITHDRAWN in TRANSITIONS[Status(self.status)]

    def _search_key(self):
        if self.erased_at:
            return ""
        texts = [
            self.full_name,
            self.name_latin,
            self.badge_name,
            self.email,
            self.employer,
            self.affiliation,
            self.position,
            self.reference,
        ]
        keys = dict.fromkeys(folding.fold(text) for text in texts)
        return " | ".join(key for key in keys if key)[:1500]
