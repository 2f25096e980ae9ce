"""What the public sees of a workshop now, and why it does not see the rest."""

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tools import languages
from workshops.admin import navigation, policy
from workshops.models import Delegation, Report, Workshop
from workshops.models.delegation import HIDDEN


@require_safe
@policy.needs(*policy.SEE_DELEGATIONS)
def public_view(request, pk):
    return page(request, policy.workshop_or_404(request, pk))


def page(request, workshop, new_link=""):
    at = timezone.now()
    public = set(workshop.delegations.public(at).values_list("pk", flat=True))
    is_shown = policy.may(request.user, *policy.SEE_DELEGATIONS)
    delegations = list(workshop.delegations.with_senders().by_sender()) if is_shown else []
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "public")
        | {
            "title": _("What the public sees"),
            "is_public": workshop.is_public,
            "shown": [each for each in delegations if each.pk in public],
            "not_shown": [
                (each, why_not(each, workshop, at)) for each in delegations if each.pk not in public
            ],
            "reports": Report.objects.public(at).filter(workshop=workshop),
            "public_from": public_from(workshop),
            "new_link": new_link,
            "preview_links": workshop.links.previews().live(at),
        }
    )
    return render(request, "workshops/admin/public.html", context)


def why_not(delegation, workshop, at):
    """The rules of DelegationQuerySet.public that this delegation does not meet, in words."""
    reasons = []
    if not workshop.is_public:
        reasons.append(_("The workshop is not published."))
    municipality = delegation.municipality or delegation.organisation.municipality
    if municipality and municipality.publication_policy == HIDDEN:
        reasons.append(_("The municipality is hidden everywhere."))
    is_in = delegation.status == Delegation.Status.ACCEPTED or delegation.named_in_source
    if not is_in:
        reasons.append(_("Not accepted, and not named in the report."))
    if not delegation.listed_publicly:
        reasons.append(_("Does not want to be named."))
    if not is_reached(workshop, at):
        reasons.append(public_from(workshop))
    return reasons


def is_reached(workshop, at):
    public = Workshop.CitiesPublicFrom
    return {
        public.ACCEPTANCE: True,
        public.FIRST_DAY: workshop.starts_at <= at,
        public.AFTER_EVENT: workshop.ends_at <= at,
    }[workshop.cities_public_from]


def public_from(workshop):
    """From when on municipalities are named."""
    language = languages.current_language()
    public = Workshop.CitiesPublicFrom
    if workshop.cities_public_from == public.ACCEPTANCE:
        return _("Municipalities are public as soon as they are accepted.")
    if workshop.cities_public_from == public.FIRST_DAY:
        text = _("Municipalities are public from the first day on: %(day)s")
        return text % {"day": languages.format_day(workshop.starts_on, language)}
    text = _("Municipalities are public after the event. Last day: %(day)s")
    return text % {"day": languages.format_day(workshop.ends_on, language)}
