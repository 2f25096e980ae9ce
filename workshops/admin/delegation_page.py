"""All about one delegation, for who decides on it; the acts themselves go through bulk.py."""

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships import audit
from tools import filetypes
from workshops.admin import acts, asking, bulk, navigation, policy, timeline
from workshops.admin.standing import is_late
from workshops.models import Delegation, NominationLetter
from workshops.registration import proposals


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def delegation_page(request, pk, delegation_pk):
    delegations = Delegation.objects.with_senders().with_nomination().with_counts()
    delegation = policy.thing_or_404(request, delegations, pk=delegation_pk, workshop=pk)
    workshop = delegation.workshop
    sees_people = policy.may(request.user, *policy.SEE_PEOPLE)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "municipalities")
        | _of_delegation(request.user, delegation)
        | (_of_people(request.user, delegation) if sees_people else {})
        | {
            "title": str(delegation),
            "sees_people": sees_people,
            "may_see_messages": policy.may(request.user, *policy.SEE_MESSAGES),
            "timeline": timeline.of_delegation(delegation, with_people=sees_people),
        }
    )
    return render(request, "workshops/admin/delegation_page.html", context)


def _of_delegation(user, delegation):
    may_change = user.has_perm("workshops.change_delegation")
    return {
        "delegation": delegation,
        "contacts": delegation.contacts.all(),
        "may_nominate": delegation.status in Delegation.MAY_NOMINATE,
        "is_late": is_late(delegation, timezone.now()),
        "may_change": may_change,
        "delegation_acts": asking.offer_to_delegations([delegation], user) if may_change else [],
    }


def _of_people(user, delegation):
    known = delegation.delegates.with_senders().select_related("needs")
    people = list(known.order_by("rank", "pk"))
    proposed = proposals.for_workshops([delegation.workshop])[delegation.workshop_id]
    return {
        "people": people,
        "proposals": [each for each in proposed if each.person.delegation_id == delegation.pk],
        "people_acts": asking.offer_to_people(people),
        "promote": acts.PROMOTE,
        "back": bulk.TO_DELEGATION,
        "may_decide": user.has_perm("workshops.change_delegate"),
        "may_add": user.has_perm("workshops.add_delegate"),
        "now": timezone.now(),
    }


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
def nomination_letter(request, pk, delegation_pk):
    """What the municipality has added to its nomination: it names people, so it is no page."""
    letters = NominationLetter.objects.select_related("delegation")
    wanted = {"delegation": delegation_pk, "delegation__workshop": pk}
    found = policy.thing_or_404(request, letters, **wanted)
    audit.record(audit.Action.SEEN, request=request, about=found, workshop=pk)
    return filetypes.download(found.file, found.download_name, found.delegation.language)
