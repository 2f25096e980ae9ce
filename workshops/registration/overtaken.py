"""Messages that still wait, although what they ask for has come or is no longer possible.

They are retired: nobody sends them any more, and none stands among what is to be handed over. What
tells of a decision stays, until the workshop is over.
"""

import datetime

from workshops.models import Delegate, Delegation, Message
from workshops.registration.wording import Kind
from workshops.travel import incomplete, missing

State = Message.State
# they ask the contacts of a delegation for its list, each with a link to it
ASKING_FOR_THE_LIST = {Kind.INVITATION, Kind.REMINDER, Kind.EXTENSION, Kind.RETURNED}


def by_status(delegation: Delegation, at: datetime.datetime) -> None:
    """The list is in or no longer wanted. In the transaction that changes the status."""
    To = Delegation.Status
    if delegation.status in Delegation.AWAITED:
        return
    kinds = set(ASKING_FOR_THE_LIST)
    if delegation.status in {To.DECLINED, To.WITHDRAWN}:
        kinds.add(Kind.TRAVEL)
    _retire(delegation, kinds, at)


def by_revoked_links(delegation: Delegation, at: datetime.datetime) -> None:
    """The links in them lead nowhere."""
    _retire(delegation, ASKING_FOR_THE_LIST | {Kind.TRAVEL}, at)


def by_answer(person: Delegate, at: datetime.datetime) -> None:
    """Nothing is missing any more from the person, or from all of the delegation.

    Expects the person as the database has them, with workshop, sender and needs.
    """
    if not missing(person):
        person.messages.unfinished().filter(kind=Kind.ASK_AGAIN).finish(State.SUPERSEDED, at)
    if person.delegation is None:
        return
    asking = person.delegation.messages.unfinished().filter(kind=Kind.TRAVEL)
    if asking.exists() and not incomplete([person.delegation]):
        asking.finish(State.SUPERSEDED, at)


def by_time(at: datetime.datetime) -> None:
    """Of those that an organiser was to hand over: their time is past."""
    Message.objects.by_hand().overtaken(at).finish(State.SUPERSEDED, at)


def _retire(delegation: Delegation, kinds: set[Kind], at: datetime.datetime) -> None:
    waiting = delegation.messages.unfinished().filter(kind__in=kinds)
    waiting.finish(State.SUPERSEDED, at)
