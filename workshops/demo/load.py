import datetime

from django.db import transaction
from django.utils import timezone

from workshops.demo import (
    account,
    events,
    municipalities,
    organisations,
    partnerships,
    sample,
    topics,
    workshops,
)
from workshops.models import LegalHold, Workshop

# the past workshop with people keeps them, although their time is over
SHOWN = "munich"
SHOWN_UNTIL = datetime.date(2099, 12, 31)


@transaction.atomic
def load(password="", *, at=None):
    """Everything the demonstration shows, in one transaction; returns how much of each is new.

    What exists already stays as it is, so a second call changes nothing. The organiser's account
    is made only with a password. `at` is the present, from which the sample workshop's dates count.
    """
    at = at or timezone.now()
    return {
        "municipalities": municipalities.load(),
        "organisations": organisations.load(),
        "topics": topics.load(),
        "partnerships": partnerships.load(),
        "workshops": events.load() + _load_shown(at) + sample.load(at=at),
        "accounts": account.load(password),
    }


def _load_shown(at):
    known = set(Workshop.objects.values_list("pk", flat=True))
    is_new = workshops.load(SHOWN, at=at)
    for workshop in Workshop.objects.exclude(pk__in=known):
        LegalHold.objects.create(workshop=workshop, reason="Demo", until=SHOWN_UNTIL)
    return is_new
