"""One expression of interest: an organiser takes it up for a municipality, or sets it aside."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from partnerships.models import Municipality
from tools import languages
from workshops.admin import navigation, policy
from workshops.admin.choosing import SearchForm
from workshops.admin.choosing_rows import USUAL_QUOTA
from workshops.models import Interest
from workshops.registration import interest as acts
from workshops.registration.transitions import NotAllowed

MOST_SHOWN = 20


class TakeUpForm(forms.Form):
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        error_messages={"required": gettext_lazy("Choose a municipality.")},
    )
    as_contact = forms.BooleanField(
        label=gettext_lazy("Enter the person in the address book as a contact of the municipality"),
        help_text=gettext_lazy(
            "Only after you have asked the town hall, at an address that it has published itself."
        ),
        required=False,
    )

    def __init__(self, *args, may_add_contact, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_add_contact:
            del self.fields["as_contact"]


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegation")
def interest(request, pk, interest_pk):
    found = _of_workshop(request, pk, interest_pk)
    if found.state != Interest.State.OPEN:
        return _refused(request, found, _("Someone has dealt with it already."))
    may_add_contact = request.user.has_perm("partnerships.add_contact")
    form = TakeUpForm(request.POST or None, may_add_contact=may_add_contact)
    if request.method == "POST" and form.is_valid():
        return _take_up(request, found, **form.cleaned_data)
    search = SearchForm(request.GET if "q" in request.GET else {"q": found.municipality_name})
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, found.workshop, "municipalities")
        | {
            "title": found.municipality_name,
            "interest": found,
            "form": form,
            "search": search,
            "choices": _choices(found.workshop, search),
            "new_municipality_url": _new_municipality_url(found),
            "is_on_hold": found.workshop.legal_holds.standing().exists(),
        }
    )
    return render(request, "workshops/admin/interest.html", context)


@require_POST
@policy.needs("workshops.change_delegation")
def set_aside(request, pk, interest_pk):
    found = _of_workshop(request, pk, interest_pk)
    try:
        acts.set_aside(found, by=request.user)
    except NotAllowed as refused:
        return _refused(request, found, str(refused))
    messages.success(request, _("Set aside. What was typed is erased."))
    return redirect(navigation.url_of(found.workshop, "municipalities"))


def _take_up(request, found, **wanted):
    try:
        delegation = acts.take_up(found, by=request.user, quota=USUAL_QUOTA, **wanted)
    except NotAllowed as refused:
        return _refused(request, found, str(refused))
    text = _("Taken up for %(name)s. Check seats and contacts before you invite.")
    messages.success(request, text % {"name": delegation})
    return redirect(navigation.url_of_delegation(delegation))


def _refused(request, found, why):
    messages.warning(request, why)
    return redirect(navigation.url_of(found.workshop, "municipalities"))


def _choices(workshop, search):
    """[(municipality, its delegation to this workshop or None)], the likeliest first."""
    text = search.cleaned_data["q"] if search.is_valid() else ""
    found = list(search.found().best_first(text)[:MOST_SHOWN])
    present = workshop.delegations.filter(municipality__in=found)
    delegations = {each.municipality_id: each for each in present}
    return [(each, delegations.get(each.pk)) for each in found]


def _new_municipality_url(interest):
    """The form of a municipality, filled in with what was typed about it."""
    name = interest.municipality_name
    typed = {f"name_{interest.language}": name, "country": interest.country}
    if interest.language == languages.country_language(interest.country):
        typed |= {"native_name": name, "native_language": interest.language}
    return f"{reverse('admin:partnerships_municipality_add')}?{urlencode(typed)}"


def _of_workshop(request, pk, interest_pk):
    interests = Interest.objects.select_related("workshop")
    return policy.thing_or_404(request, interests, pk=interest_pk, workshop=pk)
