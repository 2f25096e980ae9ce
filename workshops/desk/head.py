from django.shortcuts import redirect, render

from workshops.desk import tasks
from workshops.desk.forms import HeadForm
from workshops.desk.policy import by_nomination_link
from workshops.registration import naming


@by_nomination_link("GET", "HEAD", "POST")
def head(request, visit):
    """Who saved in between is shown beside the own choice; the page then knows that one."""
    if not visit.people:
        return redirect(visit.url("people"))
    now = visit.head
    if request.method != "POST":
        form = HeadForm(initial={"head": now and now.reference}, people=visit.people)
        return _page(request, visit, form, _digest(now))
    if "switch" in request.POST:
        form = HeadForm.as_typed(request, people=visit.people)
        return _page(request, visit, form, request.POST.get("seen", ""))
    form = HeadForm(request.POST, people=visit.people)
    if form.is_valid():
        chosen = form.cleaned_data["head"]
        try:
            naming.lead(visit.delegation, chosen, seen=request.POST.get("seen", ""))
        except naming.Changed as changed:
            seen = _digest(changed.now)
            return _page(request, visit, form, seen, saved=changed.now, status=409)
        del visit.people  # as they were before one of them became the head
        return redirect(visit.url(tasks.first_open(visit)))
    return _page(request, visit, form, request.POST.get("seen", ""), status=422)


def _digest(head):
    return naming.digest(head and head.reference)


def _page(request, visit, form, seen, *, saved=None, status=200):
    context = {"visit": visit, "form": form, "seen": seen, "is_in_between": status == 409}
    context["saved"] = saved
    return render(request, "workshops/desk/head.html", context, status=status)
