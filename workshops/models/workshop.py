import datetime
import logging
import uuid
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import (
    LanguageListField,
    Municipality,
    PictureField,
    RichTextField,
    key_of,
)
from tools import languages
from workshops.models.phase import Phase
from workshops.models.private_files import private_files, signature_name
from workshops.models.sequence import SequenceField
from workshops.models.visibility import Visibility
from workshops.models.workshop_constraints import CONSTRAINTS
from workshops.models.workshop_queries import WorkshopQuerySet

logger = logging.getLogger(__name__)


def validate_timezone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone."), params={"name": name})


class Workshop(models.Model):
    """An event in which delegations of municipalities work together for some days."""

    class Kind(models.TextChoices):
        PROJECT_PLANNING_WORKSHOP = "project_planning_workshop", _("project planning workshop")
        WORKSHOP = "workshop", _("workshop")
        DIALOGUE_EVENT = "dialogue_event", _("dialogue event")
        EXPERT_EXCHANGE = "expert_exchange", _("expert exchange")
        NETWORK_EVENT = "network_event", _("network event")
        CONFERENCE = "conference", _("conference")
        WEBINAR = "webinar", _("webinar")
        STUDY_VISIT = "study_visit", _("study visit")

    class Format(models.TextChoices):
        ONSITE = "onsite", _("On site")
        HYBRID = "hybrid", _("On site and online")
        ONLINE = "online", _("Online")

    class Publication(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Put away")

    class CitiesPublicFrom(models.TextChoices):
        ACCEPTANCE = "acceptance", _("as soon as they are accepted")
        FIRST_DAY = "first_day", _("from the first day on")
        AFTER_EVENT = "after_event", _("after the event")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = SequenceField()
    changed_at = models.DateTimeField(auto_now=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences."))
    description = RichTextField(_("description"), blank=True)
    cover = PictureField(_("cover picture"))
    cover_alt = models.CharField(_("alternative text of the cover"), max_length=250, blank=True)
    cover_credit = models.CharField(_("credit of the cover"), max_length=200, blank=True)
    cover_licence = models.CharField(_("licence of the cover"), max_length=100, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    timezone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Europe/Berlin",
        validators=[validate_timezone],
        help_text=_("Of the place, for example Europe/Kyiv."),
    )
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    format = models.CharField(_("format"), max_length=6, choices=Format, default=Format.ONSITE)
    host_municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("host municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_workshops",
    )
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("If it is no municipality of ours.")
    )
    venue = models.CharField(_("venue"), max_length=250, blank=True)
    venue_visibility = models.CharField(
        _("venue is shown to"),
        max_length=12,
        choices=Visibility,
        default=Visibility.PARTICIPANTS,
    )
    guidance = models.TextField(
        _("hotel and how to get there"),
        blank=True,
        help_text=_("For those who come, on their own page."),
    )
    languages_spoken = LanguageListField(_("working languages"))
    languages_interpreted = LanguageListField(_("interpretation into"))
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    nomination_opens_at = models.DateTimeField(_("nomination opens"), null=True, blank=True)
    nomination_closes_at = models.DateTimeField(_("nomination closes"), null=True, blank=True)
    has_open_call = models.BooleanField(
        _("open call"),
        default=False,
        help_text=_(
            "While the nomination is open, municipalities that are not invited may say on the "
            "public page that they want to take part."
        ),
    )
    has_open_registration = models.BooleanField(
        _("open registration"),
        default=False,
        help_text=_("Anybody may register on the public page, for a webinar perhaps."),
    )
    travel_data_due_on = models.DateField(_("travel data due"), null=True, blank=True)
    cities_public_from = models.CharField(
        _("municipalities become public"),
        max_length=11,
        choices=CitiesPublicFrom,
        default=CitiesPublicFrom.AFTER_EVENT,
    )
    arrives_on = models.DateField(_("arrival from"), null=True, blank=True)
    departs_on = models.DateField(_("departure until"), null=True, blank=True)
    costs = models.TextField(
        _("who pays what"),
        blank=True,
        help_text=_("For the invitation letter: travel, nights, meals, insurance."),
    )
    mailbox = models.EmailField(_("mailbox for replies"), blank=True)
    signatory = models.CharField(_("letters are signed by"), max_length=150, blank=True)
    signature = models.FileField(
        _("picture of the signature"),
        storage=private_files,
        upload_to=signature_name,
        max_length=60,
        blank=True,
        help_text=_("For letters only, never public. Empty: a line to sign by hand."),
    )
    on_duty_contact = models.CharField(_("contact on duty"), max_length=200, blank=True)
    funder_reference = models.CharField(_("reference of the funder"), max_length=100, blank=True)
    publication = models.CharField(
        _("publication"), max_length=9, choices=Publication, default=Publication.DRAFT
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancellation_reason = models.TextField(_("reason of the cancellation"), blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )
    search_key = models.TextField(editable=False, default="")

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-starts_on", "-pk"]
        permissions = [
            ("translate_workshop", "Can translate workshop"),
            ("work_on_all_workshops", "Works on all workshops, not only on assigned ones"),
        ]
        indexes = [
            models.Index(fields=["publication", "ends_at"], name="workshop_public_by_end"),
            models.Index(fields=["publication", "starts_at"], name="workshop_public_by_start"),
        ]
        constraints = CONSTRAINTS

    def __str__(self):
        return self.title or self.slug

    def save(self, *args, **kwargs):
        self._derive_instants()
        self.search_key = key_of(self, "title", "place", "summary", "description")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("public:workshop_detail", args=[self.slug])

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        self._derive_instants()

    @property
    def zone(self):
        """That of the server where the stored name is none."""
        try:
            return zoneinfo.ZoneInfo(self.timezone)
        except (ValueError, zoneinfo.ZoneInfoNotFoundError):
            logger.error("Workshop %s: its time zone is unknown", self.pk)
            return timezone.get_default_timezone()

    def local_date(self, at=None):
        """The day that it is where the workshop takes place."""
        return (at or timezone.now()).astimezone(self.zone).date()

    @property
    def is_public(self):
        return self.publication == self.Publication.PUBLISHED

    @property
    def public_cover(self):
        return self.cover if self.cover and self.cover.is_there else None

    @property
    def public_venue(self):
        return self.venue if self.venue_visibility == Visibility.PUBLIC else ""

    @property
    def contact_address(self):
        """An e-mail address, "" where none is known; the contact on duty is for participants."""
        return self.mailbox or settings.SITE_CONTACT

    def meeting_place(self):
        """Where those invited go: the place written down, else the host municipality.

        Public pages ask whether the host may be named (workshops.public.parts.cards.place).
        """
        place = languages.translated(self, "place")
        host = self.host_municipality
        return languages.translated(host, "name") if host and not place.text else place

    @property
    def dates(self):
        """Every date from the first to the last day."""
        length = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + datetime.timedelta(days=number) for number in range(length)]

    def phase(self, at=None):
        """Without with_seats() and with a capacity, this asks the database for the taken seats."""
        at = at or timezone.now()
        opens, closes = self.nomination_opens_at, self.nomination_closes_at
        if self.cancelled_at:
            return Phase.CANCELLED
        if at >= self.ends_at:
            return Phase.PAST
        if at >= self.starts_at:
            return Phase.RUNNING
        if (opens is None and closes is None) or (opens and at < opens):
            return Phase.ANNOUNCED
        if self.is_full():
            return Phase.FULL
        return Phase.NOMINATION_CLOSED if closes and at >= closes else Phase.NOMINATION_OPEN

    def is_call_open(self, at=None):
        """Whether municipalities that are not invited may say now that they want to take part."""
        return self.has_open_call and self.is_public and self.phase(at) == Phase.NOMINATION_OPEN

    def is_registration_open(self, at=None):
        """Whether anybody may register now; where all seats are taken, for the waiting list."""
        at = at or timezone.now()
        closes = self.nomination_closes_at
        in_time = closes is None or at < closes
        phases = {Phase.NOMINATION_OPEN, Phase.FULL}
        return (
            self.has_open_registration and self.is_public and in_time and self.phase(at) in phases
        )

    def is_full(self):
        if self.capacity is None:
            return False
        if not hasattr(self, "seats_taken"):
            self.seats_taken = self.delegates.occupying().count()
        return self.seats_taken >= self.capacity

    def fit_days(self):
        """Drop the days outside the range; make every day of the range where none is left."""
        self.days.exclude(date__range=(self.starts_on, self.ends_on)).delete()
        if not self.days.exists():
            for date in self.dates:
                self.days.create(date=date)

    def _derive_instants(self):
        """Midnight before the first and after the last day, where the workshop takes place."""
        try:
            zone = zoneinfo.ZoneInfo(self.timezone)
            after = self.ends_on + datetime.timedelta(days=1)
            self.starts_at = datetime.datetime.combine(self.starts_on, datetime.time(), zone)
            self.ends_at = datetime.datetime.combine(after, datetime.time(), zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError, OverflowError):
            pass  # a wrong date or zone is reported by the field itself
