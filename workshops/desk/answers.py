"""After the decision the link of a contact shows who has answered, and lets it answer for them."""

from django.shortcuts import redirect, render

from workshops.desk.reply.policy import by_link
from workshops.desk.visit import Visit
from workshops.models import Delegate, Status
from workshops.registration import links, message_values
from workshops.travel import missing


class AnswersVisit(Visit):
    """Of a contact, for the people of a delegation that is in."""

    def opened(self):
        return AnswersVisit(self.token, self.delegation, self.sealed())

    def url(self, name, *args, **query):
        return super().url({"open": "open_answers"}.get(name, name), *args, **query)


def by_answers_link(*methods):
    """A view gets the visit in place of the token."""

    def visit_of(request, token):
        return AnswersVisit(token, links.answers(token), request.GET.get("open", ""))

    return by_link(visit_of, methods)


@by_answers_link("GET", "HEAD")
def answers(request, visit):
    people = (
        Delegate.objects.filter(delegation=visit.delegation)
        .exclude(status=Status.NOMINATED)
        .with_senders()
        .select_related("needs")
        .order_by("rank", "pk")
    )
    suggested = message_values.suggestions(visit.delegation)
    context = {
        "visit": visit,
        "people": [(person, missing(person), suggested.get(person.pk, "")) for person in people],
        "contact": visit.workshop.contact_address,
    }
    return render(request, "workshops/desk/answers.html", context)


@by_answers_link("POST")
def open_answers(request, visit):
    return redirect(visit.opened().url("answers"))
