"""What the tables of transitions permit, for people and for delegations."""

from typing import Any

from django.utils.translation import gettext as _

from tools import languages


class NotAllowed(Exception):
    """The present status does not permit the act; the text tells the reader what it permits."""


def require(thing: Any, target: Any, table: dict[Any, set[Any]]) -> None:
    """Raise NotAllowed unless the table leads from the thing's status to the target."""
    statuses = type(target)
    possible = table[statuses(thing.status)]
    if target in possible:
        return
    words = {"status": thing.get_status_display(), "wanted": target.label}
    if thing.status == target:
        raise NotAllowed(_("This is already so: %(wanted)s.") % words)
    if not possible:
        raise NotAllowed(_("%(status)s: this is final.") % words)
    labels = [str(status.label) for status in statuses if status in possible]
    words["possible"] = languages.join(labels, languages.current_language())
    raise NotAllowed(
        _("“%(wanted)s” does not follow “%(status)s”. Possible now: %(possible)s.") % words
    )
