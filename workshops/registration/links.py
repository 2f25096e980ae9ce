"""Personal links: a contact nominates through one. Only the hash of a token is stored."""

import enum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from partnerships.models import User
from tools import tokens
from workshops.models import Delegation, Link, Workshop

Status = Delegation.Status


class Why(enum.StrEnum):
    """Why a link opens nothing any more."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


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


def address(token: str, language: str) -> str:
    """Return the whole address of a nomination, in the language of whom it is for."""
    with translation.override(language):
        return settings.SITE_URL + reverse("desk:nomination", args=[token])


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
