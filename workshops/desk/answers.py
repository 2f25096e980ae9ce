"""After the decision the link of a contact shows who has answered, and lets it answer for them."""

from functools import wraps

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tools.secret_pages import checked_by_token, kept_secret
from workshops.desk import closed
from workshops.desk.visit import Visit
from workshops.models import Delegate, Status
from workshops.registration import links
from workshops.travel import missing


def by_answers_link(*methods):
    def decorate(view):
        @wraps(view)
        def page(request, token):
            try:
                delegation = links.answers(token)
            except links.Closed as shut:
                return closed.shut(request, shut)
            visit = AnswersVisit(token, delegation, request.GET.get("open", ""))
            if request.method != "POST" and not visit.is_shown:
                return closed.cover(request, visit)
            return view(request, visit)

        page = kept_secret(require_http_methods(methods)(checked_by_token(page)))
        page.policy = "by_link"
        return page

    return decorate


class AnswersVisit(Visit):
    def opened(self):
        return AnswersVisit(self.token, self.delegation, self.sealed())

    def url(self, name, *args, **query):
        return super().url({"open": "open_answers"}.get(name, name), *args, **query)


@by_answers_link("GET", "HEAD")
def answers(request, visit):
    people = (
        Delegate.objects.filter(delegation=visit.delegation)
        .exclude(status=Status.NOMINATED)
        .with_senders()
        .select_related("needs")
        .order_by("rank", "pk")
    )
    context = {
        "visit": visit,
        "people": [(person, missing(person)) for person in people],
        "contact": visit.workshop.contact_address,
    }
    return render(request, "workshops/desk/answers.html", context)


@by_answers_link("POST")
def open_answers(request, visit):
    return redirect(visit.opened().url("answers"))
