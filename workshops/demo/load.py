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
        "workshops": events.load() + workshops.load("munich", at=at) + sample.load(at=at),
        "accounts": account.load(password),
    }
