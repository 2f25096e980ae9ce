from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.models import Delegate, Delegation, Status, ThematicTrack

ALL = [("", _("all"))]
# those nominated whose sending body still writes its list are left out
UNDECIDED = "undecided"
# accepted or confirmed, and no expert, interpreter or guest
SEATED = "seated"
# on the waiting list, sent by nobody
WAITING_ALONE = "waiting_alone"


class PeopleFilterForm(forms.Form):
    """Which people of one workshop a list shows: for the page and for the file made from it."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[
            *ALL,
            *Status.choices,
            (UNDECIDED, _("To decide")),
            (SEATED, _("Holds a seat")),
            (WAITING_ALONE, _("Registered, on the waiting list")),
        ],
        required=False,
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(), label=_("Delegation"), empty_label=_("all"), required=False
    )
    track = forms.ModelChoiceField(
        ThematicTrack.objects.none(),
        label=_("Thematic track"),
        empty_label=_("all"),
        to_field_name="slug",
        required=False,
    )
    role = forms.ChoiceField(label=_("Role"), choices=ALL + Delegate.Role.choices, required=False)
    interpretation = forms.ChoiceField(
        label=_("Interpretation"),
        choices=[*ALL, ("yes", _("needed")), ("no", _("not needed"))],
        required=False,
    )

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delegation"].queryset = workshop.delegations.with_senders().by_sender()
        self.fields["track"].queryset = workshop.tracks.all()

    def applied_to(self, people):
        """The people whom the valid form describes, in the order they came in."""
        wanted = self.cleaned_data
        if wanted["q"]:
            people = people.matching(wanted["q"])
        if wanted["status"] == UNDECIDED:
            people = people.undecided()
        elif wanted["status"] == SEATED:
            people = people.occupying()
        elif wanted["status"] == WAITING_ALONE:
            people = people.waiting_alone()
        elif wanted["status"]:
            people = people.filter(status=wanted["status"])
        if wanted["delegation"]:
            people = people.filter(delegation=wanted["delegation"])
        if wanted["track"]:
            people = people.in_track(wanted["track"])
        if wanted["role"]:
            people = people.filter(role=wanted["role"])
        if wanted["interpretation"]:
            people = people.filter(needs_interpretation=wanted["interpretation"] == "yes")
        return people

    def codes(self):
        """The filter as a query string without names: what was searched for is not repeated."""
        wanted = {name: self.cleaned_data[name] for name in PeopleFilterForm.base_fields}
        if wanted["q"]:
            wanted["q"] = "*"
        if wanted["delegation"]:
            wanted["delegation"] = wanted["delegation"].pk
        if wanted["track"]:
            wanted["track"] = wanted["track"].slug
        return urlencode({name: code for name, code in wanted.items() if code}, safe="*")

    def filters_on(self):
        """As filters_on() says it, of the filters alone."""
        return filters_on(self, PeopleFilterForm.base_fields)


def filters_on(form, names):
    """[(bound field, what was chosen, in words)] of a valid form, without what is empty."""
    return [
        (form[name], _in_words(form[name], value))
        for name in names
        if (value := form.cleaned_data[name])
    ]


def _in_words(bound, value):
    """How a chosen value is called in the list of choices."""
    if isinstance(value, str):
        return dict(getattr(bound.field, "choices", ())).get(value, value)
    return str(value)
