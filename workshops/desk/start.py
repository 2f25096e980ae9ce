from django.conf import settings
from django.shortcuts import redirect, render

from tools import languages
from workshops.desk import tasks
from workshops.desk.policy import by_nomination_link
from workshops.models import Delegation
from workshops.registration import message_values
from workshops.registration import nomination as acts

BEGINS = {Delegation.Status.INVITED, Delegation.Status.RETURNED}


@by_nomination_link("GET", "HEAD")
def nomination(request, visit):
    delegation = visit.delegation
    context = {
        "visit": visit,
        "tasks": tasks.tasks_of(visit),
        "first_open": tasks.first_open(visit),
        "is_to_begin": delegation.status in BEGINS,
        "is_returned": delegation.status == Delegation.Status.RETURNED,
        "is_sent": delegation.status == Delegation.Status.SUBMITTED,
        "remark": remark_of(delegation),
        "brief": brief(delegation),
    }
    return render(request, "workshops/desk/start.html", context)


@by_nomination_link("POST")
def open_desk(request, visit):
    """A button was pressed: names and city may be shown."""
    return redirect(visit.opened().url("nomination"))


@by_nomination_link("POST")
def begin(request, visit):
    """After a return the list comes first, whatever is filled in already."""
    if visit.delegation.status not in BEGINS:
        return redirect(visit.url(tasks.first_open(visit)))
    acts.start(visit.delegation, by=None)
    return redirect(visit.url("people"))


@by_nomination_link("GET", "HEAD")
def information(request, visit):
    """What people are told whose data comes from somebody else (Art. 14 GDPR), to be printed."""
    context = {
        "visit": visit,
        "brief": brief(visit.delegation),
        "operator": settings.SITE_OPERATOR,
        "contact": visit.workshop.contact_address,
    }
    return render(request, "workshops/desk/information.html", context)


def remark_of(delegation):
    """What the organisers wrote when they returned the list."""
    if delegation.status != Delegation.Status.RETURNED:
        return ""
    last = delegation.status_changes.last()
    return last.remark if last else ""


def brief(delegation):
    """The workshop in a few lines."""
    workshop = delegation.workshop
    return {
        "title": languages.translated(workshop, "title"),
        "summary": languages.translated(workshop, "summary"),
        "place": workshop.meeting_place(),
        "seats": message_values.seats_text(delegation),
        "deadline": message_values.deadline_text(delegation),
        "contact": workshop.contact_address,
    }
