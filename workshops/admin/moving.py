"""What new dates of a workshop, or another zone, do to its days and sessions.

The clock times stay. If the workshop moves as a whole, days and sessions move along; if it becomes
longer or shorter, they stay where they are.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partnerships.admin.forms import RowFormSet
from tools import languages
from workshops.models import Workshop
from workshops.models.session import instant


class Move:
    def __init__(self, workshop):
        """Of a workshop with its new dates, before it is saved."""
        self.workshop = workshop
        self.before = Workshop.objects.get(pk=workshop.pk)
        length, length_before = (each.ends_on - each.starts_on for each in (workshop, self.before))
        is_whole = length == length_before
        self.distance = workshop.starts_on - self.before.starts_on if is_whole else length * 0
        self.sessions = list(self.before.sessions.in_order())

    @property
    def is_felt(self):
        return bool(self.sessions) and (
            bool(self.distance) or self.workshop.timezone != self.before.timezone
        )

    def dates(self):
        """The dates on which sessions take place afterwards."""
        return {self._local(session.starts_at).date() for session in self.sessions}

    def prepare(self):
        """Give the sessions their new instants; ValidationError if the clocks skip one."""
        for session in self.sessions:
            session.starts_at, session.ends_at = (
                instant(local.date(), local.time(), self.workshop.zone)
                for local in (self._local(session.starts_at), self._local(session.ends_at))
            )

    def carry_out(self, *, with_days):
        if with_days:
            forward = self.distance > datetime.timedelta()
            for day in self.workshop.days.order_by("-date" if forward else "date"):
                day.date += self.distance
                day.save()
        for session in self.sessions:
            session.save()

    def _local(self, at):
        return at.astimezone(self.before.zone).replace(tzinfo=None) + self.distance


def require_no_sessions(dates):
    """Raise ValidationError if the workshop would lose these dates of its programme."""
    if dates:
        days = [languages.format_day(date, languages.current_language()) for date in sorted(dates)]
        text = _("Sessions take place on: %(days)s. Move or delete them in the programme first.")
        raise ValidationError(text % {"days": ", ".join(days)})


class DayRows(RowFormSet):
    """The days of a workshop, under WorkshopForm: none with sessions is left out."""

    def clean(self):
        super().clean()
        if self.instance.pk is None or not self.has_changed() or any(self.errors):
            return
        kept = {form.instance.date for form in self.forms if not self._is_left_out(form)}
        require_no_sessions(Move(self.instance).dates() - kept)
