"""The policies of the desk: whoever holds the link may name people, in time; and two more."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tools.secret_pages import checked_by_token, kept_secret
from workshops.desk import closed
from workshops.desk.visit import Visit
from workshops.models import Delegation
from workshops.registration import links, naming
from workshops.registration.transitions import NotAllowed


def by_nomination_link(*methods, keeps_typed=False):
    """A view gets the visit in place of the token.

    With `keeps_typed` what is sent too late still reaches the view, which shows it again, unsaved.
    """

    def decorate(view):
        @wraps(view)
        def page(request, token, **kwargs):
            try:
                delegation = links.nomination(token)
            except links.Closed as shut:
                if shut.link is None:
                    return closed.unknown(request)
                delegation = shut.link.delegation
                is_late = shut.why == links.Why.EXPIRED and request.method == "POST"
                if (
                    delegation.status == Delegation.Status.ACCEPTED
                    and shut.why == links.Why.DECIDED
                ):
                    return redirect("desk:answers", token)
                if not (is_late and keeps_typed):
                    return closed.closed(request, shut.why, delegation)
            visit = Visit(token, delegation, request.GET.get("open", ""))
            if request.method != "POST" and visit.is_guarded and not visit.is_open:
                return closed.cover(request, visit)
            return _acted(view, request, visit, kwargs)

        page = kept_secret(require_http_methods(methods)(checked_by_token(page)))
        page.policy = "by_link"
        return page

    return decorate


def by_anyone(view):
    """A form that anybody may send: nothing of it is kept, no search engine lists it.

    It acts in nobody's name, so that no cookie has to prove that the sender meant it.
    """
    page = kept_secret(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view)))
    page.policy = "by_anyone"
    return page


def by_mail(view):
    """Whoever got the mail confirms what it asks: the token proves it, no cookie has to."""
    page = kept_secret(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view)))
    page.policy = "by_link"
    return page


def _acted(view, request, visit, kwargs):
    try:
        return view(request, visit, **kwargs)
    except naming.TooLate:
        return closed.closed(request, links.Why.EXPIRED, visit.delegation)
    except NotAllowed:
        return redirect(visit.url("nomination"))
    except (naming.Gone, Http404):
        return closed.gone(request, visit)
