import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import LanguageListField
from workshops.models.sequence import SequenceField
from workshops.models.track import ThematicTrack
from workshops.models.workshop import Workshop


def instant(date, time, zone):
    """A time on the clocks of a zone as an aware instant.

    Where the clocks are set back the earlier of both is meant; a time that they skip is refused.
    """
    local = datetime.datetime.combine(date, time, zone)
    back = local.astimezone(datetime.UTC).astimezone(zone)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("The clocks skip this time: summer time begins on this day."))
    return local


class SessionQuerySet(models.QuerySet):
    def in_order(self):
        """By time; at the same time the one for everybody first, then in the order of tracks."""
        first = F("track__position").asc(nulls_first=True)
        return self.order_by("starts_at", "ends_at", first, "track", "pk")

    def with_tracks(self):
        return self.select_related("track__topic")

    def starting_on(self, date, zone):
        """Those that begin on a date on the clocks of a zone."""
        midnight = datetime.datetime.combine(date, datetime.time(), zone)
        next_day = date + datetime.timedelta(days=1)
        next_midnight = datetime.datetime.combine(next_day, datetime.time(), zone)
        return self.filter(starts_at__gte=midnight, starts_at__lt=next_midnight)


class Session(models.Model):
    """A part of the programme: for everybody, or for one thematic track."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("Plenary")
        TALK = "talk", _("Talk")
        GROUP_WORK = "group_work", _("Group work")
        BREAK = "break", _("Break")
        SITE_VISIT = "site_visit", _("Site visit")
        SOCIAL = "social", _("Get-together")

    # apart from the tracks: each person says whether they join
    JOINED = {Kind.SOCIAL, Kind.SITE_VISIT}

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="sessions")
    track = models.ForeignKey(
        ThematicTrack,
        verbose_name=_("thematic track"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="sessions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PLENARY)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Empty: the kind is shown.")
    )
    interpreted_into = LanguageListField(_("interpretation into"))
    sequence = SequenceField()
    changed_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_code="ends_at",
                violation_error_message=_("The session ends before it begins."),
            )
        ]

    def __str__(self):
        return self.title or self.get_kind_display()

    def clean(self):
        super().clean()
        if self.track_id and self.track.workshop_id != self.workshop_id:
            raise ValidationError({"track": _("This track belongs to another workshop.")})
        if self.starts_at and self.ends_at:
            self._require_a_day()

    def _require_a_day(self):
        zone = self.workshop.zone
        first, last = (at.astimezone(zone).date() for at in (self.starts_at, self.ends_at))
        if not self.workshop.days.filter(date=first).exists():
            raise ValidationError({"starts_at": _("The workshop does not take place on this day.")})
        if last != first:
            raise ValidationError({"ends_at": _("A session ends on the day on which it begins.")})
