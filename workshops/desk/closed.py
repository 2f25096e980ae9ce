"""Pages in place of the desk: a link that opens nothing, and what a press must open first."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tools import attempts, languages
from workshops.models import Delegation
from workshops.registration.links import Why

# only those who guess are ever counted
MOST_GUESSES = 30


@dataclass(frozen=True)
class Words:
    status: int
    title: Promise
    text: Promise


WORDS = {
    Why.UNKNOWN: Words(
        404,
        _("We do not know this link"),
        _("Part of it may be missing. Open it once more from the message, or ask for a new one."),
    ),
    Why.REVOKED: Words(
        410,
        _("This link was withdrawn"),
        _("It opens nothing any more. If you need a new one, ask the organisers."),
    ),
    Why.EXPIRED: Words(
        410,
        _("The time to name people is over"),
        _("What you saved before is safe. If you need to change something, ask the organisers."),
    ),
    Why.DECIDED: Words(
        410,
        _("Your delegation was decided on"),
        _("The list can no longer be changed here. For changes ask the organisers."),
    ),
    Why.WITHDRAWN: Words(
        410,
        _("Your delegation does not take part"),
        _("This is what was told to the organisers. If that is wrong, write to them."),
    ),
    Why.CANCELLED: Words(
        410,
        _("The workshop does not take place"),
        _("You need not do anything. If you have questions, ask the organisers."),
    ),
    Why.OVER: Words(
        410,
        _("The workshop is over"),
        _("Nothing can be changed here any more. If you have questions, ask the organisers."),
    ),
    Why.TOO_OLD: Words(
        410,
        _("This link is too old"),
        _(
            "A link is valid for 48 hours, and only the one in the newest message. You are not "
            "registered with it: open the newest message, or register again."
        ),
    ),
    Why.REGISTRATION_CLOSED: Words(
        410,
        _("Registration is closed"),
        _("You are not registered. If you have questions, ask the organisers."),
    ),
}
TOO_MANY = Words(
    429,
    _("Too many wrong links"),
    _("Wait ten minutes and open the link once more from the message."),
)
GONE = Words(
    404,
    _("This person is not on the list"),
    _("The person was taken off the list or was decided on in between."),
)


def unknown(request):
    is_guessing = attempts.are_too_many(request, "guesses", MOST_GUESSES)
    return _page(request, TOO_MANY if is_guessing else WORDS[Why.UNKNOWN])


def shut(request, closed_link):
    """For a links.Closed, whoever the link was for."""
    link = closed_link.link
    if link is None:
        return unknown(request)
    return closed(request, closed_link.why, link.delegate or link.delegation)


def closed(request, why, addressee):
    """The page that says why, in the language of whom it is for unless the reader chose one."""
    is_chosen = "chosen" in request.GET
    language = languages.current_language() if is_chosen else addressee.language
    with translation.override(language):
        response = _page(request, WORDS[why], addressee, why)
    response["Content-Language"] = language
    return response


def gone(request, visit):
    return _page(request, GONE, visit.delegation, visit=visit)


def cover(request, visit):
    """Neither name nor city, until a button is pressed."""
    return render(request, "workshops/desk/cover.html", {"visit": visit})


def _page(request, words, addressee=None, why=None, visit=None):
    workshop = addressee.workshop if addressee else None
    reason = ""
    if why == Why.CANCELLED and not _is_protected(addressee):
        reason = languages.translated(workshop, "cancellation_reason")
    context = {
        "words": words,
        "reason": reason,
        "contact": workshop.contact_address if workshop else settings.SITE_CONTACT,
        "visit": visit,
        "register_again": workshop if why == Why.TOO_OLD and workshop.is_public else None,
        "language_query": "" if visit or "chosen" in request.GET else "?chosen=1",
    }
    response = render(request, "workshops/desk/closed.html", context, status=words.status)
    return attempts.asked_to_wait(response)


def _is_protected(addressee):
    is_delegation = isinstance(addressee, Delegation)
    return addressee.protects_people if is_delegation else addressee.is_protected
