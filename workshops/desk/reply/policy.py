"""Whoever holds the link of a person may speak for them; the contact may, save for consents."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tools.secret_pages import checked_by_token, kept_secret
from workshops.desk import closed
from workshops.desk.reply.visit import PersonVisit, Via
from workshops.models import Delegate, Status
from workshops.registration import links
from workshops.registration.naming import TooLate
from workshops.registration.transitions import NotAllowed


def by_reply_link(*methods):
    """A view gets the visit of the person in place of the token."""

    def visit_of(request, token):
        return PersonVisit(token, links.reply(token), Via.PERSON, request.GET.get("open", ""))

    return by_link(visit_of, methods)


def for_person(*methods):
    """A view gets the visit of the contact to one of their people who were promised a seat."""

    def visit_of(request, token, reference):
        delegation = links.answers(token)
        people = Delegate.objects.with_senders().filter(delegation=delegation)
        person = people.filter(reference=reference).exclude(status=Status.NOMINATED).first()
        if person is None:
            raise Http404
        return PersonVisit(token, person, Via.CONTACT, request.GET.get("open", ""))

    return by_link(visit_of, methods)


def by_link(visit_of, methods):
    """A view gets what `visit_of` makes of the token; it raises links.Closed or Http404."""

    def decorate(view):
        @wraps(view)
        def page(request, token, reference=None, **kwargs):
            try:
                visit = visit_of(request, token, *([reference] if reference else []))
            except links.Closed as shut:
                return closed.shut(request, shut)
            if request.method != "POST" and not visit.is_shown:
                return closed.cover(request, visit)
            try:
                return view(request, visit, **kwargs)
            except (NotAllowed, TooLate):
                return redirect(visit.url("reply"))

        page = kept_secret(require_http_methods(methods)(checked_by_token(page)))
        page.policy = "by_link"
        return page

    return decorate
