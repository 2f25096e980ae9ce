"""Where a limit is in the way of a promise: what would have to be raised, offered and agreed to."""

import re
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tools import languages
from workshops.admin import acts
from workshops.models import Delegation, Workshop
from workshops.registration import seats

MOST = 32_767  # what the column holds


@dataclass(frozen=True)
class Offer:
    """Text and key of what one press raises; the key comes back with the form."""

    text: str
    key: str


def offer(act, people, *, user, **asked):
    """What would give a seat to everyone whom a limit refuses, or None if nothing does.

    None as well where the account may not change one of the limits.
    """
    raising = _needed(act, people, by=user, **asked)
    if not raising or not all(_may_raise(user, limit) for limit in raising):
        return None
    changes = [_text(limit, to) for limit, to in raising.items()]
    joined = languages.join(changes, languages.current_language())
    key = " ".join(f"{limit._meta.model_name}-{limit.pk}-{to}" for limit, to in raising.items())
    return Offer(_("%(limits)s: raise and promise?") % {"limits": joined}, key)


def agreed(workshop, key, user):
    """{limit: seats} of a key that came back. Raises PermissionDenied."""
    raising = {}
    known = {
        "workshop": Workshop.objects.filter(pk=workshop.pk),
        "thematictrack": workshop.tracks.all(),
        "delegation": workshop.delegations.all(),
    }
    for name, pk, to in re.findall(r"([a-z]+)-([0-9]{1,18})-([0-9]{1,5})\b", key):
        limit = known[name].filter(pk=int(pk)).first() if name in known else None
        if limit is None:
            continue
        if not _may_raise(user, limit):
            raise PermissionDenied
        raising[limit] = min(int(to), MOST)
    return raising


def _needed(act, people, *, by, **asked):
    """Tries it out on all of them: {limit: seats}; nothing of it stays."""
    raising = {}
    with transaction.atomic():
        for person in people:
            while _refuses_a_seat(act, person, raising, by=by, **asked):
                pass
        transaction.set_rollback(True)
    return raising


def _refuses_a_seat(act, person, raising, **asked):
    """Whether a limit refuses; then it may grow by one seat at the next try."""
    try:
        act.verb(person, raising=raising, **asked, **act.when_tried)
    except seats.NoSeatLeft as refused:
        raising[refused.limit] = refused.number + 1
        return True
    except acts.REFUSALS:
        pass
    return False


def _may_raise(user, limit):
    return user.has_perm(f"workshops.change_{limit._meta.model_name}")


def _text(limit, to):
    """The numbers before the trial; it has counted in memory as if it were done."""
    before = type(limit).objects.values_list(seats.field_of(limit), flat=True).get(pk=limit.pk)
    words = {"name": limit, "before": before, "after": to}
    if isinstance(limit, Delegation):
        return _("Quota %(name)s %(before)d → %(after)d") % words
    if isinstance(limit, Workshop):
        return _("Workshop %(name)s %(before)d → %(after)d") % words
    return _("Thematic track %(name)s %(before)d → %(after)d") % words
