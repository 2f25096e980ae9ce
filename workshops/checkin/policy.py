"""The policies of the door: organisers by login, helpers by a pass that is looked up every time."""

from functools import wraps

from django.views.decorators.http import require_http_methods

from tools.secret_pages import checked_by_token, kept_secret
from workshops.checkin import closed
from workshops.checkin.doorkeeper import at_the_door_of
from workshops.registration import door_passes


def at_the_door(*methods):
    """A view gets the doorkeeper in place of the workshop's address."""

    def decorate(view):
        @wraps(view)
        def page(request, slug, **kwargs):
            try:
                keeper = at_the_door_of(request, slug)
            except door_passes.Closed as shut:
                return closed.shut(request, shut)
            return view(request, keeper, **kwargs)

        page = kept_secret(require_http_methods(methods)(checked_by_token(page)))
        page.policy = "at_the_door"
        return page

    return decorate


def by_pass_link(view):
    """Whoever holds the personal link may type its code; nothing is shown before it is right."""
    page = kept_secret(require_http_methods(["GET", "HEAD", "POST"])(checked_by_token(view)))
    page.policy = "by_pass_link"
    return page
