from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshops.admin import export_log, issued, lists, navigation, policy, printing


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def papers(request, pk):
    """The lists that can be taken along, and which were."""
    workshop = policy.workshop_or_404(request, pk)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "papers")
        | lists.context(request, workshop)
        | export_log.context(request, workshop)
        | {
            "title": _("Lists & papers"),
            "may_see_needs": policy.may(request.user, *policy.SEE_NEEDS),
            "printed": printing.section(request.user, workshop),
            "issued": issued.section(workshop),
        }
    )
    return render(request, "workshops/admin/papers.html", context)
