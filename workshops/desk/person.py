from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workshops.desk import conflicts, tasks
from workshops.desk.forms import PersonForm
from workshops.desk.policy import by_nomination_link
from workshops.models import Status
from workshops.models.reference import new_reference
from workshops.registration import naming

SALT = "workshops.desk.person"


@by_nomination_link("GET", "HEAD", "POST", keeps_typed=True)
def new(request, visit):
    reference = _reference(request, visit) or new_reference()
    if request.method != "POST":
        form = _blank(visit)
        return _page(request, visit, form, reference, is_full=not tasks.has_place(visit))
    if "switch" in request.POST:
        form = PersonForm.as_typed(request, workshop=visit.workshop)
        return _page(request, visit, form, reference)
    form = PersonForm(request.POST, workshop=visit.workshop)
    if form.is_valid():
        try:
            naming.add(visit.delegation, form.values, reference=reference)
        except naming.Changed as changed:
            return conflicts.between(request, visit, form, changed.now)
        except (naming.Full, naming.TooLate, ValidationError) as refused:
            refuse(form, refused)
        else:
            return redirect(visit.url("people"))
    return _page(request, visit, form, reference, status=422)


@by_nomination_link("GET", "HEAD", "POST", keeps_typed=True)
def person(request, visit, reference):
    if request.method != "POST":
        person = _undecided(visit, reference)
        form = PersonForm(initial=PersonForm.initial_of(person), workshop=visit.workshop)
        return _page(request, visit, form, reference, person)
    if "switch" in request.POST:
        form = PersonForm.as_typed(request, workshop=visit.workshop)
        return _page(request, visit, form, reference, _named(visit, reference))
    form = PersonForm(request.POST, workshop=visit.workshop)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            naming.change(visit.delegation, reference, form.values, seen=seen)
        except naming.Changed as changed:
            return conflicts.between(request, visit, form, changed.now)
        except naming.Gone:
            if _named(visit, reference):  # decided on
                raise
            return _again(request, visit, form)
        except (naming.TooLate, ValidationError) as refused:
            refuse(form, refused)
        else:
            return redirect(visit.url("people"))
    return _page(request, visit, form, reference, _named(visit, reference), status=422)


@by_nomination_link("GET", "HEAD", "POST")
def remove(request, visit, reference):
    """Asks on a page of its own; a person who was changed since is shown once more."""
    has_changed = False
    if request.method == "POST":
        try:
            naming.remove(visit.delegation, reference, seen=request.POST.get("seen", ""))
        except naming.Changed:
            has_changed = True
        else:
            return redirect(visit.url("people"))
    person = _undecided(visit, reference)
    context = {
        "visit": visit,
        "person": person,
        "number": visit.people.index(person) + 1,
        "seen": naming.digest(naming.values_of(person)),
        "has_changed": has_changed,
    }
    status = 409 if has_changed else 200
    return render(request, "workshops/desk/remove.html", context, status=status)


def refuse(form, refused):
    """What an act objects to, in the words of the form."""
    if isinstance(refused, ValidationError):
        for name, texts in refused.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
    if isinstance(refused, naming.Full):
        form.add_error(
            None,
            _(
                "All seats and places for substitutes are named. Take someone off the list, then "
                "save again, or ask the organisers for another seat."
            ),
        )


def _again(request, visit, form):
    """Someone took the person off in between: what was typed can be named anew."""
    text = _("Someone took this person off the list in between. Save to name the person again.")
    form.add_error(None, text)
    return _page(request, visit, form, new_reference(), status=409)


def _page(request, visit, form, reference, person=None, *, is_full=False, status=200):
    if form.is_bound and visit.is_late:
        text = _("The time to name people is over: not saved. Copy this and ask the organisers.")
        form.add_error(None, text)
    context = {
        "visit": visit,
        "form": form,
        "person": person,
        "number": visit.people.index(person) + 1 if person else len(visit.people) + 1,
        "ticket": "" if person else signing.dumps([visit.delegation.pk, reference], salt=SALT),
        "seen": _seen(request, person),
        "is_full": is_full,
        "is_substitute": _is_substitute(visit, person),
        "action": visit.url("person", reference) if person else visit.url("new_person"),
    }
    return render(request, "workshops/desk/person.html", context, status=status)


def _seen(request, person):
    """A form that is shown again keeps what it was first rendered with."""
    if request.method == "POST" and "seen" in request.POST:
        return request.POST["seen"]
    return naming.digest(naming.values_of(person)) if person else ""


def _is_substitute(visit, person):
    if person:
        return person.is_substitute
    quota = visit.delegation.quota
    return quota is not None and sum(not one.is_substitute for one in visit.people) >= quota


def _blank(visit):
    return PersonForm(initial={"language": visit.delegation.language}, workshop=visit.workshop)


def _reference(request, visit):
    """The reference that the form of a new person carries: pressed twice, it names one person."""
    try:
        pk, reference = signing.loads(request.POST.get("ticket", ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return ""
    return reference if pk == visit.delegation.pk else ""


def _named(visit, reference):
    return next((one for one in visit.people if one.reference == reference), None)


def _undecided(visit, reference):
    person = _named(visit, reference)
    if person is None or person.status != Status.NOMINATED:
        raise Http404
    return person
