"""The cockpit of one workshop: its dates, four numbers, what is to do, one row per delegation."""

from dataclasses import dataclass
from datetime import date

from django.contrib import admin
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tools import languages
from workshops.admin import navigation, policy
from workshops.admin.tasks import alarms, tasks
from workshops.models import Delegation, Phase, Workshop


@dataclass(frozen=True)
class Milestone:
    """A point of the date line, or today between those that are past and those to come."""

    label: str
    text: str
    is_past: bool
    is_today: bool = False


@require_safe
@policy.needs(*policy.SEE_WORKSHOPS)
def overview(request, pk):
    at = timezone.now()
    workshops = Workshop.objects.with_work(at).prefetch_related("reports")
    workshop = get_object_or_404(workshops, pk=pk)
    sees_people = policy.may(request.user, *policy.SEE_PEOPLE)
    sees_delegations = policy.may(request.user, *policy.SEE_DELEGATIONS)
    delegations = []
    if sees_delegations:
        delegations = list(workshop.delegations.with_senders().by_sender().with_counts())
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "overview")
        | {
            "phase": Phase(workshop.phase(at)).label,
            "milestones": milestones(workshop, at),
            "numbers": [
                *(_of_municipalities(workshop, delegations) if sees_delegations else []),
                *(_of_people(workshop) if sees_people else []),
            ],
            "tasks": tasks(request.user, [workshop], at=at),
            "alarms": alarms(request.user, at),
            "rows": [(each, next_step(each, sees_people)) for each in delegations],
            "may_see_delegations": sees_delegations,
            "may_see_people": sees_people,
        }
    )
    return render(request, "workshops/admin/overview.html", context)


def milestones(workshop, at):
    """Those that are known, in the order of time."""
    language = languages.current_language()
    points = []
    for label, instant in (
        (_("Nomination opens"), workshop.nomination_opens_at),
        (_("Nomination closes"), workshop.nomination_closes_at),
    ):
        if instant:
            text = languages.format_moment(instant, workshop.timezone, language)
            points.append((instant, label, text, instant <= at))
    today = at.astimezone(workshop.zone).date()
    if workshop.travel_data_due_on:
        points.append(
            _day_point(workshop.travel_data_due_on, _("Travel data due"), workshop, today)
        )
    days = languages.date_range(workshop.starts_on, workshop.ends_on, language)
    points.append((workshop.starts_at, _("Workshop"), days, workshop.ends_at <= at))
    for report in workshop.reports.all():
        points.append(_day_point(report.published_on, _("Report"), workshop, today))
    line = [Milestone(*words) for _instant, *words in sorted(points, key=lambda point: point[0])]
    return _with_today(line, languages.format_day(today, language))


def _day_point(day: date, label, workshop, today):
    instant = timezone.datetime(day.year, day.month, day.day, tzinfo=workshop.zone)
    text = languages.format_day(day, languages.current_language())
    return instant, label, text, day < today


def _with_today(line, text):
    past = [point for point in line if point.is_past]
    to_come = [point for point in line if not point.is_past]
    return [*past, Milestone(_("Today"), text, is_past=False, is_today=True), *to_come]


def _of_municipalities(workshop, delegations):
    """(number, what, where it leads to)"""
    of_municipalities = [delegation for delegation in delegations if delegation.municipality_id]
    accepted = [each for each in of_municipalities if each.status == Delegation.Status.ACCEPTED]
    number = f"{len(accepted)} / {len(of_municipalities)}"
    return [(number, _("municipalities are in"), navigation.url_of(workshop, "municipalities"))]


def _of_people(workshop):
    """(number, what, where it leads to)"""
    seats = f"{workshop.seats_taken} / {workshop.capacity or '∞'}"
    people = navigation.url_of(workshop, "people")
    return [
        (seats, _("seats taken"), people),
        (workshop.unanswered, _("answers missing"), f"{people}?status=accepted"),
        (workshop.undecided, _("people to decide on"), f"{people}?status=nominated"),
    ]


def next_step(delegation, sees_people):
    status = Delegation.Status
    steps = {
        status.INTERESTED: _("Invite"),
        status.INVITED: _("Wait for the nomination"),
        status.DRAFTING: _("Wait for the nomination"),
        status.SUBMITTED: _("Check and accept"),
        status.RETURNED: _("Wait for the correction"),
    }
    if delegation.status in steps:
        return steps[delegation.status]
    if delegation.status != status.ACCEPTED or not sees_people:
        return ""
    if delegation.undecided:
        text = ngettext(
            "Decide on %(count)d person", "Decide on %(count)d people", delegation.undecided
        )
        return text % {"count": delegation.undecided}
    missing = delegation.accepted - delegation.coming
    if missing:
        text = ngettext("%(count)d answer is missing", "%(count)d answers are missing", missing)
        return text % {"count": missing}
    return ""
