from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.day import WorkshopDay
from workshops.models.delegate import Delegate
from workshops.models.door_pass import DoorPass
from workshops.models.private_files import private_files, secret_name


def sheet_name(_sheet, name):
    return secret_name("signed", name)


class AttendanceQuerySet(models.QuerySet):
    def at_the_door(self):
        return self.exclude(method=Attendance.Method.SIGNATURE)

    def signed(self):
        return self.filter(method=Attendance.Method.SIGNATURE)

    def of_workshop(self, workshop):
        return self.filter(day__workshop=workshop)

    def of(self, person, day):
        return self.filter(delegate=person, day=day)

    def with_who(self):
        return self.select_related("recorded_by", "door_pass")


class Attendance(models.Model):
    """A sign that a person was there on a day: seen at the door, or signed on paper.

    Door and paper are kept apart, so that one can be checked against the other: each says so once
    for a person and a day. Who attended is derived from these rows and stored nowhere else.
    """

    class Method(models.TextChoices):
        DESK = "desk", _("at the door")
        SCAN = "scan", _("badge scanned")
        SIGNATURE = "signature", _("signed on paper")

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="attendances")
    day = models.ForeignKey(WorkshopDay, on_delete=models.PROTECT, related_name="attendances")
    method = models.CharField(_("method"), max_length=9, choices=Method)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # of helpers without an account
    door_pass = models.ForeignKey(
        DoorPass,
        verbose_name=_("door pass"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendances",
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegate", "day"],
                condition=~Q(method="signature"),
                name="attendance_once_at_the_door",
                violation_error_code="day",
                violation_error_message=_("This person was checked in on this day already."),
            ),
            models.UniqueConstraint(
                fields=["delegate", "day"],
                condition=Q(method="signature"),
                name="attendance_signed_once",
                violation_error_code="day",
                violation_error_message=_("This person signed on this day already."),
            ),
        ]

    def __str__(self):
        return self.get_method_display()

    @property
    def who(self):
        """The door or the account that recorded it, "" where nobody is known."""
        return str(self.door_pass or self.recorded_by or "")

    def clean(self):
        super().clean()
        if self.day.workshop_id != self.delegate.workshop_id:
            raise ValidationError({"day": _("This day belongs to another workshop.")})


class SignedSheet(models.Model):
    """The scan of a signed attendance list of a day. It lies outside the web root."""

    day = models.ForeignKey(WorkshopDay, on_delete=models.PROTECT, related_name="signed_sheets")
    file = models.FileField(_("file"), storage=private_files, upload_to=sheet_name, max_length=60)
    size = models.PositiveIntegerField(_("size"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("signed list")
        verbose_name_plural = _("signed lists")
        ordering = ["uploaded_at", "pk"]

    def __str__(self):
        return str(self.day)

    @property
    def download_name(self):
        return f"signed-{self.day.date.isoformat()}-{self.pk}{PurePath(self.file.name).suffix}"

    @property
    def kind(self):
        """As readers know it: PDF, JPEG …"""
        return PurePath(self.file.name).suffix[1:].upper()
