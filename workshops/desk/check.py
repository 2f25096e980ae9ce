from django.shortcuts import redirect, render

from workshops.desk import start, tasks
from workshops.desk.forms import SendForm
from workshops.desk.policy import by_nomination_link
from workshops.models import Delegation
from workshops.registration import naming, sending


@by_nomination_link("GET", "HEAD", "POST")
def check(request, visit):
    if request.method != "POST":
        return _page(request, visit, SendForm(), has_changed="changed" in request.GET)
    if "switch" in request.POST:
        return _page(request, visit, SendForm.as_typed(request))
    form = SendForm(request.POST)
    if _missing(visit) or not form.is_valid():
        return _page(request, visit, form, status=422)
    try:
        sending.send(
            visit.delegation,
            seen=request.POST.get("seen", ""),
            sent_before=request.POST.get("sent_before", ""),
        )
    except naming.Changed:
        return redirect(visit.url("check", changed=1))
    return redirect(visit.url("sent"))


@by_nomination_link("GET", "HEAD")
def sent(request, visit):
    """What was sent, to be printed; before that there is nothing to show."""
    if visit.delegation.status != Delegation.Status.SUBMITTED:
        return redirect(visit.url("nomination"))
    context = {"visit": visit, "brief": start.brief(visit.delegation)}
    return render(request, "workshops/desk/sent.html", context)


def _missing(visit):
    """The tasks that must be done before: pages to go to."""
    needed = [task for task in tasks.tasks_of(visit) if task.name in {"people", "head"}]
    return [task for task in needed if not (task.is_done or task.is_optional)]


def _page(request, visit, form, *, has_changed=False, status=200):
    missing = _missing(visit)
    context = {
        "visit": visit,
        "form": None if missing else form,
        "missing": missing,
        "too_many": tasks.too_many(visit),
        "named": tasks.people_text(visit),
        "seen": sending.digest_of_list(visit.delegation, visit.people),
        "sent_before": naming.digest(visit.delegation.informed_people_at),
        "is_sent": visit.delegation.status == Delegation.Status.SUBMITTED,
        "has_changed": has_changed,
        "until": start.brief(visit.delegation)["deadline"],
    }
    return render(request, "workshops/desk/check.html", context, status=status)
