from django.contrib import admin
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tools import languages
from workshops.admin import issued, navigation, policy, printing
from workshops.admin.exports import ParticipantsExportForm
from workshops.models import Workshop

SHOWN_EXPORTS = 20
ASKED = ("dialect", "language", "include_protected", "reason")


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def papers(request, pk):
    """The lists that can be taken along, and which were."""
    workshop = get_object_or_404(Workshop, pk=pk)
    numbers = workshop.delegates.all().numbers_by_status().values()
    protected = sum(number for _people, number in numbers)
    form = ParticipantsExportForm(
        workshop=workshop, initial={"dialect": "excel", "language": request.user.language}
    )
    reader = languages.current_language()
    form.fields["language"].choices = [
        (code, languages.language_name(code, reader)) for code in languages.LANGUAGES
    ]
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "papers")
        | {
            "title": _("Lists & papers"),
            "fields": [form[name] for name in ASKED],
            "number": sum(people for people, _protected in numbers) - protected,
            "number_protected": protected,
            "may_see_needs": policy.may(request.user, *policy.SEE_NEEDS),
            "may_export": request.user.has_perm("workshops.export_delegate"),
            "may_see_exports": request.user.has_perm("workshops.view_exportlog"),
            "printed": printing.section(workshop),
            "issued": issued.section(workshop),
            "exports": workshop.exports.select_related("exported_by")[:SHOWN_EXPORTS],
        }
    )
    return render(request, "workshops/admin/papers.html", context)
