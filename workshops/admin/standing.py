"""How each delegation of a workshop stands: since when, late or not, its last message, its link."""

import enum
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils.translation import pgettext_lazy

from workshops.models import Delegation, DelegationChange, InvitationLetter, Link, Message


class LinkState(enum.Enum):
    NONE = ""
    OPEN = pgettext_lazy("link", "open")
    EXPIRED = pgettext_lazy("link", "expired")
    REVOKED = pgettext_lazy("link", "revoked")
    CLOSED = pgettext_lazy("link", "closed")


@dataclass(frozen=True)
class Standing:
    delegation: Delegation
    since: datetime | None
    is_late: bool
    message: Message | None
    letter: InvitationLetter | None
    link: LinkState


def standings(workshop, at):
    """In the order of senders. Six queries, however many delegations there are."""
    delegations = workshop.delegations.with_senders().by_sender().with_counts()
    changed = DelegationChange.objects.filter(delegation__workshop=workshop)
    since = dict(changed.values_list("delegation").annotate(Max("changed_at")).order_by())
    written = workshop.messages.last_of_delegations()
    sent = InvitationLetter.objects.filter(delegation__workshop=workshop, revoked_at=None)
    letter = {each.delegation_id: each for each in sent.order_by("dated_on", "pk")}
    links = _numbers_of_links(workshop)
    found = []
    for delegation in delegations.prefetch_related("contacts"):
        delegation.workshop = workshop
        pk = delegation.pk
        delegation.has_letter = pk in letter
        found.append(
            Standing(
                delegation,
                since.get(pk),
                is_late(delegation, at),
                written.get(pk),
                letter.get(pk),
                link_state(delegation, at, *links.get(pk, (0, 0))),
            )
        )
    return found


def is_late(delegation, at):
    return delegation.status in Delegation.AWAITED and delegation.nominates_until <= at


def link_state(delegation, at, number, number_live):
    """What whoever holds the latest link finds."""
    if not number:
        return LinkState.NONE
    if not number_live:
        return LinkState.REVOKED
    if delegation.status not in Delegation.MAY_NOMINATE:
        return LinkState.CLOSED
    return LinkState.OPEN if delegation.nominates_until > at else LinkState.EXPIRED


def _numbers_of_links(workshop):
    """{delegation: (how many, how many of them not revoked)}"""
    rows = (
        Link.objects.nominations()
        .filter(workshop=workshop)
        .order_by()
        .values_list("delegation")
        .annotate(all=Count("pk"), live=Count("pk", filter=Q(revoked_at=None)))
    )
    return {pk: (number, live) for pk, number, live in rows}
