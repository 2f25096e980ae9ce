"""Filters of lists: which delegations a workshop's tab shows, and the pills that take one away."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.admin.delegation_rows import needs_letter
from workshops.admin.standing import is_late
from workshops.models import Delegation
from workshops.registration.forms import filters_on

ALL = ("", _("all"))
MUNICIPALITY, ORGANISATION = "municipality", "organisation"
LETTER, NOMINATION = "letter", "nomination"


class DelegationFilterForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"), choices=[ALL, *Delegation.Status.choices], required=False
    )
    sender = forms.ChoiceField(
        label=_("Sending body"),
        choices=[ALL, (MUNICIPALITY, _("Municipalities")), (ORGANISATION, _("Organisations"))],
        required=False,
    )
    missing = forms.ChoiceField(
        label=_("What is missing"),
        choices=[ALL, (LETTER, _("Invitation letter")), (NOMINATION, _("Nomination, late"))],
        required=False,
    )

    def shows(self, delegation, at):
        """Whether the valid form describes it. Expects it to know whether it has a letter."""
        wanted = self.cleaned_data
        if wanted["status"] and wanted["status"] != delegation.status:
            return False
        if wanted["sender"] and not getattr(delegation, f"{wanted['sender']}_id"):
            return False
        lacks = {"": True, LETTER: needs_letter(delegation), NOMINATION: is_late(delegation, at)}
        return lacks[wanted["missing"]]


def shown_by(delegations, at, **wanted):
    """Those that the tab shows for a filter, so that a number and its list cannot differ."""
    form = DelegationFilterForm(wanted)
    form.is_valid()
    return [each for each in delegations if form.shows(each, at)]


@dataclass(frozen=True)
class Pill:
    text: str
    url: str


def pills(form, url):
    """The filters that are on in a valid form, each with the link that takes it away."""
    if not form.is_valid():
        return []
    return [
        Pill(f"{bound.label}: {words}", url(**{bound.name: ""}))
        for bound, words in filters_on(form, form.fields)
    ]


def changed(query, **changes):
    """A query string with some parameters changed; an empty one is dropped, and so is the page."""
    query = query.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
