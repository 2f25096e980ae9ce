"""What a municipality has to do, in order, and how far it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Delegation
from workshops.registration import naming, sending

# start, people, check, sent: what the bar above the pages counts
STEPS = 4


@dataclass(frozen=True)
class Task:
    name: str
    title: str
    state: str
    is_done: bool
    is_optional: bool = False


def tasks_of(visit):
    return [_people(visit), _head(visit), _letter(visit), _check(visit)]


def first_open(visit):
    """The name of the page where the work goes on."""
    waiting = [task for task in tasks_of(visit) if not (task.is_done or task.is_optional)]
    return waiting[0].name if waiting else "sent"


def too_many(visit):
    """How many people must come off the list before it can be sent: a quota was lowered."""
    return max(0, len(visit.people) - naming.places(visit.delegation))


def has_place(visit):
    return len(visit.people) < naming.places(visit.delegation)


def people_text(visit):
    """ "2 of 3 seats, 1 substitute": what is named so far."""
    named = sum(not person.is_substitute for person in visit.people)
    spare = len(visit.people) - named
    quota = visit.delegation.quota
    if quota is None:
        text = ngettext("%(count)d person", "%(count)d people", named) % {"count": named}
    else:
        text = ngettext("%(named)d of %(quota)d seat", "%(named)d of %(quota)d seats", quota) % {
            "named": named,
            "quota": quota,
        }
    if spare:
        more = ngettext("%(count)d substitute", "%(count)d substitutes", spare)
        text = f"{text}, {more % {'count': spare}}"
    return text


def _people(visit):
    is_done = bool(visit.people) and not too_many(visit)
    return Task("people", _("Name the people"), people_text(visit), is_done)


def _head(visit):
    needed = len(visit.people) > 1
    state = _("chosen") if visit.head else _("open") if needed else _("not needed for one person")
    return Task("head", _("Choose the head of the delegation"), state, bool(visit.head), not needed)


def _letter(visit):
    state = visit.letter.kind if visit.letter else _("not added")
    return Task("letter", _("Add a nomination letter"), state, bool(visit.letter), True)


def _check(visit):
    is_sent = visit.delegation.status == Delegation.Status.SUBMITTED
    has_grown = is_sent and sending.has_new_people(visit.delegation, visit.people)
    state = _("people were added, send again") if has_grown else _("sent") if is_sent else _("open")
    return Task("check", _("Check and send"), state, is_sent and not has_grown)
