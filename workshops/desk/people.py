from django.shortcuts import redirect, render

from workshops.desk import tasks
from workshops.desk.policy import by_nomination_link
from workshops.registration import naming


@by_nomination_link("GET", "HEAD")
def people(request, visit):
    context = {
        "visit": visit,
        "seen": naming.digest([person.reference for person in visit.people]),
        "named": tasks.people_text(visit),
        "has_place": tasks.has_place(visit),
        "too_many": tasks.too_many(visit),
        "next": tasks.first_open(visit),
        "has_changed": "changed" in request.GET,
    }
    return render(request, "workshops/desk/people.html", context)


@by_nomination_link("POST")
def move(request, visit, reference):
    """Up or down by one place; on a list that changed since it was shown nothing is moved."""
    seen, is_up = request.POST.get("seen", ""), request.POST.get("to") == "up"
    try:
        naming.move(visit.delegation, reference, up=is_up, seen=seen)
    except naming.Changed:
        return redirect(visit.url("people", changed=1))
    return redirect(visit.url("people"))
