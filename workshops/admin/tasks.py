"""What is to do, derived from workshops in hand: nothing of it is stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tools import languages
from workshops import texts
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
    """By date. Expects workshops with_work()."""
    at = at or timezone.now()
    may_write = policy.may(user, "workshops.change_workshop")
    missing = texts.missing([each for each in workshops if each.is_public]) if may_write else {}
    found = []
    for workshop in workshops:
        if workshop.cancelled_at:
            continue
        if policy.may(user, *policy.SEE_PEOPLE):
            found += _about_people(workshop, at)
        if may_write:
            found += _about_texts(workshop, at, missing.get(workshop.pk))
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


def _about_texts(workshop, at, missing):
    if workshop.is_public:
        gaps = _gaps(missing)
        if gaps:
            yield Task(
                workshop.starts_on,
                workshop,
                _("Texts are missing: %(languages)s") % {"languages": gaps},
                _("Translate"),
                navigation.url_of(workshop, "translations"),
                "languages",
            )
    elif workshop.starts_at - at <= DRAFT_WARNING:
        yield Task(
            workshop.starts_on,
            workshop,
            _("Begins soon and is still a draft"),
            _("Publish"),
            f"{navigation.url_of(workshop, 'change')}#publication",
            "eye-off",
        )


def _gaps(missing):
    """ "Albanian 3, Ukrainian 1", or nothing."""
    reader = languages.current_language()
    return ", ".join(
        f"{languages.language_name(code, reader)} {missing[code]}"
        for code in languages.LANGUAGES
        if missing[code]
    )
