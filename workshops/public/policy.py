from functools import partial, wraps

from django.views.decorators.http import require_safe

from tools.pagecache import own_query
from tools.secret_pages import kept_secret


def open_to_all(*parameters):
    """The policy of a public page: anybody may read it, nothing can be sent to it.

    Bare, or with the names in the query string that the page reads: `@open_to_all("page")`. All
    others are dropped before the view sees them, so that they cannot change a page that is kept.
    """
    if parameters and callable(parameters[0]):
        return _page(parameters[0], parameters=())
    return partial(_page, parameters=parameters)


def by_link(view):
    """The policy of a page behind a secret address: whoever holds it may read."""
    page = require_safe(kept_secret(view))
    page.policy = "by_link"
    return page


def _page(view, *, parameters):
    @wraps(view)
    def page(request, *args, **kwargs):
        request.GET = own_query(request.GET, parameters)
        request.META["QUERY_STRING"] = request.GET.urlencode()
        return view(request, *args, **kwargs)

    page = require_safe(page)
    page.policy = "open_to_all"
    page.parameters = parameters
    return page
