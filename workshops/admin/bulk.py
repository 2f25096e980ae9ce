"""How an act on a selection goes: the list sends it, a page shows what will happen, it is done."""

from django.contrib import admin, messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshops.admin import acts, asking, navigation, policy, raising
from workshops.admin.act_forms import ActForm, SelectionForm
from workshops.admin.narrowing import DelegationFilterForm
from workshops.models import Delegation
from workshops.registration.forms import PeopleFilterForm
from workshops.registration.messages import DIGEST_AFTER

LIST_PARAMETERS = {
    *PeopleFilterForm.base_fields,
    *DelegationFilterForm.base_fields,
    "view",
    "page",
}
TO_PERSON, TO_DELEGATION, TO_TRAVEL = "person", "delegation", "travel"
PEOPLE_ACTS = asking.PEOPLE_ACTS | {acts.PROMOTE.key: acts.PROMOTE}


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegate")
def act_on_people(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    people = workshop.delegates.with_senders().by_sender()
    return _act(request, workshop, "people", PEOPLE_ACTS, people)


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.change_delegation")
def act_on_delegations(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    delegations = workshop.delegations.to_write_to().by_sender()
    known = acts.allowed(request.user, asking.ACTS)
    return _act(request, workshop, "municipalities", known, delegations)


def _act(request, workshop, tab, known, things):
    """A GET or an unconfirmed POST shows what would happen, a confirmed POST does it."""
    sent = request.POST if request.method == "POST" else request.GET
    form = SelectionForm(sent or None, acts=known, things=things)
    if not form.is_valid():
        for error in form.errors.get("selected", []):
            messages.warning(request, error)
        return redirect(navigation.url_of(workshop, tab))
    act = form.cleaned_data["act"]
    is_filled_in = request.method == "POST" and form.cleaned_data["confirmed"]
    data = request.POST if is_filled_in else None
    asked = ActForm(data, act=act, workshop=workshop)
    with timezone.override(workshop.zone):
        is_complete = is_filled_in and asked.is_valid()
    if not is_complete or form.cleaned_data["look"]:
        told = asked.cleaned_data if is_complete else act.asks
        return _ask(request, workshop, tab, form, asked, told)
    outcome = _performed(request, workshop, form, asked.cleaned_data)
    if act.requires and not outcome.done:  # what was written is not lost
        return _ask(request, workshop, tab, form, asked, asked.cleaned_data)
    acts.report(request, act, outcome)
    if act.writes and _tells(act, workshop, request.user):
        asking.report_by_hand(request, workshop, asking.delegations_of(act, outcome.done))
    return redirect(_back(form.cleaned_data, workshop, tab))


def _performed(request, workshop, form, told):
    act, selected = form.cleaned_data["act"], list(form.cleaned_data["selected"])
    if act.can_raise and form.cleaned_data["raise_them"]:
        agreed = raising.agreed(workshop, form.cleaned_data["raising"], request.user)
        told = told | {"raising": agreed}
    return acts.perform(act, selected, by=request.user, **told)


def _ask(request, workshop, tab, form, asked, told):
    """The page that says what will happen, and what would have to be raised for the rest."""
    act, selected = form.cleaned_data["act"], list(form.cleaned_data["selected"])
    writes = act.writes and _tells(act, workshop, request.user)

    def preview(done):
        if not writes:
            return []
        remark = "" if act.is_collected else told.get("remark", "")
        return asking.previews(act, done, remark=remark)

    expected = acts.rehearse(act, selected, preview=preview, by=request.user, **told)
    offer = None
    if expected.refused and act.can_raise:
        offer = raising.offer(act, selected, user=request.user, **told)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, tab)
        | {
            "title": act.label,
            "act": act,
            "asked": asked,
            "selected": selected,
            "expected": expected,
            "offer": offer,
            "by_hand": asking.by_hand(asking.delegations_of(act, expected.done)) if writes else [],
            "letters": expected.done if act is asking.INVITE else [],
            "minutes": DIGEST_AFTER.seconds // 60,
            "back": form.cleaned_data["back"],
            "back_url": _back(form.cleaned_data, workshop, tab),
        }
    )
    return render(request, "workshops/admin/confirm_act.html", context)


def _tells(act, workshop, user):
    """Nobody hears of decisions after the workshop; what names people is not shown to everyone."""
    if act.is_collected and workshop.ends_at <= timezone.now():
        return False
    return not act.names_people or policy.may(user, *policy.SEE_PEOPLE)


def _back(wanted, workshop, tab):
    """The list with its filters, or the page of the person or delegation the act came from."""
    first, back = wanted["selected"][0], wanted["back"]
    if back == TO_PERSON and len(wanted["selected"]) == 1:
        return reverse("admin:workshops_delegate_change", args=[first.pk])
    delegation = first if isinstance(first, Delegation) else first.delegation
    if back == TO_TRAVEL:
        return navigation.url_of(workshop, "travel")
    if back == TO_DELEGATION and delegation:
        return navigation.url_of_delegation(delegation)
    kept = QueryDict(mutable=True)
    for name, values in QueryDict(back).lists():
        if name in LIST_PARAMETERS:
            kept.setlist(name, values)
    query = kept.urlencode()
    return navigation.url_of(workshop, tab) + (f"?{query}" if query else "")
