"""The outbox: rows of Message become mails, each at least once and in order per recipient.

A row is claimed with a lease in a short transaction, sent outside of any, and finished in another.
Whoever is killed in between leaves a lease that runs out, and the mail is sent again with the same
Message-ID. The clock is a parameter. Nobody else assigns Message.state after the row was written,
but messages, which replaces what waits, and overtaken, which retires what asks in vain.
"""

import datetime
import logging
import random
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.models import Contact
from tools import smtp
from workshops.models import Message
from workshops.models.message import NOT_ADMITTED
from workshops.registration import mails

State = Message.State
Clock = Callable[[], datetime.datetime]
logger = logging.getLogger(__name__)

# After each attempt in vain so long until the next: 102 hours in all, then the message is given up
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
WAITS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 1 * HOUR, 2 * HOUR, *[3 * HOUR] * 33]
# Each wait becomes longer by up to this part of it, so that not all come back at once
JITTER = 0.2
# Longer than any mail may take (smtp.Server.timeout)
LEASE = datetime.timedelta(minutes=5)


class Transport(Protocol):
    """What takes mails: a mail server, or a folder in the demo."""

    def send(self, sender: str, recipient: str, content: bytes) -> None: ...
    def close(self) -> None: ...


class Folder:
    """Keeps each mail as a file, for a demo without a mail server."""

    def __init__(self, path: Path):
        self.path = path

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        name = f"{timezone.now():%Y-%m-%d-%H%M%S-%f}-{recipient.replace('/', '_')}.eml"
        (self.path / name).write_bytes(content)

    def close(self) -> None:
        pass


def transport() -> Transport | None:
    """What the settings name; None: nothing is sent, everything goes by hand."""
    if settings.EMAIL_HOST:
        return smtp.Connection(
            smtp.Server(
                settings.EMAIL_HOST,
                settings.EMAIL_PORT,
                name=urlsplit(settings.SITE_URL).hostname or "localhost",
                user=settings.EMAIL_HOST_USER,
                password=settings.EMAIL_HOST_PASSWORD,
                use_ssl=settings.EMAIL_USE_SSL,
                use_tls=settings.EMAIL_USE_TLS,
                timeout=settings.EMAIL_TIMEOUT,
            )
        )
    return Folder(settings.MAIL_FOLDER) if settings.MAIL_FOLDER else None


@dataclass
class Round:
    """What became of the messages of one round."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    # why the others were not tried
    stopped: str = ""


def send_due(
    through: Transport,
    *,
    clock: Clock = timezone.now,
    goes_on: Callable[[], bool] = lambda: True,
) -> Round:
    """Try every message that is due, the oldest first, until `goes_on` says no."""
    result = Round()
    due = Message.objects.due(clock()).values_list("pk", flat=True)
    with closing(through):
        for pk in list(due):
            if result.stopped or not goes_on():
                break
            message = claim(pk, clock())
            if message:
                _send(message, through, clock, result)
    return result


@transaction.atomic
def claim(pk: int, at: datetime.datetime) -> Message | None:
    """Lease a message, unless another process has it or one to the same recipient comes first."""
    free = Message.objects.due(at).first_in_line(at).filter(pk=pk)
    message = free.select_for_update(skip_locked=True).first()
    if message:
        message.leased_until = at + LEASE
        message.save(update_fields=["leased_until"])
    return message


def _send(message: Message, through: Transport, clock: Clock, result: Round) -> None:
    try:
        content = mails.composed(message, clock()).as_bytes()
        recipient = mails.ascii_address(message.recipient)
        through.send(mails.sender(), recipient, content)
    except (smtp.AddressRefused, ValidationError) as error:
        _give_up(message, clock(), _words(error))
        _mark_contact(message, clock())
        result.given_up += 1
    except smtp.Refused as error:
        _give_up(message, clock(), _words(error))
        result.given_up += 1
    except smtp.NotAdmitted as error:
        result.stopped = _words(error)
        words = (NOT_ADMITTED + result.stopped)[:300]
        _leased(message).update(leased_until=None, last_error=words)
        logger.error("The mail server does not admit us: %s", result.stopped)
    except Exception as error:  # one message that cannot be sent must not stop the others
        if not isinstance(error, smtp.Failed):
            logger.exception("Message %s cannot be sent", message.pk)
        if isinstance(error, smtp.Unreachable):
            result.stopped = _words(error)
        _try_later(message, clock(), _words(error), result)
    else:
        _leased(message).finish(State.SENT, clock(), attempts=message.attempts + 1)
        result.sent += 1


def _try_later(message: Message, at: datetime.datetime, why: str, result: Round) -> None:
    if message.attempts >= len(WAITS):
        _give_up(message, at, why)
        result.given_up += 1
        return
    _leased(message).update(
        attempts=message.attempts + 1,
        next_attempt_at=at + WAITS[message.attempts] * random.uniform(1, 1 + JITTER),
        leased_until=None,
        last_error=why[:300],
    )
    result.failed += 1


def _give_up(message: Message, at: datetime.datetime, why: str) -> None:
    attempts = message.attempts + 1
    _leased(message).finish(State.GIVEN_UP, at, attempts=attempts, last_error=why[:300])


def _leased(message: Message) -> Any:
    """The message, unless the lease is no longer ours or somebody has finished it meanwhile."""
    return Message.objects.unfinished().filter(pk=message.pk, leased_until=message.leased_until)


def _mark_contact(message: Message, at: datetime.datetime) -> None:
    """Unless the contact has another address by now."""
    if message.contact_id is None:
        return
    unmarked = Contact.objects.filter(pk=message.contact_id, undeliverable_since=None)
    unmarked.filter(email=message.recipient).update(undeliverable_since=at)


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) or type(error).__name__


def mark_sent(message: Message, *, at: datetime.datetime | None = None) -> bool:
    """An organiser has sent it another way; return whether it was still open or given up."""
    return _settle(message, State.SENT_BY_HAND, {State.QUEUED, State.GIVEN_UP}, at)


def revoke(message: Message, *, at: datetime.datetime | None = None) -> bool:
    """It is not to be sent any more; return whether it was still open or given up."""
    return _settle(message, State.SUPERSEDED, {State.QUEUED, State.GIVEN_UP}, at)


def _settle(
    message: Message, state: State, before: Iterable[State], at: datetime.datetime | None
) -> bool:
    settled = Message.objects.filter(pk=message.pk, state__in=before)
    return bool(settled.finish(state, at or timezone.now()))


def retry(message: Message, *, at: datetime.datetime | None = None) -> bool:
    """Try with the next round instead of waiting; return whether it was waiting."""
    waiting = Message.objects.unfinished().exclude(recipient="").filter(pk=message.pk)
    return bool(waiting.update(next_attempt_at=at or timezone.now()))
