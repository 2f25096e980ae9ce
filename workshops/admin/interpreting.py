"""The languages of the programme: who follows which session how, and who has no channel."""

from itertools import groupby

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshops import interpretation
from workshops.admin import navigation, policy


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def matrix(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    people = interpretation.expected(workshop)
    found = interpretation.audiences(workshop, people) if workshop.languages_spoken else []
    has_groups = any(audience.session.track_id for audience in found)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people")
        | {
            "title": _("Interpretation"),
            "days": [(day, list(rows)) for day, rows in groupby(found, lambda row: row.date)],
            "left_out": interpretation.left_out(found),
            "rooms": interpretation.rooms(found),
            "most_at_once": interpretation.most_at_once(found),
            "assumed": sum(not person.languages_spoken for person in people),
            "without_group": sum(
                has_groups and each.is_occupying and not each.assigned_track_id for each in people
            ),
            "may_change": request.user.has_perm("workshops.change_workshop"),
        }
    )
    return render(request, "workshops/admin/interpretation.html", context)
