"""One day of a programme as rows: times are typed as the clocks of the workshop show them."""

import datetime
import re

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from partnerships.admin.forms import TranslatedForm, label_in
from partnerships.admin.meanwhile import HeedingFormSet
from tools import languages
from workshops.models import Session, Workshop
from workshops.models.session import instant

TITLES = tuple(f"title_{code}" for code in languages.LANGUAGES)
MOST = 60
FIRST_TIME = datetime.time(9)
USUAL_LENGTH = datetime.timedelta(minutes=30)


class ClockField(forms.TimeField):
    """An hour and a minute. As text: a browser's own means would drop what is typed wrong."""

    as_typed = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?")  # 9:30, 9.30, 0930, 9
    input_formats = ["%H:%M"]
    widget = forms.TimeInput(attrs={"class": "clock", "inputmode": "numeric"}, format="%H:%M")
    default_error_messages = {"invalid": _("Give a time such as 09:30.")}

    def to_python(self, value):
        typed = self.as_typed.fullmatch(str(value).strip())
        return super().to_python(f"{typed[1]}:{typed[2] or '00'}" if typed else value)


class SessionForm(TranslatedForm):
    field_order = ["date"]  # before the times, which are instants of this date
    date = forms.TypedChoiceField(
        label=_("day"), coerce=datetime.date.fromisoformat, required=False
    )
    starts_at = ClockField(label=_("begins"))
    ends_at = ClockField(label=_("ends"))

    class Meta:
        model = Session
        fields = ["starts_at", "ends_at", "kind", *TITLES, "track", "room", "interpreted_into"]

    def __init__(self, *args, workshop, date, dates, tracks, initial=None, **kwargs):
        instance = kwargs.get("instance")
        if instance:
            at = {name: getattr(instance, name) for name in ("starts_at", "ends_at")}
            initial = {name: at[name].astimezone(workshop.zone).time() for name in at}
        super().__init__(*args, initial=(initial or {}) | {"date": date.isoformat()}, **kwargs)
        self.workshop, self.date = workshop, date
        self.fields["track"].queryset = workshop.tracks.all()
        self.fields["track"].choices = tracks
        self._offer_days(dates)
        self._offer_interpretation()
        for code in languages.LANGUAGES:
            field = self.fields[f"title_{code}"]
            field.widget.attrs["lang"] = code
            field.label = label_in(Session._meta.get_field("title"), code)
        for name, field in self.fields.items():
            if name != "interpreted_into":
                field.widget.attrs["aria-label"] = str(field.label)

    @property
    def chosen_date(self):
        return self.cleaned_data.get("date") or self.date

    def titles(self):
        return [self[name] for name in TITLES]

    def has_changed(self):
        """A new row is there because someone asked for it: it is kept as it stands."""
        return self.instance.pk is None or super().has_changed()

    def clean_starts_at(self):
        return instant(self.chosen_date, self.cleaned_data["starts_at"], self.workshop.zone)

    def clean_ends_at(self):
        return instant(self.chosen_date, self.cleaned_data["ends_at"], self.workshop.zone)

    def _offer_days(self, dates):
        if len(dates) < 2:
            del self.fields["date"]
            return
        language = languages.current_language()
        self.fields["date"].choices = [
            (date.isoformat(), languages.format_weekday(date, language)) for date in dates
        ]

    def _offer_interpretation(self):
        """The languages of the workshop, and what the session has already."""
        offered = {*self.workshop.languages_interpreted, *(self.instance.interpreted_into or ())}
        field = self.fields["interpreted_into"]
        field.choices = [choice for choice in field.choices if choice[0] in offered]


class DayFormSet(HeedingFormSet):
    """The sessions of one date, and a new row where `new` gives what it begins with."""

    def __init__(self, *args, workshop, date, dates, new=None, **kwargs):
        self.date = date
        tracks = [(track.pk, str(track)) for track in workshop.tracks.all()]
        self.sessions = workshop.sessions.starting_on(date, workshop.zone).in_order()
        super().__init__(
            *args,
            instance=workshop,
            queryset=self.sessions,
            initial=None if new is None else [new],
            form_kwargs={
                "workshop": workshop,
                "date": date,
                "dates": dates,
                "tracks": [("", _("everybody")), *tracks],
            },
            **kwargs,
        )
        self.extra = 0 if new is None else 1

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = str(_("Delete"))

    def dates(self):
        """Those of the rows: the date itself, and where one is moved to."""
        return {self.date, *(form.chosen_date for form in self.forms)}


def day_formset(user):
    """What the account may do decides whether rows can be deleted."""
    return inlineformset_factory(
        Workshop,
        Session,
        form=SessionForm,
        formset=DayFormSet,
        can_delete=user.has_perm("workshops.delete_session"),
        max_num=MOST,
        validate_max=True,
        absolute_max=MOST,
    )


def next_free(workshop, date):
    """When a new session begins and ends: after the last one of the day, if that leaves time."""
    last = workshop.sessions.starting_on(date, workshop.zone).order_by("-ends_at").first()
    if last is None:
        starts = datetime.datetime.combine(date, FIRST_TIME)
    else:
        starts = last.ends_at.astimezone(workshop.zone).replace(tzinfo=None)
    ends = starts + USUAL_LENGTH
    return {"starts_at": starts.time(), "ends_at": ends.time()} if ends.date() == date else {}


class ShiftForm(forms.Form):
    """By how many minutes which session of a day moves, and all that begin with or after it."""

    first = forms.ModelChoiceField(None, label=_("From this session on"), empty_label=None)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=12 * 60, initial=15)

    def __init__(self, *args, sessions, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first"].queryset = sessions
        self.fields["first"].choices = [
            (session.pk, f"{session.starts_at.astimezone(zone):%H:%M} {session}")
            for session in sessions
        ]
