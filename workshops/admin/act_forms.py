"""What the acts on a selection ask for: which of them, on what, and what each wants to know."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models import StatusChange

Reason = StatusChange.Reason


class ActForm(forms.Form):
    """What an act wants to know; only the fields it asks for are there."""

    confirm_by = forms.DateTimeField(
        label=_("Answer by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Optional. Afterwards the answer counts as overdue."),
    )
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *Reason.choices], required=False
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    dated_on = forms.DateField(
        label=_("Date of the letter"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: today."),
    )
    extended_until = forms.DateTimeField(
        label=_("May nominate until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("On the clocks of the workshop."),
    )

    def __init__(self, *args, act, workshop, **kwargs):
        super().__init__(*args, initial=dict(act.asks), **kwargs)
        self.workshop = workshop
        for name in set(self.fields) - set(act.asks):
            del self.fields[name]
        for name in act.requires:
            self.fields[name].required = True
        if act.writes and not act.is_collected and "remark" in self.fields:
            readers = _("Goes to the people as you write it.")
            if not act.is_to_people:
                readers = _("Goes to the contacts as you write it.")
            self.fields["remark"].help_text = readers

    def clean_confirm_by(self):
        moment = self.cleaned_data["confirm_by"]
        if moment and moment <= timezone.now():
            raise ValidationError(_("Choose a moment in the future."))
        return moment

    def clean_extended_until(self):
        moment = self.cleaned_data["extended_until"]
        if moment and moment <= timezone.now():
            raise ValidationError(_("Choose a moment in the future."))
        if moment and moment > self.workshop.starts_at:
            raise ValidationError(_("The workshop has begun by then."))
        return moment


class SelectionForm(forms.Form):
    """Which act on which of the things of one workshop; `back` is the query of the list."""

    act = forms.ChoiceField()
    selected = forms.ModelMultipleChoiceField(
        None, error_messages={"required": _("Select someone first.")}
    )
    back = forms.CharField(required=False, max_length=1000)
    confirmed = forms.BooleanField(required=False)
    # pressed was the button that only shows the messages with what was filled in
    look = forms.BooleanField(required=False)
    # pressed was the button that raises the limits in `raising`, which a page has offered
    raise_them = forms.BooleanField(required=False)
    raising = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args, acts, things, **kwargs):
        super().__init__(*args, **kwargs)
        self.acts = acts
        self.fields["act"].choices = [(act.key, act.label) for act in acts.values()]
        self.fields["selected"].queryset = things

    def clean_act(self):
        return self.acts[self.cleaned_data["act"]]
