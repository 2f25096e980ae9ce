"""The cockpit of one workshop: its dates, four numbers, what is to do, one row per delegation."""

from dataclasses import dataclass
from datetime import date

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tools import languages
from workshops.admin import delegation_rows, narrowing, navigation, policy
from workshops.admin.tasks import alarms, tasks
from workshops.models import Delegation, Phase, Status, Workshop
from workshops.registration.forms import SEATED


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
    workshop = policy.workshop_or_404(request, pk, workshops)
    sees_people = policy.may(request.user, *policy.SEE_PEOPLE)
    sees_delegations = policy.may(request.user, *policy.SEE_DELEGATIONS)
    rows = []
    if sees_delegations:
        rows = delegation_rows.rows(workshop, at=at, with_people=sees_people)
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "overview")
        | {
            "phase": Phase(workshop.phase(at)).label,
            "milestones": milestones(workshop, at),
            "numbers": _numbers(
                workshop, rows, at, sees_delegations=sees_delegations, sees_people=sees_people
            ),
            "tasks": tasks(request.user, [workshop], at=at),
            "alarms": alarms(request.user, at),
            "rows": rows,
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


def _of_delegations(workshop, rows, at):
    """[(number, what, where it leads to)], each number as long as the list that it leads to"""
    delegations = [row.delegation for row in rows]

    def number(**wanted):
        return len(narrowing.shown_by(delegations, at, **wanted))

    are_in = {"status": Delegation.Status.ACCEPTED, "sender": narrowing.MUNICIPALITY}
    open_letters = {"missing": narrowing.LETTER}
    everyone = number(sender=narrowing.MUNICIPALITY)
    found = [
        (f"{number(**are_in)} / {everyone}", _("municipalities are in"), are_in),
        (number(**open_letters), _("letters open"), open_letters),
    ]
    return [
        (count, what, navigation.url_of(workshop, "municipalities", **wanted))
        for count, what, wanted in found
    ]


def _of_people(workshop):
    seats = f"{workshop.seats_taken} / {workshop.capacity or '∞'}"
    unanswered = navigation.url_of(workshop, "people", status=Status.ACCEPTED)
    return [
        (seats, _("seats taken"), navigation.url_of(workshop, "people", status=SEATED)),
        (workshop.unanswered, _("answers missing"), unanswered),
    ]


def _numbers(workshop, rows, at, *, sees_delegations, sees_people):
    of_people = _of_people(workshop) if sees_people else []
    if not sees_delegations:
        return of_people
    are_in, open_letters = _of_delegations(workshop, rows, at)
    return [are_in, *of_people, open_letters]
