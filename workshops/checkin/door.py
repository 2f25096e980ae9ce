"""The door: one search field, one press, and who was quicker."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tools.formats import clock
from workshops.checkin.door_list import DoorList, day_of, days_of
from workshops.checkin.forms import AskForm, PressForm
from workshops.checkin.policy import at_the_door
from workshops.registration import attendance
from workshops.registration.transitions import NotAllowed


@at_the_door("GET", "HEAD")
def door(request, keeper):
    asked = AskForm.asked(request.GET)
    return page(request, keeper, asked)


@at_the_door("POST")
def here(request, keeper):
    """A press. Pressed again, or by somebody else meanwhile, it says who was first."""
    return _pressed(request, keeper, _check_in)


@at_the_door("POST")
def undo(request, keeper):
    return _pressed(request, keeper, _undo)


@at_the_door("GET", "HEAD")
def state(request, keeper):
    """Who is there by now, for a page that stays open."""
    doors = list_of(keeper, AskForm.asked(request.GET)["day"])
    return JsonResponse(_state(doors))


@at_the_door("GET", "HEAD")
def print_list(request, keeper):
    """On paper, for when nothing else works."""
    doors = list_of(keeper, AskForm.asked(request.GET)["day"])
    return render(request, "workshops/checkin/list.html", {"keeper": keeper, "doors": doors})


def list_of(keeper, wanted=None):
    """404 for a workshop without a day."""
    days = days_of(keeper.workshop)
    day = day_of(keeper.workshop, days, wanted)
    if day is None:
        raise Http404
    return DoorList(keeper.workshop, day, days)


def page(request, keeper, asked, error="", status=200):
    doors = list_of(keeper, asked["day"])
    query = (asked["q"] or "").strip()
    row = doors.row_of(asked["person"]) if asked["person"] else None
    context = {
        "keeper": keeper,
        "doors": doors,
        "query": query,
        "rows": doors.matching(query) if query else doors.expected,
        "done": _done(keeper, row, asked["said"]) if row and not error else None,
        "error": error,
        "is_begun": doors.day.has_begun(),
    }
    return render(request, "workshops/checkin/door.html", context, status=status)


def _pressed(request, keeper, act):
    """For the script a few words; for the browser the page that says them."""
    is_script = request.headers.get("Accept") == "application/json"
    form = PressForm(request.POST)
    doors = list_of(keeper, form.cleaned_data["day"]) if form.is_valid() else list_of(keeper)
    error, said, row = "", "", None
    if form.is_valid():
        row = doors.row_of(form.cleaned_data["person"])
        error, said = _act(act, keeper, doors, row, form)
    else:
        error = _("Nothing was recorded: load the page again.")
    if is_script:
        return _words(keeper, doors, row, said, error)
    if error:
        asked = {"q": "", "day": doors.day.date, "person": "", "said": ""}
        return page(request, keeper, asked, error, 422)
    reference = row.person.reference
    return redirect(keeper.url("door", day=doors.day.date, person=reference, said=said))


def _act(act, keeper, doors, row, form):
    """(why not, what became of it): one of both is empty."""
    if row is None:
        return _("Nobody here has this code."), ""
    if doors.day.date != form.cleaned_data["day"]:
        return _("Nothing was recorded: this day is not one of the workshop."), ""
    try:
        return "", act(keeper, row.person, doors.day, form)
    except NotAllowed as refusal:
        return f"{row.person.full_name}: {refusal}", ""


def _check_in(keeper, person, day, form):
    done = attendance.check_in(
        person,
        day,
        by=keeper.user,
        door_pass=keeper.door_pass,
        method=form.cleaned_data["method"],
        at=form.when(keeper.workshop),
    )
    return "new" if done.is_new else "before"


def _undo(keeper, person, day, _form):
    return "undone" if attendance.undo(person, day, door_pass=keeper.door_pass) else "absent"


def _done(keeper, row, said):
    """What became of a press, as it is by now."""
    words = {"name": row.person.full_name}
    tone, icon, may_undo = "info", "info", False
    if row.sign is None:
        text = _("%(name)s is not checked in.")
    else:
        may_undo = keeper.is_organiser or row.sign.door_pass_id == keeper.door_pass.pk
        words |= {"time": clock(row.since), "who": row.sign.who}
        if said == "new":
            tone, icon, text = "ok", "circle-check", _("%(name)s is here.")
        elif row.sign.who:
            text = _("%(name)s: already here since %(time)s, %(who)s.")
        else:
            text = _("%(name)s: already here since %(time)s.")
    return words | {
        "tone": tone,
        "icon": icon,
        "title": text % words,
        "may_undo": may_undo,
        "reference": row.person.reference,
    }


def _words(keeper, doors, row, said, error):
    if error:
        return JsonResponse({"error": error}, status=422)
    doors = DoorList(doors.workshop, doors.day, doors.days)
    row = doors.row_of(row.person.reference)
    done = _done(keeper, row, said)
    return JsonResponse(_state(doors) | {"done": done})


def _state(doors):
    """The count, and since when each who is there."""
    return {
        "count": doors.count_text,
        "here": {row.person.reference: clock(row.since) for row in doors.rows if row.sign},
        "number": doors.here,
        "awaited": doors.awaited,
        "saved": clock(doors.last_saved_at) if doors.last_saved_at else "",
    }
