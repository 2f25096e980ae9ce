"""A day of the programme as a table: what is typed is saved first, then a row added or shifted."""

import datetime
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships.admin import switch
from partnerships.admin.base import is_number
from tools import languages
from workshops.admin import navigation, policy
from workshops.admin.session_forms import TITLES, ShiftForm, day_formset, next_free
from workshops.models import Workshop

COPIED = (*TITLES, "kind", "track", "room", "interpreted_into")
DIRECTIONS = {"later": 1, "earlier": -1}


@require_http_methods(["GET", "HEAD", "POST"])
@policy.needs(*policy.CHANGE_PROGRAMME)
def programme(request, pk):
    workshop = policy.workshop_or_404(request, pk)
    days = list(workshop.days.all())
    date = chosen(days, request.GET.get("day"))
    if request.method == "POST":
        return save(request, workshop, days, date)
    new = new_row(workshop, date, request.GET["new"]) if "new" in request.GET else None
    rows = day_formset(request.user)(workshop=workshop, date=date, dates=dates_of(days), new=new)
    shift = ShiftForm(sessions=rows.sessions, zone=workshop.zone)
    return page(request, workshop, days, rows, shift)


def save(request, workshop, days, date):
    """All that is typed, then the act of the button; a refusal undoes both."""
    direction = DIRECTIONS.get(request.POST.get("act"))
    with transaction.atomic():
        workshop = Workshop.objects.locked(workshop.pk)
        rows = day_formset(request.user)(
            request.POST, workshop=workshop, date=date, dates=dates_of(days)
        )
        asked = request.POST if direction else None
        shift = ShiftForm(asked, sessions=rows.sessions, zone=workshop.zone)
        is_saved = save_rows(request.user, rows) and (
            direction is None or move(rows.sessions, shift, direction)
        )
        Workshop.objects.filter(pk=workshop.pk).note_change()
        transaction.set_rollback(not is_saved)
    if not is_saved:
        return page(request, workshop, days, rows, shift)
    tell(request, workshop, rows.dates())
    return redirect(next_page(request, workshop, date))


def dates_of(days):
    return [day.date for day in days]


def tell(request, workshop, dates):
    """That it is saved, what is not yet, and what takes place at the same time."""
    if request.POST.get("act") == "add" or request.POST.get("copy"):
        text = _(
            "Saved. The new row at the end is not saved yet: press “Save” once it is filled in."
        )
        messages.warning(request, text)
    else:
        messages.success(request, _("Saved."))
    for text in clashes(workshop, dates):
        messages.warning(request, text)


def clashes(workshop, dates):
    """What is said of sessions of a track, or in a room, that overlap on these dates."""
    of_track = _("Same thematic track at the same time: %(sessions)s")
    in_room = _("Same room at the same time: %(sessions)s")
    groups = {}
    for session in workshop.sessions.in_order():
        if session.starts_at.astimezone(workshop.zone).date() in dates:
            groups.setdefault((of_track, session.track_id), []).append(session)
            groups.setdefault((in_room, session.room.strip().casefold()), []).append(session)
    for (text, shared), sessions in groups.items():
        if shared and (found := overlapping(sessions)):
            named = [f"{each.starts_at.astimezone(workshop.zone):%H:%M} {each}" for each in found]
            yield text % {"sessions": ", ".join(named)}


def overlapping(sessions):
    return [
        one
        for one in sessions
        if any(
            one != other and one.starts_at < other.ends_at and other.starts_at < one.ends_at
            for other in sessions
        )
    ]


def save_rows(user, rows):
    if not rows.is_valid():
        return False
    if rows.extra_forms and not user.has_perm("workshops.add_session"):
        raise PermissionDenied
    rows.save()
    return True


def move(sessions, shift, direction):
    """The chosen session and all that begin with or after it, or none; says whether it did."""
    if not shift.is_valid():
        return False
    distance = direction * datetime.timedelta(minutes=shift.cleaned_data["minutes"])
    first = shift.cleaned_data["first"]
    for session in sessions.filter(starts_at__gte=first.starts_at):
        session.starts_at += distance
        session.ends_at += distance
        try:
            session.clean()
        except ValidationError as refused:
            shift.add_error("minutes", [f"{session}: {text}" for text in refused.messages])
            return False
        session.save()
    return True


def chosen(days, text):
    """The date of an address; without one the first day."""
    dates = {day.date.isoformat(): day.date for day in days}
    if text is None and days:
        return days[0].date
    if text not in dates:
        raise Http404
    return dates[text]


def new_row(workshop, date, copied):
    """What a row that is not saved yet begins with: the next free time, or a copy of a session."""
    if not copied:
        return next_free(workshop, date)
    if not is_number(copied):
        raise Http404
    session = get_object_or_404(workshop.sessions, pk=copied)
    times = {name: getattr(session, name) for name in ("starts_at", "ends_at")}
    times = {name: at.astimezone(workshop.zone).time() for name, at in times.items()}
    return {name: getattr(session, name) for name in COPIED} | times


def next_page(request, workshop, date):
    query = {"day": date.isoformat()}
    if request.POST.get("act") == "add":
        query["new"] = ""
    elif copied := request.POST.get("copy"):
        query["new"] = copied
    return f"{programme_url(workshop)}?{urlencode(query)}"


def programme_url(workshop):
    return reverse("admin:workshops_workshop_programme", args=[workshop.pk])


def page(request, workshop, days, rows, shift):
    context = (
        admin.site.each_context(request)
        | navigation.workshop_context(request, workshop, "change")
        | {
            "title": _("Programme"),
            "rows": rows,
            "shift": shift,
            "date": rows.date,
            "days": days,
            "languages": switch.tabs(rows.forms),
            "language_codes": languages.LANGUAGES,
            "may_add": request.user.has_perm("workshops.add_session"),
        }
    )
    return render(request, "workshops/admin/programme.html", context)
