from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partnerships.admin.forms import TranslatedForm
from workshops.models import Delegate, Workshop


def require_room(limit, holders):
    """Raise ValidationError if a limit is set below the seats already taken. Ask under the lock."""
    if limit is None:
        return
    taken = holders.count()
    if limit < taken:
        text = _("%(taken)d seats are taken already. Take seats back first, or allow more.")
        raise ValidationError(text % {"taken": taken})


class WorkshopForm(TranslatedForm):
    # a draft may lack it; the constraint asks before it is published
    may_be_empty = ("title",)
    in_the_zone_of_the_site = ("nomination_opens_at", "nomination_closes_at", "cancelled_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = _("Time zone of this site: %(zone)s") % {"zone": settings.TIME_ZONE}
        for name in set(self.in_the_zone_of_the_site) & set(self.fields):
            self.fields[name].help_text = text

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            Workshop.objects.locked(self.instance.pk)
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and "capacity" in self.cleaned_data:
            holders = Delegate.objects.occupying().filter(workshop=self.instance)
            try:
                require_room(self.cleaned_data["capacity"], holders)
            except ValidationError as refused:
                self.add_error("capacity", refused)


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
