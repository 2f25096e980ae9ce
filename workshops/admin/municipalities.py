from django.contrib import admin
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshops.admin import acts, navigation, policy
from workshops.models import Delegation, Workshop


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def delegation_list(request, pk):
    """Who sends people to the workshop: municipalities first, organisations apart."""
    workshop = get_object_or_404(Workshop, pk=pk)
    delegations = list(workshop.delegations.with_senders().by_sender().with_counts())
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "municipalities")
        | {
            "title": _("Municipalities"),
            "of_municipalities": [each for each in delegations if each.municipality_id],
            "of_organisations": [each for each in delegations if each.organisation_id],
            "acts": acts.DELEGATION_ACTS.values(),
            "may_change": request.user.has_perm("workshops.change_delegation"),
            "may_add": request.user.has_perm("workshops.add_delegation"),
            "statuses": Delegation.Status,
        }
    )
    return render(request, "workshops/admin/municipalities.html", context)
