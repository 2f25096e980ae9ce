from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import signs
from workshops.models import Attendance, Delegate
from workshops.models.reference import ALPHABET, new_reference

LONGEST_QUERY = 200
NAME_MISSING = gettext_lazy("Given name or family name: write at least one.")
Role = Delegate.Role
# helpers decide on no seat
WITHOUT_SEAT = (Role.GUEST, Role.PRESS, Role.EXPERT, Role.FACILITATOR, Role.INTERPRETER)


class AskForm(forms.Form):
    """What an address asks the door for; whatever does not fit is not asked."""

    q = forms.CharField(max_length=LONGEST_QUERY, required=False)
    day = forms.DateField(required=False)
    # a person and what became of the press, said once more by the page it leads to
    person = forms.CharField(max_length=8, required=False)
    said = forms.CharField(max_length=10, required=False)

    @classmethod
    def asked(cls, data):
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in form.fields}


class PressForm(forms.Form):
    """A press at the door. It may have waited for a connection."""

    person = forms.CharField(max_length=8)
    day = forms.DateField()
    method = forms.ChoiceField(
        choices=[(Attendance.Method.DESK, ""), (Attendance.Method.SCAN, "")], required=False
    )
    pressed_at = forms.DateTimeField(required=False)

    def clean_person(self):
        """Typed or scanned: small letters are the same."""
        return self.cleaned_data["person"].upper()

    def clean_method(self):
        return self.cleaned_data["method"] or Attendance.Method.DESK

    def when(self, workshop):
        """When it was pressed, if that was on the day it is for; else now, which is None."""
        at, now = self.cleaned_data["pressed_at"], timezone.now()
        is_likely = at and at <= now and workshop.local_date(at) == self.cleaned_data["day"]
        return at if is_likely else None


class NameField(forms.CharField):
    def __init__(self, *, label, longest, **kwargs):
        widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget, **kwargs)
        self.longest = longest

    def clean(self, value):
        text = super().clean(value)
        if len(text) > self.longest:
            said = _("%(field)s: shorten it to at most %(number)d signs.")
            raise ValidationError(said % {"field": self.label, "number": self.longest})
        if sign := signs.hidden_sign(text):
            said = _(
                "%(field)s: it holds a sign that nobody sees (%(sign)s). Delete the text and type "
                "it anew."
            )
            raise ValidationError(said % {"field": self.label, "sign": sign})
        return text


class RoleForm(forms.Form):
    """As what somebody is let in; only organisers give seats."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        widget=forms.Select(attrs={"class": "input"}),
        initial=Role.GUEST,
        error_messages={"invalid_choice": gettext_lazy("Role: choose one of those listed.")},
    )

    def __init__(self, *args, is_organiser, **kwargs):
        super().__init__(*args, **kwargs)
        offered = (*WITHOUT_SEAT, Role.DELEGATE) if is_organiser else WITHOUT_SEAT
        self.fields["role"].choices = [(role.value, role.label) for role in offered]

    @cached_property
    def faults(self):
        own = [(None, text) for text in self.non_field_errors()]
        return own + [(field, text) for field in self for text in field.errors]


class WalkInForm(RoleForm):
    given_name = NameField(label=gettext_lazy("Given name"), longest=150)
    family_name = NameField(label=gettext_lazy("Family name"), longest=150)
    affiliation = NameField(label=gettext_lazy("Municipality or organisation"), longest=200)
    # so that a second press is no second person
    reference = forms.RegexField(
        f"^[{ALPHABET}]{{8}}$", widget=forms.HiddenInput, initial=new_reference
    )
    is_someone_else = forms.BooleanField(
        label=gettext_lazy("This is somebody else of the same name"), required=False
    )
    field_order = ("given_name", "family_name", "affiliation", "role")

    @property
    def names(self):
        cleaned = self.cleaned_data
        return cleaned.get("given_name", ""), cleaned.get("family_name", "")

    def clean(self):
        cleaned = super().clean()
        if not any(self.names) and not {"given_name", "family_name"} & set(self.errors):
            self.add_error("family_name", NAME_MISSING)
        return cleaned
