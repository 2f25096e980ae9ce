"""Travel and beds of a workshop: who arrives when, who sleeps where, what is missing from whom."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import Max
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnerships import audit
from workshops.admin import asking, bulk, navigation, policy
from workshops.models import Delegate, Delegation, Message, Status
from workshops.travel import Missing, needs_of, travel


@dataclass(frozen=True)
class Row:
    """What is missing from one delegation: people by name with it, protected ones as a number.

    `askable` are those who can be asked themselves; `asked_at` is when its contacts were last.
    """

    delegation: Delegation | None
    people: list[tuple[Delegate, tuple[Missing, ...]]]
    number_protected: int
    askable: list[Delegate]
    has_link: bool
    asked_at: datetime | None


@require_safe
@policy.needs(*policy.SEE_PEOPLE)
@policy.needs(*policy.SEE_NEEDS)
def travel_page(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    audit.record(audit.Action.SEEN, request=request, about=workshop, workshop=pk)
    shaped = travel(workshop)
    rows = _rows(workshop, shaped.gaps)
    dates = [night.date for night in shaped.beds.nights]
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "people")
        | {
            "title": _("Travel and beds"),
            "travel": shaped,
            "tiles": _tiles(workshop, shaped),
            "ways": [
                ("arrivals", _("Arrivals"), shaped.arrivals),
                ("departures", _("Departures"), shaped.departures),
            ],
            "guests": [
                (guest, list(zip(dates, guest.nights, strict=True))) for guest in shaped.beds.guests
            ],
            "beds_by_night": _by_night(shaped.beds.nights),
            "wishes": [(person, needs_of(person)) for person in shaped.people if _wishes(person)],
            "rows": rows,
            "to_ask": [row.delegation for row in rows if row.has_link],
            "act_on_delegations": asking.ASK_TRAVEL,
            "act_on_people": asking.ASK_AGAIN,
            "back": bulk.TO_TRAVEL,
            "may_ask_contacts": request.user.has_perm("workshops.change_delegation"),
            "may_ask_people": request.user.has_perm("workshops.change_delegate"),
        }
    )
    return render(request, "workshops/admin/travel.html", context)


def _tiles(workshop, shaped):
    """(number, what, where it leads to)"""
    people = navigation.url_of(workshop, "people")
    missing = [set(kinds) for gap in shaped.gaps for _person, kinds in gap.people]

    def number(*kinds):
        return sum(not of_person.isdisjoint(kinds) for of_person in missing)

    coming = sum(person.status == Status.CONFIRMED for person in shaped.people)
    return [
        (coming, _("people come"), f"{people}?status=confirmed"),
        (number(Missing.ANSWER), _("answers missing"), f"{people}?status=accepted"),
        (
            number(Missing.ARRIVAL, Missing.DEPARTURE),
            _("without arrival or departure"),
            "#missing",
        ),
        (number(Missing.ROOM), _("without an answer on the room"), "#missing"),
    ]


def _by_night(nights):
    """The feet of the grid: (what, [(date, its number)]); lines that are empty are left out."""
    dates = [night.date for night in nights]
    lines = [
        (_("Single rooms"), [night.single for night in nights]),
        (_("Beds in shared rooms"), [night.shared for night in nights]),
        (_("Kind of room not said"), [night.unsaid for night in nights]),
    ]
    return [
        (label, list(zip(dates, numbers, strict=True)))
        for label, numbers in lines
        if any(each.all for each in numbers)
    ]


def _wishes(person):
    needs = needs_of(person)
    return needs.is_special or needs.accessibility


def _rows(workshop, gaps):
    asked = workshop.messages.filter(kind=Message.Kind.TRAVEL).order_by().values_list("delegation")
    asked_at = dict(asked.annotate(Max("created_at")))
    return [_row(gap, asked_at) for gap in gaps]


def _row(gap, asked_at):
    delegation = gap.delegation
    named = [(person, kinds) for person, kinds in gap.people if not person.is_protected]
    return Row(
        delegation=delegation,
        people=named,
        number_protected=len(gap.people) - len(named),
        askable=[person for person, _kinds in gap.people if person.email],
        has_link=bool(delegation) and delegation.status == Delegation.Status.ACCEPTED,
        asked_at=asked_at.get(delegation.pk) if delegation else None,
    )
