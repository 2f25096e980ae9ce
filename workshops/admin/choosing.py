"""Which municipalities are invited: chosen from those known, then with seats and contacts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from partnerships.models import Municipality, country_choices
from workshops.admin import navigation, policy
from workshops.admin.choosing_rows import RowForm, last_times
from workshops.models import Delegation, Workshop
from workshops.registration import inviting

# A page of rows stays far below DATA_UPLOAD_MAX_NUMBER_FIELDS, however many contacts they have
ON_A_PAGE = 100


@dataclass(frozen=True)
class Choice:
    """A municipality that may be invited, with its last delegation and the one of now, if any."""

    municipality: Municipality
    is_ticked: bool
    last: Delegation | None
    present: Delegation | None


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = set(Municipality.objects.values_list("country", flat=True))
        named = [(code, name) for code, name in country_choices() if code in known]
        self.fields["country"].choices = [("", _("all")), *named]

    def found(self):
        municipalities = Municipality.objects.all()
        if not self.is_valid():
            return municipalities.none()
        wanted = self.cleaned_data
        if wanted["country"]:
            municipalities = municipalities.filter(country=wanted["country"])
        return municipalities.matching(wanted["q"]) if wanted["q"] else municipalities


@require_safe
@policy.needs("workshops.add_delegation")
def choose(request, pk):
    """Step 1: whom. What was ticked stays so in another search and on another page."""
    workshop = policy.workshop_or_404(request, pk)
    form = SearchForm(request.GET)
    page = Paginator(form.found().by_name(), ON_A_PAGE).get_page(request.GET.get("page"))
    ticked = ChosenForm(request.GET).chosen()
    shown = list(page)
    elsewhere = [each for each in ticked if each not in shown]
    present = {each.municipality_id: each for each in workshop.delegations.of_municipalities()}
    last = last_times(workshop, elsewhere + shown, request.user)
    choices = [
        Choice(each, each in ticked, last.get(each.pk), present.get(each.pk))
        for each in elsewhere + shown
    ]
    context = _frame(request, workshop, _("Invite municipalities")) | {
        "form": form,
        "page": page,
        "choices": choices,
        "nothing_found": not shown,
    }
    return render(request, "workshops/admin/choose.html", context)


class ChosenForm(forms.Form):
    """The municipalities of step 1."""

    m = forms.ModelMultipleChoiceField(Municipality.objects.prefetch_related("contacts").by_name())

    def chosen(self):
        return list(self.cleaned_data["m"][:ON_A_PAGE]) if self.is_valid() else []


@require_http_methods(["GET", "POST"])
@policy.needs("workshops.add_delegation")
@transaction.atomic
def add(request, pk):
    """Step 2: with how many seats, in which language, through whom. Then it is looked through."""
    workshop = policy.workshop_or_404(request, pk)
    if request.method == "POST":
        Workshop.objects.locked(pk)  # a second press finds what the first has added
    chosen = ChosenForm(request.GET).chosen()
    present = workshop.delegations.filter(municipality__in=chosen)
    taken = {each.municipality_id for each in present}
    rows = _rows(request, workshop, [each for each in chosen if each.pk not in taken])
    wrong = [row for row in rows if row.errors]  # looks at every row
    if request.method == "POST" and chosen and not wrong:
        return redirect(_look_through(workshop, [*present, *_added(workshop, rows)]))
    if not rows:
        said = _("They are in this workshop already.") if chosen else _("Choose a municipality.")
        messages.warning(request, said)
        return redirect("admin:workshops_workshop_municipalities_choose", pk)
    context = _frame(request, workshop, _("Seats and contacts")) | {
        "rows": rows,
        "number_of_errors": len(wrong),
    }
    return render(request, "workshops/admin/add_municipalities.html", context)


def _rows(request, workshop, municipalities):
    last = last_times(workshop, municipalities, request.user)
    may_add_contact = request.user.has_perm("partnerships.add_contact")
    return [
        RowForm(
            request.POST or None,
            municipality=each,
            last=last.get(each.pk),
            may_add_contact=may_add_contact,
        )
        for each in municipalities
    ]


def _added(workshop, rows):
    return [
        inviting.add(workshop, row.municipality, contacts=row.contacts(), **row.delegation())
        for row in rows
    ]


def _look_through(workshop, delegations):
    """Step 3 is the page on which the act is confirmed."""
    wanted = {"act": "invite", "selected": [each.pk for each in delegations]}
    url = reverse("admin:workshops_workshop_municipalities_act", args=[workshop.pk])
    return f"{url}?{urlencode(wanted, doseq=True)}"


def _frame(request, workshop, title):
    return (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "municipalities")
        | {"title": title}
    )
