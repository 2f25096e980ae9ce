"""Door passes: a link and a code of six digits let a helper check people in, on event days."""

import datetime
import enum
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from partnerships.models import User
from tools import tokens
from workshops.models import DoorPass, Workshop

DIGITS = 6


class Why(enum.Enum):
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    LOCKED = "locked"
    NOT_TODAY = "not_today"


class Closed(Exception):
    """A pass that opens nothing now, and why."""

    def __init__(self, why: Why, door_pass: DoorPass | None = None):
        super().__init__(why)
        self.why = why
        self.door_pass = door_pass


class WrongCode(Exception):
    """`left` says how often it may still be tried."""

    def __init__(self, left: int):
        super().__init__()
        self.left = left


@dataclass(frozen=True)
class Made:
    """A new pass with both halves, which are known only now."""

    door_pass: DoorPass
    token: str
    code: str


def create(workshop: Workshop, label: str, *, by: User | None) -> Made:
    """A pass for whoever the label names."""
    token = tokens.make()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    door_pass = workshop.door_passes.create(
        label=label,
        token_hash=tokens.hashed(token),
        code_hash=make_password(code),
        created_by=by,
    )
    return Made(door_pass, token, code)


def by_link(slug: str, token: str, *, at: datetime.datetime | None = None) -> DoorPass:
    """Return the pass that a link names, before its code is asked for. Raises Closed."""
    found = DoorPass.objects.with_token(token)
    if found is None or found.workshop.slug != slug:
        raise Closed(Why.UNKNOWN)
    _require_open(found, at)
    if found.is_locked:
        raise Closed(Why.LOCKED, found)
    return found


def by_key(slug: str, key: int, *, at: datetime.datetime | None = None) -> DoorPass:
    """Return the pass of somebody whose code was right before; asked anew for every page.

    Wrong codes of others do not shut out who is in. Raises Closed.
    """
    found = DoorPass.objects.select_related("workshop").filter(pk=key, workshop__slug=slug).first()
    if found is None:
        raise Closed(Why.UNKNOWN)
    _require_open(found, at)
    return found


def check_code(door_pass: DoorPass, code: str) -> None:
    """Raises WrongCode, and Closed once too many were wrong.

    A try is counted before it is looked at, so that many at once are not more than allowed.
    """
    here = DoorPass.objects.filter(pk=door_pass.pk)
    free = here.filter(wrong_codes__lt=DoorPass.MOST_WRONG_CODES)
    if not free.update(wrong_codes=F("wrong_codes") + 1):
        raise Closed(Why.LOCKED, door_pass)
    if check_password(code, door_pass.code_hash):
        here.update(wrong_codes=0)
        return
    door_pass.refresh_from_db(fields=["wrong_codes"])
    if door_pass.is_locked:
        raise Closed(Why.LOCKED, door_pass)
    raise WrongCode(DoorPass.MOST_WRONG_CODES - door_pass.wrong_codes)


def _require_open(door_pass: DoorPass, at: datetime.datetime | None) -> None:
    workshop = door_pass.workshop
    if door_pass.revoked_at:
        raise Closed(Why.REVOKED, door_pass)
    is_on = workshop.days.filter(date=workshop.local_date(at)).exists()
    if not is_on or workshop.cancelled_at:
        raise Closed(Why.NOT_TODAY, door_pass)
