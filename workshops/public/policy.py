from django.views.decorators.http import require_safe


def open_to_all(view):
    """The policy of a public page: anybody may read it, nothing can be sent to it."""
    page = require_safe(view)
    page.policy = "open_to_all"
    return page
