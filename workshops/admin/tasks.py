"""What is to do, derived from workshops in hand: nothing of it is stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.admin import switch
from tools import languages
from workshops.admin import navigation, policy
from workshops.models import Workshop

DRAFT_WARNING = timedelta(days=60)


@dataclass(frozen=True)
class Task:
    due_on: date
    workshop: Workshop
    text: str
    button: str
    url: str
    icon: str


def tasks(user, workshops, *, at=None):
    """By date. Expects workshops with_work() and their tracks at hand."""
    at = at or timezone.now()
    found = []
    for workshop in workshops:
        if workshop.cancelled_at:
            continue
        if policy.may(user, *policy.SEE_PEOPLE):
            found += _about_people(workshop, at)
        if policy.may(user, "workshops.change_workshop"):
            found += _about_texts(workshop, at)
    return sorted(found, key=lambda task: (task.due_on, task.workshop.pk))


def _about_people(workshop, at):
    people = navigation.url_of(workshop, "people")
    if workshop.undecided:
        text = ngettext(
            "%(count)d person waits for a decision",
            "%(count)d people wait for a decision",
            workshop.undecided,
        )
        yield Task(
            _decide_on(workshop, at),
            workshop,
            text % {"count": workshop.undecided},
            _("Decide"),
            f"{people}?status=nominated",
            "users",
        )
    if workshop.overdue:
        text = ngettext(
            "%(count)d answer is overdue", "%(count)d answers are overdue", workshop.overdue
        )
        yield Task(
            workshop.overdue_since.astimezone(workshop.zone).date(),
            workshop,
            text % {"count": workshop.overdue},
            _("Ask again"),
            f"{people}?status=accepted",
            "clock",
        )


def _decide_on(workshop, at):
    """Once the nomination is closed, decisions are due; before, there is time until then."""
    closes = workshop.nomination_closes_at
    return closes.astimezone(workshop.zone).date() if closes else workshop.starts_on


def _about_texts(workshop, at):
    texts = navigation.url_of(workshop, "change")
    if workshop.is_public:
        gaps = _gaps(workshop)
        if gaps:
            yield Task(
                workshop.starts_on,
                workshop,
                _("Texts are missing: %(languages)s") % {"languages": gaps},
                _("Translate"),
                texts,
                "languages",
            )
    elif workshop.starts_at - at <= DRAFT_WARNING:
        yield Task(
            workshop.starts_on,
            workshop,
            _("Begins soon and is still a draft"),
            _("Publish"),
            f"{texts}#publication",
            "eye-off",
        )


def _gaps(workshop):
    """ "Albanian 3, Ukrainian 1", or nothing."""
    reader = languages.current_language()
    written = [workshop, *workshop.tracks.all()]
    counted = {
        code: sum(switch.missing(thing, code) for thing in written) for code in languages.LANGUAGES
    }
    return ", ".join(
        f"{languages.language_name(code, reader)} {number}"
        for code, number in counted.items()
        if number
    )
