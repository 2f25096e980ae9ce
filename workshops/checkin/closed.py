"""Pages in place of the door: what opens nothing, and why."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tools import attempts
from workshops.registration.door_passes import Why


@dataclass(frozen=True)
class Words:
    status: int
    title: Promise
    text: Promise


# without a pass, and for a workshop that there is none of: it tells of no draft
NO_PASS = Words(
    403,
    _("Open the door with your pass"),
    _("Open the personal link that you were given and type its code. Organisers log in."),
)
WORDS = {
    Why.UNKNOWN: Words(
        404,
        _("We do not know this link"),
        _("Part of it may be missing. Open it once more, or ask the organisers for a new one."),
    ),
    Why.REVOKED: Words(
        410,
        _("This door pass was withdrawn"),
        _("It opens nothing any more. If you need a new one, ask the organisers."),
    ),
    Why.LOCKED: Words(
        410,
        _("This door pass is locked"),
        _("The code was wrong too often. Ask the organisers for a new pass."),
    ),
    Why.NOT_TODAY: Words(
        403,
        _("The door is not open today"),
        _("A door pass is valid on the days of the workshop only."),
    ),
}
TOO_MANY = Words(
    429,
    _("Too many attempts"),
    _("Wait ten minutes and open the link once more."),
)


def page(request, words, door_pass=None):
    context = {
        "words": words,
        "contact": door_pass.workshop.contact_address if door_pass else settings.SITE_CONTACT,
        "may_log_in": words is NO_PASS,
    }
    response = render(request, "workshops/checkin/closed.html", context, status=words.status)
    return attempts.asked_to_wait(response)


def shut(request, closed):
    """For a door_passes.Closed of somebody who was in, or never was."""
    words = NO_PASS if closed.why == Why.UNKNOWN else WORDS[closed.why]
    return page(request, words, closed.door_pass)
