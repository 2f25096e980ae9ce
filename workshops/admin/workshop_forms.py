from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.admin.forms import TranslatedForm
from partnerships.admin.pictures import SignatureInput, require_description
from tools import images, languages
from workshops.admin.moving import Move, require_no_sessions
from workshops.models import Delegate, Workshop

YEARS = range(1950, 2101)
LONGEST = 60
# as wide as a letter needs it, in pixels
SIGNATURE_SIDE = 600


def require_room(limit, holders):
    """Raise ValidationError if a limit is set below the seats already taken. Ask under the lock."""
    if limit is None:
        return
    taken = holders.count()
    if limit < taken:
        text = _("%(taken)d seats are taken already. Take seats back first, or allow more.")
        raise ValidationError(text % {"taken": taken})


def zone_field(field, now):
    """Instead of a field for an IANA name: cities with the names of their time zones, by city.

    The zone that is stored now stays a choice.
    """
    language = languages.current_language()
    cities = {zone: languages.zone_city(zone, language) for zone in {*languages.zones(), now}}
    names = {zone: languages.zone_name(zone, language) for zone in cities}
    named = [
        (zone, city if city == names[zone] else f"{city} – {names[zone]}")
        for zone, city in cities.items()
    ]
    named.sort(key=lambda choice: languages.sort_key(choice[1], language))
    return forms.ChoiceField(label=field.label, choices=named, initial=field.initial)


class WorkshopForm(TranslatedForm):
    # a draft may lack it; the constraint asks before it is published
    may_be_empty = ("title",)
    calendar = (
        "starts_on",
        "ends_on",
        "nomination_opens_at",
        "nomination_closes_at",
        "travel_data_due_on",
        "arrives_on",
        "departs_on",
        "cancelled_at",
    )
    in_the_zone_of_the_site = ("nomination_opens_at", "nomination_closes_at", "cancelled_at")

    class Meta:
        widgets = {"signature": SignatureInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "signature" in self.fields:
            self.fields["signature"].max_length = None  # of the uploaded name, which is not kept
        if "timezone" in self.fields:
            self.fields["timezone"] = zone_field(self.fields["timezone"], self.instance.timezone)
        zone = languages.zone_name(settings.TIME_ZONE, languages.current_language())
        text = _("Time on this site: %(zone)s") % {"zone": zone}
        for name in set(self.in_the_zone_of_the_site) & set(self.fields):
            self.fields[name].help_text = text

    def clean_signature(self):
        """Drawn anew: of the file that was sent, nothing is kept but what it shows."""
        file = self.cleaned_data["signature"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            drawn = images.derive(file, [SIGNATURE_SIDE], transparent=True)
        except images.Refused as refused:
            raise ValidationError(str(refused)) from refused
        return ContentFile(drawn.original, name=f"signature.{drawn.suffix}")

    def clean(self):
        cleaned = super().clean()
        self.clean_calendar(cleaned)
        self.clean_cancellation(cleaned)
        if cleaned.get("publication") == Workshop.Publication.PUBLISHED:
            require_description(self, "cover")
        if self.instance.pk:
            Workshop.objects.locked(self.instance.pk)
        return cleaned

    def clean_calendar(self, cleaned):
        for name in self.calendar:
            if cleaned.get(name) and cleaned[name].year not in YEARS:
                years = {"first": YEARS[0], "last": YEARS[-1]}
                self.add_error(name, _("Give a year between %(first)d and %(last)d.") % years)
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and (last - first).days >= LONGEST:
            text = ngettext(
                "A workshop lasts at most %(days)d day.",
                "A workshop lasts at most %(days)d days.",
                LONGEST,
            )
            self.add_error("ends_on", text % {"days": LONGEST})

    def clean_cancellation(self, cleaned):
        reasons = [cleaned.get(f"cancellation_reason_{code}") for code in languages.LANGUAGES]
        is_asked = "cancelled_at" in self.fields and "cancelled_at" not in self.errors
        if is_asked and any(reasons) and not cleaned["cancelled_at"]:
            text = _("Say since when it is cancelled, or leave the reason empty.")
            self.add_error("cancelled_at", text)

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and "capacity" in self.cleaned_data:
            holders = Delegate.objects.occupying().filter(workshop=self.instance)
            try:
                require_room(self.cleaned_data["capacity"], holders)
            except ValidationError as refused:
                self.add_error("capacity", refused)
        if self.instance.pk and not self.errors:
            self.clean_move()

    def clean_move(self):
        self.move = Move(self.instance)
        try:
            require_no_sessions(self.move.dates() - set(self.instance.dates))
            self.move.prepare()
        except ValidationError as refused:
            self.add_error("ends_on" if "ends_on" in self.fields else None, refused)


class TrackForm(TranslatedForm):
    """In the rows under WorkshopForm, which has locked the workshop."""

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if self.instance.pk:
            require_room(capacity, self.instance.delegates.occupying())
        return capacity


class DayForm(TranslatedForm):
    def _post_clean(self):
        """A day left as it is may lie outside new dates: fit_days drops it afterwards."""
        if self.has_changed():
            super()._post_clean()
