"""The pages of a person: the answer, and "My workshop" once it is yes."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone

from tools import languages
from workshops.desk.reply.forms import NONE, AnswerForm, NeedsForm, WithdrawForm
from workshops.desk.reply.policy import by_reply_link, for_person
from workshops.interpretation import channel_of
from workshops.models import OCCUPYING, DelegateNeeds, IssuedPaper, Status
from workshops.models.keeping import needs_kept_until
from workshops.programme import programme_of
from workshops.registration import answering, issuing, message_values
from workshops.registration.naming import Changed, digest
from workshops.travel import missing


def start(request, visit):
    """What comes next: the answer, my workshop, or why there is nothing to do."""
    person = visit.person
    if person.status == Status.ACCEPTED and may_change(visit):
        return redirect(visit.url("answer"))
    context = {
        "visit": visit,
        "may_change": may_change(visit),
        "can_withdraw": can_withdraw(visit),
        "is_saved": "saved" in request.GET,
        "own_words": own_words(visit),
        "certificate": visit.takes_along and issuing.of(person, IssuedPaper.Kind.CERTIFICATE),
        **brief(visit),
    }
    if person.status == Status.CONFIRMED:
        context |= {
            "days": programme_of(person),
            "channel": channel_of(person, visit.workshop),
            "needs": getattr(person, "needs", None),
            "lacking": missing(person),
            "materials": visit.workshop.materials.all() if visit.takes_along else (),
            "has_letter": issuing.has_letter(person),
        }
        return render(request, "workshops/desk/reply/mine.html", context)
    return render(request, "workshops/desk/reply/standing.html", context)


def answer(request, visit):
    if not may_change(visit):
        return redirect(visit.url("reply"))
    person = visit.person
    of_whom = {"person": person, "is_contact": visit.is_contact}
    if request.method != "POST":
        form = AnswerForm(initial=AnswerForm.initial_of(person), **of_whom)
        return _answer_page(request, visit, form)
    if "switch" in request.POST:
        return _answer_page(request, visit, AnswerForm.as_typed(request, **of_whom))
    form = AnswerForm(request.POST, **of_whom)
    if not form.is_valid():
        return _answer_page(request, visit, form, status=422)
    if form.cleaned_data["coming"] == NONE:
        suggestion = form.cleaned_data["suggestion"]
        answering.stay_away(person, suggestion=suggestion, via=visit.via)
        return redirect(visit.url("reply"))
    try:
        answering.come(
            person,
            days=form.chosen_days,
            joins=form.cleaned_data.get("joins", ()),
            details=form.details,
            via=visit.via,
            seen=request.POST.get("seen", ""),
        )
    except Changed:
        return _answer_page(request, visit, form, has_changed=True, status=409)
    return redirect(visit.url("reply"))


def _answer_page(request, visit, form, **how):
    stored = answering.details_of(visit.person)
    return _form_page(request, visit, "workshops/desk/reply/answer.html", form, stored, **how)


def _form_page(request, visit, template, form, stored, *, has_changed=False, status=200, **more):
    """A form shown again keeps the digest of what it was first filled with, unless the reader has
    just been told what changed since."""
    seen = request.POST.get("seen", "")
    if not seen or has_changed:
        seen = digest(stored)
    shown = {"visit": visit, "form": form, "seen": seen, "has_changed": has_changed}
    return render(request, template, shown | more | brief(visit), status=status)


def travel(request, visit):
    """Food, access, travel and nights, for whom a seat is taken."""
    if not may_change(visit):
        return redirect(visit.url("reply"))
    person = visit.person
    if request.method != "POST":
        form = NeedsForm(initial=answering.needs_of(person))
        return _travel_page(request, visit, form)
    if "switch" in request.POST:
        return _travel_page(request, visit, NeedsForm.as_typed(request))
    form = NeedsForm(request.POST)
    given_by = DelegateNeeds.GivenBy.CONTACT if visit.is_contact else DelegateNeeds.GivenBy.PERSON
    if form.is_valid():
        try:
            answering.tell_needs(
                person, form.values, given_by=given_by, seen=request.POST.get("seen", "")
            )
        except Changed:
            return _travel_page(request, visit, form, has_changed=True, status=409)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            return redirect(visit.url("reply", saved=1))
    return _travel_page(request, visit, form, status=422)


def _travel_page(request, visit, form, **how):
    how["kept_until"] = needs_kept_until(visit.workshop)
    stored = answering.needs_of(visit.person)
    return _form_page(request, visit, "workshops/desk/reply/travel.html", form, stored, **how)


def withdraw(request, visit):
    """Asks on a page of its own, for the seat goes to someone else."""
    person = visit.person
    if not can_withdraw(visit):
        return redirect(visit.url("reply"))
    form = WithdrawForm()
    if request.method == "POST" and "switch" in request.POST:
        form = WithdrawForm.as_typed(request)
    elif request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            suggestion = form.cleaned_data["suggestion"]
            answering.stay_away(person, suggestion=suggestion, via=visit.via)
            return redirect(visit.url("reply"))
    status = 422 if form.errors else 200
    context = {"visit": visit, "form": form, **brief(visit)}
    return render(request, "workshops/desk/reply/withdraw.html", context, status=status)


def open_page(request, visit):
    """A button was pressed: names and city may be shown."""
    return redirect(visit.opened().url("reply"))


def may_change(visit):
    """Whether the person may still answer or change what they said."""
    person, workshop = visit.person, visit.workshop
    if person.status not in OCCUPYING or workshop.cancelled_at:
        return False
    return workshop.starts_at > timezone.now() and not answering.is_overdue(person)


def own_words(visit):
    """What was said when the seat was given up through a link."""
    last = visit.person.status_changes.last()
    return last.own_words if last and last.to_status == Status.WITHDRAWN else ""


def can_withdraw(visit):
    """Who waits for a seat may say so as well, until the workshop is over."""
    is_in = visit.person.status in OCCUPYING | {Status.WAITLISTED}
    return is_in and visit.workshop.ends_at > timezone.now()


def brief(visit):
    """The workshop in a few lines, and whom to ask."""
    workshop, person = visit.workshop, visit.person
    return {
        "person": person,
        "brief": {
            "title": languages.translated(workshop, "title"),
            "place": workshop.meeting_place(),
            "deadline": message_values.answer_by_text(person),
        },
        "contact": workshop.contact_address,
    }


def _pair(view, *methods):
    """The page behind the person's link, and the same behind the contact's."""
    return by_reply_link(*methods)(view), for_person(*methods)(view)


reply, for_reply = _pair(start, "GET", "HEAD")
answer_page, for_answer = _pair(answer, "GET", "HEAD", "POST")
travel_page, for_travel = _pair(travel, "GET", "HEAD", "POST")
withdraw_page, for_withdraw = _pair(withdraw, "GET", "HEAD", "POST")
open_reply, for_open = _pair(open_page, "POST")
