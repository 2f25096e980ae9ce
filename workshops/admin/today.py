"""The first page: one row per workshop in hand, then what is to do across them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import User
from tools import languages
from workshops.admin import legal, navigation, policy, upkeep
from workshops.admin.tasks import alarms, tasks
from workshops.models import Phase, Workshop, for_user, works_on_all


@dataclass(frozen=True)
class Deadline:
    label: str
    text: str


def context(request):
    if not policy.may(request.user, *policy.SEE_WORKSHOPS):
        return {"rows": [], "tasks": [], "lacks": legal.lacks(request.user)} | _whom_to_ask(
            _("Your account may not see workshops yet")
        )
    at = timezone.now()
    in_hand = for_user(Workshop.objects.in_hand(at), request.user).with_work(at)
    workshops = [workshop for workshop in in_hand if not workshop.cancelled_at]
    is_without = not workshops and lacks_workshop(request.user)
    missing = _whom_to_ask(_("No workshop is assigned to you yet")) if is_without else {}
    return missing | {
        "rows": [_row(workshop, at) for workshop in workshops],
        "tasks": tasks(request.user, workshops, at=at),
        "alarms": [*alarms(request.user, at), *upkeep.warnings(request.user, at)],
        "lacks": legal.lacks(request.user),
    }


def lacks_workshop(user):
    return not works_on_all(user) and not user.assignments.exists()


def _whom_to_ask(text):
    """What an account lacks, and the names of those who give it."""
    names = [str(account) for account in User.objects.who_give_rights()]
    return {"missing": text, "ask": ", ".join(names)}


def _row(workshop, at):
    return {
        "workshop": workshop,
        "url": navigation.url_of(workshop, "overview"),
        "phase": Phase(workshop.phase(at)).label,
        "deadline": next_deadline(workshop, at),
    }


def next_deadline(workshop, at):
    """The next moment that binds somebody, in the workshop's own time zone."""
    language = languages.current_language()
    for label, instant in (
        (_("Nomination opens"), workshop.nomination_opens_at),
        (_("Nomination closes"), workshop.nomination_closes_at),
    ):
        if instant and instant > at:
            return Deadline(label, languages.format_moment(instant, workshop.timezone, language))
    if workshop.starts_at > at:
        return Deadline(_("First day"), languages.format_day(workshop.starts_on, language))
    return Deadline(_("Last day"), languages.format_day(workshop.ends_on, language))
