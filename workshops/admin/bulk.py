"""How an act on a selection goes: the list sends it, a page shows what will happen, it is done."""

from django.contrib import admin, messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshops.admin import acts, navigation, policy
from workshops.models import Workshop
from workshops.registration.forms import PeopleFilterForm

LIST_PARAMETERS = {*PeopleFilterForm.base_fields, "view", "page"}
TO_PERSON = "person"


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegate")
def act_on_people(request, pk):
    workshop = get_object_or_404(Workshop, pk=pk)
    people = workshop.delegates.with_senders().by_sender()
    return _act(request, workshop, "people", acts.PEOPLE_ACTS, people)


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegation")
def act_on_delegations(request, pk):
    workshop = get_object_or_404(Workshop, pk=pk)
    delegations = workshop.delegations.with_senders().by_sender()
    return _act(request, workshop, "municipalities", acts.DELEGATION_ACTS, delegations)


def _act(request, workshop, tab, known, things):
    form = acts.SelectionForm(request.POST or None, acts=known, things=things)
    if not form.is_valid():
        for error in form.errors.get("selected", []):
            messages.warning(request, error)
        return redirect(navigation.url_of(workshop, tab))
    act, selected = form.cleaned_data["act"], list(form.cleaned_data["selected"])
    is_confirmed = form.cleaned_data["confirmed"]
    asked = acts.ActForm(request.POST if is_confirmed else None, act=act)
    with timezone.override(workshop.zone):
        is_complete = is_confirmed and asked.is_valid()
    if is_complete:
        acts.report(
            request, act, acts.perform(act, selected, by=request.user, **asked.cleaned_data)
        )
        return redirect(_back(form.cleaned_data, workshop, tab))
    expected = acts.rehearse(act, selected, by=request.user, **act.asks)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, tab)
        | {
            "title": act.label,
            "act": act,
            "asked": asked,
            "selected": selected,
            "expected": expected,
            "back": form.cleaned_data["back"],
            "back_url": _back(form.cleaned_data, workshop, tab),
        }
    )
    return render(request, "workshops/admin/confirm_act.html", context)


def _back(wanted, workshop, tab):
    """The list with its filters, or the page of the one person the act came from."""
    if wanted["back"] == TO_PERSON and len(wanted["selected"]) == 1:
        return reverse("admin:workshops_delegate_change", args=[wanted["selected"][0].pk])
    kept = QueryDict(mutable=True)
    for name, values in QueryDict(wanted["back"]).lists():
        if name in LIST_PARAMETERS:
            kept.setlist(name, values)
    query = kept.urlencode()
    return navigation.url_of(workshop, tab) + (f"?{query}" if query else "")
