"""Somebody stands at the door who is not expected."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tools import folding
from workshops.checkin.door import list_of
from workshops.checkin.forms import AskForm, RoleForm, WalkInForm
from workshops.checkin.policy import at_the_door
from workshops.registration import walk_ins
from workshops.registration.seats import NoSeatLeft
from workshops.registration.transitions import NotAllowed


@at_the_door("GET", "HEAD", "POST")
def walk_in(request, keeper):
    doors = list_of(keeper, AskForm.asked(request.GET)["day"])
    is_sent = request.method == "POST"
    form = WalkInForm(request.POST if is_sent else None, is_organiser=keeper.is_organiser)
    same = []
    if is_sent and form.is_valid():
        same = [] if form.cleaned_data["is_someone_else"] else _same_name(doors, form)
        done = None if same else _entered(keeper, doors.day, form)
        if done:
            return _back(keeper, doors.day, done)
    context = {
        "keeper": keeper,
        "doors": doors,
        "form": form,
        "same": same,
    }
    status = 422 if is_sent else 200
    return render(request, "workshops/checkin/walk_in.html", context, status=status)


@at_the_door("GET", "HEAD", "POST")
def known(request, keeper, reference):
    """On the list, but not expected: an organiser decides at the door."""
    if not keeper.is_organiser:
        raise Http404
    doors = list_of(keeper, AskForm.asked(request.GET)["day"])
    row = doors.row_of(reference)
    if row is None:
        raise Http404
    if row.is_expected:
        return redirect(keeper.url("door", day=doors.day.date, q=reference))
    is_sent = request.method == "POST"
    form = RoleForm(request.POST if is_sent else None, is_organiser=True)
    if is_sent and form.is_valid():
        done = _said_at(form, lambda: _let_in_known(keeper, row.person, doors.day, form))
        if done:
            return _back(keeper, doors.day, done)
    context = {
        "keeper": keeper,
        "doors": doors,
        "form": form,
        "row": row,
    }
    status = 422 if is_sent else 200
    return render(request, "workshops/checkin/let_in.html", context, status=status)


def _same_name(doors, form):
    """Those on the list who are called so, if this is not a second press."""
    own = form.cleaned_data["reference"]
    if doors.row_of(own):
        return []
    called = folding.fold(" ".join(form.names))
    return [
        row
        for row in doors.rows
        if called in {folding.fold(row.person.full_name), folding.fold(row.person.name_latin)}
    ]


def _entered(keeper, day, form):
    names = ("reference", "given_name", "family_name", "affiliation", "role")
    fields = {name: form.cleaned_data[name] for name in names}
    return _said_at(
        form,
        lambda: walk_ins.let_in(
            keeper.workshop, day, by=keeper.user, door_pass=keeper.door_pass, **fields
        ),
    )


def _let_in_known(keeper, person, day, form):
    return walk_ins.let_in_known(person, day, role=form.cleaned_data["role"], by=keeper.user)


def _said_at(form, act):
    """What the act returns, or None and the reason in the form."""
    try:
        return act()
    except NoSeatLeft as full:
        form.add_error("role", _("%(why)s Let the person in as a guest.") % {"why": full})
    except (NotAllowed, ValidationError) as refusal:
        texts = getattr(refusal, "messages", None) or [str(refusal)]
        for text in texts:
            form.add_error(None, text)
    return None


def _back(keeper, day, done):
    said = "new" if done.is_new else "before"
    reference = done.attendance.delegate.reference
    return redirect(keeper.url("door", day=day.date, person=reference, said=said))
