from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tools import languages
from workshops.exports.downloads import stated
from workshops.models import Delegate, Delegation, ThematicTrack, WorkshopDay


class PrintForm(forms.Form):
    """How a paper is printed and who stands on it. `people` are those who can, as a list."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the paper"))
    size = forms.ChoiceField(
        label=gettext_lazy("Size"),
        choices=[
            ("90x55", gettext_lazy("90 × 55 mm, ten on a sheet")),
            ("a6", gettext_lazy("A6 for the neck, four on a sheet")),
        ],
    )
    day = forms.ModelChoiceField(
        WorkshopDay.objects.none(),
        label=gettext_lazy("Day"),
        empty_label=gettext_lazy("every day, as an archive"),
        required=False,
    )
    track = forms.ModelChoiceField(
        ThematicTrack.objects.none(),
        label=gettext_lazy("Thematic track"),
        empty_label=gettext_lazy("all"),
        to_field_name="slug",
        required=False,
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        label=gettext_lazy("Delegation"),
        empty_label=gettext_lazy("all"),
        required=False,
    )
    selected = forms.MultipleChoiceField(
        label=gettext_lazy("Only these people"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    marks_no_photos = forms.BooleanField(
        label=gettext_lazy("Mark who has not agreed to photos"), required=False
    )
    include_protected = forms.BooleanField(
        label=gettext_lazy("Include protected people"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args, workshop, people, asks, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        for name in set(self.fields) - set(asks):
            del self.fields[name]
        self.order_fields(asks)
        reader = languages.current_language()
        self.fields["language"].choices = [
            (code, languages.language_name(code, reader)) for code in languages.LANGUAGES
        ]
        if "day" in self.fields:
            self.fields["day"].queryset = workshop.days.all()
        if "track" in self.fields:
            self.fields["track"].queryset = workshop.tracks.all()
            self.fields["delegation"].queryset = workshop.delegations.with_senders().by_sender()
            self.fields["selected"].choices = _choices(people, reader)

    def clean(self):
        wanted = super().clean()
        if "include_protected" in self.fields:
            if not wanted.get("include_protected"):
                wanted["reason"] = ""
            elif not stated(wanted.get("reason", "")) and "reason" not in self.errors:
                self.add_error("reason", _("Say why protected people are to be in the file."))
        if self.people and not self.errors and not self.chosen:
            self.add_error(None, _("Nobody fits this choice."))
        return wanted

    @property
    def chosen(self):
        """The people who fit, without protected ones unless a reason is stated."""
        wanted = self.cleaned_data
        selected = {int(pk) for pk in wanted.get("selected", ())}
        return [
            person
            for person in self.people
            if (wanted.get("include_protected") or not person.is_protected)
            and (not selected or person.pk in selected)
            and (not wanted.get("track") or person.assigned_track == wanted["track"])
            and (not wanted.get("delegation") or person.delegation == wanted["delegation"])
        ]

    def codes(self):
        """What was chosen, as a query string without names."""
        wanted = self.cleaned_data
        codes = {
            "day": wanted["day"].date.isoformat() if wanted.get("day") else "",
            "track": wanted["track"].slug if wanted.get("track") else "",
            "delegation": wanted["delegation"].pk if wanted.get("delegation") else "",
            "selected": len(wanted.get("selected", ())) or "",
        }
        return urlencode({name: code for name, code in codes.items() if code})


def _choices(people, language):
    """By name; protected people without their sending body."""
    named = sorted(people, key=lambda person: languages.sort_key(_sorted_by(person), language))
    return [(str(person.pk), _label(person)) for person in named]


def _sorted_by(person):
    return f"{person.family_name} {person.given_name}".strip()


def _label(person: Delegate):
    if person.is_protected:
        return _("%(name)s (protected)") % {"name": person.full_name}
    return f"{person.full_name} ({person.other_name})" if person.other_name else person.full_name
