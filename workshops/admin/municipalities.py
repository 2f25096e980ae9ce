from functools import partial

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshops.admin import asking, narrowing, navigation, policy
from workshops.admin.narrowing import DelegationFilterForm
from workshops.admin.standing import standings


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def delegation_list(request, pk):
    """Who sends people to the workshop: municipalities first, organisations apart."""
    workshop = policy.workshop_or_404(request, pk)
    at = timezone.now()
    everyone = standings(workshop, at)
    form = DelegationFilterForm(request.GET)
    rows = [row for row in everyone if form.is_valid() and form.shows(row.delegation, at)]
    shown = [row.delegation for row in rows]
    may_change = request.user.has_perm("workshops.change_delegation")
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "municipalities")
        | {
            "title": _("Municipalities"),
            "filters": form if everyone else None,
            "pills": narrowing.pills(form, partial(narrowing.changed, request.GET)),
            "back": request.GET.urlencode(),
            "of_municipalities": [row for row in rows if row.delegation.municipality_id],
            "of_organisations": [row for row in rows if row.delegation.organisation_id],
            "interests": workshop.interests.open(),
            "number_set_aside": workshop.interests.set_aside().count(),
            "acts": asking.offer_to_delegations(shown, request.user) if may_change else [],
            "may_change": may_change,
            "may_add": request.user.has_perm("workshops.add_delegation"),
        }
    )
    return render(request, "workshops/admin/municipalities.html", context)
