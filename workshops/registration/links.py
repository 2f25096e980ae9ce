"""Personal links: a contact nominates through one, a person answers through theirs.

Only the hash of a token is stored.
"""

import enum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from partnerships.models import User
from tools import tokens
from workshops.models import Delegate, Delegation, Link, Workshop

Status = Delegation.Status


class Why(enum.StrEnum):
    """Why a link opens nothing any more."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    OVER = "over"
    TOO_OLD = "too_old"
    REGISTRATION_CLOSED = "registration_closed"


class Closed(Exception):
    """A token that opens nothing: `why`, and its link unless the token is unknown."""

    def __init__(self, why: Why, link: Link | None = None):
        super().__init__(why)
        self.why = why
        self.link = link


def create(delegation: Delegation, *, by: User | None) -> str:
    """Add a link to the nomination of a delegation; return its token, known to nobody else."""
    token = tokens.make()
    Link.objects.create(
        purpose=Link.Purpose.NOMINATION,
        workshop_id=delegation.workshop_id,
        delegation=delegation,
        token_hash=tokens.hashed(token),
        created_by=by,
    )
    return token


def create_reply(delegate: Delegate, *, by: User | None, token: str = "") -> str:
    """Add a link to the pages of a person; return its token, known to nobody else.

    `token` is one that the person holds already.
    """
    token = token or tokens.make()
    Link.objects.create(
        purpose=Link.Purpose.REPLY,
        workshop_id=delegate.workshop_id,
        delegate=delegate,
        token_hash=tokens.hashed(token),
        created_by=by,
    )
    return token


def address(token: str, language: str, page: str = "desk:nomination") -> str:
    """Return the whole address of a page behind a link, in the language of whom it is for."""
    with translation.override(language):
        return settings.SITE_URL + reverse(page, args=[token])


def revoke(delegation: Delegation) -> int:
    """Close every link of the delegation; return how many were open."""
    return delegation.links.nominations().revoke()


def nomination(token: str) -> Delegation:
    """Return the delegation whose nomination a token opens. Raises Closed."""
    link = Link.objects.nominations().with_token(token)
    if link is None or link.delegation is None:
        raise Closed(Why.UNKNOWN)
    why = _why_closed(link)
    if why:
        raise Closed(why, link)
    return link.delegation


def answers(token: str) -> Delegation:
    """Return the delegation to whose people a contact's token leads, once it is in and until the
    workshop is over. Raises Closed."""
    link = Link.objects.nominations().with_token(token)
    if link is None or link.delegation is None:
        raise Closed(Why.UNKNOWN)
    workshop = link.delegation.workshop
    if link.delegation.status != Status.ACCEPTED:
        raise Closed(_why_closed(link) or Why.UNKNOWN, link)
    if link.revoked_at:
        raise Closed(Why.REVOKED, link)
    if workshop.cancelled_at:
        raise Closed(Why.CANCELLED, link)
    if workshop.ends_at <= timezone.now():
        raise Closed(Why.OVER, link)
    return link.delegation


def reply(token: str) -> Delegate:
    """Return the person whose pages a token opens, whatever their status: what is held of them
    they may always see. Raises Closed."""
    link = Link.objects.replies().with_token(token)
    if link is None or link.delegate is None:
        raise Closed(Why.UNKNOWN)
    if link.revoked_at:
        raise Closed(Why.REVOKED, link)
    if not link.is_live(timezone.now()):
        raise Closed(Why.OVER, link)
    return link.delegate


def _why_closed(link: Link) -> Why | None:
    delegation = link.delegation
    assert delegation is not None
    workshop = delegation.workshop
    if link.revoked_at or delegation.status == Status.INTERESTED:
        return Why.REVOKED
    if workshop.cancelled_at or workshop.publication == Workshop.Publication.ARCHIVED:
        return Why.CANCELLED
    if delegation.status == Status.WITHDRAWN:
        return Why.WITHDRAWN
    if delegation.status in {Status.ACCEPTED, Status.DECLINED}:
        return Why.DECIDED
    return None if link.is_live(timezone.now()) else Why.EXPIRED
