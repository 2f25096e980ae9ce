"""The badge that says where a workshop stands (design brief, 5.2)."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from tools import languages
from workshops.models import Phase

LOOKS = {
    Phase.CANCELLED: ("err", "circle-slash"),
    Phase.PAST: ("neutral", "archive"),
    Phase.RUNNING: ("ok", "radio"),
    Phase.FULL: ("warn", "hourglass"),
    Phase.NOMINATION_OPEN: ("ok", "circle-check"),
    Phase.NOMINATION_CLOSED: ("neutral", "lock"),
    Phase.ANNOUNCED: ("info", "calendar-days"),
}


@dataclass(frozen=True)
class PhaseBadge:
    phase: Phase
    tone: str
    icon: str
    label: str


def phase_badge(workshop, at):
    phase = workshop.phase(at)
    label = _running(workshop, at) if phase == Phase.RUNNING else str(phase.label)
    return PhaseBadge(phase, *LOOKS[phase], label)


def _running(workshop, at):
    if timezone.localdate(at, workshop.zone) == workshop.ends_on:
        return _("Takes place today")
    until = languages.format_day(workshop.ends_on, languages.current_language())
    return _("Runs until %(day)s") % {"day": until}
